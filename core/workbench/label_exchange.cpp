// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/label_exchange.h"

#include "core/base/text.h"
#include "core/exchange/sheet_file.h"
#include "core/model/run_header.h"
#include "core/workbench/consensus.h"
#include "core/workbench/sheet.h"
#include "core/workbench/study_table.h"

namespace faultline::workbench {

using base::Result;

namespace {

constexpr std::uint64_t largestLabelFile = 512ULL << 20; // bytes; a million labels with notes stay below it

Result<std::vector<exchange::LabelCarrier>> carriers(const study::Study& study, base::RunId run) {
    if (!study.runs().packagedFor()) {
        FAULTLINE_TRY(samples, labellable(study, run));
        return exchange::carriersOf(samples);
    }
    FAULTLINE_TRY(items, study.runs().items(run));
    FAULTLINE_TRY(truths, study.runs().truths(run));
    std::vector<exchange::LabelCarrier> result;
    for (const study::Item& item : items) {
        const auto truth = truths.find(item.sample);
        result.push_back(
            {item.sample, truth == truths.end() ? std::nullopt : std::optional(truth->second), std::nullopt});
    }
    return result;
}

} // namespace

exchange::LabelFormat labelFormatOf(const std::filesystem::path& path) {
    return base::lowered(path.extension().string()) == ".json" ? exchange::LabelFormat::Json
                                                               : exchange::LabelFormat::Csv;
}

Result<LabelText> labelText(const study::Study& study, base::RunId run, exchange::LabelFormat format,
                            std::string_view consensus) {
    FAULTLINE_TRY(annotations, annotationsOf(study, run));
    FAULTLINE_TRY(samples, carriers(study, run));
    FAULTLINE_TRY(paths, study.runs().paths(run));
    const std::vector<std::string> classes = study.runs().header(run).classNames();
    exchange::LabelContext context{std::move(samples), classes, study.labels().taxonomy(), std::move(paths)};
    if (!consensus.empty()) {
        FAULTLINE_TRY(chosen, consensusOf(consensus, annotations));
        annotations.labels = consensusLabels(chosen, annotations);
        if (chosen.rule != Consensus::Rule::Annotator)
            context.consensus = chosen.text();
    }
    return LabelText{exchange::labelFile(format, annotations.labels, annotations.annotators, context),
                     annotations.labels.size()};
}

Result<std::size_t> exportLabels(const study::Study& study, base::RunId run,
                                 const std::filesystem::path& path, exchange::LabelFormat format,
                                 base::Overwrite overwrite, std::string_view consensus) {
    if (std::error_code ignored; std::filesystem::equivalent(path, study.path(), ignored))
        return base::failure(base::ErrorKind::Refused,
                             path.string() + " is the study itself; choose another name for its labels");
    FAULTLINE_TRY(labels, labelText(study, run, format, consensus));
    FAULTLINE_CHECK(base::writeFileAtomically(path, labels.text, overwrite));
    return labels.count;
}

Result<Imported> importFile(study::Study& study, base::RunId run, const std::filesystem::path& path) {
    if (labelFormatOf(path) == exchange::LabelFormat::Csv) {
        FAULTLINE_TRY(bytes, base::readFile(path, largestLabelFile));
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        if (exchange::isSheet(text)) {
            const auto sheet = importSheet(study, run, text);
            if (!sheet)
                return base::failure(sheet.error().within(path.string()));
            return Imported{sheet->answered, sheet->replaced, true};
        }
    }
    FAULTLINE_TRY(action, importLabels(study, run, path));
    return Imported{action.changed.size(), 0, false};
}

Result<labels::ActionReport> importLabels(study::Study& study, base::RunId run,
                                          const std::filesystem::path& path) {
    FAULTLINE_TRY(bytes, base::readFile(path, largestLabelFile));
    FAULTLINE_TRY(samples, carriers(study, run));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    auto entries = exchange::parsedLabelFile(
        labelFormatOf(path), text,
        {std::move(samples), study.runs().header(run).classNames(), study.labels().taxonomy()});
    if (!entries)
        return base::failure(entries.error().within(path.string()));
    std::vector<labels::ImportedLabel> imported;
    imported.reserve(entries->size());
    for (exchange::LabelEntry& entry : *entries)
        imported.push_back({std::move(entry.annotator), entry.sample, entry.judgement, std::move(entry.note),
                            entry.labelledAt, entry.flag, std::move(entry.secondary)});
    return study.labels().import(run, imported);
}

} // namespace faultline::workbench
