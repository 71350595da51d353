// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QObject>

class QAction;

namespace faultline::ui {

class GridDecisions;
class WrongTruthOffers;

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
    /// @param grid, wrongTruth outlive this object
    LabelNotices(Workspace& workspace, GridDecisions& grid, WrongTruthOffers& wrongTruth, Offers offers,
                 QObject* parent);

Q_SIGNALS:
    /// The offer, where there is one, is what one may want next.
    void told(const QString& text, QAction* offer);
    /// A step that needs no words: what was told of the one before, and may be taken back there, is no longer
    /// the last.
    void overtaken();

private:
    void tell(const labels::ActionReport& report);
    /// What a decision may be followed by; the offer in its place where there is one.
    void tellWhatFollows(const labels::ActionReport& report, QStringList& told, QAction*& offer);
    [[nodiscard]] bool isInSession() const;
    [[nodiscard]] QString sentence(const labels::ActionReport& report) const;
    [[nodiscard]] QString placeText(const labels::Label& label) const;
    void show(const labels::ActionReport& report);
    void showSample(base::SampleIndex sample);

    Workspace& m_workspace;
    GridDecisions& m_grid;
    WrongTruthOffers& m_wrongTruth;
    Offers m_offers;
    std::optional<base::SampleIndex> m_showWhenOpened; ///< in another run, which is being opened
};

} // namespace faultline::ui
