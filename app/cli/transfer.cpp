// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/consensus_option.h"
#include "app/cli/label_copies.h"
#include "app/cli/output.h"
#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/report/merge_table.h"
#include "core/workbench/consensus.h"
#include "core/workbench/label_exchange.h"
#include "core/workbench/label_import.h"

#include <cstdio>
#include <set>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

using exchange::ExchangeFormat;

struct ExportArguments {
    std::string study, run, path;
    ConsensusOption consensus;
    ExchangeFormat format = ExchangeFormat::Csv;
    bool force = false;
};

struct ImportArguments {
    std::string study, run, path;
    std::string format = "auto";
    workbench::ImportOptions options;
};

/// "1 label", "12 events"
std::string countOf(std::size_t count, const char* what = "label") {
    return base::groupedText(count) + " " + what + (count == 1 ? "" : "s");
}

const char* whatIsIn(ExchangeFormat format) {
    return format == ExchangeFormat::Events        ? "event"
           : format == ExchangeFormat::LabelErrors ? "label error"
                                                   : "label";
}

/// What goes to the standard output.
base::Result<std::string> exported(const ExportArguments& arguments, const study::Study& study,
                                   base::RunId run, const std::string& consensus) {
    if (arguments.path == "-") {
        FAULTLINE_TRY(labels, workbench::exportText(study, run, arguments.format, consensus));
        return std::move(labels.text);
    }
    FAULTLINE_TRY(count, workbench::exportLabels(study, run, arguments.path, arguments.format,
                                                 arguments.force ? base::Overwrite::Yes : base::Overwrite::No,
                                                 consensus));
    return countOf(count, whatIsIn(arguments.format)) + " written to " + arguments.path + '\n';
}

/// What was typed wrong, before the study is opened.
base::Result<> checkUsage(const ExportArguments& arguments, const std::string& consensus) {
    const auto wrong = [](std::string what) {
        return base::failure(base::ErrorKind::InvalidInput, std::move(what));
    };
    if (arguments.path == "-" && isFolder(arguments.format))
        return wrong(
            "--format " + std::string(base::nameOf(arguments.format)) +
            " writes a folder with pictures, which the standard output can't take; name one with -o");
    if (arguments.format == ExchangeFormat::Events && !consensus.empty())
        return wrong("--format events has every event of everybody; leave --consensus and --annotator out");
    return {};
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
    if (const auto checked = checkUsage(arguments, *consensus); !checked)
        return reportUsage(checked.error());
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
    if (imported.events)
        return report::mergeTable(report::TableFormat::Text, 1, *imported.events);
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
    const auto done = workbench::importFile(study, chosen, arguments.path, arguments.options);
    if (!done)
        return base::failure(done.error().within("nothing imported"));
    if (done->events)
        for (const std::string& note : done->events->notes)
            std::fprintf(stderr, "faultline: note: %s\n", base::printable(note).c_str());
    keepLabels(study);
    return importText(*done);
}

int runImport(ImportArguments arguments) {
    arguments.options.format = base::valueNamed<ExchangeFormat>(arguments.format); // nothing for "auto"
    const auto text = imported(arguments);
    return text ? print(*text) : report(text.error());
}

std::set<std::string> exportFormats() {
    std::set<std::string> names;
    for (const auto& [format, name] : base::Names<ExchangeFormat>::all)
        names.emplace(name);
    return names;
}

/// Those that labels come back from.
std::set<std::string> importFormats() {
    std::set<std::string> names = exportFormats();
    names.erase(std::string(base::nameOf(ExchangeFormat::LabelErrors)));
    names.emplace("auto");
    return names;
}

} // namespace

void addExport(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand(
        "export", "Write labels for people, for other tools, or as the log that they are kept in");
    auto arguments = std::make_shared<ExportArguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command
        ->add_option_function<std::string>(
            "--format",
            [arguments](const std::string& name) {
                arguments->format = base::valueNamed<ExchangeFormat>(base::lowered(name)).value();
            },
            "csv or json: a table of labels; events: JSON lines, the whole log; label-errors: a CSV "
            "table of wrong true classes; label-studio: JSON with pictures; fiftyone, imagefolder, "
            "folders (one a mode), labelme: a folder with pictures")
        ->required()
        ->check(CLI::IsMember(exportFormats(), CLI::ignore_case));
    command
        ->add_option("-o,--output", arguments->path,
                     "File or folder to write; - is the standard output, where it is one file")
        ->required();
    addConsensusOption(*command, arguments->consensus);
    command->add_flag("--force", arguments->force,
                      "Replace an existing file, or the folder of an earlier export in which nothing was "
                      "added or changed");
    command->callback([arguments, &exitCode] { exitCode = runExport(*arguments); });
}

void addImport(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("import", "Take in labels: all of a file or folder, or nothing");
    auto arguments = std::make_shared<ImportArguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    addRunOption(*command, arguments->run);
    command
        ->add_option("PATH", arguments->path,
                     "What an export wrote, the answers of a sheet, or such a folder of another tool")
        ->required();
    command
        ->add_option("--format", arguments->format,
                     "auto (by what is in it), csv, json, events, fiftyone, label-studio, imagefolder, "
                     "folders or labelme")
        ->capture_default_str()
        ->check(CLI::IsMember(importFormats()));
    command->add_option("--annotator", arguments->options.annotator,
                        "Whose labels they are, where the file does not say");
    command->callback([arguments, &exitCode] { exitCode = runImport(*arguments); });
}

} // namespace faultline::app
