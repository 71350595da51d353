// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_actions.h"

#include "ui/labels/exclusion_menu.h"
#include "ui/labels/grid_decisions.h"
#include "ui/labels/label_notices.h"
#include "ui/labels/wrong_truth_offers.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"

#include <QAction>
#include <QMenu>

namespace faultline::ui {

using Advance = GridDecisions::Advance;

LabelActions::LabelActions(Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_grid(new GridDecisions(workspace, window))
    , m_session(workspace)
    , m_wrongTruth(new WrongTruthOffers(workspace, window))
    , m_menu(new QMenu(tr("&Label"), window)) {
    makeJudgements(window);
    m_flag = make(tr("&Flag"), {QKeySequence(Qt::Key_F)}, [this] {
        if (!m_session.toggleFlag())
            m_grid->toggleFlag();
    });
    setTip(m_flag, tr("Mark it, to be looked at again; once more takes the mark off"));
    m_note = make(tr("&Note"), {QKeySequence(Qt::Key_N)}, [this] { Q_EMIT noteWanted(); });
    m_takeOver = make(tr("&Take over from another run"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)},
                      [this] { m_grid->takeOver(); });
    m_undo =
        make(tr("&Undo"), {QKeySequence(Qt::CTRL | Qt::Key_Z)}, [this] { m_workspace.labelling().undo(); });
    m_redo = make(tr("&Redo"),
                  {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)},
                  [this] { m_workspace.labelling().redo(); });
    // The toolbar's words stay the same; the menus say what would be undone.
    for (QAction* action : {m_undo, m_redo})
        action->setIconText(action->text().remove(QLatin1Char('&')));
    makeModeActions(labels::standardTaxonomy());
    followWorkspace();
    auto* notices = new LabelNotices(workspace, *m_grid, *m_wrongTruth, {m_undo, m_redo}, this);
    connect(notices, &LabelNotices::told, this, &LabelActions::told);
    connect(notices, &LabelNotices::overtaken, this, &LabelActions::overtaken);
    connect(m_grid, &GridDecisions::told, this, &LabelActions::told);
}

void LabelActions::makeJudgements(QWidget* window) {
    m_none = make(tr("N&one of these"), {QKeySequence(Qt::Key_U)},
                  [this] { decide(labels::Judgement::none(), Advance::AsSet); });
    setTip(m_none, tr("No mode explains it: a category of its own, counted and charted as the modes are"));
    m_exclude = make(tr("E&xclude"), {QKeySequence(Qt::Key_X)},
                     [this] { decide(labels::Judgement::excluded(), Advance::AsSet); });
    setTip(m_exclude, tr("Ground truth wrong or undecidable: kept apart, never charted as a failure mode"));
    auto* reasons = new ExclusionMenu(window);
    connect(reasons, &ExclusionMenu::chosen, this, [this](labels::Exclusion reason) {
        m_wrongTruth->noteReason(reason);
        const auto held = m_wrongTruth->ofHeld();
        decide(labels::Judgement::excluded(reason), Advance::AsSet);
        if (held.action != nullptr)
            Q_EMIT told(held.text, held.action);
    });
    m_excludeSince =
        make(tr("Exclude, &since…"), {QKeySequence(Qt::SHIFT | Qt::Key_X)}, [reasons] { reasons->ask(); });
    setTip(m_excludeSince, tr("Exclude and say why: wrong truth, ambiguous, several objects or undecidable"));
    m_clear = make(tr("&Clear label"), {QKeySequence(Qt::Key_0)}, [this] { decide({}, Advance::AsSet); });
}

void LabelActions::followWorkspace() {
    connect(&m_workspace.cursor(), &Cursor::selectionChanged, this, &LabelActions::refresh);
    connect(&m_workspace.labelling(), &Labelling::undoStateChanged, this, &LabelActions::refreshUndo);
    connect(&m_workspace.queue(), &QueueSession::changed, this, &LabelActions::refresh);
    connect(&m_workspace.queue(), &QueueSession::activeChanged, this, &LabelActions::refresh);
    connect(&m_workspace.adjudication(), &AdjudicationSession::changed, this, &LabelActions::refresh);
    connect(&m_workspace.adjudication(), &AdjudicationSession::activeChanged, this, &LabelActions::refresh);
    connect(&m_workspace.labelling(), &Labelling::judgementsChanged, this, &LabelActions::refreshTakeOver);
    for (const auto signal : {&Workspace::closed, &Workspace::found})
        connect(&m_workspace, signal, this, &LabelActions::refreshUndo);
    connect(&m_workspace, &Workspace::lost, this, &LabelActions::refreshUndo);
    for (const auto signal : {&Workspace::taxonomyChanged, &Workspace::opened})
        connect(&m_workspace, signal, this, [this] { makeModeActions(m_workspace.study().taxonomy()); });
}

void LabelActions::decide(const labels::Judgement& judgement, Advance advance) {
    if (m_session.isActive())
        m_session.decide(judgement);
    else
        m_grid->decide(judgement, advance);
}

QAction* LabelActions::make(const QString& text, const QList<QKeySequence>& keys,
                            const std::function<void()>& act) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    action->setAutoRepeat(false); // a key that is held decides once
    connect(action, &QAction::triggered, this, act);
    return action;
}

void LabelActions::makeModeActions(const labels::Taxonomy& taxonomy) {
    qDeleteAll(m_modeActions);
    qDeleteAll(m_stayActions);
    qDeleteAll(m_secondaryActions);
    m_modeActions.clear();
    m_stayActions.clear();
    m_secondaryActions.clear();
    m_taxonomy = taxonomy;
    for (const labels::Mode& mode : taxonomy.modes())
        if (taxonomy.isOffered(mode.id)) // a split one is no longer given
            addModeAction(mode);
    refresh();
    refreshUndo();
    fillMenu();
    Q_EMIT modesChanged();
}

