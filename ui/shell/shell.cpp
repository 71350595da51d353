// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shell.h"

#include "ui/shell/button_keys.h"
#include "ui/shell/held_keys.h"
#include "ui/shell/key_bindings.h"
#include "ui/shell/keys_page.h"
#include "ui/shell/manual.h"
#include "ui/shell/message_bar.h"
#include "ui/shell/panel_titles.h"
#include "ui/shell/position_keys.h"
#include "ui/shell/problem_bars.h"
#include "ui/shell/shortcut_sheet.h"

#include <algorithm>
#include <map>

#include <QActionGroup>
#include <QCloseEvent>
#include <QDockWidget>
#include <QGuiApplication>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QSet>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

const QString geometryKey = QStringLiteral("window/geometry");
const QString layoutKey = QStringLiteral("window/layout");
constexpr int layoutVersion = 1;

constexpr QSize usualSize(1360, 860); ///< of the window on a screen that has room for it

/// What stands in the centre.
enum Centre { StartPlace, StudyPlace, InterludePlace };

/// Needs no more room than the page that it shows.
class PageStack : public QStackedWidget {
public:
    explicit PageStack(QWidget* parent)
        : QStackedWidget(parent) {
        connect(this, &QStackedWidget::currentChanged, this, [this] { updateGeometry(); });
    }
    [[nodiscard]] QSize minimumSizeHint() const override {
        return currentWidget() != nullptr ? currentWidget()->minimumSizeHint() : QSize();
    }
};

/// Nothing is heard of keys while it is there.
class DeafToKeys : public QObject {
public:
    explicit DeafToKeys(QObject* parent)
        : QObject(parent) {
        qApp->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject* /*watched*/, QEvent* event) override {
        const bool isKey = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
        if (isKey)
            event->accept(); // so that no shortcut is looked for
        return isKey;
    }
};

/// Where it lies in the window; Qt puts what is behind a tab beside it.
QRect areaOf(const QWidget& widget, const QWidget& window) {
    return {widget.mapTo(&window, QPoint()), widget.size()};
}

void addAll(QMenu* menu, const QList<QAction*>& actions) {
    for (QAction* action : actions) {
        if (action != nullptr)
            menu->addAction(action);
        else
            menu->addSeparator();
    }
}

} // namespace

QMenu* menuOf(const QString& title, const QList<QAction*>& actions, QWidget* parent) {
    auto* menu = new QMenu(title, parent);
    addAll(menu, actions);
    return menu;
}

Shell::Shell(QWidget* parent)
    : QMainWindow(parent)
    , m_keys(new KeyBindings(this))
    , m_centre(new PageStack(this))
    , m_study(new PageStack(this))
    , m_pageActions(new QActionGroup(this))
    , m_themeActions(new QActionGroup(this)) {
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCentralWidget(m_centre);
    statusBar()->setSizeGripEnabled(false);
    m_settingsAction = make(tr("&Settings…"), {QKeySequence(Qt::CTRL | Qt::Key_Comma)}, [this] {
        const SettingsPage keys{tr("&Keys"), [this](QWidget* page) { return new KeysPage(*m_keys, page); }};
        SettingsDialog(QList<Setting>{themeSetting(m_themeActions->actions())} + m_settings, {keys}, this)
            .exec();
    });
    m_quitAction = make(tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { close(); });
    m_backAction =
        make(tr("Back to the grid, to one failure"), {QKeySequence(Qt::Key_Escape)}, [this] { back(); });
    makeThemeActions();
}

Shell::~Shell() = default;

QAction* Shell::make(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& act) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    connect(action, &QAction::triggered, this, act);
    return action;
}

void Shell::mount(const Contents& contents) {
    const QSize room = screen()->availableSize(); // first: the panels share it as they ask
    constexpr double shareOfLarge = 0.8;
    resize(usualSize.expandedTo(room * shareOfLarge).boundedTo(room));
    mountPages(contents);
    mountPanels(contents.panels);
    mountToolBar(contents);
    statusBar()->addWidget(contents.status, 1);
    for (QMenu* menu : contents.menus)
        menuBar()->addMenu(menu);
    menuBar()->addMenu(viewMenu(contents.view));
    menuBar()->addMenu(helpMenu());
    m_keys->adopt(*menuBar(), contents.fixedKeys + QList<QAction*>{m_backAction});
    new PositionKeys(this);
    new ButtonKeys(this);
    new HeldKeys(this);
    restoreLayout();
    showStart();
}

