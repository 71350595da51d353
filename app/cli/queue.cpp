// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/report/named_class.h"
#include "core/report/plan_table.h"
#include "core/study/run_entry.h"
#include "core/workbench/labelling_plan.h"
#include "core/workbench/study_table.h"

#include <map>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, annotator;
    FormatFlags flags;
};

base::Result<labels::Annotator> annotatorNamed(const study::Study& study, const std::string& name) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    for (labels::Annotator& annotator : annotators)
        if (annotator.name == name)
            return std::move(annotator);
    return base::failure(base::ErrorKind::NotFound,
                         "there is no annotator \"" + name +
                             "\" in this study yet, and a queue is somebody's: name them in faultline plan "
                             "--annotators, or let them label one failure in the window");
}

base::Result<std::string> listed(const Arguments& arguments) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, study::Access::ReadOnly));
    FAULTLINE_TRY(run, study.runs().find(arguments.run));
    FAULTLINE_TRY(plan, workbench::currentPlan(study, run));
    FAULTLINE_TRY(annotator, annotatorNamed(study, arguments.annotator));
    FAULTLINE_TRY(queue, workbench::annotatorQueue(study, plan, annotator));
    FAULTLINE_TRY(samples, workbench::labellable(study, run));
    std::map<base::SampleIndex, base::ClassId> truths;
    for (const model::Prediction& each : samples)
        truths.emplace(each.sample, each.truth);
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

int run(const Arguments& arguments) {
    const auto text = listed(arguments);
    return text ? print(*text) : report(text.error());
}

} // namespace

void addQueue(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("queue", "List the order in which a plan asks an annotator");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command->add_option("--annotator", arguments->annotator, "Whose queue")->required();
    CLI::Option* json = command->add_flag("--json", arguments->flags.json, "Print a JSON array");
    command->add_flag("--csv", arguments->flags.csv, "Print CSV")->excludes(json);
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
