// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/failure_list.h"

#include "core/workbench/consensus.h"

namespace faultline::workbench {

namespace {

report::FailureRow rowOf(const StudyTable& table, std::size_t row) {
    report::FailureRow result;
    result.prediction = table.failures()[row];
    result.path = table.path(result.prediction.sample);
    return result;
}

Held heldBy(const report::FailureRow& row) {
    return {row.judgement, row.note, row.isFlagged, row.decidedAt};
}

/// Whether an unlabelled failure names whose row it is, too.
enum class Unlabelled { NamesNobody, NamesAnnotator };

void addRows(std::vector<report::FailureRow>& rows, const StudyTable& table, const AnnotationTable& held,
             const Consensus& consensus, Unlabelled unlabelled) {
    for (std::size_t i = 0; i < table.failures().size(); ++i) {
        report::FailureRow row = rowOf(table, i);
        row.judgement = held.judgements()[i];
        row.note = held.note(i);
        row.isFlagged = held.isFlagged(i);
        row.decidedAt = held.held(i).decidedAt;
        row.consensus = consensus.text();
        if (!held.isBlank(i) || unlabelled == Unlabelled::NamesAnnotator)
            row.annotator = consensus.annotator;
        rows.push_back(std::move(row));
    }
}

} // namespace

base::Result<std::vector<report::FailureRow>>
failureRows(const StudyTable& table, const Annotations& annotations, Listing listing, std::string_view text) {
    std::vector<report::FailureRow> rows;
    if (listing == Listing::FailuresByAnnotator && text.empty()) {
        for (const labels::Annotator& annotator : annotations.labellers(table))
            addRows(rows, table, annotations.of(annotator.id, table),
                    {Consensus::Rule::Annotator, annotator.name}, Unlabelled::NamesAnnotator);
        if (!rows.empty())
            return rows;
    }
    FAULTLINE_TRY(consensus, consensusOf(text, annotations));
    if (listing == Listing::FailuresByAnnotator && !text.empty() &&
        consensus.rule != Consensus::Rule::Annotator)
        return base::failure(base::ErrorKind::InvalidInput,
                             "by annotator each has rows of their own, and a consensus is of all together; "
                             "leave one of them out");
    addRows(rows, table, AnnotationTable(table, consensusLabels(consensus, annotations)), consensus,
            text.empty() ? Unlabelled::NamesNobody : Unlabelled::NamesAnnotator);
    return rows;
}

std::vector<report::FailureRow> selected(const std::vector<report::FailureRow>& rows, const Filter& filter,
                                         const Sorting& sorting, const LooksBySample& looks) {
    std::vector<SortItem> items;
    for (const report::FailureRow& row : rows) {
        const auto found = looks.find(row.prediction.sample);
        items.push_back({row.prediction, heldBy(row), found == looks.end() ? nullptr : &found->second});
    }
    std::vector<report::FailureRow> result;
    for (const std::size_t place : sortedPlaces(sorting, items))
        if (filter.matches(rows[place].prediction, items[place].held))
            result.push_back(rows[place]);
    return result;
}

} // namespace faultline::workbench
