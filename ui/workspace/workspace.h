// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/confusion.h"
#include "core/workbench/annotation_table.h"
#include "core/workbench/other_run.h"
#include "ui/workspace/pixel_source.h"
#include "ui/workspace/study_thread.h"
#include "ui/workspace/visible_failures.h"

#include <memory>
#include <optional>
#include <vector>

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>

namespace faultline::ui {

/// The opened study as the window sees it: its columns in memory, one annotator's labels, filter, selection
/// and current failure. Features read it, ask it to label, and listen to what changed; every write goes
/// through the StudyThread and shows only once it is committed. Failures are known by their row (arrival
/// order).
class Workspace : public QObject {
    Q_OBJECT

public:
    explicit Workspace(QObject* parent = nullptr);
    ~Workspace() override;

    // The study. open() loads off the GUI thread and ends with opened() or failed().
    /// @param run nothing: the first one
    void open(std::shared_ptr<StudyThread> study, const QString& annotator,
              std::optional<base::RunId> run = std::nullopt);
    /// Shows another run of the open study: ends with opened() as well.
    void setRun(base::RunId run);
    void close();
    [[nodiscard]] bool isOpen() const { return m_loaded; }
    [[nodiscard]] bool isWritable() const {
        return m_loaded && m_study->access() == study::Access::ReadWrite;
    }
    [[nodiscard]] const std::shared_ptr<StudyThread>& study() const { return m_study; }
    /// The run that is shown: all below is about it.
    [[nodiscard]] base::RunId run() const { return m_run; }
    [[nodiscard]] const model::RunHeader& header() const { return m_study->run(m_run).header; }
    [[nodiscard]] const labels::Taxonomy& taxonomy() const { return m_study->taxonomy(); }
    [[nodiscard]] QString className(base::ClassId id) const;
    /// Of an output of the model, and the class that it stands for.
    [[nodiscard]] QString outputName(std::size_t output) const;
    [[nodiscard]] base::ClassId outputClass(std::size_t output) const;
    /// By ClassId: the data set's classes, then outputs of the model that stand for none of them.
    [[nodiscard]] const std::vector<std::string>& classNames() const { return m_table.classes(); }
    /// Takes in a batch that was committed after the study was opened.
    void takeBatch(const std::shared_ptr<const model::BatchReport>& report);

    // Columns; judgements are those of the present annotator, parallel to failures.
    [[nodiscard]] const std::vector<model::Prediction>& predictions() const { return m_predictions; }
    [[nodiscard]] const workbench::StudyTable& table() const { return m_table; }
    [[nodiscard]] const std::vector<model::Prediction>& failures() const { return m_table.failures(); }
    [[nodiscard]] const std::vector<labels::Judgement>& judgements() const {
        return m_annotations.judgements();
    }
    [[nodiscard]] const model::Prediction& failure(int row) const {
        return failures()[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] const labels::Judgement& judgement(int row) const {
        return judgements()[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] QString note(int row) const;
    [[nodiscard]] int rowOf(base::SampleIndex sample) const; ///< -1: not a failure
    [[nodiscard]] int labelledCount() const { return static_cast<int>(m_annotations.judgedCount()); }

    /// The other runs of the study, to compare the failures with.
    [[nodiscard]] const std::vector<workbench::OtherRun>& otherRuns() const { return m_otherRuns; }

    VisibleFailures& visible() { return m_visible; }
    PixelSource& pixels() { return m_pixels; }

    // Selection and current failure, as rows; the current one is -1 when nothing is shown.
    [[nodiscard]] int current() const { return m_current; }
    [[nodiscard]] const std::vector<int>& selected() const { return m_selected; }
    void select(int current, std::vector<int> selected);
    void setCurrent(int row) { select(row, {row}); }
    /// The failure `steps` positions away among the visible ones; -1 at the ends.
    [[nodiscard]] int neighbour(int steps) const;
    /// The nearest unlabelled visible failure after (+1) or before (-1) the current one; -1: none.
    [[nodiscard]] int nextUnlabelled(int direction) const;
    /// What a decision would act on: the visible selection, else the current failure.
    [[nodiscard]] std::vector<int> targets() const;

    // Labels
    [[nodiscard]] const QString& annotator() const { return m_annotatorName; }
    [[nodiscard]] const QStringList& annotators() const { return m_annotatorNames; }
    void setAnnotator(const QString& name);
    [[nodiscard]] const labels::UndoState& undoState() const { return m_undoState; }
    void label(const std::vector<int>& rows, const labels::LabelChange& change);
    void undo();
    void redo();
    /// Reads labels again, after an import.
    void reloadLabels();

Q_SIGNALS:
    void opened();
    void closed();
    /// Something was not done; the sentence is for the user.
    void failed(const QString& message);
    /// What the user should know of a study that opened all the same.
    void warned(const QString& message);
    void failuresArrived(int firstRow);
    void predictionsArrived();
    void judgementsChanged(const std::vector<int>& rows);
    /// An action of the user is committed.
    void acted(const faultline::labels::ActionReport& report);
    void annotatorChanged();
    void undoStateChanged();
    void currentChanged(int row);
    void selectionChanged();

private:
    struct LabelColumns;
    void clear();
    void load(const QString& annotator);
    void takeLabels(LabelColumns columns);
    void takeAction(const base::Result<labels::ActionReport>& report, const labels::UndoState& state);
    void keepCurrentVisible();
    /// Runs `work(study, annotator)` on the study's thread for the present annotator and takes in what it
    /// changed.
    template <class Work>
    void act(Work work);

    std::shared_ptr<StudyThread> m_study;
    base::RunId m_run;
    std::vector<workbench::OtherRun> m_otherRuns;
    bool m_loaded = false;
    std::vector<model::Prediction> m_predictions;
    workbench::StudyTable m_table;
    workbench::AnnotationTable m_annotations; ///< of the present annotator

    QString m_annotatorName;
    QStringList m_annotatorNames;
    labels::UndoState m_undoState;

    VisibleFailures m_visible;
    PixelSource m_pixels;
    int m_current = -1;
    int m_currentBeforeReset = -1;
    int m_lastPosition = 0; ///< of the current failure, to keep the place when it leaves
    std::vector<int> m_selected;
    QElapsedTimer m_sinceCurrent;
};

} // namespace faultline::ui
