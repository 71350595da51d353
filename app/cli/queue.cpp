// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/study_values.h"
#include "core/report/named_class.h"
#include "core/report/plan_table.h"
#include "core/study/run_entry.h"
#include "core/workbench/sheet.h"
#include "ui/queue/contact_sheet.h"

#include <CLI/CLI.hpp>

#include <QApplication>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, annotator, sheet;
    std::optional<std::size_t> from, to;
    FormatFlags flags;
};

base::Result<std::string> listed(const Arguments& arguments) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, study::Access::ReadOnly));
    FAULTLINE_TRY(run, study.runs().find(arguments.run));
    FAULTLINE_TRY(plan, workbench::currentPlan(study, run));
    FAULTLINE_TRY(annotator, workbench::queueOwner(study, arguments.annotator));
    FAULTLINE_TRY(queue, workbench::annotatorQueue(study, plan, annotator));
    FAULTLINE_TRY(truths, study.runs().truths(run));
    const std::vector<std::string> classes = study.runs().header(run).classNames();
    std::vector<report::QueueRow> rows;
    for (std::size_t position = 0; position < queue.places.size(); ++position) {
        const plans::QueuePlace& place = queue.places[position];
        const auto truth = truths.find(place.sample);
        const bool isShown = plan.options.truth == plans::Truth::Shown && truth != truths.end();
        rows.push_back({position, place.sample,
                        isShown ? report::className(truth->second, classes) : std::string(), place.isRepeat,
                        queue.isAnswered(position)});
    }
    return report::queueTable(arguments.flags.format(), rows);
}

/// Draws the contact sheet.
base::Result<std::string> drawn(const Arguments& arguments) {
    FAULTLINE_TRY(access, accessForQueueOf(arguments.study, arguments.annotator));
    FAULTLINE_TRY(study, study::Study::open(arguments.study, access));
    FAULTLINE_TRY(run, study.runs().find(arguments.run));
    FAULTLINE_TRY(sheet,
                  workbench::sheetFor(study, run, arguments.annotator, *arguments.from, *arguments.to));
    qputenv("QT_QPA_PLATFORM", "offscreen"); // a sheet needs fonts, but no display
    int count = 1;
    char name[] = "faultline";
    char* argv[] = {name, nullptr};
    const QApplication application(count, argv);
    FAULTLINE_CHECK(ui::writeContactSheet(sheet, arguments.sheet));
    return arguments.sheet + '\n';
}

int run(const Arguments& arguments) {
    const auto text = arguments.sheet.empty() ? listed(arguments) : drawn(arguments);
    return text ? print(*text) : report(text.error());
}

} // namespace

void addQueue(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("queue", "List the order in which a plan asks an annotator");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command->add_option("--annotator", arguments->annotator, "Whose queue")->required();
    CLI::Option* sheet = command->add_option(
        "--sheet", arguments->sheet,
        "FILE.png: write a numbered contact sheet of the places; import takes its answers");
    CLI::Option* from = command->add_option("--from", arguments->from, "First place of the sheet, from 0");
    CLI::Option* to = command->add_option("--to", arguments->to, "Last place of the sheet");
    sheet->needs(from)->needs(to);
    from->needs(sheet);
    to->needs(sheet);
    CLI::Option* json = command->add_flag("--json", arguments->flags.json, "Print a JSON array");
    command->add_flag("--csv", arguments->flags.csv, "Print CSV")->excludes(json);
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
