// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"
#include "core/workbench/held.h"
#include "core/workbench/study_table.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace faultline::workbench {

/// What one annotator holds of each failure of a study table, row by row.
class AnnotationTable {
public:
    /// Nothing is labelled.
    explicit AnnotationTable(std::size_t rows = 0);
    /// @param labels of one annotator; those of other samples than failures are left out
    AnnotationTable(const StudyTable& table, std::span<const labels::Label> labels);

    [[nodiscard]] const std::vector<labels::Judgement>& judgements() const { return m_judgements; }
    [[nodiscard]] const std::string& note(std::size_t row) const { return m_extras[row].note; }
    [[nodiscard]] bool isFlagged(std::size_t row) const { return m_extras[row].flag; }
    [[nodiscard]] const std::vector<base::ModeId>& secondary(std::size_t row) const {
        return m_extras[row].secondary;
    }
    /// Under which version of the run's plan the judgement was given; nothing: outside of a plan.
    [[nodiscard]] std::optional<std::uint32_t> planVersion(std::size_t row) const {
        return m_extras[row].planVersion;
    }
    /// Its note lives as long as the row is not changed.
    [[nodiscard]] Held held(std::size_t row) const {
        return {m_judgements[row], m_extras[row].note, m_extras[row].flag, m_extras[row].decidedAt};
    }
    /// The annotator has said nothing of it.
    [[nodiscard]] bool isBlank(std::size_t row) const;
    /// The other one, which has the row as well, holds the same there.
    [[nodiscard]] bool isAlike(const AnnotationTable& other, std::size_t row) const;
    /// Rows with a judgement: a mode, none or excluded.
    [[nodiscard]] std::size_t judgedCount() const { return m_judgedCount; }

    /// New rows are unlabelled.
    void grow(std::size_t rows);
    /// Takes in the present label of a sample; the row that it changed, nothing where it is no failure.
    std::optional<std::size_t> apply(const StudyTable& table, const labels::Label& label);

private:
    struct Extras {
        std::string note;
        bool flag = false;
        std::vector<base::ModeId> secondary;
        std::optional<base::Timestamp> decidedAt; ///< when the judgement was given
        std::optional<std::uint32_t> planVersion;
        bool operator==(const Extras&) const = default;
    };

    std::vector<labels::Judgement> m_judgements;
    std::vector<Extras> m_extras;
    std::size_t m_judgedCount = 0;
};

/// What all annotators hold of a run, in memory.
struct Annotations {
    std::vector<labels::Annotator> annotators; ///< in the study's order
    std::vector<labels::Label> labels;         ///< present ones, of everybody
    std::vector<labels::Label> decisions{};    ///< of adjudicators: LabelLog::decisions()
    std::optional<plans::Plan> plan{};         ///< the run's newest

    /// nullptr where there is nobody of that name.
    [[nodiscard]] const labels::Annotator* find(const std::string& name) const;
    [[nodiscard]] AnnotationTable of(base::AnnotatorId annotator, const StudyTable& table) const;
    /// Those who have judged a failure.
    [[nodiscard]] std::vector<labels::Annotator> labellers(const StudyTable& table) const;
    /// Row by row: of several annotators who judged a failure the last one's word.
    [[nodiscard]] std::vector<labels::Judgement> anybodysJudgements(const StudyTable& table) const;
};

[[nodiscard]] base::Result<Annotations> annotationsOf(const study::Study& study, base::RunId run);

} // namespace faultline::workbench
