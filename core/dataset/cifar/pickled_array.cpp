// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/pickled_array.h"

namespace faultline::dataset {

using base::ErrorKind;
using base::failure;
using base::Result;
using formats::Pickle;
using formats::PickleNode;
using formats::PickleRef;
using Kind = PickleNode::Kind;

namespace {

tl::unexpected<base::Error> refused(const std::string& message) {
    return failure(ErrorKind::InvalidInput, message);
}

/// The arguments of an Object; none where it is something else. No copy: a hostile file may name one long
/// tuple many times.
const std::vector<PickleRef>& argumentsOf(const Pickle& pickle, PickleRef ref) {
    static const std::vector<PickleRef> none;
    const PickleNode& node = pickle[ref];
    if (node.kind != Kind::Object || node.items.size() < 2 || pickle[node.items[1]].kind != Kind::Tuple)
        return none;
    return pickle[node.items[1]].items;
}

/// Text, Python 2's str, or ASCII bytes of Python 3.
std::optional<std::string_view> textOf(const Pickle& pickle, PickleRef ref) {
    const PickleNode& node = pickle[ref];
    if (node.kind == Kind::Text || node.kind == Kind::Bytes)
        return node.text;
    const std::vector<PickleRef>& arguments = argumentsOf(pickle, ref);
    if (pickle.globalName(ref) == "_codecs.encode" && !arguments.empty() &&
        pickle[arguments[0]].kind == Kind::Text)
        return pickle[arguments[0]].text;
    return std::nullopt;
}

/// Code points below 256 of UTF-8 text as bytes: how protocols 0 to 2 keep bytes.
std::optional<base::Bytes> latin1(std::string_view text) {
    base::Bytes bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if (byte < 0x80) {
            bytes.push_back(byte);
            continue;
        }
        if ((byte != 0xc2 && byte != 0xc3) || i + 1 == text.size())
            return std::nullopt;
        const auto next = static_cast<std::uint8_t>(text[++i]);
        if ((next & 0xc0) != 0x80)
            return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>((byte & 0x03) << 6 | (next & 0x3f)));
    }
    return bytes;
}

std::optional<base::Bytes> bytesOf(const Pickle& pickle, PickleRef ref) {
    const PickleNode& node = pickle[ref];
    if (node.kind == Kind::Bytes)
        return base::Bytes(node.text.begin(), node.text.end());
    const std::vector<PickleRef>& arguments = argumentsOf(pickle, ref);
    const std::string name = pickle.globalName(ref);
    if (name == "_codecs.encode" && arguments.size() == 2 && pickle[arguments[0]].kind == Kind::Text &&
        (pickle[arguments[1]].text == "latin1" || pickle[arguments[1]].text == "latin-1"))
        return latin1(pickle[arguments[0]].text);
    if ((name == "builtins.bytearray" || name == "__builtin__.bytearray") && arguments.size() == 1 &&
        pickle[arguments[0]].kind == Kind::Bytes)
        return bytesOf(pickle, arguments[0]);
    return std::nullopt;
}

bool isUnsignedByte(const Pickle& pickle, PickleRef ref) {
    const std::vector<PickleRef>& arguments = argumentsOf(pickle, ref);
    if (pickle.globalName(ref) != "numpy.dtype" || arguments.empty())
        return false;
    const std::optional<std::string_view> type = textOf(pickle, arguments[0]);
    return type == "u1" || type == "|u1" || type == "uint8";
}

/// The parts of an array, wherever its pickle keeps them.
struct Parts {
    PickleRef shape = 0;
    PickleRef type = 0;
    PickleRef bytes = 0;
    bool fortranOrder = false;
};

