// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/failure_list.h"

namespace faultline::workbench {

namespace {

report::FailureRow rowOf(const StudyTable& table, std::size_t row) {
    report::FailureRow result;
    result.prediction = table.failures()[row];
    result.path = table.path(result.prediction.sample);
    return result;
}

/// Whether an unlabelled failure names whose row it is, too.
enum class Unlabelled { NamesNobody, NamesAnnotator };

void addRows(std::vector<report::FailureRow>& rows, const StudyTable& table, const AnnotationTable& held,
             const std::string& annotator, Unlabelled unlabelled) {
    for (std::size_t i = 0; i < table.failures().size(); ++i) {
        report::FailureRow row = rowOf(table, i);
        row.judgement = held.judgements()[i];
        row.note = held.note(i);
        if (!held.isBlank(i) || unlabelled == Unlabelled::NamesAnnotator)
            row.annotator = annotator;
        rows.push_back(std::move(row));
    }
}

} // namespace

base::Result<std::vector<report::FailureRow>> failureRows(const StudyTable& table,
                                                          const Annotations& annotations, Listing listing,
                                                          const std::string& name) {
    std::vector<report::FailureRow> rows;
    if (listing == Listing::FailuresByAnnotator && name.empty()) {
        for (const labels::Annotator& annotator : annotations.labellers(table))
            addRows(rows, table, annotations.of(annotator.id, table), annotator.name,
                    Unlabelled::NamesAnnotator);
        if (!rows.empty())
            return rows;
    }
    FAULTLINE_TRY(annotator, chosenAnnotator(annotations, table, name));
    const AnnotationTable held =
        annotator ? annotations.of(annotator->id, table) : AnnotationTable(table.failures().size());
    addRows(rows, table, held, annotator ? annotator->name : std::string(),
            name.empty() ? Unlabelled::NamesNobody : Unlabelled::NamesAnnotator);
    return rows;
}

std::vector<report::FailureRow> selected(const std::vector<report::FailureRow>& rows, const Filter& filter,
                                         const Sorting& sorting) {
    std::vector<model::Prediction> failures;
    for (const report::FailureRow& row : rows)
        failures.push_back(row.prediction);
    std::vector<report::FailureRow> result;
    for (const std::size_t place : sortedPlaces(sorting, failures))
        if (filter.matches(rows[place].prediction, rows[place].judgement))
            result.push_back(rows[place]);
    return result;
}

} // namespace faultline::workbench
