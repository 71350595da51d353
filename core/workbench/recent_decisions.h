// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"

#include <cstddef>
#include <span>
#include <vector>

namespace faultline::workbench {

/// What one annotator decided last in a run, newest first: the present judgements, each item once. What is
/// taken back leaves the list.
class RecentDecisions {
public:
    struct Decision {
        base::Timestamp at{}; ///< when the judgement was given
        base::SampleIndex sample;
        labels::Judgement judgement;
        bool operator==(const Decision&) const = default;
    };
    static constexpr std::size_t most = 100;

    RecentDecisions() = default;
    /// @param labels present ones of one annotator in one run
    explicit RecentDecisions(std::span<const labels::Label> labels);

    /// Takes in the present label of an item; whether the list is another one now.
    bool apply(const labels::Label& label);
    [[nodiscard]] const std::vector<Decision>& all() const { return m_all; }

private:
    std::vector<Decision> m_all;
};

} // namespace faultline::workbench