std::optional<Parts> partsOf(const Pickle& pickle, PickleRef ref) {
    const std::string name = pickle.globalName(ref);
    const PickleNode& node = pickle[ref];
    if (node.kind != Kind::Object)
        return std::nullopt;
    if (name == "numpy.core.multiarray._reconstruct" || name == "numpy._core.multiarray._reconstruct") {
        if (node.items.size() < 3 || pickle[node.items[2]].kind != Kind::Tuple ||
            pickle[node.items[2]].items.size() != 5)
            return std::nullopt;
        const std::vector<PickleRef>& state =
            pickle[node.items[2]].items; // version, shape, dtype, order, bytes
        return Parts{state[1], state[2], state[4], pickle[state[3]].integer != 0};
    }
    if (name == "numpy.core.numeric._frombuffer" || name == "numpy._core.numeric._frombuffer") {
        const std::vector<PickleRef>& arguments = argumentsOf(pickle, ref); // bytes, dtype, shape, order
        if (arguments.size() == 4)
            return Parts{arguments[2], arguments[1], arguments[0], pickle[arguments[3]].text == "F"};
    }
    return std::nullopt;
}

base::Bytes transposed(const base::Bytes& columnMajor, std::size_t rows, std::size_t columns) {
    base::Bytes bytes(columnMajor.size());
    for (std::size_t column = 0; column < columns; ++column)
        for (std::size_t row = 0; row < rows; ++row)
            bytes[row * columns + column] = columnMajor[column * rows + row];
    return bytes;
}

} // namespace

Result<PickledRows> rowsOf(const Pickle& pickle, PickleRef ref) {
    const std::optional<Parts> parts = partsOf(pickle, ref);
    if (!parts)
        return refused("its data are no NumPy array");
    if (!isUnsignedByte(pickle, parts->type))
        return refused("its array is not of unsigned bytes");
    const PickleNode& shape = pickle[parts->shape];
    if (shape.kind != Kind::Tuple || shape.items.size() != 2)
        return refused("its array has not two axes");
    for (const PickleRef size : shape.items)
        if (pickle[size].kind != Kind::Integer || pickle[size].integer < 0)
            return refused("its array has no valid shape");
    PickledRows rows;
    rows.rows = static_cast<std::uint64_t>(pickle[shape.items[0]].integer);
    rows.columns = static_cast<std::uint64_t>(pickle[shape.items[1]].integer);
    std::optional<base::Bytes> bytes = bytesOf(pickle, parts->bytes);
    if (!bytes)
        return refused("its array has no bytes");
    if (rows.columns == 0 || bytes->size() % rows.columns != 0 || bytes->size() / rows.columns != rows.rows)
        return refused("its array has " + std::to_string(bytes->size()) + " bytes, not the " +
                       std::to_string(rows.rows) + " × " + std::to_string(rows.columns) + " of its shape");
    rows.bytes = parts->fortranOrder ? transposed(*bytes, rows.rows, rows.columns) : std::move(*bytes);
    return rows;
}

std::optional<PickleRef> entryOf(const Pickle& pickle, PickleRef dict, std::string_view key) {
    const PickleNode& node = pickle[dict];
    if (node.kind != Kind::Dict)
        return std::nullopt;
    for (std::size_t i = node.items.size(); i >= 2; i -= 2)
        if (textOf(pickle, node.items[i - 2]) == key)
            return node.items[i - 1];
    return std::nullopt;
}

Result<std::vector<std::int64_t>> integersOf(const Pickle& pickle, PickleRef ref) {
    if (pickle[ref].kind != Kind::List)
        return refused("its labels are no list");
    std::vector<std::int64_t> values;
    for (const PickleRef item : pickle[ref].items) {
        if (pickle[item].kind != Kind::Integer)
            return refused("its label " + std::to_string(values.size()) + " (from 0) is no integer");
        values.push_back(pickle[item].integer);
    }
    return values;
}

std::vector<std::string> textsOf(const Pickle& pickle, PickleRef ref) {
    std::vector<std::string> texts;
    if (pickle[ref].kind == Kind::List)
        for (const PickleRef item : pickle[ref].items)
            if (const std::optional<std::string_view> text = textOf(pickle, item))
                texts.emplace_back(*text);
    return texts;
}

} // namespace faultline::dataset
