// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/consensus_option.h"
#include "app/cli/label_copies.h"
#include "app/cli/output.h"
#include "core/base/text.h"
#include "core/workbench/consensus.h"
#include "core/workbench/label_exchange.h"

#include <map>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

struct ExportArguments {
    std::string study, run, file;
    ConsensusOption consensus;
    exchange::LabelFormat format = exchange::LabelFormat::Csv;
    bool force = false;
};

struct ImportArguments {
    std::string study, run, file;
};

/// "1 label", "12 labels"
std::string countOf(std::size_t count) {
    return base::groupedText(count) + (count == 1 ? " label" : " labels");
}

/// What goes to the standard output.
base::Result<std::string> exported(const ExportArguments& arguments, const study::Study& study,
                                   base::RunId run, const std::string& consensus) {
    if (arguments.file == "-") {
        FAULTLINE_TRY(labels, workbench::labelText(study, run, arguments.format, consensus));
        return std::move(labels.text);
    }
    FAULTLINE_TRY(count, workbench::exportLabels(study, run, arguments.file, arguments.format,
                                                 arguments.force ? base::Overwrite::Yes : base::Overwrite::No,
                                                 consensus));
    return countOf(count) + " written to " + arguments.file + '\n';
}

/// Whether there is such a consensus; empty: none is asked for.
base::Result<> checkConsensus(const study::Study& study, base::RunId run, const std::string& consensus) {
    if (consensus.empty())
        return {};
    FAULTLINE_TRY(annotations, workbench::annotationsOf(study, run));
    FAULTLINE_CHECK(workbench::consensusOf(consensus, annotations));
    return {};
}

int runExport(const ExportArguments& arguments) {
    const auto consensus = arguments.consensus.text();
    if (!consensus)
        return reportUsage(consensus.error());
    const auto study = study::Study::open(arguments.study, study::Access::ReadOnly);
    if (!study)
        return report(study.error());
    const auto chosen = study->runs().find(arguments.run);
    if (!chosen)
        return report(chosen.error());
    if (const auto checked = checkConsensus(*study, *chosen, *consensus); !checked)
        return reportConsensus(checked.error());
    const auto text = exported(arguments, *study, *chosen, *consensus);
    return text ? print(*text) : report(text.error());
}

/// What the import came to, as a line.
std::string importText(const workbench::Imported& imported) {
    if (imported.count == 0)
        return "nothing changed: all of it was in the study before\n";
    return (imported.isSheet ? base::groupedText(imported.count) +
                                   (imported.count == 1 ? " answer" : " answers") + " of a sheet"
                             : countOf(imported.count)) +
           " imported" +
           (imported.replaced == 0 ? ""
                                   : ", " + base::groupedText(imported.replaced) + " in place of others") +
           "\n";
}

base::Result<std::string> imported(const ImportArguments& arguments) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, study::Access::ReadWrite));
    FAULTLINE_TRY(chosen, study.runs().find(arguments.run));
    const auto done = workbench::importFile(study, chosen, arguments.file);
    if (!done)
        return base::failure(done.error().within("nothing imported"));
    keepLabels(study);
    return importText(*done);
}

int runImport(const ImportArguments& arguments) {
    const auto text = imported(arguments);
    return text ? print(*text) : report(text.error());
}

std::string suffixProblem(const std::string& file) {
    const std::string suffix = base::lowered(std::filesystem::path(file).extension().string());
    return suffix == ".csv" || suffix == ".json"
               ? std::string()
               : "a label file's name ends in .csv or .json, not \"" + suffix + "\"";
}

} // namespace

void addExport(CLI::App& root, int& exitCode) {
    CLI::App* command =
        root.add_subcommand("export", "Write labels to a file: those of all annotators, or of one consensus");
    auto arguments = std::make_shared<ExportArguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    const std::map<std::string, exchange::LabelFormat> formats{{"csv", exchange::LabelFormat::Csv},
                                                               {"json", exchange::LabelFormat::Json}};
    command->add_option("--format", arguments->format, "csv or json")
        ->required()
        ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case));
    command->add_option("-o,--output", arguments->file, "File to write; - is the standard output")
        ->required();
    addConsensusOption(*command, arguments->consensus);
    command->add_flag("--force", arguments->force, "Replace an existing file");
    command->callback([arguments, &exitCode] { exitCode = runExport(*arguments); });
}

void addImport(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("import", "Take in labels: all of the file or nothing");
    auto arguments = std::make_shared<ImportArguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command->add_option("FILE", arguments->file, "FILE.csv or FILE.json")
        ->required()
        ->check(CLI::Validator(suffixProblem, ""));
    command->callback([arguments, &exitCode] { exitCode = runImport(*arguments); });
}

} // namespace faultline::app
