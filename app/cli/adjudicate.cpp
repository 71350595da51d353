// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/label_copies.h"
#include "app/cli/named_option.h"
#include "app/cli/output.h"
#include "core/report/adjudication_table.h"
#include "core/report/named_class.h"
#include "core/study/run_entry.h"
#include "core/workbench/adjudication.h"
#include "core/workbench/condition.h"

#include <algorithm>
#include <iostream>
#include <optional>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

using labels::Annotator;

struct Arguments {
    std::string study, run, as, differences, mode;
    labels::Exclusion reason = labels::Exclusion::Unspecified;
    std::optional<std::uint32_t> sample;
    bool exclude = false, clear = false, leaveBlind = false;
    FormatFlags flags;

    [[nodiscard]] bool decides() const { return !mode.empty() || exclude || clear; }
};

std::string nameOf(base::AnnotatorId id, const std::vector<Annotator>& annotators) {
    const auto found = std::ranges::find(annotators, id, &Annotator::id);
    return found == annotators.end() ? std::string() : found->name;
}

std::string truthOf(std::optional<base::ClassId> truth, const std::vector<std::string>& classes) {
    return truth ? report::className(*truth, classes) : std::string();
}

/// Names are told once it is decided.
report::DisputeRow rowOf(const workbench::DisputedItem& item, const std::vector<Annotator>& annotators,
                         const std::vector<std::string>& classes) {
    report::DisputeRow row{item.sample, truthOf(item.truth, classes), {}, item.disagreement, item.missing,
                           {}};
    for (const labels::Label& label : item.labels)
        row.words.push_back({item.decision ? nameOf(label.annotator, annotators) : std::string(),
                             label.judgement, label.note, label.secondary});
    if (item.decision)
        row.decision =
            report::Word{nameOf(item.decision->annotator, annotators), item.decision->judgement, {}};
    return row;
}

base::Result<std::optional<Annotator>> find(const std::string& name,
                                            const base::Result<std::vector<Annotator>>& among) {
    FAULTLINE_TRY(all, among);
    for (Annotator& annotator : all)
        if (annotator.name == name)
            return std::optional(std::move(annotator));
    return std::optional<Annotator>();
}

/// Reading suffices, unless somebody becomes an adjudicator or something is decided.
base::Result<study::Study> openFor(const Arguments& arguments) {
    if (arguments.decides() || arguments.leaveBlind)
        return study::Study::open(arguments.study, study::Access::ReadWrite);
    {
        FAULTLINE_TRY(study, study::Study::open(arguments.study, study::Access::ReadOnly));
        FAULTLINE_TRY(known, find(arguments.as, study.labels().adjudicators()));
        if (known || arguments.as.empty())
            return std::move(study);
    }
    return study::Study::open(arguments.study, study::Access::ReadWrite);
}

base::Result<Annotator> adjudicatorOf(study::Study& study, const std::string& name) {
    FAULTLINE_TRY(known, find(name, study.labels().adjudicators()));
    if (known)
        return std::move(*known);
    FAULTLINE_TRY(named, workbench::nameAdjudicator(study, name));
    std::cerr << "faultline: " << named.name << " is an adjudicator of this study from now on\n";
    return std::move(named);
}

base::Result<std::string> listed(const Arguments& arguments, const study::Study& study, base::RunId run,
                                 const Annotator& adjudicator) {
    FAULTLINE_TRY(asked, workbench::adjudication(study, run, adjudicator));
    const std::vector<std::string> classes = study.runs().header(run).classNames();
    report::AdjudicationView view{adjudicator.name, {}, {}, asked.withheld};
    for (const workbench::DisputedItem& item : asked.open)
        view.open.push_back(rowOf(item, asked.annotators, classes));
    for (const workbench::DisputedItem& item : asked.decided)
        view.decided.push_back(rowOf(item, asked.annotators, classes));
    return report::adjudicationTable(arguments.flags.format(), view, study.labels().taxonomy());
}

base::Result<labels::Judgement> judgementOf(const Arguments& arguments, const labels::Taxonomy& taxonomy) {
    if (arguments.clear)
        return labels::Judgement();
    if (arguments.exclude)
        return labels::Judgement::excluded(arguments.reason);
    return workbench::judgementNamed(arguments.mode, taxonomy);
}

