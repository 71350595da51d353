// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/consensus_option.h"

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/report/consensus_name.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

base::Result<std::string> ConsensusOption::text() const {
    if (!annotator.empty() && !consensus.empty())
        return base::failure(base::ErrorKind::InvalidInput,
                             "--annotator is short for --consensus annotator:NAME; give one of them");
    return annotator.empty() ? consensus : std::string(report::annotatorConsensus) + annotator;
}

void addConsensusOption(CLI::App& command, ConsensusOption& option) {
    command.add_option("--consensus", option.consensus,
                       "Whose labels: annotator:NAME, majority, dawid-skene or adjudicated");
    command.add_option("--annotator", option.annotator, "Short for --consensus annotator:NAME");
}

int reportConsensus(const base::Error& error) {
    const bool isUsage =
        error.kind == base::ErrorKind::NotFound || error.kind == base::ErrorKind::InvalidInput;
    return isUsage ? reportUsage(error) : report(error);
}

} // namespace faultline::app
