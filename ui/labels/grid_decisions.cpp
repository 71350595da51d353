// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/grid_decisions.h"

#include "ui/labels/held_judgement.h"
#include "ui/labels/session_decisions.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/end_of_list.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

namespace faultline::ui {

namespace {

const QString autoAdvanceKey = QStringLiteral("labels/autoAdvance");
const QString everyFailureKey = QStringLiteral("labels/advanceToDecided");

/// A switch that is kept with the settings.
QAction* kept(const QString& text, const QString& key, bool isOnAtFirst, QObject* parent) {
    auto* action = new QAction(text, parent);
    action->setCheckable(true);
    action->setChecked(QSettings().value(key, isOnAtFirst).toBool());
    QObject::connect(action, &QAction::toggled, parent, [key](bool on) { QSettings().setValue(key, on); });
    return action;
}

} // namespace

GridDecisions::GridDecisions(Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window)
    , m_autoAdvance(kept(tr("&Auto-advance"), autoAdvanceKey, true, this))
    , m_everyFailure(kept(tr("Stop at &decided failures, too"), everyFailureKey, false, this))
    , m_goThere(new QAction(tr("Go there"), this)) {
    m_autoAdvance->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_D));
    setTip(m_autoAdvance, tr("After a decision on one failure go on to the next undecided one"));
    connect(m_goThere, &QAction::triggered, this,
            [this] { m_workspace.cursor().setCurrent(m_workspace.cursor().firstUndecided()); });
    connect(&workspace, &Workspace::opened, this, &GridDecisions::resume);
    connect(&workspace.cursor(), &Cursor::currentChanged, this, &GridDecisions::resume);
    connect(&workspace.visible(), &VisibleFailures::wasReset, this, &GridDecisions::resume);
    connect(&workspace.visible(), &VisibleFailures::inserted, this, &GridDecisions::resume);
    connect(&workspace.labelling(), &Labelling::failed, this,
            [this] { m_hasStopped = m_endReached = false; });
}

QAction* GridDecisions::goThere() const {
    return m_workspace.cursor().undecidedCount() > 0 ? m_goThere : nullptr;
}

bool GridDecisions::takeEndReached() {
    return std::exchange(m_endReached, false);
}

void GridDecisions::decide(const labels::Judgement& judgement, Advance advance) {
    std::vector<int> rows = m_workspace.cursor().targets();
    if (rows.size() > 1)
        std::erase_if(rows, [&](int row) {
            return isHeld(m_workspace.labelling().judgement(row), judgement) &&
                   m_workspace.labelling().judgement(row) != judgement; // it says more already
        });
    if (rows.empty() || (rows.size() > 1 && !mayOverwrite(rows, judgement)))
        return;
    const bool isDecision = rows.size() == 1 && !judgement.isUnlabelled();
    if (isDecision && m_hasStopped) {
        Q_EMIT told(endOfListText(m_workspace, 1), goThere());
        return;
    }
    if (rows.size() == 1 && tellsWhatIsHeld(rows.front(), judgement))
        return;
    const auto elapsed = rows.size() == 1 ? m_workspace.cursor().sinceMoved() : std::chrono::milliseconds(0);
    m_workspace.labelling().label(rows, {judgement}, elapsed);
    // Clearing is a correction, not a decision: it stays. So does a decision over several failures.
    if (isDecision)
        goOn(advance);
}

bool GridDecisions::tellsWhatIsHeld(int row, const labels::Judgement& judgement) {
    if (!isHeld(m_workspace.labelling().judgement(row), judgement))
        return false;
    const auto sample = m_workspace.items().failure(row).sample.value;
    const QString name = judgementStyle(judgement, m_workspace.study().taxonomy()).name;
    Q_EMIT told(judgement.isUnlabelled() ? tr("#%1 has no label").arg(sample)
                                         : tr("#%1 is %2 already").arg(sample).arg(name),
                nullptr);
    return true;
}

void GridDecisions::toggleFlag() {
    const std::vector<int> rows = m_workspace.cursor().targets();
    labels::LabelChange change;
    change.flag = !std::ranges::all_of(rows, [&](int row) { return m_workspace.labelling().isFlagged(row); });
    m_workspace.labelling().label(rows, change);
}

void GridDecisions::toggleSecondary(base::ModeId mode) {
    const std::vector<int> rows = m_workspace.cursor().targets();
    if (rows.size() != 1)
        return;
    if (m_workspace.labelling().judgement(rows.front()) == labels::Judgement::of(mode)) {
        Q_EMIT told(tr("It is the dominant mode of this one already"), nullptr);
        return;
    }
    m_workspace.labelling().label(rows, toggled(m_workspace.labelling().secondary(rows.front()), mode));
}

int GridDecisions::offeredRow() const {
    if (!m_workspace.study().isWritable())
        return -1;
    const std::vector<int> rows = m_workspace.cursor().targets();
    return rows.size() == 1 && m_workspace.labelling().offer(rows.front()) != nullptr ? rows.front() : -1;
}

void GridDecisions::takeOver() {
    const int row = offeredRow();
    if (row < 0)
        return;
    m_workspace.labelling().takeOver(row, m_workspace.cursor().sinceMoved());
    goOn(Advance::AsSet);
}

void GridDecisions::goOn(Advance advance) {
    if (m_autoAdvance->isChecked() == (advance == Advance::Opposite))
        return;
    Cursor& cursor = m_workspace.cursor();
    const int next = m_everyFailure->isChecked() ? cursor.neighbour(1) : cursor.nextUnlabelled(1);
    m_endReached = m_hasStopped = next < 0;
    if (next >= 0)
        cursor.setCurrent(next);
}

bool GridDecisions::mayOverwrite(const std::vector<int>& rows, const labels::Judgement& judgement) const {
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

} // namespace faultline::ui
