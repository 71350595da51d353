// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/annotation_table.h"

#include "core/workbench/consensus.h"

#include <algorithm>

namespace faultline::workbench {

AnnotationTable::AnnotationTable(std::size_t rows)
    : m_judgements(rows)
    , m_extras(rows) {}

AnnotationTable::AnnotationTable(const StudyTable& table, std::span<const labels::Label> labels)
    : AnnotationTable(table.failures().size()) {
    for (const labels::Label& label : labels)
        apply(table, label);
}

bool AnnotationTable::isBlank(std::size_t row) const {
    const Extras& extras = m_extras[row];
    return m_judgements[row].isUnlabelled() && extras.note.empty() && !extras.flag &&
           extras.secondary.empty();
}

bool AnnotationTable::isAlike(const AnnotationTable& other, std::size_t row) const {
    return m_judgements[row] == other.m_judgements[row] && m_extras[row] == other.m_extras[row];
}

void AnnotationTable::grow(std::size_t rows) {
    m_judgements.resize(rows);
    m_extras.resize(rows);
}

std::optional<std::size_t> AnnotationTable::apply(const StudyTable& table, const labels::Label& label) {
    const auto row = table.rowOf(label.sample);
    if (!row)
        return std::nullopt;
    labels::Judgement& judgement = m_judgements[*row];
    if (!judgement.isUnlabelled())
        --m_judgedCount;
    if (!label.judgement.isUnlabelled())
        ++m_judgedCount;
    judgement = label.judgement;
    m_extras[*row] = {label.note, label.flag, label.secondary, {}, {}};
    if (!judgement.isUnlabelled()) {
        m_extras[*row].decidedAt = label.labelledAt;
        m_extras[*row].planVersion = label.given.planVersion;
    }
    return row;
}

const labels::Annotator* Annotations::find(const std::string& name) const {
    const auto found = std::find_if(annotators.begin(), annotators.end(),
                                    [&](const labels::Annotator& a) { return a.name == name; });
    return found == annotators.end() ? nullptr : &*found;
}

AnnotationTable Annotations::of(base::AnnotatorId annotator, const StudyTable& table) const {
    AnnotationTable result(table.failures().size());
    for (const labels::Label& label : labels)
        if (label.annotator == annotator)
            result.apply(table, label);
    return result;
}

std::vector<labels::Annotator> Annotations::labellers(const StudyTable& table) const {
    std::vector<labels::Annotator> result;
    std::copy_if(
        annotators.begin(), annotators.end(), std::back_inserter(result),
        [&](const labels::Annotator& annotator) { return of(annotator.id, table).judgedCount() > 0; });
    return result;
}

std::vector<labels::Judgement> Annotations::anybodysJudgements(const StudyTable& table) const {
    std::vector<labels::Judgement> judgements(table.failures().size());
    for (const labels::Annotator& annotator : annotators) {
        const AnnotationTable theirs = of(annotator.id, table);
        for (std::size_t row = 0; row < judgements.size(); ++row)
            if (!theirs.judgements()[row].isUnlabelled())
                judgements[row] = theirs.judgements()[row];
    }
    return judgements;
}

base::Result<Annotations> annotationsOf(const study::Study& study, base::RunId run) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    FAULTLINE_TRY(labels, study.labels().labels(run));
    FAULTLINE_TRY(decisions, study.labels().decisions(run));
    decisions = standingDecisions(std::move(decisions), labels, study.labels().taxonomy());
    FAULTLINE_TRY(plan, study.plans().current(run));
    return Annotations{std::move(annotators), std::move(labels), std::move(decisions), std::move(plan)};
}

} // namespace faultline::workbench
