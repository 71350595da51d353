// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_machine.h"

#include "core/formats/wording.h"

#include <algorithm>
#include <array>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

/// Functions that a checkpoint or an array needs. None of them is ever called: the list says which files are
/// data.
constexpr std::array<std::string_view, 49> constructors{
    "torch._utils._rebuild_tensor",
    "torch._utils._rebuild_tensor_v2",
    "torch._utils._rebuild_parameter",
    "torch._utils._rebuild_parameter_with_state",
    "torch._utils._rebuild_device_tensor_from_numpy",
    "torch.Size",
    "torch.device",
    "torch.nn.parameter.Parameter",
    "torch.serialization._get_layout",
    "collections.OrderedDict",
    "collections.defaultdict",
    "collections.Counter",
    "collections.deque",
    "_codecs.encode",
    "numpy.core.multiarray._reconstruct",
    "numpy.core.multiarray.scalar",
    "numpy._core.multiarray._reconstruct",
    "numpy._core.multiarray.scalar",
    "numpy._core.numeric._frombuffer",
    "numpy.core.numeric._frombuffer",
    "numpy.dtype",
    "numpy.ndarray",
    "pathlib.PosixPath",
    "pathlib.PurePosixPath",
    "pathlib.WindowsPath",
    "pathlib._local.PosixPath",
    "datetime.datetime",
    "datetime.date",
    "datetime.timedelta",
    "datetime.timezone",
    "copy_reg._reconstructor",
    "copyreg._reconstructor",
    "builtins.range",
    "builtins.slice",
    "builtins.list",
    "builtins.tuple",
    "__builtin__.xrange",
    "__builtin__.slice",
    "uuid.UUID",
    "builtins.set",
    "builtins.frozenset",
    "builtins.complex",
    "builtins.bytearray",
    "__builtin__.set",
    "__builtin__.frozenset",
    "__builtin__.complex",
    "__builtin__.bytearray",
    "decimal.Decimal",
    "fractions.Fraction",
};

bool isConstructor(const std::string& name) {
    return std::find(constructors.begin(), constructors.end(), name) != constructors.end();
}

/// As Python 3.11 writes a member of an enum: the attribute of a class, by its name.
bool isAttributeOf(const std::string& function) {
    return function == "builtins.getattr" || function == "__builtin__.getattr";
}

bool isDictLike(const std::string& name) {
    return name == "collections.OrderedDict" || name == "collections.defaultdict" ||
           name == "collections.Counter";
}

tl::unexpected<base::Error> damaged(const std::string& what) {
    return failure(ErrorKind::InvalidInput, "the pickle is damaged: " + what);
}

} // namespace

Result<> PickleMachine::need(std::size_t count) const {
    if (m_stack.size() - floor() < count)
        return damaged("an instruction finds too few values on the stack");
    return {};
}

Result<> PickleMachine::push(PickleNode node) {
    if (m_nodes.size() == pickleNodeLimit)
        return failure(ErrorKind::Refused, "the pickle holds more than a million values");
    m_stack.push_back(static_cast<PickleRef>(m_nodes.size()));
    m_nodes.push_back(std::move(node));
    return {};
}

Result<> PickleMachine::pushText(Kind kind, std::string_view text) {
    PickleNode node;
    node.kind = kind;
    node.text = text;
    return push(std::move(node));
}

Result<> PickleMachine::pushGlobal(std::string_view module, std::string_view name) {
    constexpr std::size_t longest = 1000; // bytes: names are put together wherever a value is looked at
    if (module.size() > longest || name.size() > longest)
        return failure(ErrorKind::Refused, "the pickle names a class with more than 1,000 bytes");
    PickleNode node;
    node.kind = Kind::Global;
    node.text = module;
    node.name = name;
    return push(std::move(node));
}

PickleRef PickleMachine::take() {
    const PickleRef ref = m_stack.back();
    m_stack.pop_back();
    return ref;
}

Result<> PickleMachine::duplicate() {
    FAULTLINE_CHECK(need(1));
    m_stack.push_back(m_stack.back());
    return {};
}

