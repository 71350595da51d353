// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/recent_decisions.h"

#include <algorithm>
#include <utility>

namespace faultline::workbench {

namespace {

/// Newest first; at one time, as in an import, by sample.
bool precedes(const RecentDecisions::Decision& left, const RecentDecisions::Decision& right) {
    return left.at != right.at ? left.at > right.at : left.sample < right.sample;
}

} // namespace

RecentDecisions::RecentDecisions(std::span<const labels::Label> labels) {
    for (const labels::Label& label : labels)
        if (!label.judgement.isUnlabelled())
            m_all.push_back({label.labelledAt, label.sample, label.judgement});
    std::sort(m_all.begin(), m_all.end(), precedes);
    if (m_all.size() > most)
        m_all.resize(most);
}

bool RecentDecisions::apply(const labels::Label& label) {
    std::vector<Decision> all = m_all;
    std::erase_if(all, [&](const Decision& each) { return each.sample == label.sample; });
    if (!label.judgement.isUnlabelled()) {
        const Decision decision{label.labelledAt, label.sample, label.judgement};
        all.insert(std::upper_bound(all.begin(), all.end(), decision, precedes), decision);
        if (all.size() > most)
            all.pop_back();
    }
    const bool isOther = all != m_all;
    m_all = std::move(all);
    return isOther;
}

} // namespace faultline::workbench
