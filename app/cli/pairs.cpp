// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/study_view.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

/// A failure counts as labelled when anybody has judged it.
std::vector<labels::Judgement> anybodysJudgements(const StudyView& view) {
    std::vector<labels::Judgement> judgements(view.failures.size());
    for (const labels::Annotator& annotator : view.annotators) {
        const std::vector<labels::Judgement> given = view.judgementsOf(annotator.id);
        for (std::size_t i = 0; i < judgements.size(); ++i)
            if (!given[i].isUnlabelled())
                judgements[i] = given[i];
    }
    return judgements;
}

int run(const std::string& study, const FormatFlags& flags) {
    const auto view = viewOf(study);
    if (!view)
        return report(view.error());
    const auto pairs = analysis::classPairs(view->failures, anybodysJudgements(*view));
    return print(report::pairTable(flags.format(), pairs, view->classes()));
}

} // namespace

void addPairs(CLI::App& root, int& exitCode) {
    CLI::App* command =
        root.add_subcommand("pairs", "List the class pairs of the failures, most frequent first");
    auto study = std::make_shared<std::string>();
    auto flags = std::make_shared<FormatFlags>();
    command->add_option("STUDY", *study, "Study file")->required();
    command->add_flag("--json", flags->json, "Print a JSON array");
    command->callback([study, flags, &exitCode] { exitCode = run(*study, *flags); });
}

} // namespace faultline::app
