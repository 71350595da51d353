// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/consensus_name.h"

namespace faultline::report {

std::string consensusName(std::string_view consensus) {
    if (consensus.starts_with(annotatorConsensus))
        return "Labels of " + std::string(consensus.substr(annotatorConsensus.size()));
    if (consensus == "majority")
        return "Labels: the majority of the annotators";
    if (consensus == "dawid-skene")
        return "Labels: the most probable ones (Dawid and Skene 1979)";
    if (consensus == "adjudicated")
        return "Labels: the adjudicator's decisions, else the majority of the annotators";
    return {};
}

} // namespace faultline::report
