// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/labels/label_report.h"
#include "core/labels/label_request.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace faultline::study {

class LogCopy;
class StudyFile;
class UndoStacks;
class Voices;
struct EventRules;

/// Who labelled what: an append-only log of events that can be merged. Each function is one transaction.
class LabelLog {
public:
    /// @param file outlives the log
    [[nodiscard]] static base::Result<LabelLog> read(StudyFile& file, std::uint32_t datasetSize);
    ~LabelLog();
    LabelLog(LabelLog&&) noexcept;
    LabelLog& operator=(LabelLog&&) noexcept;

    /// Changes with editModes(), mergeModes(), merge() and what undoes or redoes a merge of modes.
    [[nodiscard]] const labels::Taxonomy& taxonomy() const { return m_taxonomy; }
    /// All of them or none: refused where the result would be no taxonomy (labels::Taxonomy::make()), or
    /// where a mode that is to be removed was ever given. No undo step: what was edited is edited again.
    [[nodiscard]] base::Result<> editModes(std::span<const labels::ModeEdit> edits);
    /// Every label of `modes`, whoever gave it and in whatever run, becomes one of `into`, by an event of its
    /// own; what names them later, in another copy, counts as `into`, too. One undo step of the annotator,
    /// which gives back the modes and the labels of all.
    [[nodiscard]] base::Result<labels::ActionReport>
    mergeModes(base::AnnotatorId annotator, std::span<const base::ModeId> modes, base::ModeId into);
    /// How many events name the mode, whether they still hold or not; of those that name none: absent.
    [[nodiscard]] base::Result<std::map<base::ModeId, std::size_t>> modeUses() const;

    /// Those who speak for themselves; whoever was joined with another one is told by joinedAnnotators().
    [[nodiscard]] base::Result<std::vector<labels::Annotator>> annotators() const;
    [[nodiscard]] base::Result<std::vector<labels::JoinedAnnotator>> joinedAnnotators() const;
    /// Who is called so, else whoever speaks for who is or was; nothing: nobody ever had that name.
    [[nodiscard]] base::Result<std::optional<labels::Annotator>> speaking(const std::string& name) const;
    /// The same, made when new (needs a study that is open for writing then). Names are 1 … 200 bytes of
    /// UTF-8 without control characters, compared exactly after trimming.
    [[nodiscard]] base::Result<labels::Annotator> annotator(const std::string& name);
    /// No undo step: who was renamed is renamed again.
    [[nodiscard]] base::Result<> renameAnnotator(base::AnnotatorId annotator, const std::string& name);
    /// All that the annotator ever said counts as said by `voice`, also what another copy of the study still
    /// brings under the old name; of the two on one item the later holds. Joining them to themselves parts
    /// them. No undo step.
    [[nodiscard]] base::Result<> joinAnnotator(base::AnnotatorId annotator, base::AnnotatorId voice);

    /// Present labels and notes of a run (what is unlabelled and has no note is absent), by sample; of one
    /// annotator or all.
    [[nodiscard]] base::Result<std::vector<labels::Label>>
    labels(base::RunId run, std::optional<base::AnnotatorId> annotator = std::nullopt) const;
    /// Of each annotator and item of a run the last judgement that was given blind, though it was changed
    /// after the reveal; not where it was taken back.
    [[nodiscard]] base::Result<std::vector<labels::Label>> blindLabels(base::RunId run) const;
    /// Every event of an item, oldest first.
    [[nodiscard]] base::Result<std::vector<labels::LabelEvent>> history(base::RunId run,
                                                                        base::SampleIndex sample) const;

    /// Who decides where others disagree, in the order in which they became annotators.
    [[nodiscard]] base::Result<std::vector<labels::Annotator>> adjudicators() const;
    /// From now on: only adjudicators may say something as labels::How::Adjudication. Saying it again changes
    /// nothing.
    [[nodiscard]] base::Result<> makeAdjudicator(base::AnnotatorId annotator);
    /// The present decisions on the items of a run, by sample. They stand apart from the labels: nobody's own
    /// word is changed by one. Of several adjudicators the latest decision holds.
    [[nodiscard]] base::Result<std::vector<labels::Label>> decisions(base::RunId run) const;

