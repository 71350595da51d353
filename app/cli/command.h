// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace CLI {
class App;
}

namespace faultline::app {

/// Exit codes of every subcommand.
namespace exit_code {
inline constexpr int done = 0;
inline constexpr int failure = 1;
inline constexpr int usage = 2;
inline constexpr int nothingMatched = 3;
inline constexpr int interrupted = 130; ///< resumable
} // namespace exit_code

/// "faultline: <message>" on stderr; returns exit_code::failure.
int report(const base::Error& error);

// Each adds its subcommand, whose callback does the work and sets `exitCode`. Results go to stdout,
// everything else to stderr.
void addEvaluate(CLI::App& root, int& exitCode);
void addFetch(CLI::App& root, int& exitCode);
void addPackage(CLI::App& root, int& exitCode);
void addPairs(CLI::App& root, int& exitCode);
void addFailures(CLI::App& root, int& exitCode);
void addLabel(CLI::App& root, int& exitCode);
void addStats(CLI::App& root, int& exitCode);
void addChart(CLI::App& root, int& exitCode);
void addExport(CLI::App& root, int& exitCode);
void addImport(CLI::App& root, int& exitCode);
void addImportPredictions(CLI::App& root, int& exitCode);
void addRuns(CLI::App& root, int& exitCode);
void addPlan(CLI::App& root, int& exitCode);
void addQueue(CLI::App& root, int& exitCode);
void addAnnotators(CLI::App& root, int& exitCode);
void addTaxonomy(CLI::App& root, int& exitCode);
void addAgreement(CLI::App& root, int& exitCode);
void addAdjudicate(CLI::App& root, int& exitCode);
void addVerdict(CLI::App& root, int& exitCode);
void addReport(CLI::App& root, int& exitCode);
void addCompare(CLI::App& root, int& exitCode);
void addCovariate(CLI::App& root, int& exitCode);
void addMerge(CLI::App& root, int& exitCode);
void addVerify(CLI::App& root, int& exitCode);
void addChecks(CLI::App& root, int& exitCode);

} // namespace faultline::app
