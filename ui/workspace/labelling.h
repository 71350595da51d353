// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/annotation_table.h"
#include "core/workbench/recent_decisions.h"
#include "core/workbench/take_over.h"
#include "ui/workspace/items.h"
#include "ui/workspace/open_study.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <QObject>
#include <QString>
#include <QStringList>

namespace faultline::ui {

/// What one annotator holds of the shown run, read in one go. Somebody who has not labelled yet holds nothing
/// and becomes an annotator of the study with the first label.
struct HeldLabels {
    QString asked;          ///< the name that was asked for
    QString annotator;      ///< whoever speaks for them
    bool isInStudy = false; ///< they have said something, or are planned to
    QStringList annotators;
    std::vector<int> decided; ///< of the run, parallel to `annotators`
    std::vector<labels::Label> labels;
    std::vector<workbench::LabelOffer> offers;
    labels::UndoState undo;
    /// Which other annotators have decided a sample, by their places in `annotators`.
    std::unordered_map<base::SampleIndex, std::vector<int>> others;
};

[[nodiscard]] base::Result<HeldLabels> readLabels(study::Study& study, base::RunId run, const QString& name);

/// How a picture is shown while it is decided on.
struct PictureView {
    std::optional<base::SampleIndex> sample; ///< of which it is
    std::optional<double> zoom;              ///< device pixels for each pixel of the picture
    std::string contrast{};                  ///< "stretched"; empty: as it is
};

/// The present annotator's labels, row by row. Every decision goes through the study's thread and shows only
/// once it is committed.
class Labelling : public QObject {
    Q_OBJECT

public:
    /// @param study, items outlive this object
    Labelling(const OpenStudy& study, const Items& items, QObject* parent = nullptr);

    [[nodiscard]] const QString& annotator() const { return m_annotator; }
    /// Of the study, with the present one.
    [[nodiscard]] const QStringList& annotators() const { return m_annotators; }
    /// How many failures of the run each of them has decided, as read last; of the present one, now.
    [[nodiscard]] int decidedBy(const QString& annotator) const;
    void setAnnotator(const QString& name);
    /// Whether the study knows the present annotator; else they come to be with their first label.
    [[nodiscard]] bool isInStudy() const { return m_isInStudy; }
    /// Gives the present annotator another name, in the study.
    void rename(const QString& name);
    /// When the present annotator last decided something in the run; nothing: not yet.
    [[nodiscard]] std::optional<base::Timestamp> lastDecision() const { return m_lastDecision; }

    /// All that the present annotator holds, row by row.
    [[nodiscard]] const workbench::AnnotationTable& annotations() const { return m_annotations; }
    /// Who has decided a failure, by name: "ada, ben"; empty: nobody. Others as read last.
    [[nodiscard]] QString deciders(int row) const;
    /// What the present annotator decided last in the run, newest first.
    [[nodiscard]] const std::vector<workbench::RecentDecisions::Decision>& decisions() const {
        return m_decisions.all();
    }

    /// Parallel to Items::failures().
    [[nodiscard]] const std::vector<labels::Judgement>& judgements() const {
        return m_annotations.judgements();
    }
    [[nodiscard]] const labels::Judgement& judgement(int row) const {
        return judgements()[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] QString note(int row) const;
    [[nodiscard]] bool isFlagged(int row) const {
        return m_annotations.isFlagged(static_cast<std::size_t>(row));
    }
    /// Modes that also play a part.
    [[nodiscard]] const std::vector<base::ModeId>& secondary(int row) const {
        return m_annotations.secondary(static_cast<std::size_t>(row));
    }
    [[nodiscard]] int labelledCount() const { return static_cast<int>(m_annotations.judgedCount()); }
    [[nodiscard]] const labels::UndoState& undoState() const { return m_undoState; }
    /// What the annotator said of the same image and prediction in another run; nullptr: nothing, or the
    /// failure is decided here.
    [[nodiscard]] const workbench::LabelOffer* offer(int row) const;

    /// @param elapsed from the failure becoming current to the decision; 0: not measured
    void label(const std::vector<int>& rows, const labels::LabelChange& change,
               std::chrono::milliseconds elapsed = {});
    /// As the request says, of the shown run, by the present annotator.
    void say(labels::LabelRequest request);
    /// From now on that page is seen, which shows one picture large: each decision on it is stored with how.
    void watch(const QObject* page, std::function<PictureView()> view);
    void forget(const QObject* page);
    /// Labels the failure as offer() says.
    void takeOver(int row, std::chrono::milliseconds elapsed = {});
    void undo();
    void redo();
    /// Reads everything again, after an import.
    void reload();

    void take(HeldLabels held);
    enum class Modes { Same, Changed };
    /// The same of the same run, read anew since somebody else wrote: tells of what is another one alone; of
    /// all where modes that there were are others by now.
    void follow(HeldLabels held, Modes modes);
    /// Failures have arrived: they are unlabelled.
    void grow();
    /// Nothing is labelled, without a signal.
    void reset();

Q_SIGNALS:
    /// Something was not done; the sentence is for the user.
    void failed(const QString& message);
    void judgementsChanged(const std::vector<int>& rows);
    /// An action of the user is committed.
    void acted(const faultline::labels::ActionReport& report);
    void annotatorChanged();
    /// What somebody else has written can't be read with the modes that are known here: the study has to be
    /// followed first.
    void newsNeeded();
    void decisionsChanged();
    void undoStateChanged();

private:
    void keep(HeldLabels held);
    void tellDecision(const labels::Label& label);
    void takeAction(const labels::ActionReport& report, const labels::UndoState& state);
    /// Runs `work(study, annotator)` on the study's thread for the present annotator and takes in what it
    /// changed.
    template <class Work>
    void act(Work work);

    const OpenStudy& m_study;
    const Items& m_items;
    QString m_annotator;
    QString m_whose; ///< what is held here is theirs: while that of m_annotator is read it is another one
    bool m_isInStudy = false;
    QStringList m_annotators;
    std::vector<int> m_decided; ///< parallel to m_annotators
    std::optional<base::Timestamp> m_lastDecision;
    workbench::AnnotationTable m_annotations;
    workbench::RecentDecisions m_decisions;
    std::unordered_map<base::SampleIndex, workbench::LabelOffer> m_offers;
    std::unordered_map<base::SampleIndex, std::vector<int>> m_others; ///< HeldLabels::others
    labels::UndoState m_undoState;
    const QObject* m_page = nullptr; ///< which is seen, and
    std::function<PictureView()> m_view;
};

} // namespace faultline::ui
