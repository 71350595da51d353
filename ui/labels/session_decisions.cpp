// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/session_decisions.h"

#include "ui/labels/held_judgement.h"

#include <utility>

namespace faultline::ui {

labels::LabelChange toggled(std::vector<base::ModeId> secondary, base::ModeId mode) {
    if (std::erase(secondary, mode) == 0)
        secondary.push_back(mode);
    labels::LabelChange change;
    change.secondary = std::move(secondary);
    return change;
}

bool SessionDecisions::isActive() const {
    return m_workspace.queue().isActive() || m_workspace.adjudication().isActive();
}

void SessionDecisions::decide(const labels::Judgement& judgement) {
    if (!m_workspace.queue().isActive())
        adjudicate(judgement);
    else if (!judgement.isUnlabelled())
        sayInQueue({judgement});
}

bool SessionDecisions::toggleFlag() {
    if (!m_workspace.queue().isActive())
        return false;
    labels::LabelChange turned;
    turned.flag = !m_workspace.queue().held().flag;
    sayInQueue(turned);
    return true;
}

bool SessionDecisions::toggleSecondary(base::ModeId mode) {
    if (!m_workspace.queue().isActive())
        return false;
    sayInQueue(toggled(m_workspace.queue().held().secondary, mode));
    return true;
}

void SessionDecisions::sayInQueue(const labels::LabelChange& change) {
    QueueSession& queue = m_workspace.queue();
    const labels::Label held = queue.held();
    if (change.judgement && queue.place() && isHeld(held.judgement, *change.judgement))
        queue.later(); // so already: a key that goes on
    else
        queue.say(change);
}

void SessionDecisions::adjudicate(const labels::Judgement& judgement) {
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

} // namespace faultline::ui