    /// What the annotator has answered under that version of the run's plan.
    [[nodiscard]] base::Result<labels::QueueAnswers> answers(base::RunId run, base::AnnotatorId annotator,
                                                             std::uint32_t planVersion) const;

    /// The items of the run whose prediction has been shown to the annotator.
    [[nodiscard]] base::Result<std::set<base::SampleIndex>> painted(base::RunId run,
                                                                    base::AnnotatorId annotator) const;
    /// The prediction of these items is shown to the annotator now; the first time counts.
    [[nodiscard]] base::Result<> notePainted(base::RunId run, base::AnnotatorId annotator,
                                             std::span<const base::SampleIndex> samples);

    /// One undo step. Items already in the wanted state are left alone.
    [[nodiscard]] base::Result<labels::ActionReport> apply(const labels::LabelRequest& request);
    /// All or none of them; each is an undo step.
    [[nodiscard]] base::Result<> applyAll(std::span<const labels::LabelRequest> requests);
    /// All or nothing, one undo step for each annotator in it; repeating it changes nothing. A sample that is
    /// no item of the run is refused.
    [[nodiscard]] base::Result<labels::ActionReport> import(base::RunId run,
                                                            std::span<const labels::ImportedLabel> imported);
    /// Takes back, or does again, the annotator's own last action, whatever run it was in. Without limit;
    /// survives a restart.
    [[nodiscard]] base::Result<labels::ActionReport> undo(base::AnnotatorId annotator);
    [[nodiscard]] base::Result<labels::ActionReport> redo(base::AnnotatorId annotator);
    [[nodiscard]] base::Result<labels::UndoState> undoState(base::AnnotatorId annotator) const;

    /// The union with other logs of this study, by UUID, and of their modes, by slug: in whatever order and
    /// however often they are merged, the same labels come out. Refused, and nothing changed, where a log
    /// belongs to another study, has labels of a run or an item that this study lacks, an event that was
    /// altered or one more than a day ahead of the clock, or a mode that both have changed.
    [[nodiscard]] base::Result<labels::MergeReport> merge(std::span<const LogCopy> copies);

    /// It only grows: two logs of one study that are as long and of which one is a copy of the other are the
    /// same.
    struct Length {
        std::uint64_t actions = 0, events = 0, modeChanges = 0, annotatorChanges = 0;
        bool operator==(const Length&) const = default;
    };
    [[nodiscard]] base::Result<Length> length() const;
    /// The whole log as JSON lines (label_lines.h), which merge like a copy of the study.
    [[nodiscard]] base::Result<std::string> lines() const;
    /// The same, but for where and when it was written: logs that hold the same give the same bytes.
    [[nodiscard]] base::Result<std::string> events() const;

    /// Sentences on what a person should know when the study is opened: events more than a day ahead of the
    /// clock, behind which all later ones of their annotator are dated.
    [[nodiscard]] base::Result<std::vector<std::string>> warnings() const;

private:
    explicit LabelLog(StudyFile& file);
    [[nodiscard]] base::Result<UndoStacks*> followed(base::AnnotatorId annotator) const;
    [[nodiscard]] EventRules rules() const;
    [[nodiscard]] base::Result<> readModes();
    [[nodiscard]] base::Result<> readVoices();
    /// The report; where that changed the modes, once they are read.
    [[nodiscard]] base::Result<labels::ActionReport> told(base::Result<labels::ActionReport> report);

    StudyFile* m_file;
    labels::Taxonomy m_taxonomy;
    std::unique_ptr<Voices> m_voices;
    std::uint32_t m_datasetSize = 0;
    mutable std::map<base::AnnotatorId, std::unique_ptr<UndoStacks>> m_stacks;
};

} // namespace faultline::study
