// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/statistics_of.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, by, annotator;
    FormatFlags flags;
};

/// One group for each annotator: there is no distribution of all of them together.
report::Statistics byAnnotator(const StudyView& view, const std::vector<labels::Annotator>& annotators) {
    report::Statistics statistics;
    statistics.groupedBy = "annotator";
    for (const labels::Annotator& annotator : annotators)
        statistics.groups.push_back(
            {{{"annotator", annotator.name}},
             analysis::distributionOf(view.judgementsOf(annotator.id), view.taxonomy)});
    return statistics;
}

std::optional<analysis::GroupBy> groupBy(const std::string& by) {
    if (by == "pair")
        return analysis::GroupBy::Pair;
    if (by == "true")
        return analysis::GroupBy::TrueClass;
    if (by == "predicted")
        return analysis::GroupBy::PredictedClass;
    return std::nullopt;
}

int run(const Arguments& arguments) {
    const auto view = viewOf(arguments.study);
    if (!view)
        return report(view.error());
    const auto statistics = statisticsOf(*view, arguments.by, arguments.annotator);
    if (!statistics)
        return reportUsage(statistics.error());
    return print(report::statisticsTable(arguments.flags.format(), *statistics, view->taxonomy));
}

} // namespace

base::Result<report::Statistics> statisticsOf(const StudyView& view, const std::string& by,
                                              const std::string& annotator) {
    if (by == "annotator" && annotator.empty())
        return byAnnotator(view, view.labellers());
    FAULTLINE_TRY(chosen, annotatorFor(view, annotator));
    if (by == "annotator")
        return byAnnotator(view, {*chosen});
    const std::vector<labels::Judgement> judgements =
        chosen ? view.judgementsOf(chosen->id) : std::vector<labels::Judgement>(view.failures.size());
    return report::statisticsOf(view.failures, judgements, view.taxonomy, view.classes(), groupBy(by));
}

void addStats(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("stats", "Count the failure modes, with 95 % intervals");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    command
        ->add_option("--by", arguments->by,
                     "Count apart for each pair, true or predicted class, or annotator")
        ->check(CLI::IsMember({"pair", "true", "predicted", "annotator"}));
    command->add_option("--annotator", arguments->annotator, "Whose labels");
    command->add_flag("--json", arguments->flags.json, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
