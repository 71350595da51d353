// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <cstdint>
#include <optional>
#include <vector>

#include <QObject>

class QAction;

namespace faultline::ui {

/// What is offered of items whose truth is wrong: where they are excluded for that reason, to name the right
/// class; and where a label was given to a suspected label error, to exclude it. It is about the item that
/// was decided, wherever one stands by then.
class WrongTruthOffers : public QObject {
    Q_OBJECT

public:
    /// A sentence, and the action that goes with it; nullptr: there is nothing to offer.
    struct Offer {
        QString text;
        QAction* action = nullptr;
    };

    WrongTruthOffers(Workspace& workspace, QWidget* window);

    /// What the keys of labels are about is about to be excluded for that reason.
    void noteReason(labels::Exclusion reason);
    void forget();
    /// Of what was excluded so already: nothing would be stored now.
    [[nodiscard]] Offer ofHeld();
    /// Of what was just stored, once.
    [[nodiscard]] Offer of(const labels::ActionReport& report);

private:
    /// An item of the run, in the session with its place in the queue.
    struct Target {
        base::SampleIndex sample;
        std::optional<std::uint32_t> position;
    };

    [[nodiscard]] labels::Judgement held(const Target& target) const;
    /// Those that are excluded as of a wrong truth, and nobody said what is right.
    [[nodiscard]] std::vector<Target> wronglyTrue() const;
    [[nodiscard]] Offer ofSuspected(const labels::ActionReport& report);
    void nameRightClass();
    void excludeSuspected();
    void say(const std::vector<Target>& targets, const labels::Judgement& judgement);

    Workspace& m_workspace;
    QWidget* m_window;
    QAction* m_rightClass;
    QAction* m_exclude;
    std::vector<Target> m_wronglyTrue; ///< excluded last, as of a wrong truth
    bool m_isToBeTold = false;
    std::optional<Target> m_suspected; ///< labelled last
    labels::Judgement m_wanted;        ///< in the place of its label
};

} // namespace faultline::ui
