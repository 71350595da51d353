// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/label_exchange.h"

#include "core/base/text.h"
#include "core/exchange/tool_files.h"
#include "core/report/png_bytes.h"
#include "core/workbench/exported_labels.h"
#include "core/workbench/label_folder.h"

#include <algorithm>

namespace faultline::workbench {

using base::Result;
using exchange::ExchangeFormat;

namespace {

std::optional<std::string> asked(ExchangeFormat format, std::string_view consensus) {
    if (consensus.empty() && !isOfOneConsensus(format))
        return std::nullopt;
    return std::string(consensus);
}

Result<LabelText> eventText(const study::Study& study, std::string_view consensus) {
    if (!consensus.empty())
        return base::failure(base::ErrorKind::InvalidInput,
                             "the format events has every event of everybody and no consensus; leave "
                             "--consensus and --annotator out");
    FAULTLINE_TRY(length, study.labels().length());
    FAULTLINE_TRY(text, study.labels().events());
    return LabelText{std::move(text), length.events};
}

Result<LabelText> taskText(const study::Study& study, ExportedLabels exported) {
    keepDecided(exported);
    std::vector<std::string> tasks;
    FAULTLINE_CHECK(
        eachPicture(study, exported.labels,
                    [&](const exchange::LabelTexts& label, const base::Image& picture) -> Result<> {
                        tasks.push_back(exchange::labelStudioTask(
                            label, report::pngBytes(picture.view(), base::longestSide)));
                        return {};
                    }));
    return LabelText{exchange::labelStudioTasks(tasks), tasks.size()};
}

} // namespace

ExchangeFormat labelFormatOf(const std::filesystem::path& path) {
    const std::string suffix = base::lowered(path.extension().string());
    return suffix == ".json"    ? ExchangeFormat::Json
           : suffix == ".jsonl" ? ExchangeFormat::Events
                                : ExchangeFormat::Csv;
}

Result<LabelText> labelText(const study::Study& study, base::RunId run, exchange::LabelFormat format,
                            std::string_view consensus) {
    return exportText(study, run,
                      format == exchange::LabelFormat::Csv ? ExchangeFormat::Csv : ExchangeFormat::Json,
                      consensus);
}

Result<LabelText> exportText(const study::Study& study, base::RunId run, ExchangeFormat format,
                             std::string_view consensus) {
    if (isFolder(format))
        return base::failure(base::ErrorKind::InvalidInput,
                             "the format " + std::string(base::nameOf(format)) +
                                 " is a folder with pictures, which is no text; name a folder with -o");
    if (format == ExchangeFormat::Events)
        return eventText(study, consensus);
    FAULTLINE_TRY(exported, exportedLabels(study, run, asked(format, consensus)));
    if (format == ExchangeFormat::LabelStudio)
        return taskText(study, std::move(exported));
    if (format == ExchangeFormat::LabelErrors)
        return LabelText{
            exchange::labelErrors(exported.labels),
            static_cast<std::size_t>(std::ranges::count_if(exported.labels, exchange::isLabelError))};
    const auto file =
        format == ExchangeFormat::Csv ? exchange::LabelFormat::Csv : exchange::LabelFormat::Json;
    return LabelText{exchange::labelFile(file, exported.labels), exported.labels.size()};
}

Result<std::size_t> exportLabels(const study::Study& study, base::RunId run,
                                 const std::filesystem::path& path, ExchangeFormat format,
                                 base::Overwrite overwrite, std::string_view consensus) {
    if (std::error_code ignored; std::filesystem::equivalent(path, study.path(), ignored))
        return base::failure(base::ErrorKind::Refused,
                             path.string() + " is the study itself; choose another name for its labels");
    if (isFolder(format)) {
        FAULTLINE_TRY(exported, exportedLabels(study, run, asked(format, consensus)));
        return writeLabelFolder(study, std::move(exported), path, format, overwrite);
    }
    FAULTLINE_TRY(labels, exportText(study, run, format, consensus));
    FAULTLINE_CHECK(base::writeFileAtomically(path, labels.text, overwrite));
    return labels.count;
}

} // namespace faultline::workbench
