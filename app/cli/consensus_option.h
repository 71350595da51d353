// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>

namespace CLI {
class App;
}

namespace faultline::app {

/// "--consensus T" and its short form "--annotator NAME": whose labels count.
struct ConsensusOption {
    std::string consensus, annotator;

    /// As workbench::consensusOf() takes it; empty: nothing was asked for. Refuses both together.
    [[nodiscard]] base::Result<std::string> text() const;
};

void addConsensusOption(CLI::App& command, ConsensusOption& option);

/// As reportUsage() for what was typed wrong, a name that nobody has among it; else as report().
int reportConsensus(const base::Error& error);

} // namespace faultline::app