void Shell::mountPages(const Contents& contents) {
    auto* study = new QWidget(this);
    m_problems = new ProblemBars(study);
    m_notices = new MessageBar(MessageBar::Kind::Notice, this); // over the status bar: it covers no picture
    statusBar()->setMinimumHeight(m_notices->sizeHint().height());
    auto* layout = new QVBoxLayout(study);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_problems);
    layout->addWidget(m_study, 1);
    m_centre->addWidget(contents.start);
    m_centre->addWidget(study);
    if (contents.interlude != nullptr)
        m_centre->addWidget(contents.interlude);
    m_pages = contents.pages;
    for (QStackedWidget* stack : {m_centre, m_study})
        connect(stack, &QStackedWidget::currentChanged, this,
                [this] { Q_EMIT shown(isStudyShown() ? page() : QString()); });
    for (const Page& page : m_pages) {
        m_study->addWidget(page.widget);
        QAction* action = make(page.title, {page.key}, [this, id = page.id] { showPage(id); });
        action->setCheckable(true);
        m_pageActions->addAction(action);
    }
    m_pageActions->actions().front()->setChecked(true);
}

void Shell::mountPanels(const QList<Panel>& panels) {
    std::map<QString, QDockWidget*> docks;
    for (const Panel& panel : panels) {
        auto* dock = new QDockWidget(panel.title, this);
        dock->setObjectName(panel.id);
        dock->setWidget(panel.widget);
        addDockWidget(panel.area, dock);
        m_docks.append(dock);
        docks[panel.id] = dock;
    }
    // What is asked for is meant for the usual window; of a large one panels get their share, and of a small
    // one what the centre leaves.
    int wide = 0;
    for (const Panel& panel : panels)
        wide += panel.size.width();
    const auto share = [this, wide](int (QSize::*extent)() const noexcept) {
        constexpr double least = 0.6, most = 1.35;
        constexpr int centre = 440; // pixels: three columns of pictures
        const double ofUsual = static_cast<double>((size().*extent)()) / (usualSize.*extent)();
        if (ofUsual >= 1 || extent != &QSize::width)
            return std::clamp(ofUsual, least, most);
        return std::clamp(static_cast<double>(width() - centre) / std::max(wide, 1), least, 1.0);
    };
    const auto resize = [&](int (QSize::*extent)() const noexcept, Qt::Orientation orientation) {
        QList<QDockWidget*> sized;
        QList<int> extents;
        for (const Panel& panel : panels)
            if (const int pixels = (panel.size.*extent)(); pixels > 0) {
                sized.append(docks.at(panel.id));
                extents.append(static_cast<int>(pixels * share(extent)));
            }
        resizeDocks(sized, extents, orientation);
    };
    for (const Panel& panel : panels)
        if (!panel.tabOf.isEmpty()) {
            tabifyDockWidget(docks.at(panel.tabOf), docks.at(panel.id));
            docks.at(panel.tabOf)->raise();
        }
    resize(&QSize::width, Qt::Horizontal);
    resize(&QSize::height, Qt::Vertical);
    new PanelTitles(this, m_docks);
}

void Shell::mountToolBar(const Contents& contents) {
    m_toolBar = addToolBar(tr("Tools"));
    m_toolBar->setObjectName(QStringLiteral("toolBar"));
    m_toolBar->setMovable(false);
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_toolBar->addActions(m_pageActions->actions());
    m_toolBar->addSeparator();
    m_toolBar->addActions(contents.tools);
    auto* space = new QWidget(m_toolBar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_toolBar->addWidget(space);
    m_toolBar->addActions(contents.toolsAtEnd);
}

void Shell::makeThemeActions() {
    const QList<std::pair<QString, ThemeChoice>> choices{{tr("As the &system"), ThemeChoice::System},
                                                         {tr("&Light"), ThemeChoice::Light},
                                                         {tr("&Dark"), ThemeChoice::Dark}};
    for (const auto& [text, choice] : choices) {
        QAction* action = make(text, {}, [this, choice = choice] { m_theme.choose(choice); });
        action->setCheckable(true);
        action->setChecked(m_theme.choice() == choice);
        m_themeActions->addAction(action);
    }
}

QMenu* Shell::viewMenu(const QList<QAction*>& view) {
    QMenu* menu = menuOf(tr("&View"), m_pageActions->actions(), this);
    menu->addSeparator();
    addAll(menu, view);
    menu->addSeparator();
    QMenu* panels = menu->addMenu(tr("&Panels"));
    for (QDockWidget* dock : m_docks)
        panels->addAction(dock->toggleViewAction());
    menu->addAction(make(tr("&Reset layout"), {}, [this] { resetLayout(); }));
    menu->addMenu(menuOf(tr("&Theme"), m_themeActions->actions(), menu));
    menu->addSeparator();
    menu->addAction(make(tr("&Full screen"), {QKeySequence(Qt::Key_F11)},
                         [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); }));
    return menu;
}