Result<> PickleMachine::pop() {
    if (!m_marks.empty() && m_marks.back() == m_stack.size()) {
        m_marks.pop_back(); // Python's POP takes a mark, too
        return {};
    }
    FAULTLINE_CHECK(need(1));
    m_stack.pop_back();
    return {};
}

Result<> PickleMachine::popToMark() {
    FAULTLINE_TRY(items, takeAboveMark());
    static_cast<void>(items);
    return {};
}

Result<std::vector<PickleRef>> PickleMachine::takeAboveMark() {
    if (m_marks.empty())
        return damaged("an instruction finds no mark on the stack");
    const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
    std::vector<PickleRef> items(begin, m_stack.end());
    m_stack.erase(begin, m_stack.end());
    m_marks.pop_back();
    return items;
}

Result<> PickleMachine::memoize(std::uint32_t number) {
    FAULTLINE_CHECK(need(1));
    m_memo[number] = m_stack.back();
    return {};
}

Result<> PickleMachine::recall(std::uint32_t number) {
    const auto found = m_memo.find(number);
    if (found == m_memo.end())
        return damaged("it refers to a value that it does not hold");
    m_stack.push_back(found->second);
    return {};
}

Result<> PickleMachine::collect(Kind kind) {
    FAULTLINE_TRY(items, takeAboveMark());
    if (kind == Kind::Dict && items.size() % 2 != 0)
        return damaged("a dict has a key without a value");
    PickleNode node;
    node.kind = kind;
    node.items = std::move(items);
    return push(std::move(node));
}

Result<> PickleMachine::tuple(std::size_t count) {
    FAULTLINE_CHECK(need(count));
    PickleNode node;
    node.kind = Kind::Tuple;
    node.items.assign(m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end());
    m_stack.resize(m_stack.size() - count);
    return push(std::move(node));
}

Result<> PickleMachine::addTo(PickleRef collection, const std::vector<PickleRef>& items,
                              std::size_t perItem) {
    PickleNode& node = m_nodes[collection];
    if (items.size() % perItem != 0)
        return damaged("a dict has a key without a value");
    const bool fits =
        perItem == 2 ? node.kind == Kind::Dict : node.kind == Kind::List || node.kind == Kind::Set;
    if (fits)
        node.items.insert(node.items.end(), items.begin(), items.end());
    else if (node.kind != Kind::Object) // what a foreign class collects is skipped with its object
        return damaged("it adds to a value that is no collection");
    return {};
}

Result<> PickleMachine::addOne(std::size_t perItem) {
    FAULTLINE_CHECK(need(perItem + 1));
    const std::vector<PickleRef> items(m_stack.end() - static_cast<std::ptrdiff_t>(perItem), m_stack.end());
    m_stack.resize(m_stack.size() - perItem);
    return addTo(m_stack.back(), items, perItem);
}

Result<> PickleMachine::addAboveMark(std::size_t perItem) {
    FAULTLINE_TRY(items, takeAboveMark());
    FAULTLINE_CHECK(need(1));
    return addTo(m_stack.back(), items, perItem);
}

Result<> PickleMachine::stackGlobal() {
    FAULTLINE_CHECK(need(2));
    const PickleNode& name = m_nodes[take()];
    const PickleNode& module = m_nodes[take()];
    if (name.kind != Kind::Text || module.kind != Kind::Text)
        return damaged("a class has no name");
    return pushGlobal(module.text, name.text);
}

Result<> PickleMachine::persistentId() {
    FAULTLINE_CHECK(need(1));
    PickleNode node;
    node.kind = Kind::Persistent;
    node.items = {take()};
    return push(std::move(node));
}