int runAs(const Arguments& arguments) {
    auto study = openFor(arguments);
    if (!study)
        return report(study.error());
    const auto run = study->runs().find(arguments.run);
    if (!run)
        return report(run.error());
    const auto judgement = judgementOf(arguments, study->labels().taxonomy());
    if (arguments.decides() && !judgement)
        return reportUsage(judgement.error());
    const auto adjudicator = adjudicatorOf(*study, arguments.as);
    if (!adjudicator)
        return report(adjudicator.error());
    if (arguments.leaveBlind) {
        if (const auto left = workbench::leaveBlind(*study, *run, adjudicator->id); !left)
            return report(left.error());
        keepLabels(*study);
    }
    if (!arguments.decides()) {
        const auto text = listed(arguments, *study, *run, *adjudicator);
        return text ? print(*text) : report(text.error());
    }
    const auto action =
        workbench::decide(*study, *run, *adjudicator, base::SampleIndex(*arguments.sample), *judgement);
    if (!action)
        return report(action.error());
    keepLabels(*study, std::chrono::hours(1));
    return print(action->changed.empty() ? "nothing changed: it was decided so before\n"
                                         : action->description + '\n');
}

base::Result<std::string> differencesOf(const Arguments& arguments) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, study::Access::ReadOnly));
    FAULTLINE_TRY(run, study.runs().find(arguments.run));
    FAULTLINE_TRY(annotators, study.labels().annotators());
    const auto who = std::ranges::find(annotators, arguments.differences, &Annotator::name);
    if (who == annotators.end())
        return base::failure(base::ErrorKind::NotFound,
                             "there is no annotator \"" + arguments.differences + "\" in this study");
    FAULTLINE_TRY(found, workbench::differences(study, run, who->id));
    const std::vector<std::string> classes = study.runs().header(run).classNames();
    std::vector<report::DifferenceRow> rows;
    for (const workbench::Difference& each : found)
        rows.push_back({each.sample,
                        truthOf(each.truth, classes),
                        {who->name, each.mine.judgement, each.mine.note, each.mine.secondary},
                        {nameOf(each.decision.annotator, annotators), each.decision.judgement, {}}});
    return report::differenceTable(arguments.flags.format(), rows, study.labels().taxonomy());
}

int run(const Arguments& arguments) {
    if (arguments.as.empty() == arguments.differences.empty())
        return reportUsage({base::ErrorKind::InvalidInput,
                            "give either --as NAME, who decides, or --differences NAME, whose labels were "
                            "decided otherwise"});
    if (arguments.decides() != arguments.sample.has_value() || (arguments.decides() && arguments.as.empty()))
        return reportUsage({base::ErrorKind::InvalidInput,
                            "a decision is --as NAME --sample INDEX with --mode, --exclude or --clear"});
    if (!arguments.as.empty())
        return runAs(arguments);
    const auto text = differencesOf(arguments);
    if (!text)
        return text.error().kind == base::ErrorKind::NotFound ? reportUsage(text.error())
                                                              : report(text.error());
    return print(*text);
}

} // namespace

void addAdjudicate(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand(
        "adjudicate", "List the items on which annotators differ, most first, and decide them");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command->add_option("--as", arguments->as, "Who decides: becomes an adjudicator of the study");
    command->add_option("--differences", arguments->differences,
                        "Whose labels were decided otherwise: list them");
    command->add_option("--sample", arguments->sample, "Decide this image, by its index in the split");
    CLI::Option_group* decision = command->add_option_group("decision");
    decision->add_option("--mode", arguments->mode, "scale, background, occlusion, none or excluded");
    CLI::Option* exclude = decision->add_flag("--exclude", arguments->exclude, "Keep it out of all counts");
    decision->add_flag("--clear", arguments->clear, "Take the decision back");
    decision->require_option(0, 1);
    addNamedOption(*command, "--reason", arguments->reason, "Why it is excluded")->needs(exclude);
    command->add_flag("--leave-blind", arguments->leaveBlind,
                      "The adjudicator gives up labelling blind what a plan still asks them for");
    command->add_flag("--json", arguments->flags.json, "Print JSON");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
