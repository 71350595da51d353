// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

namespace faultline::ui {

/// What the keys of labels say while a page is seen that has its own current item: that of the queue, or that
/// of adjudication.
class SessionDecisions {
public:
    /// @param workspace outlives this object
    explicit SessionDecisions(Workspace& workspace)
        : m_workspace(workspace) {}

    [[nodiscard]] bool isActive() const;
    void decide(const labels::Judgement& judgement);
    /// A flag or secondary modes: of the queue alone, false elsewhere.
    bool toggleFlag();
    bool toggleSecondary(base::ModeId mode);

private:
    void sayInQueue(const labels::LabelChange& change);
    void adjudicate(const labels::Judgement& judgement);

    Workspace& m_workspace;
};

/// The modes that also play a part, with this one or without it.
[[nodiscard]] labels::LabelChange toggled(std::vector<base::ModeId> secondary, base::ModeId mode);

} // namespace faultline::ui
