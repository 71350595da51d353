// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/consensus_option.h"
#include "app/cli/output.h"
#include "app/cli/study_values.h"
#include "core/imaging/imaging.h"
#include "core/workbench/clause_text.h"
#include "core/workbench/covariate_condition.h"
#include "core/workbench/failure_list.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, truth, predicted, mode, by;
    ConsensusOption consensus;
    std::vector<std::string> conditions;
    std::string sort = "arrival";
    bool descending = false;
    std::uint32_t limit = 0; ///< 0: all
    FormatFlags flags;
};

/// The conditions in the workbench's grammar: the options are short for three of its forms.
std::vector<std::string> conditionsOf(const Arguments& arguments) {
    std::vector<std::string> conditions = arguments.conditions;
    for (const auto& [form, value] : {std::pair("true: ", arguments.truth),
                                      {"predicted: ", arguments.predicted},
                                      {"mode: ", arguments.mode}})
        if (!value.empty())
            conditions.push_back(form + value);
    return conditions;
}

base::Result<workbench::Filter> filterOf(const Arguments& arguments, const StudyValues& study) {
    return workbench::parsedFilter(conditionsOf(arguments), {study.table.classes(), study.table.taxonomy(),
                                                             study.otherRuns, study.covariates});
}

base::Result<workbench::Looks> measured(const base::ImageView& picture) {
    FAULTLINE_TRY(measures, imaging::measures(picture));
    return workbench::Looks{measures.brightness, measures.sharpness};
}

/// Of all failures, where the order asks for it.
base::Result<workbench::LooksBySample> looksOf(const Arguments& arguments, const StudyValues& values,
                                               const workbench::Sorting& sorting) {
    if (!workbench::asksForLooks(sorting.key))
        return workbench::LooksBySample();
    FAULTLINE_TRY(study, study::Study::open(arguments.study, study::Access::ReadOnly));
    std::vector<base::SampleIndex> samples;
    for (const model::Prediction& failure : values.table.failures())
        samples.push_back(failure.sample);
    return workbench::looksOf(study, samples, measured);
}

base::Result<workbench::Sorting> sortingOf(const Arguments& arguments, const StudyValues& study) {
    return workbench::sortingNamed(arguments.sort,
                                   arguments.descending ? workbench::SortDirection::Descending
                                                        : workbench::SortDirection::Ascending,
                                   study.covariates);
}

int run(const Arguments& arguments) {
    const auto consensus = arguments.consensus.text();
    if (!consensus)
        return reportUsage(consensus.error());
    const auto study = valuesOf(arguments.study, arguments.run);
    if (!study)
        return report(study.error());
    const auto filter = filterOf(arguments, *study);
    if (!filter)
        return reportUsage(filter.error());
    const auto sorting = sortingOf(arguments, *study);
    if (!sorting)
        return reportUsage(sorting.error());
    const auto all = workbench::failureRows(study->table, study->annotations,
                                            arguments.by.empty() ? workbench::Listing::Failures
                                                                 : workbench::Listing::FailuresByAnnotator,
                                            *consensus);
    if (!all)
        return reportConsensus(all.error());
    const auto looks = looksOf(arguments, *study, *sorting);
    if (!looks)
        return report(looks.error());
    auto rows = workbench::selected(*all, *filter, *sorting, *looks);
    if (arguments.limit > 0 && rows.size() > arguments.limit)
        rows.resize(arguments.limit);
    const int printed = print(report::failureTable(arguments.flags.format(), rows, study->table.classes(),
                                                   study->table.taxonomy()));
    if (printed != exit_code::done || !rows.empty() || filter->isEmpty())
        return printed;
    report({base::ErrorKind::NotFound, "no failure matches"});
    return exit_code::nothingMatched;
}

} // namespace

void addFailures(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("failures", "List failures with their labels");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command->add_option("--true", arguments->truth, "Only this true class, by name or number");
    command->add_option("--predicted", arguments->predicted, "Only this predicted class, by name or number");
    command->add_option("--mode", arguments->mode, "Only this mode, or none, excluded or unlabelled");
    command
        ->add_option(
            "--where", arguments->conditions,
            "Only what meets this condition, as in the window's filter: \"cat or dog\", \"not none\", "
            "\"confidence>=0.9\", \"note: blurred\", \"since: 2 d\"; may be given several times")
        ->allow_extra_args(false);
    addConsensusOption(*command, arguments->consensus);
    command->add_option("--by", arguments->by, "annotator: a row for each failure and annotator")
        ->check(CLI::IsMember({"annotator"}));
    command->add_option(
        "--sort", arguments->sort,
        "arrival (default), index, confidence, margin, pair, label, decided (when), brightness, "
        "sharpness, or people: the share of people who gave the label (of several human "
        "answers: the name of one)");
    command->add_flag("--descending", arguments->descending, "Sort from the largest to the smallest");
    command->add_option("--limit", arguments->limit, "Only the first N rows")->check(CLI::PositiveNumber);
    CLI::Option* json = command->add_flag("--json", arguments->flags.json, "Print a JSON array");
    command->add_flag("--csv", arguments->flags.csv, "Print CSV")->excludes(json);
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
