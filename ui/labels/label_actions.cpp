// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_actions.h"

#include "core/model/run_header.h"
#include "core/study/run_entry.h"
#include "ui/labels/exclusion_menu.h"
#include "ui/labels/right_class_question.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/end_of_list.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

namespace faultline::ui {

namespace {

const QString autoAdvanceKey = QStringLiteral("labels/autoAdvance");
const QString everyFailureKey = QStringLiteral("labels/advanceToDecided");

/// Whether the wanted judgement would say nothing new: excluding without a reason keeps one that is there.
bool isHeld(const labels::Judgement& held, const labels::Judgement& wanted) {
    return wanted == labels::Judgement::excluded() ? held.isExcluded() : held == wanted;
}

} // namespace

LabelActions::LabelActions(Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window)
    , m_menu(new QMenu(tr("&Label"), window)) {
    m_none = make(tr("N&one of these"), {QKeySequence(Qt::Key_U)},
                  [this] { decide(labels::Judgement::none(), Advance::AsSet); });
    setTip(m_none, tr("No mode explains it: a category of its own, counted and charted as the modes are"));
    m_exclude = make(tr("E&xclude"), {QKeySequence(Qt::Key_X)},
                     [this] { decide(labels::Judgement::excluded(), Advance::AsSet); });
    setTip(m_exclude, tr("Ground truth wrong or undecidable: kept apart, never charted as a failure mode"));
    auto* reasons = new ExclusionMenu(window);
    connect(reasons, &ExclusionMenu::chosen, this, &LabelActions::excludeFor);
    m_excludeSince =
        make(tr("Exclude, &since…"), {QKeySequence(Qt::SHIFT | Qt::Key_X)}, [reasons] { reasons->ask(); });
    setTip(m_excludeSince, tr("Exclude and say why: wrong truth, ambiguous, several objects or undecidable"));
    m_rightClass = new QAction(tr("Name the right class…"), this);
    connect(m_rightClass, &QAction::triggered, this, &LabelActions::nameRightClass);
    m_flag = make(tr("&Flag"), {QKeySequence(Qt::Key_F)}, [this] { toggleFlag(); });
    setTip(m_flag, tr("Mark it, to be looked at again; once more takes the mark off"));
    m_clear = make(tr("&Clear label"), {QKeySequence(Qt::Key_0)}, [this] { decide({}, Advance::AsSet); });
    m_note = make(tr("&Note"), {QKeySequence(Qt::Key_N)}, [this] { Q_EMIT noteWanted(); });
    m_takeOver = make(tr("&Take over from another run"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)},
                      [this] { takeOverHere(); });
    m_undo =
        make(tr("&Undo"), {QKeySequence(Qt::CTRL | Qt::Key_Z)}, [this] { m_workspace.labelling().undo(); });
    m_redo = make(tr("&Redo"),
                  {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)},
                  [this] { m_workspace.labelling().redo(); });
    // The toolbar's words stay the same; the menus say what would be undone.
    for (QAction* action : {m_undo, m_redo})
        action->setIconText(action->text().remove(QLatin1Char('&')));
    m_autoAdvance = new QAction(tr("&Auto-advance"), this);
    m_autoAdvance->setCheckable(true);
    m_autoAdvance->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_D));
    setTip(m_autoAdvance, tr("After a decision on one failure go on to the next undecided one"));
    m_autoAdvance->setChecked(QSettings().value(autoAdvanceKey, true).toBool());
    connect(m_autoAdvance, &QAction::toggled, this,
            [](bool on) { QSettings().setValue(autoAdvanceKey, on); });
    m_everyFailure = new QAction(tr("Stop at &decided failures, too"), this);
    m_everyFailure->setCheckable(true);
    m_everyFailure->setChecked(QSettings().value(everyFailureKey, false).toBool());
    connect(m_everyFailure, &QAction::toggled, this,
            [](bool on) { QSettings().setValue(everyFailureKey, on); });
    m_goThere = new QAction(tr("Go there"), this);
    connect(m_goThere, &QAction::triggered, this,
            [this] { m_workspace.cursor().setCurrent(m_workspace.cursor().firstUndecided()); });
    makeModeActions(labels::standardTaxonomy());

    connect(&workspace.cursor(), &Cursor::selectionChanged, this, &LabelActions::refresh);
    connect(&workspace.labelling(), &Labelling::undoStateChanged, this, &LabelActions::refreshUndo);
    for (const auto signal : {&Workspace::opened, &Workspace::closed})
        connect(&workspace, signal, this, [this] { m_wronglyTrue.clear(); });
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, [this] { m_wronglyTrue.clear(); });
    connect(&workspace.queue(), &QueueSession::changed, this, &LabelActions::refresh);
    connect(&workspace.queue(), &QueueSession::activeChanged, this, &LabelActions::refresh);
    connect(&workspace.adjudication(), &AdjudicationSession::changed, this, &LabelActions::refresh);
    connect(&workspace.adjudication(), &AdjudicationSession::activeChanged, this, &LabelActions::refresh);
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &LabelActions::refreshTakeOver);
    for (const auto signal : {&Workspace::closed, &Workspace::found})
        connect(&workspace, signal, this, &LabelActions::refreshUndo);
    connect(&workspace, &Workspace::lost, this, &LabelActions::refreshUndo);
    connect(&workspace.labelling(), &Labelling::acted, this, &LabelActions::tell);
    const auto goOnAgain = [this] { m_hasStopped = false; };
    connect(&workspace.cursor(), &Cursor::currentChanged, this, goOnAgain);
    connect(&workspace.visible(), &VisibleFailures::wasReset, this, goOnAgain);
    connect(&workspace.visible(), &VisibleFailures::inserted, this, goOnAgain);
    connect(&workspace.labelling(), &Labelling::failed, this,
            [this] { m_hasStopped = m_endReached = false; });
    connect(&workspace, &Workspace::taxonomyChanged, this,
            [this] { makeModeActions(m_workspace.study().taxonomy()); });
    connect(&workspace, &Workspace::opened, this, [this] {
        makeModeActions(m_workspace.study().taxonomy());
        m_hasStopped = false;
        if (const auto sample = std::exchange(m_showWhenOpened, {}))
            showSample(*sample);
    });
}