QMenu* Shell::helpMenu() {
    return menuOf(
        tr("&Help"),
        {make(tr("&Keyboard shortcuts"), {QKeySequence(Qt::Key_Question), QKeySequence(Qt::Key_H)},
              [this] { showKeys(); }),
         make(tr("&User guide"), {QKeySequence(Qt::Key_F1)}, [this] { (new Manual(this))->show(); }),
         make(tr("&About Faultline"), {}, [this] { about(); })},
        this);
}

void Shell::showKeys() {
    auto* sheet = findChild<ShortcutSheet*>();
    if (sheet == nullptr)
        sheet = new ShortcutSheet(*menuBar(), m_pages, this);
    connect(m_keys, &KeyBindings::changed, sheet, &ShortcutSheet::refresh, Qt::UniqueConnection);
    connect(this, &Shell::shown, sheet, &ShortcutSheet::showFor, Qt::UniqueConnection);
    sheet->showFor(isStudyShown() ? page() : QString());
    sheet->show();
    sheet->raise();
    sheet->activateWindow();
}

bool Shell::isStudyShown() const {
    return m_centre->currentIndex() == StudyPlace;
}

void Shell::showStudy() {
    if (isStudyShown())
        return;
    m_centre->setCurrentIndex(StudyPlace);
    m_toolBar->show();
    restoreState(m_studyLayout, layoutVersion);
    if (!m_onlyPages.isEmpty())
        hideWhatIsConfined();
    m_study->currentWidget()->setFocus();
}

void Shell::showStart() {
    if (!m_onlyPages.isEmpty())
        m_studyLayout = m_layoutBefore;
    else if (isStudyShown() || m_studyLayout.isEmpty())
        m_studyLayout = saveState(layoutVersion);
    m_centre->setCurrentIndex(StartPlace);
    m_toolBar->hide();
    for (QDockWidget* dock : m_docks)
        dock->hide();
    m_centre->currentWidget()->setFocus();
}

void Shell::showInterlude() {
    Q_ASSERT(!isStudyShown());
    m_centre->setCurrentIndex(InterludePlace);
    m_centre->currentWidget()->setFocus();
}

bool Shell::isInterludeShown() const {
    return m_centre->currentIndex() == InterludePlace;
}

void Shell::confine(const QStringList& pages, const QStringList& panels) {
    if (m_onlyPages.isEmpty())
        m_layoutBefore = isStudyShown() ? saveState(layoutVersion) : m_studyLayout;
    m_onlyPages = pages;
    m_onlyPanels = panels;
    hideWhatIsConfined();
}

void Shell::hideWhatIsConfined() {
    for (qsizetype i = 0; i < m_pages.size(); ++i)
        m_pageActions->actions().at(i)->setEnabled(m_onlyPages.contains(m_pages.at(i).id));
    // The focus moves only where it must: somebody may be writing a note.
    bool mustMove = !m_onlyPages.contains(page());
    for (QDockWidget* dock : m_docks) {
        const bool mayBeSeen = m_onlyPanels.contains(dock->objectName());
        mustMove = mustMove || (!mayBeSeen && focusWidget() != nullptr && dock->isAncestorOf(focusWidget()));
        dock->toggleViewAction()->setEnabled(mayBeSeen);
        if (!mayBeSeen || isStudyShown())
            dock->setVisible(mayBeSeen);
    }
    if (mustMove)
        showPage(m_onlyPages.contains(page()) ? page() : m_onlyPages.front());
}

