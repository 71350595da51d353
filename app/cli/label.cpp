// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/label_copies.h"
#include "app/cli/output.h"
#include "core/workbench/condition.h"
#include "core/workbench/study_table.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, annotator, mode;
    std::uint32_t sample = 0;
    bool exclude = false, clear = false;
};

base::Result<labels::ActionReport> labelled(study::Study& study, const Arguments& arguments,
                                            const labels::Judgement& judgement) {
    // First the sample: a refused label must not leave a new annotator behind.
    const base::SampleIndex sample(arguments.sample);
    FAULTLINE_TRY(chosen, study.runs().find(arguments.run));
    if (const auto checked = workbench::checkLabellable(study, chosen, sample); !checked) {
        base::Error error = checked.error();
        if (error.kind == base::ErrorKind::NotFound)
            error.message += "; faultline failures lists them";
        return base::failure(error);
    }
    FAULTLINE_TRY(annotator, study.labels().annotator(arguments.annotator));
    labels::LabelRequest request;
    request.annotator = annotator.id;
    request.run = chosen;
    request.samples = {sample};
    request.change.judgement = judgement;
    request.how = labels::How::Command;
    return study.labels().apply(request);
}

base::Result<labels::Judgement> judgementFor(const Arguments& arguments, const labels::Taxonomy& taxonomy) {
    if (arguments.clear)
        return labels::Judgement();
    if (arguments.exclude)
        return labels::Judgement::excluded();
    return workbench::judgementNamed(arguments.mode, taxonomy);
}

int run(const Arguments& arguments) {
    auto study = study::Study::open(arguments.study, study::Access::ReadWrite);
    if (!study)
        return report(study.error());
    const auto judgement = judgementFor(arguments, study->labels().taxonomy());
    if (!judgement)
        return reportUsage(judgement.error());
    const auto action = labelled(*study, arguments, *judgement);
    if (!action)
        return report(action.error());
    keepLabels(*study, std::chrono::hours(1)); // a script calls this for one label after the other
    return print(action->changed.empty() ? "nothing changed: it was labelled so before\n"
                                         : action->description + '\n');
}

} // namespace

void addLabel(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("label", "Label one failure or control");
    auto arguments = std::make_shared<Arguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command->add_option("--annotator", arguments->annotator, "Who labels")->required();
    command->add_option("--sample", arguments->sample, "Index of the image in its split")->required();
    CLI::Option_group* decision = command->add_option_group("decision");
    decision->add_option("--mode", arguments->mode, "scale, background, occlusion or excluded");
    decision->add_flag("--exclude", arguments->exclude, "The ground truth is wrong or undecidable");
    decision->add_flag("--clear", arguments->clear, "Take the label off");
    decision->require_option(1);
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