void LabelActions::tell(const labels::ActionReport& report) {
    QAction* offer = report.course == labels::Course::TakenBack ? m_redo : m_undo;
    QStringList told;
    if (const QString text = sentence(report); !text.isEmpty())
        told.append(text);
    if (report.course != labels::Course::Done) {
        m_hasStopped = false;
        show(report);
    } else if (isInSession()) {
        // its page shows what comes next
    } else if (std::exchange(m_endReached, false)) {
        told.append(endOfListText(m_workspace, 1));
        if (m_workspace.cursor().undecidedCount() > 0)
            offer = m_goThere;
    } else if (lacksRightClass(report)) {
        told.append(tr("Excluded: wrong truth"));
        offer = m_rightClass;
    }
    if (!told.isEmpty())
        Q_EMIT this->told(told.join(QStringLiteral("  ·  ")), offer);
}

bool LabelActions::lacksRightClass(const labels::ActionReport& report) const {
    return std::ranges::any_of(report.changed, [&](const labels::Label& label) {
        return label.judgement == labels::Judgement::excluded(labels::Exclusion::WrongTruth) &&
               std::ranges::find(m_wronglyTrue, label.sample) != m_wronglyTrue.end();
    });
}

QString LabelActions::sentence(const labels::ActionReport& report) const {
    QString what = QString::fromStdString(report.description);
    const bool isSingle = report.changed.size() == 1;
    if (report.course == labels::Course::Done) {
        if (!isSingle)
            return report.changed.empty() ? tr("Nothing to change") : what;
        const labels::Judgement& before = report.before.front();
        if (before.isUnlabelled() || before == report.changed.front().judgement)
            return {};
        const auto name = [&](const labels::Judgement& judgement) {
            return judgementStyle(judgement, m_workspace.study().taxonomy()).name;
        };
        return tr("%1 instead of %2 on #%3")
            .arg(name(report.changed.front().judgement), name(before))
            .arg(report.changed.front().sample.value);
    }
    if (isSingle && !m_workspace.adjudication().isActive() &&
        m_workspace.queue().mayTell(report.changed.front().sample)) { // the pair tells what was predicted
        const labels::Label& label = report.changed.front();
        m_workspace.disclosure().show(label.sample);
        const int row = m_workspace.items().rowOf(label.sample);
        if (label.run != m_workspace.study().run())
            what += tr(" in run %1")
                        .arg(QString::fromStdString(m_workspace.study().thread()->run(label.run).name));
        else if (row >= 0)
            what += tr(" (%1 → %2)")
                        .arg(m_workspace.study().className(m_workspace.items().failure(row).truth),
                             m_workspace.study().className(m_workspace.items().failure(row).predicted));
    }
    QString text =
        (report.course == labels::Course::TakenBack ? tr("Undone: %1") : tr("Done again: %1")).arg(what);
    if (report.leftAlone == 0)
        return text;
    return tr("%1: %2 left alone, since later labels from another copy stand there")
        .arg(text)
        .arg(report.leftAlone);
}

