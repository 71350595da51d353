// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/named_option.h"
#include "app/cli/output.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/report/plan_table.h"
#include "core/study/run_entry.h"
#include "core/workbench/labelling_plan.h"

#include <cstdio>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, guidelines;
    bool isCreated = false, hidesTruth = false, isOpen = false;
    workbench::PlanRequest request;
    std::optional<std::uint64_t> seed;
    FormatFlags flags;
};

base::Result<std::map<base::ClassId, std::uint32_t>> created(study::Study& study, base::RunId run,
                                                             const Arguments& arguments) {
    workbench::PlanRequest request = arguments.request;
    request.options.seed = arguments.seed.value_or(study.runs().header(run).options.seed);
    request.options.sight = arguments.isOpen ? plans::Sight::Open : plans::Sight::Blind;
    request.options.truth = arguments.hidesTruth ? plans::Truth::Hidden : plans::Truth::Shown;
    if (!arguments.guidelines.empty()) {
        constexpr std::uint64_t largest = 1u << 20;
        FAULTLINE_TRY(bytes, base::readFile(arguments.guidelines, largest));
        request.guidelines.assign(bytes.begin(), bytes.end());
    }
    FAULTLINE_TRY(made, workbench::makePlan(study, run, request));
    if (made.pinnedItems > 0)
        std::fprintf(stderr, "faultline: note: %s of the examples in the guidelines are asked for as well\n",
                     base::groupedText(made.pinnedItems).c_str());
    return std::move(made.lackingControls);
}

base::Result<std::string> planned(const Arguments& arguments) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, arguments.isCreated ? study::Access::ReadWrite
                                                                                 : study::Access::ReadOnly));
    FAULTLINE_TRY(run, study.runs().find(arguments.run));
    report::PlanView view;
    if (arguments.isCreated) {
        FAULTLINE_TRY(lacking, created(study, run, arguments));
        view.lackingControls = std::move(lacking);
    }
    FAULTLINE_TRY(plan, workbench::currentPlan(study, run));
    FAULTLINE_TRY(queues, workbench::planProgress(study, plan));
    view.plan = std::move(plan);
    for (const workbench::AnnotatorQueue& queue : queues)
        view.annotators.push_back({queue.annotator.name, queue.places.size(), queue.answeredCount()});
    return report::planTable(arguments.flags.format(), view, study.runs().header(run).classNames());
}

int run(const Arguments& arguments) {
    const auto text = planned(arguments);
    return text ? print(*text) : report(text.error());
}

/// An option that is one word of a choice.
template <class Choice>
CLI::Option* addChoice(CLI::App& command, const std::string& name, Choice& into,
                       std::optional<Choice> (*parsed)(std::string_view), const std::string& description,
                       const std::string& words) {
    return command
        .add_option_function<std::string>(
            name, [&into, parsed](const std::string& text) { into = parsed(text).value_or(into); },
            description)
        ->check(CLI::Validator(
            [parsed, words](const std::string& text) {
                return parsed(text) ? std::string() : "\"" + text + "\" is none of " + words;
            },
            ""));
}

} // namespace

void addPlan(CLI::App& root, int& exitCode) {
    CLI::App* command =
        root.add_subcommand("plan", "Show who labels what of a run, or plan it: drawn at random, blind");
    auto arguments = std::make_shared<Arguments>();
    plans::PlanOptions& options = arguments->request.options;
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    CLI::Option* create =
        command->add_flag("--create", arguments->isCreated,
                          "Make a plan; while nobody has labelled under the last one, in its place");
    const std::vector<CLI::Option*> ofCreate{
        command->add_option("--guidelines", arguments->guidelines, "Markdown that annotators see"),
        addChoice(*command, "--failures", options.failures, plans::parsedFailureChoice,
                  "all (default), N at random, or per-pair:N", "all, N, per-pair:N"),
        addChoice(*command, "--controls", options.controls, plans::parsedControlChoice,
                  "matched (default: as many as failures in each true class), or N", "matched, N"),
        command->add_option("--overlap", options.overlap,
                            "Items for everybody; else the smaller of 100 and a fifth"),
        command->add_option("--repeat", options.repeats, "Items that each annotator sees twice (20)"),
        command
            ->add_option("--annotators", arguments->request.annotators,
                         "A,B,…: divide the other items among them")
            ->delimiter(','),
        addNamedOption(*command, "--order", options.order, "own (default) or shared"),
        command->add_flag("--hide-truth", arguments->hidesTruth, "Don't show the true class"),
        command->add_flag("--open", arguments->isOpen, "Not blind: show what the model predicted"),
        command->add_option("--minimum", options.minimum,
                            "Labelled failures from which results are final; else all"),
        command->add_option("--seed", arguments->seed, "Of all that is drawn; else the run's")};
    for (CLI::Option* option : ofCreate)
        option->needs(create);
    command->add_flag("--json", arguments->flags.json, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
