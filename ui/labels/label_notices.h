// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QObject>

class QAction;

namespace faultline::ui {

class GridDecisions;

/// What a decision, once it is committed, did beyond its badge: it is told, and what was taken back or done
/// again is shown, in its run, whatever was filtered.
class LabelNotices : public QObject {
    Q_OBJECT

public:
    /// What may be offered with a notice.
    struct Offers {
        QAction* undo;
        QAction* redo;
    };
    /// @param grid outlives this object
    LabelNotices(Workspace& workspace, GridDecisions& grid, Offers offers, QObject* parent);

Q_SIGNALS:
    /// The offer, where there is one, is what one may want next.
    void told(const QString& text, QAction* offer);

private:
    void tell(const labels::ActionReport& report);
    [[nodiscard]] bool isInSession() const;
    [[nodiscard]] QString sentence(const labels::ActionReport& report) const;
    [[nodiscard]] QString placeText(const labels::Label& label) const;
    void show(const labels::ActionReport& report);
    void showSample(base::SampleIndex sample);

    Workspace& m_workspace;
    GridDecisions& m_grid;
    Offers m_offers;
    std::optional<base::SampleIndex> m_showWhenOpened; ///< in another run, which is being opened
};

} // namespace faultline::ui
