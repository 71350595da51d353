// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"
#include "ui/shell/theme.h"
#include "ui/start/recent_studies.h"
#include "ui/workspace/workspace.h"

#include <QMainWindow>

class QAction;
class QActionGroup;
class QMenu;
class QStackedWidget;

namespace faultline::ui {

class ChartFeed;
class FailuresView;
class Inspector;
class LabelActions;
class MessageBar;
class PairsPanel;
class RunBar;
class SingleView;
class StartPage;
class StudyFiles;

/// The shell: mounts the features' views and actions, keeps geometry and docks, and switches between the
/// start page and the study. It knows no feature from inside.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a study, or shows on the start page why not.
    void open(const QString& path);
    void evaluate(const EvaluationRequest& request);
    /// "CIFAR-10 × ResNet-18", as the start page's button.
    void startFirstStudy();
    [[nodiscard]] Workspace& workspace() { return m_workspace; }

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    enum class Page { Start, Study };

    void makeCentral();
    void makeDocks();
    void makeToolBar();
    void makeMenus();
    void fillLabelMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void connectSession();
    void showPage(Page page);
    void showGrid();
    void showSingle();
    void escape();
    void resumeRun();
    void addRun();
    void reportProblem(const QString& sentence);
    void refreshTitle();
    void restoreLayout();
    void resetLayout();
    void about();
    QAction* addTo(QMenu* menu, const QString& text, const QList<QKeySequence>& keys,
                   const std::function<void()>& act);

    Theme m_theme;
    Workspace m_workspace;
    StudySession m_session;
    RecentStudies m_recent;

    QStackedWidget* m_pages = nullptr;   ///< start page, study
    QStackedWidget* m_central = nullptr; ///< grid, single view
    StartPage* m_start = nullptr;
    MessageBar* m_problems = nullptr;
    MessageBar* m_notices = nullptr;
    FailuresView* m_failures = nullptr;
    SingleView* m_single = nullptr;
    Inspector* m_inspector = nullptr;
    PairsPanel* m_pairs = nullptr;
    LabelActions* m_labels = nullptr;
    ChartFeed* m_chart = nullptr;
    StudyFiles* m_files = nullptr;
    RunBar* m_run = nullptr;
    QToolBar* m_toolBar = nullptr;
    QMenu* m_labelMenu = nullptr;
    QActionGroup* m_themeActions = nullptr;
    QAction* m_addRun = nullptr;
    QAction* m_gridAction = nullptr;
    QAction* m_singleAction = nullptr;
    QList<QDockWidget*> m_docks;
    QByteArray m_builtInLayout; ///< as made, for Reset layout
    QByteArray m_studyLayout;   ///< of the docks while the start page hides them
};

} // namespace faultline::ui
