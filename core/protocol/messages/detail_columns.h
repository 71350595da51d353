// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/results.h"
#include "core/protocol/message_members.h"
#include "core/protocol/message_writer.h"

#include <vector>

namespace faultline::protocol {

// Details of samples travel as one map of packed columns, which batches and answers about samples share.

inline constexpr std::uint32_t largestClassCount = 10'000;
inline constexpr std::uint32_t largestFeatureCount = 1u << 20;

/// All have as many logits, and as many features; images may differ in size. A path that nobody knows travels
/// as an empty text.
[[nodiscard]] MessageWriter columnsOf(const std::vector<model::SampleDetail>& details);
[[nodiscard]] std::vector<model::SampleDetail> detailsFrom(const Members& from);

/// One number of each record.
template <class Number, class Record, class Value>
[[nodiscard]] std::vector<Number> columnOf(const std::vector<Record>& records, Value value) {
    std::vector<Number> numbers;
    numbers.reserve(records.size());
    for (const Record& record : records)
        numbers.push_back(static_cast<Number>(value(record)));
    return numbers;
}

} // namespace faultline::protocol
