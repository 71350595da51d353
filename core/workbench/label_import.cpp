// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/label_import.h"

#include "core/base/files.h"
#include "core/exchange/label_fields.h"
#include "core/exchange/sheet_file.h"
#include "core/exchange/tool_rows.h"
#include "core/model/run_header.h"
#include "core/workbench/label_folder.h"
#include "core/workbench/merge.h"
#include "core/workbench/sheet.h"

#include <array>

namespace faultline::workbench {

using base::ErrorKind;
using base::Result;
using exchange::ExchangeFormat;
using exchange::LabelRow;

namespace {

constexpr std::uint64_t largestLabelFile = 512ULL << 20; // bytes; a million labels with notes stay below it

/// What lies at a path.
struct Source {
    ExchangeFormat format = ExchangeFormat::Csv;
    std::string text; ///< of a file
    bool isFolder = false;
};

Result<Source> sourceAt(const std::filesystem::path& path, const ImportOptions& options) {
    if (std::error_code ignored; std::filesystem::is_directory(path, ignored)) {
        if (options.format && !isFolder(*options.format))
            return base::failure(ErrorKind::InvalidInput, path.string() + " is a folder, and the format " +
                                                              std::string(base::nameOf(*options.format)) +
                                                              " is one file");
        if (options.format)
            return Source{*options.format, {}, true};
        FAULTLINE_TRY(format, formatOfFolder(path));
        return Source{format, {}, true};
    }
    FAULTLINE_TRY(bytes, base::readFile(path, largestLabelFile, base::refuseZeros));
    Source source{{}, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), false};
    if (source.text.starts_with("SQLite format 3"))
        return base::failure(ErrorKind::Refused, path.string() + " is a study or another database; labels of "
                                                                 "a copy of this study are merged");
    source.format = options.format ? *options.format : exchange::formatOfText(source.text);
    return source;
}

Result<std::vector<LabelRow>> rowsOf(const Source& source, const std::filesystem::path& path) {
    if (source.isFolder)
        return rowsInFolder(path, source.format);
    switch (source.format) {
    case ExchangeFormat::Csv:
        return exchange::labelRowsOfCsv(source.text);
    case ExchangeFormat::Json:
        return exchange::labelRowsOfJson(source.text);
    case ExchangeFormat::FiftyOne:
        return exchange::rowsOfFiftyone(source.text);
    case ExchangeFormat::LabelStudio:
        return exchange::rowsOfLabelStudio(source.text);
    case ExchangeFormat::ImageFolder:
        return exchange::rowsOfImageFolder(source.text);
    case ExchangeFormat::Labelme: {
        FAULTLINE_TRY(row, exchange::rowOfLabelme(source.text, path.filename().string()));
        return row ? std::vector<LabelRow>{std::move(*row)} : std::vector<LabelRow>();
    }
    case ExchangeFormat::Events:
    case ExchangeFormat::Folders:
    case ExchangeFormat::LabelErrors:
        break;
    }
    return base::failure(ErrorKind::InvalidInput, "a file is not taken in as " +
                                                      std::string(base::nameOf(source.format)) +
                                                      "; leave the format out, and what is in it tells");
}

Result<labels::ActionReport> importRows(study::Study& study, base::RunId run, std::span<const LabelRow> rows,
                                        const std::string& annotator) {
    FAULTLINE_TRY(samples, labelCarriers(study, run));
    FAULTLINE_TRY(paths, study.runs().paths(run));
    const model::RunHeader& header = study.runs().header(run);
    const std::vector<std::string> classes = header.classNames();
    exchange::LabelContext context{std::move(samples), classes, study.labels().taxonomy(), std::move(paths)};
    context.namesAreUnique = dataset::hasUniqueNames(header.dataset);
    FAULTLINE_TRY(entries, exchange::checkedLabels(rows, context, annotator));
    std::vector<labels::ImportedLabel> imported;
    imported.reserve(entries.size());
    for (exchange::LabelEntry& entry : entries)
        imported.push_back({std::move(entry.annotator), entry.sample, entry.judgement, std::move(entry.note),
                            entry.labelledAt, entry.flag, std::move(entry.secondary)});
    return study.labels().import(run, imported);
}

Result<labels::ActionReport> importSource(study::Study& study, base::RunId run, const Source& source,
                                          const std::filesystem::path& path, const std::string& annotator) {
    const auto rows = rowsOf(source, path);
    if (!rows)
        return base::failure(rows.error().within(path.string()));
    auto done = importRows(study, run, *rows, annotator);
    if (!done)
        return base::failure(done.error().within(path.string()));
    return done;
}

} // namespace

Result<Imported> importFile(study::Study& study, base::RunId run, const std::filesystem::path& path,
                            const ImportOptions& options) {
    FAULTLINE_TRY(source, sourceAt(path, options));
    if (source.format == ExchangeFormat::Events) {
        FAULTLINE_TRY(merged, mergeCopies(study, std::array{path}));
        Imported imported{merged.eventsNew};
        imported.events = std::move(merged);
        return imported;
    }
    if (source.format == ExchangeFormat::Csv && exchange::isSheet(source.text)) {
        const auto sheet = importSheet(study, run, source.text);
        if (!sheet)
            return base::failure(sheet.error().within(path.string()));
        return Imported{sheet->answered, sheet->replaced, true};
    }
    FAULTLINE_TRY(action, importSource(study, run, source, path, options.annotator));
    std::size_t replaced = 0;
    for (std::size_t i = 0; i < action.changed.size(); ++i)
        replaced +=
            !action.before[i].isUnlabelled() && action.before[i] != action.changed[i].judgement ? 1 : 0;
    return Imported{action.changed.size(), replaced, false};
}

Result<labels::ActionReport> importLabels(study::Study& study, base::RunId run,
                                          const std::filesystem::path& path, const ImportOptions& options) {
    FAULTLINE_TRY(source, sourceAt(path, options));
    return importSource(study, run, source, path, options.annotator);
}

} // namespace faultline::workbench
