// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/pickle.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace faultline::formats {

/// The pickle virtual machine's stack, marks and memo, on values that are only data. Each function is one
/// kind of instruction; a stack that is too short is an error, never undefined.
class PickleMachine {
public:
    using Kind = PickleNode::Kind;

    explicit PickleMachine(Calls calls)
        : m_calls(calls) {}

    base::Result<> push(PickleNode node);
    base::Result<> pushText(Kind kind, std::string_view text);
    base::Result<> pushGlobal(std::string_view module, std::string_view name);
    base::Result<> duplicate();
    base::Result<> pop();
    void mark() { m_marks.push_back(m_stack.size()); }
    base::Result<> popToMark();

    base::Result<> memoize() { return memoize(static_cast<std::uint32_t>(m_memo.size())); }
    base::Result<> memoize(std::uint32_t number);
    base::Result<> recall(std::uint32_t number);

    /// Tuple, List, Set or Dict of the values above the mark.
    base::Result<> collect(Kind kind);
    /// A tuple of the uppermost `count` values.
    base::Result<> tuple(std::size_t count);
    /// The uppermost values go into the list, set or dict below them: `perItem` is 1 or 2.
    base::Result<> addOne(std::size_t perItem);
    base::Result<> addAboveMark(std::size_t perItem);

    base::Result<> stackGlobal();
    base::Result<> persistentId();
    /// Calls the function below its arguments.
    base::Result<> reduce();
    /// An object of the class below its arguments; `count` are the values that belong to it.
    base::Result<> construct(std::size_t count);
    /// INST and OBJ: class and arguments lie above the mark.
    base::Result<> constructAboveMark();
    base::Result<> build();

    /// The one value that is left.
    base::Result<Pickle> finish(std::size_t length) &&;

private:
    [[nodiscard]] std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }
    [[nodiscard]] base::Result<> need(std::size_t count) const;
    base::Result<std::vector<PickleRef>> takeAboveMark();
    base::Result<> addTo(PickleRef collection, const std::vector<PickleRef>& items, std::size_t perItem);
    /// A class and the name of an attribute.
    [[nodiscard]] bool isMemberOfClass(const PickleNode& arguments) const;
    base::Result<> makeDict(PickleRef arguments);
    PickleRef take();
    /// The call that the uppermost two values are stays undone; Result is why it can't even be passed over.
    base::Result<> leaveAside(const std::string& name, const std::string& refusal);

    Calls m_calls;
    std::vector<std::string> m_notCalled;

    std::vector<PickleNode> m_nodes;
    std::vector<PickleRef> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint32_t, PickleRef> m_memo;
    std::size_t m_copied = 0; ///< items that a dict took over from a list
};

} // namespace faultline::formats
