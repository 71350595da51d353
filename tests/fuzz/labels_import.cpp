// SPDX-License-Identifier: GPL-3.0-or-later
// Label files: CSV, JSON and those of other tools, chosen by the first byte.
#include "core/exchange/label_file.h"

#include "core/exchange/exchange_format.h"
#include "core/exchange/export_note.h"
#include "core/exchange/tool_rows.h"
#include "tests/fuzz/target.h"

#include <algorithm>

namespace faultline::fuzz {

namespace {

using exchange::LabelEntry;
using exchange::LabelFormat;

const std::vector<std::string> classes{"cat", "dog", "=frog"};
const std::vector<model::Prediction> samples{
    {base::SampleIndex(4), base::ClassId(0), base::ClassId(1), 0.5F, 0.25F},
    {base::SampleIndex(7), base::ClassId(1), base::ClassId(2), 0.5F, 0.25F},
    {base::SampleIndex(9), base::ClassId(2), base::ClassId(2), 0.5F, 0.25F}};

/// What the file becomes once the entries are imported and exported.
std::string written(const std::vector<LabelEntry>& entries, LabelFormat format,
                    const exchange::LabelContext& context) {
    std::vector<labels::Annotator> annotators;
    std::vector<labels::Label> list;
    for (const LabelEntry& entry : entries) {
        const auto known =
            std::find_if(annotators.begin(), annotators.end(),
                         [&](const labels::Annotator& one) { return one.name == entry.annotator; });
        base::AnnotatorId id(static_cast<std::int64_t>(annotators.size()) + 1);
        if (known != annotators.end())
            id = known->id;
        else
            annotators.push_back({id, "uuid", entry.annotator});
        list.push_back({base::RunId(1), entry.sample, id, entry.judgement, entry.note,
                        entry.labelledAt.value_or(base::Timestamp{}),
                        entry.secondary.value_or(std::vector<base::ModeId>{}), entry.flag.value_or(false)});
    }
    return exchange::labelFile(format, list, annotators, context);
}

/// A flag that is taken away from an unlabelled item is written as nothing.
bool saysNothing(const LabelEntry& entry) {
    return entry.judgement.isUnlabelled() && entry.note.empty() && !entry.flag.value_or(false) &&
           !entry.secondary;
}

bool isSame(const LabelEntry& a, const LabelEntry& b) {
    return a.sample == b.sample && a.annotator == b.annotator && a.judgement == b.judgement &&
           a.note == b.note &&
           a.labelledAt.value_or(base::Timestamp{}) == b.labelledAt.value_or(base::Timestamp{});
}

base::Result<std::vector<exchange::LabelRow>> rowsOf(std::uint8_t choice, std::string_view text) {
    switch (choice % 6) {
    case 0:
        return exchange::labelRowsOfCsv(text);
    case 1:
        return exchange::labelRowsOfJson(text);
    case 2:
        return exchange::rowsOfFiftyone(text);
    case 3:
        return exchange::rowsOfLabelStudio(text);
    case 4:
        return exchange::rowsOfImageFolder(text);
    default: {
        FAULTLINE_TRY(row, exchange::rowOfLabelme(text, "4.json"));
        return row ? std::vector<exchange::LabelRow>{std::move(*row)} : std::vector<exchange::LabelRow>();
    }
    }
}

base::Result<std::vector<LabelEntry>> entriesOf(std::uint8_t choice, std::string_view text,
                                                const exchange::LabelContext& context) {
    static_cast<void>(exchange::formatOfText(text));
    static_cast<void>(exchange::parsedExportNote(text));
    FAULTLINE_TRY(rows, rowsOf(choice, text));
    return exchange::checkedLabels(rows, context, "Ann");
}

void run(base::ByteView bytes) {
    const auto [choice, rest] = chosenBy(bytes);
    const exchange::LabelContext context{exchange::carriersOf(samples), classes, labels::standardTaxonomy()};
    const auto entries = entriesOf(choice, textOf(rest), context);
    if (!entries || std::any_of(entries->begin(), entries->end(), saysNothing))
        return;
    for (const LabelFormat as : {LabelFormat::Csv, LabelFormat::Json}) {
        const auto again = exchange::parsedLabelFile(as, written(*entries, as, context), context);
        expect(again && std::equal(entries->begin(), entries->end(), again->begin(), again->end(), isSame),
               "entries that were read can be written and read again");
    }
}

const Registered registered("labels_import", run);

} // namespace

} // namespace faultline::fuzz