void LabelActions::show(const labels::ActionReport& report) {
    if (report.changed.empty() || isInSession())
        return; // the queue shows it by itself
    const labels::Label& first = report.changed.front();
    if (first.run != m_workspace.study().run()) {
        m_showWhenOpened = first.sample;
        m_workspace.setRun(first.run);
    } else if (report.changed.size() == 1) {
        showSample(first.sample);
    }
}

void LabelActions::showSample(base::SampleIndex sample) {
    const int row = m_workspace.items().rowOf(sample);
    if (row < 0)
        return; // a control
    if (m_workspace.visible().positionOf(row) < 0)
        m_workspace.visible().setFilter({});
    m_workspace.cursor().setCurrent(row);
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
    m_secondaryActions.append(make(tr("%1 plays a part, too").arg(name), secondaryKeys,
                                   [this, id = mode.id] { toggleSecondary(id); }));
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
    m_menu->addActions({m_autoAdvance, m_everyFailure});
    m_menu->addMenu(tr("Against &auto-advance"))->addActions(m_stayActions);
    m_menu->addSeparator();
    m_menu->addActions(m_atMenusEnd);
}

void LabelActions::sayInQueue(const labels::LabelChange& change) {
    QueueSession& queue = m_workspace.queue();
    const labels::Label held = queue.held();
    if (change.judgement && queue.place() && isHeld(held.judgement, *change.judgement))
        queue.later(); // so already: a key that goes on
    else
        queue.say(change);
}

bool LabelActions::isInSession() const {
    return m_workspace.queue().isActive() || m_workspace.adjudication().isActive();
}

void LabelActions::adjudicate(const labels::Judgement& judgement) {
    AdjudicationSession& adjudication = m_workspace.adjudication();
    const workbench::DisputedItem* item = adjudication.current();
    if (item == nullptr)
        return;
    const labels::Judgement held = item->decision ? item->decision->judgement : labels::Judgement();
    if (!isHeld(held, judgement))
        adjudication.say(judgement);
    else if (!judgement.isUnlabelled())
        adjudication.later(); // so already: a key that goes on
}

void LabelActions::decide(const labels::Judgement& judgement, Advance advance) {
    if (m_workspace.queue().isActive()) {
        if (!judgement.isUnlabelled())
            sayInQueue({judgement});
        return;
    }
    if (m_workspace.adjudication().isActive()) {
        adjudicate(judgement);
        return;
    }
    const std::vector<int> rows = m_workspace.cursor().targets();
    if (rows.empty() || (rows.size() > 1 && !mayOverwrite(rows, judgement)))
        return;
    const bool isDecision = rows.size() == 1 && !judgement.isUnlabelled();
    if (isDecision && m_hasStopped) {
        Q_EMIT told(endOfListText(m_workspace, 1),
                    m_workspace.cursor().undecidedCount() > 0 ? m_goThere : nullptr);
        return;
    }
    if (rows.size() == 1 && isHeld(m_workspace.labelling().judgement(rows.front()), judgement)) {
        const QString name = judgementStyle(judgement, m_workspace.study().taxonomy()).name;
        Q_EMIT told(judgement.isUnlabelled()
                        ? tr("#%1 has no label").arg(m_workspace.items().failure(rows.front()).sample.value)
                        : tr("#%1 is %2 already")
                              .arg(m_workspace.items().failure(rows.front()).sample.value)
                              .arg(name),
                    nullptr);
        return;
    }
    const auto elapsed = rows.size() == 1 ? m_workspace.cursor().sinceMoved() : std::chrono::milliseconds(0);
    m_workspace.labelling().label(rows, {judgement}, elapsed);
    // Clearing is a correction, not a decision: it stays. So does a decision over several failures.
    if (isDecision)
        goOn(advance);
}