void LabelActions::addModeAction(const labels::Mode& mode) {
    const labels::Judgement judgement = labels::Judgement::of(mode.id);
    const QString name = QString::fromStdString(mode.name);
    QList<QKeySequence> keys{QKeySequence(static_cast<Qt::Key>(mode.letter))};
    QList<QKeySequence> stayKeys;
    QList<QKeySequence> secondaryKeys;
    if (mode.digit) {
        const auto digit = static_cast<Qt::Key>(*mode.digit);
        keys.prepend(QKeySequence(digit));
        stayKeys = {QKeySequence(Qt::SHIFT | digit)};
        secondaryKeys = {QKeySequence(Qt::SHIFT | Qt::ALT | digit)};
    }
    m_modeActions.append(make(name, keys, [this, judgement] { decide(judgement, Advance::AsSet); }));
    m_stayActions.append(make(tr("%1, and advance the other way").arg(name), stayKeys,
                              [this, judgement] { decide(judgement, Advance::Opposite); }));
    m_secondaryActions.append(make(tr("%1 plays a part, too").arg(name), secondaryKeys, [this, id = mode.id] {
        if (!m_session.toggleSecondary(id))
            m_grid->toggleSecondary(id);
    }));
    for (QAction* action : {m_modeActions.back(), m_stayActions.back(), m_secondaryActions.back()})
        setTip(action, QString::fromStdString(mode.definition));
}

void LabelActions::addToMenu(QAction* action) {
    m_atMenusEnd.append(action);
    fillMenu();
}

void LabelActions::fillMenu() {
    m_menu->clear();
    m_menu->addActions(m_modeActions);
    m_menu->addActions({m_none, m_exclude, m_excludeSince, m_clear});
    m_menu->addSeparator();
    m_menu->addActions({m_flag, m_note, m_takeOver});
    m_menu->addMenu(tr("Secondary &modes"))->addActions(m_secondaryActions);
    m_menu->addSeparator();
    m_menu->addActions({m_grid->autoAdvance(), m_grid->everyFailure()});
    m_menu->addMenu(tr("A&gainst auto-advance"))->addActions(m_stayActions);
    m_menu->addSeparator();
    m_menu->addActions(m_atMenusEnd);
}

void LabelActions::refresh() {
    if (const QueueSession& queue = m_workspace.queue(); queue.isActive()) {
        for (QAction* action : m_modeActions + m_stayActions + m_secondaryActions +
                                   QList<QAction*>{m_none, m_exclude, m_excludeSince, m_flag})
            action->setEnabled(queue.canSay());
        const auto place = queue.place();
        for (QAction* action : m_secondaryActions + QList<QAction*>{m_flag, m_note})
            action->setEnabled(queue.canSay() && !place->isRepeat);
        for (QAction* action : {m_clear, m_takeOver})
            action->setEnabled(false);
        return;
    }
    if (AdjudicationSession& adjudication = m_workspace.adjudication(); adjudication.isActive()) {
        for (QAction* action :
             m_modeActions + m_stayActions + QList<QAction*>{m_none, m_exclude, m_excludeSince, m_clear})
            action->setEnabled(adjudication.canSay());
        for (QAction* action : m_secondaryActions + QList<QAction*>{m_flag, m_note, m_takeOver})
            action->setEnabled(false);
        return;
    }
    const bool possible = m_workspace.study().isWritable() && !m_workspace.cursor().targets().empty();
    const QList<QAction*> always{m_none, m_exclude, m_excludeSince, m_clear, m_note, m_flag};
    for (QAction* action : m_modeActions + m_stayActions + always)
        action->setEnabled(possible);
    for (QAction* action : m_secondaryActions)
        action->setEnabled(possible && m_workspace.cursor().targets().size() == 1);
    refreshTakeOver();
}

void LabelActions::refreshTakeOver() {
    const int row = m_grid->offeredRow();
    m_takeOver->setEnabled(row >= 0);
    QString text = tr("&Take over from another run");
    if (row >= 0) {
        const workbench::LabelOffer& offer = *m_workspace.labelling().offer(row);
        const QString name = judgementStyle(offer.judgement, m_workspace.study().taxonomy()).name;
        text = tr("Take over %1 from run %2").arg(name, QString::fromStdString(offer.runName));
        text.replace(QLatin1Char('&'), QStringLiteral("&&"));
    }
    m_takeOver->setText(text);
    setTip(
        m_takeOver,
        tr("Labels belong to an image and a run: what you said of this image and prediction in another run "
           "counts here only once it is taken over"));
}

void LabelActions::refreshUndo() {
    const labels::UndoState& state = m_workspace.labelling().undoState();
    const bool writable = m_workspace.study().isWritable();
    m_undo->setEnabled(writable && state.undo.has_value());
    m_redo->setEnabled(writable && state.redo.has_value());
    m_undo->setText(m_undo->isEnabled() ? tr("&Undo %1").arg(QString::fromStdString(*state.undo))
                                        : tr("&Undo"));
    m_redo->setText(m_redo->isEnabled() ? tr("&Redo %1").arg(QString::fromStdString(*state.redo))
                                        : tr("&Redo"));
    for (QAction* action : {m_undo, m_redo})
        setTip(action, action->text().remove(QLatin1Char('&')));
    refresh();
}

} // namespace faultline::ui
