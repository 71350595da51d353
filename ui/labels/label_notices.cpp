// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_notices.h"

#include "core/study/run_entry.h"
#include "ui/labels/grid_decisions.h"
#include "ui/labels/wrong_truth_offers.h"
#include "ui/workspace/end_of_list.h"
#include "ui/workspace/judgement_style.h"

#include <utility>

namespace faultline::ui {

LabelNotices::LabelNotices(Workspace& workspace, GridDecisions& grid, WrongTruthOffers& wrongTruth,
                           Offers offers, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_grid(grid)
    , m_wrongTruth(wrongTruth)
    , m_offers(offers) {
    connect(&workspace.labelling(), &Labelling::acted, this, &LabelNotices::tell);
    // Queued: what was left on the desk is restored first.
    connect(
        &workspace, &Workspace::opened, this,
        [this] {
            if (const auto sample = std::exchange(m_showWhenOpened, {});
                sample && m_workspace.study().isOpen())
                showSample(*sample);
        },
        Qt::QueuedConnection);
    connect(&workspace, &Workspace::closed, this, [this] { m_showWhenOpened.reset(); });
}

bool LabelNotices::isInSession() const {
    return m_workspace.queue().isActive() || m_workspace.adjudication().isActive();
}

void LabelNotices::tell(const labels::ActionReport& report) {
    QAction* offer = report.course == labels::Course::TakenBack ? m_offers.redo : m_offers.undo;
    QStringList told;
    if (const QString text = sentence(report); !text.isEmpty())
        told.append(text);
    if (report.course == labels::Course::Done) {
        tellWhatFollows(report, told, offer);
    } else {
        m_grid.resume();
        show(report);
    }
    if (told.isEmpty())
        Q_EMIT overtaken();
    else
        Q_EMIT this->told(told.join(QStringLiteral("  ·  ")), offer);
}

void LabelNotices::tellWhatFollows(const labels::ActionReport& report, QStringList& told, QAction*& offer) {
    const auto wrongTruth = m_wrongTruth.of(report);
    if (wrongTruth.action != nullptr) {
        told.append(wrongTruth.text);
        offer = wrongTruth.action;
    }
    if (isInSession() || !m_grid.takeEndReached()) // the page of a session shows what comes next
        return;
    told.append(endOfListText(m_workspace, 1));
    if (QAction* there = m_grid.goThere(); there != nullptr && wrongTruth.action == nullptr)
        offer = there;
}

QString LabelNotices::sentence(const labels::ActionReport& report) const {
    QString what = QString::fromStdString(report.description);
    const bool isSingle = report.changed.size() == 1;
    if (report.course == labels::Course::Done) {
        if (!isSingle)
            return report.changed.empty() ? tr("Nothing to change") : what;
        const labels::Judgement& before = report.before.front();
        if (before.isUnlabelled() || before == report.changed.front().judgement)
            return {};
        const labels::Label& after = report.changed.front();
        if (before.isExcluded() && after.judgement.rightClass())
            return tr("#%1 is in truth %2")
                .arg(QString::number(after.sample.value),
                     m_workspace.study().className(*after.judgement.rightClass()));
        const auto name = [&](const labels::Judgement& judgement) {
            return judgementStyle(judgement, m_workspace.study().taxonomy()).name;
        };
        return tr("%1 instead of %2 on #%3")
            .arg(name(after.judgement), name(before), QString::number(after.sample.value));
    }
    if (isSingle && !m_workspace.adjudication().isActive() &&
        m_workspace.queue().mayTell(report.changed.front().sample))
        what += placeText(report.changed.front());
    QString text =
        (report.course == labels::Course::TakenBack ? tr("Undone: %1") : tr("Done again: %1")).arg(what);
    if (report.leftAlone == 0)
        return text;
    return tr("%1: %2 left alone, since later labels from another copy stand there")
        .arg(text, QString::number(report.leftAlone));
}

/// The run, or the pair, which tells what was predicted.
QString LabelNotices::placeText(const labels::Label& label) const {
    m_workspace.disclosure().show(label.sample);
    if (label.run != m_workspace.study().run())
        return tr(" in run %1")
            .arg(QString::fromStdString(m_workspace.study().thread()->run(label.run).name));
    const int row = m_workspace.items().rowOf(label.sample);
    if (row < 0)
        return {};
    return tr(" (%1 → %2)")
        .arg(m_workspace.study().className(m_workspace.items().failure(row).truth),
             m_workspace.study().className(m_workspace.items().failure(row).predicted));
}

void LabelNotices::show(const labels::ActionReport& report) {
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

void LabelNotices::showSample(base::SampleIndex sample) {
    const int row = m_workspace.items().rowOf(sample);
    if (row < 0)
        return; // a control
    if (m_workspace.visible().positionOf(row) < 0)
        m_workspace.visible().setFilter({});
    m_workspace.cursor().setCurrent(row);
}

} // namespace faultline::ui
