// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/study_view.h"
#include "core/base/files.h"
#include "core/base/text.h"

#include <map>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

constexpr std::uint64_t largestLabelFile = 256u << 20;

struct ExportArguments {
    std::string study, file;
    report::LabelFormat format = report::LabelFormat::Csv;
    bool force = false;
};

struct ImportArguments {
    std::string study, file;
};

/// "1 label", "12 labels"
std::string countOf(std::size_t count) {
    return base::groupedText(count) + (count == 1 ? " label" : " labels");
}

base::Result<std::size_t> exported(const ExportArguments& arguments) {
    FAULTLINE_TRY(study, study::Study::open(arguments.study, study::Access::ReadOnly));
    FAULTLINE_TRY(samples, labellable(study));
    FAULTLINE_TRY(annotators, study.annotators());
    FAULTLINE_TRY(labels, study.labels());
    const report::LabelContext context{samples, study.header().dataset.classes, study.taxonomy()};
    const std::string text = report::labelFile(arguments.format, labels, annotators, context);
    FAULTLINE_CHECK(base::writeFileAtomically(arguments.file, text,
                                              arguments.force ? base::Overwrite::Yes : base::Overwrite::No));
    return labels.size();
}

int runExport(const ExportArguments& arguments) {
    const auto count = exported(arguments);
    if (!count)
        return report(count.error());
    return print(countOf(*count) + " written to " + arguments.file + '\n');
}

report::LabelFormat formatOf(const std::string& file) {
    return base::lowered(std::filesystem::path(file).extension().string()) == ".json"
               ? report::LabelFormat::Json
               : report::LabelFormat::Csv;
}

base::Result<study::ActionReport> imported(const ImportArguments& arguments) {
    FAULTLINE_TRY(bytes, base::readFile(arguments.file, largestLabelFile));
    FAULTLINE_TRY(study, study::Study::open(arguments.study, study::Access::ReadWrite));
    FAULTLINE_TRY(samples, labellable(study));
    const report::LabelContext context{samples, study.header().dataset.classes, study.taxonomy()};
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    auto entries = report::parsedLabelFile(formatOf(arguments.file), text, context);
    if (!entries)
        return base::failure(entries.error().within("nothing imported from " + arguments.file));
    std::vector<study::ImportedLabel> labels;
    for (report::LabelEntry& entry : *entries)
        labels.push_back({std::move(entry.annotator), entry.sample, entry.verdict, std::move(entry.note),
                          entry.labelledAt});
    auto action = study.importLabels(labels);
    if (!action)
        return base::failure(action.error().within("nothing imported from " + arguments.file));
    return action;
}

int runImport(const ImportArguments& arguments) {
    const auto action = imported(arguments);
    if (!action)
        return report(action.error());
    return print(action->changed.empty() ? "nothing changed: all of it was in the study before\n"
                                         : countOf(action->changed.size()) + " imported\n");
}

std::string suffixProblem(const std::string& file) {
    const std::string suffix = base::lowered(std::filesystem::path(file).extension().string());
    return suffix == ".csv" || suffix == ".json"
               ? std::string()
               : "a label file's name ends in .csv or .json, not \"" + suffix + "\"";
}

} // namespace

void addExport(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("export", "Write all labels to a file");
    auto arguments = std::make_shared<ExportArguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    const std::map<std::string, report::LabelFormat> formats{{"csv", report::LabelFormat::Csv},
                                                             {"json", report::LabelFormat::Json}};
    command->add_option("--format", arguments->format, "csv or json")
        ->required()
        ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case));
    command->add_option("-o,--output", arguments->file, "File to write")->required();
    command->add_flag("--force", arguments->force, "Replace an existing file");
    command->callback([arguments, &exitCode] { exitCode = runExport(*arguments); });
}

void addImport(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("import", "Take in labels: all of the file or nothing");
    auto arguments = std::make_shared<ImportArguments>();
    command->add_option("STUDY", arguments->study, "Study file")->required();
    command->add_option("FILE", arguments->file, "FILE.csv or FILE.json")
        ->required()
        ->check(CLI::Validator(suffixProblem, ""));
    command->callback([arguments, &exitCode] { exitCode = runImport(*arguments); });
}

} // namespace faultline::app