Result<> PickleMachine::reduce() {
    FAULTLINE_CHECK(need(2));
    const PickleNode& function = m_nodes[m_stack[m_stack.size() - 2]];
    if (function.kind != Kind::Global)
        return leaveAside("a value that it made itself",
                          "the pickle calls a value that it made itself, which is a program's "
                          "way, not a checkpoint's; nothing was run");
    const std::string name = std::string(function.text) + "." + std::string(function.name);
    if (isAttributeOf(name) && isMemberOfClass(m_nodes[m_stack.back()]))
        return construct(2);
    if (!isConstructor(name))
        return leaveAside(quotedName(name),
                          "the pickle asks to call " + quotedName(name) +
                              ", which is not needed to hold numbers and text; nothing was "
                              "run. Save a model's state_dict() alone or as safetensors, and "
                              "arrays as numpy's own");
    if (!isDictLike(name))
        return construct(2);
    const PickleRef arguments = take();
    m_stack.pop_back();
    return makeDict(arguments);
}

bool PickleMachine::isMemberOfClass(const PickleNode& arguments) const {
    return arguments.kind == Kind::Tuple && arguments.items.size() == 2 &&
           m_nodes[arguments.items[0]].kind == Kind::Global && m_nodes[arguments.items[1]].kind == Kind::Text;
}

Result<> PickleMachine::leaveAside(const std::string& name, const std::string& refusal) {
    constexpr std::size_t most = 10;
    if (m_calls == Calls::Refuse)
        return failure(ErrorKind::Refused, refusal);
    if (m_notCalled.size() < most &&
        std::find(m_notCalled.begin(), m_notCalled.end(), name) == m_notCalled.end())
        m_notCalled.push_back(name);
    PickleNode object;
    object.kind = Kind::Object;
    object.items.assign(m_stack.end() - 2, m_stack.end());
    m_stack.resize(m_stack.size() - 2);
    return push(std::move(object));
}

Result<> PickleMachine::makeDict(PickleRef arguments) {
    PickleNode dict;
    dict.kind = Kind::Dict;
    // Python 2 wrote OrderedDict([[key, value], …]).
    for (const PickleRef argument : m_nodes[arguments].items)
        if (m_nodes[argument].kind == Kind::List) {
            m_copied += m_nodes[argument].items.size(); // one short list of a hostile file, copied many times
            if (m_copied > pickleNodeLimit)
                return failure(ErrorKind::Refused, "the pickle holds more than a million values");
            for (const PickleRef pair : m_nodes[argument].items)
                if (m_nodes[pair].items.size() == 2)
                    dict.items.insert(dict.items.end(), m_nodes[pair].items.begin(),
                                      m_nodes[pair].items.end());
        }
    return push(std::move(dict));
}

Result<> PickleMachine::construct(std::size_t count) {
    FAULTLINE_CHECK(need(count));
    PickleNode object;
    object.kind = Kind::Object;
    object.items.assign(m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end());
    m_stack.resize(m_stack.size() - count);
    if (m_nodes[object.items.front()].kind != Kind::Global)
        return damaged("an object has no class");
    return push(std::move(object));
}

Result<> PickleMachine::constructAboveMark() {
    FAULTLINE_TRY(items, takeAboveMark());
    if (items.empty())
        return damaged("an object has no class");
    const PickleRef type = items.front();
    m_stack.push_back(type);
    PickleNode arguments;
    arguments.kind = Kind::Tuple;
    arguments.items.assign(items.begin() + 1, items.end());
    FAULTLINE_CHECK(push(std::move(arguments)));
    return construct(2);
}

Result<> PickleMachine::build() {
    FAULTLINE_CHECK(need(2));
    const PickleRef state = take();
    PickleNode& object = m_nodes[m_stack.back()];
    if (object.kind == Kind::Object) {
        object.items.resize(std::max<std::size_t>(object.items.size(), 3), state);
        object.items[2] = state;
    } else if (object.kind != Kind::Dict) // an OrderedDict's attributes, such as _metadata, are skipped
        return damaged("it gives a state to a value that is no object");
    return {};
}

Result<Pickle> PickleMachine::finish(std::size_t length) && {
    if (m_stack.size() != 1 || !m_marks.empty())
        return damaged("it does not end with one value");
    Pickle pickle;
    pickle.nodes = std::move(m_nodes);
    pickle.notCalled = std::move(m_notCalled);
    pickle.root = m_stack.front();
    pickle.length = length;
    return pickle;
}

} // namespace faultline::formats
