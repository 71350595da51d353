// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/undo_stacks.h"

#include "core/base/uuid.h"
#include "core/study/stored_values.h"

#include <algorithm>

namespace faultline::study {

base::Result<> UndoStacks::follow(const Database& database, base::AnnotatorId annotator) {
    Query query = database.query(
        "SELECT uuid, kind, description, coalesce(target, ''), at_ms FROM actions WHERE annotator = ? AND "
        "(at_ms, uuid) > (?, ?) ORDER BY at_ms, uuid");
    query.with(annotator.value, m_newestAt, m_newest);
    while (query.next()) {
        if (!base::isIdentity(query.text(0)))
            return damaged("an action has no identity");
        if (query.blob(2).size() > longestDescription)
            return damaged("the description of an action is too long");
        take(query.text(1), {query.text(0), query.text(2)}, query.text(3));
        m_newest = query.text(0);
        m_newestAt = query.integer(4);
    }
    return {};
}

void UndoStacks::take(const std::string& kind, Step step, const std::string& target) {
    if (kind == "taxonomy")
        return; // a part of what another annotator did, and takes back
    const bool isUndo = kind == "undo";
    if (!isUndo && kind != "redo") {
        m_applied.push_back(std::move(step));
        m_undone.clear();
        return;
    }
    std::vector<Step>& from = isUndo ? m_applied : m_undone;
    std::vector<Step>& to = isUndo ? m_undone : m_applied;
    const auto named =
        std::find_if(from.rbegin(), from.rend(), [&](const Step& known) { return known.action == target; });
    if (named == from.rend())
        return;
    to.push_back(std::move(*named));
    from.erase(std::next(named).base());
}

} // namespace faultline::study
