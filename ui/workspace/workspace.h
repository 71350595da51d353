// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/adjudication_session.h"
#include "ui/workspace/cursor.h"
#include "ui/workspace/headings.h"
#include "ui/workspace/items.h"
#include "ui/workspace/labelling.h"
#include "ui/workspace/open_study.h"
#include "ui/workspace/picture_looks.h"
#include "ui/workspace/pixel_source.h"
#include "ui/workspace/place_watch.h"
#include "ui/workspace/queue_session.h"
#include "ui/workspace/shown_labels.h"
#include "ui/workspace/study_follower.h"
#include "ui/workspace/visible_failures.h"

#include <memory>
#include <optional>

#include <QObject>

namespace faultline::ui {

/// The opened study as the window sees it. It opens and closes; each of its parts does one thing, and
/// features read and listen to those that they need.
class Workspace : public QObject {
    Q_OBJECT

public:
    explicit Workspace(QObject* parent = nullptr);
    ~Workspace() override;

    /// Loads off the GUI thread and ends with opened() or failed().
    /// @param run nothing: the first one
    void open(std::shared_ptr<StudyThread> thread, const QString& annotator,
              std::optional<base::RunId> run = std::nullopt);
    /// Shows another run of the open study: ends with opened() as well.
    void setRun(base::RunId run);
    void close();
    /// Looks whether the study's file is still where it was opened: lost() and found() tell of a change. One
    /// that is open for reading is followed. Asked by itself when the folder changes and when something could
    /// not be saved.
    void checkPlace();
    /// A page is shown on which no failure is seen: then none is current, and no key decides one.
    void setCovered(bool isCovered);
    /// The study's failure modes were changed: ends with taxonomyChanged(), and labels that are read anew.
    void refreshTaxonomy();
    /// Something was added to what is known of the images: ends with covariatesChanged().
    void refreshCovariates();
    /// Takes in a batch that was committed after the study was opened.
    void takeBatch(const model::BatchReport& report);

    [[nodiscard]] const OpenStudy& study() const { return m_study; }
    [[nodiscard]] const Items& items() const { return m_items; }
    [[nodiscard]] Labelling& labelling() { return m_labelling; }
    [[nodiscard]] const Labelling& labelling() const { return m_labelling; }
    [[nodiscard]] VisibleFailures& visible() { return m_visible; }
    [[nodiscard]] Headings& headings() { return m_headings; }
    [[nodiscard]] PictureLooks& looks() { return m_looks; }
    [[nodiscard]] Cursor& cursor() { return m_cursor; }
    [[nodiscard]] PixelSource& pixels() { return m_pixels; }
    [[nodiscard]] Disclosure& disclosure() { return m_disclosure; }
    [[nodiscard]] QueueSession& queue() { return m_queue; }
    [[nodiscard]] AdjudicationSession& adjudication() { return m_adjudication; }
    [[nodiscard]] ShownLabels& shownLabels() { return m_shown; }

Q_SIGNALS:
    void opened();
    /// The modes are others; labels that fit to them follow at once.
    void taxonomyChanged();
    void covariatesChanged();
    /// There are other runs to compare with than before.
    void otherRunsChanged();
    /// The study has another run.
    void runsChanged();
    /// The shown run is about to be left or closed: what was meant for it can still be given.
    void leaving();
    void closed();
    /// Something was not done; the sentence is for the user.
    void failed(const QString& message);
    /// Nothing can be saved any more, since the file is gone; the sentence says what became of it.
    void lost(const QString& sentence);
    /// The file that was gone is back.
    void found();
    /// What the user should know of a study that opened all the same.
    void warned(const QString& message);
    // Of a study that is open for reading:
    /// What somebody else wrote is shown now; what it changed has been told.
    void followed();
    /// The same, before it, where labels, images or runs are others, and not only what somebody was shown.
    void resultsFollowed();
    /// What is shown may be old, and why.
    void outOfDate(const QString& sentence);
    void upToDate();
    void writerChanged(bool isWritten);

private:
    void clear();
    void load(const QString& annotator);
    void hideCursor();
    /// Looks of pictures, for an order that asks for them.
    void measureWhereAsked();
    void takeTaxonomy(labels::Taxonomy taxonomy);
    /// What somebody else wrote, as if it had been said here: what is current, selected and filtered stays.
    void takeHeard(const std::shared_ptr<Heard>& heard);
    /// What could not be read, where that was not told yet.
    void tellUnread(const StudyColumns& columns);
    void takeKnown(std::vector<workbench::OtherRun> others, workbench::Covariates covariates);
    /// Which runs may be compared with hangs on what the annotator still has to answer blind.
    void refreshOtherRuns();

    OpenStudy m_study;
    Items m_items;
    Labelling m_labelling{m_study, m_items};
    VisibleFailures m_visible;
    Headings m_headings{m_study, m_items, m_labelling, m_visible};
    PictureLooks m_looks{m_study, m_items};
    Cursor m_cursor{m_visible};
    PixelSource m_pixels;
    bool m_isTaking = false; ///< what was loaded, or followed
    QString m_othersOf;      ///< the annotator for whom the other runs were read
    bool m_isCovered = false;
    study::LabelLog::Length m_said; ///< of the labels that are shown
    bool m_areModesChanged = false; ///< such as there were, since labels were followed last
    bool m_areRunsChanged = false;
    QStringList m_unread; ///< what of the shown run could not be read, as was told
    PlaceWatch m_watch;
    Disclosure m_disclosure{m_study};
    QueueSession m_queue{m_study, m_labelling, m_disclosure};
    AdjudicationSession m_adjudication{m_study, m_labelling, m_disclosure};
    ShownLabels m_shown{m_study, m_items, m_labelling, m_queue};
    StudyFollower m_follower{m_study, m_items, m_labelling};
};

} // namespace faultline::ui
