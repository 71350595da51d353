// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/study_view.h"
#include "core/base/text.h"
#include "core/report/named_class.h"

#include <algorithm>
#include <tuple>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, truth, predicted, mode, annotator, by;
    std::string sort = "arrival";
    bool descending = false;
    std::uint32_t limit = 0; ///< 0: all
    FormatFlags flags;

    [[nodiscard]] bool filters() const { return !truth.empty() || !predicted.empty() || !mode.empty(); }
};

/// What to keep; nothing: any.
struct Wanted {
    std::optional<base::ClassId> truth, predicted;
    std::optional<labels::Judgement> judgement;

    [[nodiscard]] bool matches(const report::FailureRow& row) const {
        return (!truth || row.prediction.truth == *truth) &&
               (!predicted || row.prediction.predicted == *predicted) &&
               (!judgement || row.judgement == *judgement);
    }
};

base::Result<Wanted> wantedBy(const Arguments& arguments, const StudyView& view) {
    Wanted wanted;
    if (!arguments.truth.empty()) {
        FAULTLINE_TRY(truth, report::classNamed(arguments.truth, view.classes()));
        wanted.truth = truth;
    }
    if (!arguments.predicted.empty()) {
        FAULTLINE_TRY(predicted, report::classNamed(arguments.predicted, view.classes()));
        wanted.predicted = predicted;
    }
    if (base::lowered(arguments.mode) == "unlabelled") {
        wanted.judgement = labels::Judgement();
    } else if (!arguments.mode.empty()) {
        FAULTLINE_TRY(judgement, judgementNamed(arguments.mode, view.taxonomy));
        wanted.judgement = judgement;
    }
    return wanted;
}

report::FailureRow rowOf(const StudyView& view, const model::Prediction& failure) {
    report::FailureRow row;
    row.prediction = failure;
    return row;
}

enum class Unlabelled { NamesNobody, NamesAnnotator };

void addRows(std::vector<report::FailureRow>& rows, const StudyView& view, const labels::Annotator& annotator,
             Unlabelled unlabelled) {
    const std::vector<const labels::Label*> given = view.labelsOf(annotator.id);
    for (std::size_t i = 0; i < given.size(); ++i) {
        report::FailureRow row = rowOf(view, view.failures[i]);
        if (given[i] != nullptr) {
            row.judgement = given[i]->judgement;
            row.note = given[i]->note;
        }
        if (given[i] != nullptr || unlabelled == Unlabelled::NamesAnnotator)
            row.annotator = annotator.name;
        rows.push_back(std::move(row));
    }
}

base::Result<std::vector<report::FailureRow>> rowsOf(const Arguments& arguments, const StudyView& view) {
    std::vector<report::FailureRow> rows;
    if (!arguments.by.empty() && arguments.annotator.empty()) {
        for (const labels::Annotator& annotator : view.labellers())
            addRows(rows, view, annotator, Unlabelled::NamesAnnotator);
        if (!rows.empty())
            return rows;
    }
    FAULTLINE_TRY(annotator, annotatorFor(view, arguments.annotator));
    if (annotator) {
        addRows(rows, view, *annotator,
                arguments.annotator.empty() ? Unlabelled::NamesNobody : Unlabelled::NamesAnnotator);
        return rows;
    }
    for (const model::Prediction& failure : view.failures)
        rows.push_back(rowOf(view, failure));
    return rows;
}

bool comesBefore(const std::string& key, const model::Prediction& a, const model::Prediction& b) {
    if (key == "confidence")
        return a.confidence < b.confidence;
    if (key == "margin")
        return a.margin < b.margin;
    if (key == "pair")
        return std::tie(a.truth, a.predicted) < std::tie(b.truth, b.predicted);
    return key == "index" && a.sample < b.sample; // by arrival they stand already
}

void sort(std::vector<report::FailureRow>& rows, const Arguments& arguments) {
    if (arguments.sort == "arrival" && arguments.descending)
        std::reverse(rows.begin(), rows.end());
    std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
        return arguments.descending ? comesBefore(arguments.sort, b.prediction, a.prediction)
                                    : comesBefore(arguments.sort, a.prediction, b.prediction);
    });
}

int run(const Arguments& arguments) {
    const auto view = viewOf(arguments.study);
    if (!view)
        return report(view.error());
    const auto wanted = wantedBy(arguments, *view);
    if (!wanted)
        return reportUsage(wanted.error());
    auto rows = rowsOf(arguments, *view);
    if (!rows)
        return reportUsage(rows.error());
    rows->erase(
        std::remove_if(rows->begin(), rows->end(), [&](const auto& row) { return !wanted->matches(row); }),
        rows->end());
    sort(*rows, arguments);
    if (arguments.limit > 0 && rows->size() > arguments.limit)
        rows->resize(arguments.limit);
    const int printed =
        print(report::failureTable(arguments.flags.format(), *rows, view->classes(), view->taxonomy));
    if (printed != exit_code::done || !rows->empty() || !arguments.filters())
        return printed;
    report({base::ErrorKind::NotFound, "no failure matches"});
    return exit_code::nothingMatched;
}

} // namespace

void addFailures(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("failures", "List failures with their labels");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    command->add_option("--true", arguments->truth, "Only this true class, by name or number");
    command->add_option("--predicted", arguments->predicted, "Only this predicted class, by name or number");
    command->add_option("--mode", arguments->mode, "Only this mode, or excluded, or unlabelled");
    command->add_option("--annotator", arguments->annotator, "Whose labels");
    command->add_option("--by", arguments->by, "annotator: a row for each failure and annotator")
        ->check(CLI::IsMember({"annotator"}));
    command->add_option("--sort", arguments->sort, "arrival (default), index, confidence, margin or pair")
        ->check(CLI::IsMember({"arrival", "index", "confidence", "margin", "pair"}));
    command->add_flag("--descending", arguments->descending, "Sort from the largest to the smallest");
    command->add_option("--limit", arguments->limit, "Only the first N rows")->check(CLI::PositiveNumber);
    CLI::Option* json = command->add_flag("--json", arguments->flags.json, "Print a JSON array");
    command->add_flag("--csv", arguments->flags.csv, "Print CSV")->excludes(json);
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