void LabelActions::excludeFor(labels::Exclusion reason) {
    m_wronglyTrue.clear();
    if (reason == labels::Exclusion::WrongTruth && !isInSession())
        for (const int row : m_workspace.cursor().targets())
            m_wronglyTrue.push_back(m_workspace.items().failure(row).sample);
    decide(labels::Judgement::excluded(reason), Advance::AsSet);
}

void LabelActions::nameRightClass() {
    std::vector<int> rows;
    std::vector<base::SampleIndex> samples;
    for (const base::SampleIndex sample : m_wronglyTrue)
        if (const int row = m_workspace.items().rowOf(sample);
            row >= 0 && m_workspace.labelling().judgement(row) ==
                            labels::Judgement::excluded(labels::Exclusion::WrongTruth)) {
            rows.push_back(row); // still so, by this annotator in this run
            samples.push_back(sample);
        }
    if (rows.empty())
        return;
    if (const auto right = askForRightClass(m_workspace.study(), samples, m_window))
        m_workspace.labelling().label(rows,
                                      {labels::Judgement::excluded(labels::Exclusion::WrongTruth, *right)});
}

void LabelActions::toggleFlag() {
    if (m_workspace.queue().isActive()) {
        labels::LabelChange turned;
        turned.flag = !m_workspace.queue().held().flag;
        sayInQueue(turned);
        return;
    }
    const std::vector<int> rows = m_workspace.cursor().targets();
    labels::LabelChange change;
    change.flag = !std::ranges::all_of(rows, [&](int row) { return m_workspace.labelling().isFlagged(row); });
    m_workspace.labelling().label(rows, change);
}

void LabelActions::toggleSecondary(base::ModeId mode) {
    const auto turned = [mode](std::vector<base::ModeId> modes) {
        if (std::erase(modes, mode) == 0)
            modes.push_back(mode);
        labels::LabelChange change;
        change.secondary = std::move(modes);
        return change;
    };
    if (m_workspace.queue().isActive()) {
        sayInQueue(turned(m_workspace.queue().held().secondary));
        return;
    }
    const std::vector<int> rows = m_workspace.cursor().targets();
    if (rows.size() != 1)
        return;
    if (m_workspace.labelling().judgement(rows.front()) == labels::Judgement::of(mode)) {
        Q_EMIT told(tr("It is the dominant mode of this one already"), nullptr);
        return;
    }
    m_workspace.labelling().label(rows, turned(m_workspace.labelling().secondary(rows.front())));
}

int LabelActions::offeredRow() const {
    if (!m_workspace.study().isWritable())
        return -1;
    const std::vector<int> rows = m_workspace.cursor().targets();
    return rows.size() == 1 && m_workspace.labelling().offer(rows.front()) != nullptr ? rows.front() : -1;
}

void LabelActions::takeOverHere() {
    const int row = offeredRow();
    if (row < 0)
        return;
    m_workspace.labelling().takeOver(row, m_workspace.cursor().sinceMoved());
    goOn(Advance::AsSet);
}

void LabelActions::goOn(Advance advance) {
    if (m_autoAdvance->isChecked() == (advance == Advance::Opposite))
        return;
    Cursor& cursor = m_workspace.cursor();
    const int next = m_everyFailure->isChecked() ? cursor.neighbour(1) : cursor.nextUnlabelled(1);
    m_endReached = m_hasStopped = next < 0;
    if (next >= 0)
        cursor.setCurrent(next);
}

bool LabelActions::mayOverwrite(const std::vector<int>& rows, const labels::Judgement& judgement) const {
    const auto differing = std::count_if(rows.begin(), rows.end(), [&](int row) {
        return !m_workspace.labelling().judgement(row).isUnlabelled() &&
               m_workspace.labelling().judgement(row) != judgement;
    });
    if (differing == 0)
        return true;
    const QString replaced = countText(differing);
    const QString all = countText(rows.size());
    PlainMessageBox box(m_window);
    box.setIcon(QMessageBox::Question);
    box.setText(judgement.isUnlabelled()
                    ? tr("This clears the label of %1 of the %2 selected failures.").arg(replaced, all)
                    : tr("%1 of the %2 selected failures carry a different label, which this replaces.")
                          .arg(replaced, all));
    box.setInformativeText(tr("It is one step: Undo brings all of them back."));
    QPushButton* go =
        box.addButton(judgement.isUnlabelled() ? tr("Clear %1").arg(replaced) : tr("Label %1").arg(all),
                      QMessageBox::AcceptRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == go;
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
    const int row = offeredRow();
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
