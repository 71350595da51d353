// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/contents.h"
#include "ui/shell/settings_dialog.h"
#include "ui/shell/theme.h"

#include <chrono>
#include <functional>

#include <QMainWindow>

class QActionGroup;
class QDockWidget;
class QStackedWidget;
class QToolBar;

namespace faultline::ui {

class KeyBindings;
class MessageBar;
class ProblemBars;

/// The window: pages, panels, menus, toolbar, theme and layout. It mounts what it is given and knows no
/// feature; without an open study it shows the start page alone.
class Shell : public QMainWindow {
    Q_OBJECT

public:
    explicit Shell(QWidget* parent = nullptr);
    ~Shell() override;

    /// Once, before anything else.
    void mount(const Contents& contents);
    void setSettings(const QList<Setting>& settings) { m_settings = settings; }
    /// The keys of all that stands in the menus, as mounted.
    [[nodiscard]] KeyBindings& keys() const { return *m_keys; }

    void showStart();
    void showStudy();
    /// In the place of the start page; Esc emits escaped().
    void showInterlude();
    [[nodiscard]] bool isInterludeShown() const;
    /// Only while a study is shown.
    void showPage(const QString& id);
    [[nodiscard]] QString page() const; ///< its id
    [[nodiscard]] bool isStudyShown() const;
    /// Of a study that is shown only these pages and panels, until release(): the others can't be asked for.
    /// Where another page is shown the first one of these takes its place.
    void confine(const QStringList& pages, const QStringList& panels);
    void release();
    /// Clicks do nothing for so long: the second one of a pair must not fall on what has just appeared.
    void ignoreClicks(std::chrono::milliseconds time);
    /// Keys that were meant for what was shown before do nothing.
    void ignoreKeys(std::chrono::milliseconds time);

    /// What could not be done, above the page.
    [[nodiscard]] ProblemBars& problems() const { return *m_problems; }
    /// What was just done, over the status bar: nothing that is being labelled is covered.
    [[nodiscard]] MessageBar& notices() const { return *m_notices; }

    [[nodiscard]] QAction* settingsAction() const { return m_settingsAction; } ///< Ctrl+,
    [[nodiscard]] QAction* quitAction() const { return m_quitAction; }         ///< Ctrl+Q
    /// Esc: back to the first page, else escaped().
    [[nodiscard]] QAction* backAction() const { return m_backAction; }

Q_SIGNALS:
    void escaped();
    /// @param page its id; empty: no study is shown
    void shown(const QString& page);

protected:
    void closeEvent(QCloseEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    QAction* make(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& act);
    void mountPages(const Contents& contents);
    void mountPanels(const QList<Panel>& panels);
    void mountToolBar(const Contents& contents);
    void makeThemeActions();
    QMenu* viewMenu(const QList<QAction*>& view);
    QMenu* helpMenu();
    void back();
    void hideWhatIsConfined();
    void restoreLayout();
    void resetLayout();
    void about();
    void showKeys();

    Theme m_theme;
    QList<Setting> m_settings;
    KeyBindings* m_keys;
    QStackedWidget* m_centre;     ///< start page, study, interlude
    QStackedWidget* m_study;      ///< the pages
    QActionGroup* m_pageActions;  ///< in the order of the pages
    QActionGroup* m_themeActions; ///< in the order of the menu
    QList<Page> m_pages;
    QList<QDockWidget*> m_docks;
    ProblemBars* m_problems = nullptr;
    MessageBar* m_notices = nullptr;
    QToolBar* m_toolBar = nullptr;
    QAction* m_settingsAction;
    QAction* m_quitAction;
    QAction* m_backAction;
    QByteArray m_builtInLayout; ///< as made, for Reset layout
    QByteArray m_studyLayout;   ///< of the panels while the start page hides them
    QStringList m_onlyPages;    ///< empty: all may be shown
    QStringList m_onlyPanels;
    QByteArray m_layoutBefore; ///< of the panels, to be restored by release()
};

/// A menu of these actions; nullptr: a separator.
[[nodiscard]] QMenu* menuOf(const QString& title, const QList<QAction*>& actions, QWidget* parent);

} // namespace faultline::ui
