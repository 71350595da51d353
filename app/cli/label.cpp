// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/label_copies.h"
#include "app/cli/named_option.h"
#include "app/cli/output.h"
#include "core/model/run_header.h"
#include "core/report/named_class.h"
#include "core/workbench/condition.h"
#include "core/workbench/study_table.h"

#include <optional>
#include <span>
#include <vector>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct Arguments {
    std::string study, run, annotator, mode, rightClass;
    labels::Exclusion reason = labels::Exclusion::Unspecified;
    std::uint32_t sample = 0;
    bool exclude = false, clear = false, flag = false, unflag = false;
    std::optional<std::string> note;
    std::optional<std::vector<std::string>> secondary;
};

base::Result<labels::ActionReport> labelled(study::Study& study, const Arguments& arguments, base::RunId run,
                                            labels::LabelChange change) {
    // First the sample: a refused label must not leave a new annotator behind.
    const base::SampleIndex sample(arguments.sample);
    if (const auto checked = workbench::checkLabellable(study, run, sample); !checked) {
        base::Error error = checked.error();
        if (error.kind == base::ErrorKind::NotFound)
            error.message += "; faultline failures lists them";
        return base::failure(error);
    }
    FAULTLINE_TRY(annotator, study.labels().annotator(arguments.annotator));
    labels::LabelRequest request;
    request.annotator = annotator.id;
    request.run = run;
    request.samples = {sample};
    request.change = std::move(change);
    request.given.how = labels::How::Command;
    return study.labels().apply(request);
}

base::Result<std::optional<labels::Judgement>> judgementFor(const Arguments& arguments,
                                                            const labels::Taxonomy& taxonomy,
                                                            std::span<const std::string> classes) {
    if (arguments.clear)
        return std::optional(labels::Judgement());
    if (!arguments.mode.empty()) {
        FAULTLINE_TRY(judgement, workbench::judgementNamed(arguments.mode, taxonomy));
        return std::optional(judgement);
    }
    if (!arguments.exclude)
        return std::optional<labels::Judgement>();
    if (arguments.rightClass.empty())
        return std::optional(labels::Judgement::excluded(arguments.reason));
    if (arguments.reason != labels::Exclusion::WrongTruth)
        return base::failure(base::ErrorKind::InvalidInput,
                             "a right class goes with --reason \"wrong truth\" alone");
    FAULTLINE_TRY(right, report::classNamed(arguments.rightClass, classes));
    return std::optional(labels::Judgement::excluded(arguments.reason, right));
}

base::Result<labels::LabelChange> changeFor(const Arguments& arguments, const labels::Taxonomy& taxonomy,
                                            std::span<const std::string> classes) {
    labels::LabelChange change;
    FAULTLINE_TRY(judgement, judgementFor(arguments, taxonomy, classes));
    change.judgement = judgement;
    change.note = arguments.note;
    if (arguments.flag || arguments.unflag)
        change.flag = arguments.flag;
    if (arguments.secondary) {
        change.secondary.emplace();
        for (const std::string& slug : *arguments.secondary) {
            const labels::Mode* mode = taxonomy.find(slug);
            if (mode == nullptr)
                return base::failure(base::ErrorKind::InvalidInput,
                                     "there is no mode \"" + slug + "\" that could be a secondary one");
            change.secondary->push_back(mode->id);
        }
    }
    return change;
}

int run(const Arguments& arguments) {
    auto study = study::Study::open(arguments.study, study::Access::ReadWrite);
    if (!study)
        return report(study.error());
    const auto chosen = study->runs().find(arguments.run);
    if (!chosen)
        return report(chosen.error());
    const auto change =
        changeFor(arguments, study->labels().taxonomy(), study->runs().header(*chosen).classNames());
    if (!change)
        return reportUsage(change.error());
    const auto action = labelled(*study, arguments, *chosen, *change);
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
    CLI::Option_group* all = command->add_option_group("what to say");
    CLI::Option_group* decision = all->add_option_group("decision");
    decision->add_option("--mode", arguments->mode, "scale, background, occlusion, none or excluded");
    CLI::Option* exclude = decision->add_flag("--exclude", arguments->exclude, "Keep it out of all counts");
    decision->add_flag("--clear", arguments->clear, "Take the label off");
    decision->require_option(0, 1);
    CLI::Option_group* extras = all->add_option_group("extras");
    CLI::Option* flag = extras->add_flag("--flag", arguments->flag, "Mark it, to be looked at again");
    extras->add_flag("--no-flag", arguments->unflag, "Take the mark off")->excludes(flag);
    extras->add_option("--note", arguments->note, "What there is to say; empty takes the note off");
    extras
        ->add_option("--secondary", arguments->secondary,
                     "Modes that also play a part, with commas between them; empty takes them off")
        ->delimiter(',');
    all->require_option(1, 0);
    addNamedOption(*command, "--reason", arguments->reason, "Why it is excluded")->needs(exclude);
    command->add_option("--right-class", arguments->rightClass, "What is in the picture, of a wrong truth")
        ->needs(exclude);
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
