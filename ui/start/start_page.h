// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fetch/cifar10_fetch.h"
#include "ui/start/drop_target.h"
#include "ui/start/recent_studies.h"

#include <chrono>

#include <QAction>
#include <QElapsedTimer>
#include <QLabel>
#include <QListView>
#include <QProgressBar>
#include <QStackedWidget>
#include <QWidget>

namespace faultline::ui {

struct EvaluationRequest;
class MessageArea;
class StudyDraft;

/// What the window shows while no study is open: recent studies, New study…, Open…, the first study as one
/// button (which fetches CIFAR-10 where it is missing). What went wrong is said here, in place.
class StartPage : public DropTarget {
    Q_OBJECT

public:
    /// @param recent outlives the page
    explicit StartPage(RecentStudies& recent, QWidget* parent = nullptr);

    /// One sentence: what, where and what to do.
    void showError(const QString& sentence);
    void clearError();

    /// Shows the dialog of this request again with why it came to nothing; false where it was not asked
    /// there.
    bool takeRefusal(const EvaluationRequest& request, const base::Error& why);
    /// The run that was asked for is under way.
    void settle(const EvaluationRequest& request);
    /// "CIFAR-10 × ResNet-18": fetches what is missing, then evaluationRequested().
    void startFirstStudy();
    void openNewStudyDialog(const QString& dataset = {}, const QString& model = {});
    /// What is done with dropped paths: a study opens; a data set, a model or both start a new one.
    void takePaths(const QStringList& paths);
    /// Since one of the big buttons was clicked; an hour where none was.
    [[nodiscard]] std::chrono::milliseconds sinceClick() const;
    /// Where the fetch gets its files; for tests.
    void setSources(const Cifar10Sources& sources) { m_sources = sources; }

    [[nodiscard]] QAction* newStudyAction() const { return m_newStudy; }     ///< Ctrl+N
    [[nodiscard]] QAction* openAction() const { return m_open; }             ///< Ctrl+O
    [[nodiscard]] QAction* firstStudyAction() const { return m_firstStudy; } ///< CIFAR-10 × ResNet-18

Q_SIGNALS:
    void openRequested(const QString& path);
    /// request.study may exist already: open it then, and go on with its run where that is not finished.
    void evaluationRequested(const faultline::ui::EvaluationRequest& request);

private:
    QWidget* header();
    QWidget* actionColumn();
    QWidget* recentColumn();
    QWidget* fetchArea();
    void chooseStudy();
    void activateRecent(const QModelIndex& index);
    void showRecentOrHint();
    void showFetchProgress(const FetchProgress& progress);
    void endFetch();
    void fetchImages();
    void requestFirstStudy();
    void showEvent(QShowEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

    RecentStudies& m_recent;
    StudyDraft* m_draft;
    Cifar10Fetch m_fetch;
    Cifar10Sources m_sources;
    QAction* m_newStudy;
    QAction* m_open;
    QAction* m_firstStudy;
    MessageArea* m_message;
    QElapsedTimer m_sinceClick;
    QString m_firstStudyPlace;
    QWidget* m_newStudyButton = nullptr;
    QListView* m_list = nullptr;
    QStackedWidget* m_listOrHint = nullptr;
    QWidget* m_fetchArea = nullptr;
    QLabel* m_fetchStep = nullptr;
    QProgressBar* m_fetchBar = nullptr;
};

} // namespace faultline::ui