void Shell::release() {
    if (m_onlyPages.isEmpty())
        return;
    m_onlyPages.clear();
    for (QAction* action : m_pageActions->actions())
        action->setEnabled(true);
    for (QDockWidget* dock : m_docks)
        dock->toggleViewAction()->setEnabled(true);
    if (isStudyShown())
        restoreState(m_layoutBefore, layoutVersion);
}

void Shell::showPage(const QString& id) {
    if (!m_onlyPages.isEmpty() && !m_onlyPages.contains(id))
        return;
    const auto page =
        std::find_if(m_pages.begin(), m_pages.end(), [&](const Page& each) { return each.id == id; });
    Q_ASSERT(page != m_pages.end());
    const auto number = static_cast<qsizetype>(page - m_pages.begin());
    if (isStudyShown())
        m_study->setCurrentWidget(page->widget);
    m_pageActions->actions().at(isStudyShown() ? number : m_study->currentIndex())->setChecked(true);
    if (isStudyShown())
        page->widget->setFocus();
}

QString Shell::page() const {
    return m_pages.at(m_study->currentIndex()).id;
}

void Shell::ignoreClicks(std::chrono::milliseconds time) {
    const auto setDeaf = [this](bool isDeaf) {
        for (QWidget* widget :
             QList<QWidget*>{m_centre, m_toolBar} + QList<QWidget*>(m_docks.begin(), m_docks.end()))
            widget->setAttribute(Qt::WA_TransparentForMouseEvents, isDeaf);
    };
    setDeaf(true);
    QTimer::singleShot(time, this, [setDeaf] { setDeaf(false); });
}

void Shell::ignoreKeys(std::chrono::milliseconds time) {
    auto* deaf = new DeafToKeys(this);
    QTimer::singleShot(time, deaf, &QObject::deleteLater);
}

void Shell::back() {
    if (isStudyShown() && m_study->currentIndex() > 0)
        showPage(m_pages.front().id);
    else
        Q_EMIT escaped();
}

void Shell::restoreLayout() {
    m_builtInLayout = saveState(layoutVersion);
    QSettings settings;
    restoreGeometry(settings.value(geometryKey).toByteArray());
    resize(size().boundedTo(screen()->availableSize())); // it may have been left on a larger one
    restoreState(settings.value(layoutKey).toByteArray(), layoutVersion);
}

void Shell::resetLayout() {
    m_studyLayout = m_builtInLayout;
    if (isStudyShown())
        restoreState(m_builtInLayout, layoutVersion);
    if (!m_onlyPages.isEmpty()) {
        m_layoutBefore = m_builtInLayout;
        hideWhatIsConfined();
    }
}

void Shell::closeEvent(QCloseEvent* event) {
    QSettings settings;
    settings.setValue(geometryKey, saveGeometry());
    settings.setValue(layoutKey, !m_onlyPages.isEmpty() ? m_layoutBefore
                                 : isStudyShown()       ? saveState(layoutVersion)
                                                        : m_studyLayout);
    event->accept();
}

/// Panels behind the tab of another one have the keys of nobody.
bool Shell::focusNextPrevChild(bool next) {
    const auto isBehind = [this](const QWidget* widget) {
        for (; widget != nullptr && widget != this; widget = widget->parentWidget())
            if (qobject_cast<const QDockWidget*>(widget) != nullptr)
                return !rect().intersects(areaOf(*widget, *this));
        return false;
    };
    QSet<const QWidget*> passed;
    do {
        if (!QMainWindow::focusNextPrevChild(next))
            return false;
    } while (isBehind(focusWidget()) && !passed.contains(focusWidget()) &&
             (passed.insert(focusWidget()), true));
    return true;
}

void Shell::about() {
    QMessageBox::about(this, tr("About Faultline"),
                       tr("<h3>Faultline %1</h3><p>A study bench for the failures of vision models.</p>"
                          "<p>Licensed under the GNU General Public License, version 3 or later. Built with "
                          "Qt %2, OpenCV, SQLite and "
                          "QCustomPlot; the inference worker with LibTorch.</p><p><code>faultline "
                          "checks</code> prints all versions "
                          "and paths for a bug report.</p>")
                           .arg(QStringLiteral(FAULTLINE_VERSION), QString::fromLatin1(qVersion())));
}

} // namespace faultline::ui
