// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/label_exchange.h"

#include "core/base/text.h"
#include "core/workbench/study_table.h"

namespace faultline::workbench {

using base::Result;

namespace {

constexpr std::uint64_t largestLabelFile = 512ULL << 20; // bytes; a million labels with notes stay below it

} // namespace

exchange::LabelFormat labelFormatOf(const std::filesystem::path& path) {
    return base::lowered(path.extension().string()) == ".json" ? exchange::LabelFormat::Json
                                                               : exchange::LabelFormat::Csv;
}

Result<std::size_t> exportLabels(const study::Study& study, const std::filesystem::path& path,
                                 exchange::LabelFormat format, base::Overwrite overwrite) {
    FAULTLINE_TRY(labels, study.labels());
    FAULTLINE_TRY(annotators, study.annotators());
    FAULTLINE_TRY(samples, labellable(study));
    const std::string text = exchange::labelFile(format, labels, annotators,
                                                 {samples, study.header().classNames(), study.taxonomy()});
    FAULTLINE_CHECK(base::writeFileAtomically(path, text, overwrite));
    return labels.size();
}

Result<labels::ActionReport> importLabels(study::Study& study, const std::filesystem::path& path) {
    FAULTLINE_TRY(bytes, base::readFile(path, largestLabelFile));
    FAULTLINE_TRY(samples, labellable(study));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    auto entries = exchange::parsedLabelFile(labelFormatOf(path), text,
                                             {samples, study.header().classNames(), study.taxonomy()});
    if (!entries)
        return base::failure(entries.error().within(path.string()));
    std::vector<labels::ImportedLabel> imported;
    imported.reserve(entries->size());
    for (exchange::LabelEntry& entry : *entries)
        imported.push_back({std::move(entry.annotator), entry.sample, entry.judgement, std::move(entry.note),
                            entry.labelledAt});
    return study.importLabels(imported);
}

} // namespace faultline::workbench
