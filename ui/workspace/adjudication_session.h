// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "core/workbench/adjudication.h"
#include "ui/workspace/decision_timer.h"
#include "ui/workspace/disclosure.h"
#include "ui/workspace/labelling.h"

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include <QObject>

namespace faultline::ui {

/// The present annotator's way through the items on which others differ, as their adjudicator. What is said
/// here is a decision: nobody's label changes, their own neither. What nobody differs on and lacks an answer
/// comes up only where it is asked for.
class AdjudicationSession : public QObject {
    Q_OBJECT

public:
    /// @param study, labelling, disclosure outlive this object
    AdjudicationSession(const OpenStudy& study, Labelling& labelling, Disclosure& disclosure,
                        QObject* parent = nullptr);

    void reset();
    /// Reads everything again; where one stands stays.
    void reload();
    /// Whether decisions are meant by the keys, since its page is seen.
    [[nodiscard]] bool isActive() const { return m_isActive; }
    void setActive(bool isActive);

    /// What is there is read of the present annotator.
    [[nodiscard]] bool isKnown() const { return m_isKnown; }
    /// The present annotator is an adjudicator.
    [[nodiscard]] bool isNamed() const { return m_content.isNamed; }
    /// Makes them one.
    void name();

    /// Those that were decided before this sitting, then those that are asked for, in a fixed order.
    [[nodiscard]] const std::vector<workbench::DisputedItem>& items() const { return m_items; }
    /// How far one is: with those that differ, or with the others.
    struct Progress {
        std::size_t decided = 0, all = 0;
        [[nodiscard]] std::size_t open() const { return all - decided; }
    };
    [[nodiscard]] Progress differing() const;
    [[nodiscard]] Progress incomplete() const;
    /// Those that differ are decided, and the others were asked for.
    [[nodiscard]] bool takesIncomplete() const { return m_takesIncomplete && differing().open() == 0; }
    [[nodiscard]] std::size_t withheld() const { return m_content.withheld; }
    /// nullptr: nothing is left of what is asked for.
    [[nodiscard]] const workbench::DisputedItem* current() const;
    /// Of the current item; empty where the plan hides it.
    [[nodiscard]] QString truth() const;
    /// Whose label it is; empty before the item is decided.
    [[nodiscard]] QString nameOf(const workbench::DisputedItem& item, base::AnnotatorId annotator) const;
    [[nodiscard]] bool canSay() const;

    /// Decides the current item and goes on; unlabelled takes the decision back, and stays.
    void say(const labels::Judgement& judgement);
    /// Goes on without a decision.
    void later();
    /// To the item before that is decided or asked for.
    void back();
    /// From now on those that lack an answer come by as those that differ do.
    void goThroughIncomplete();

Q_SIGNALS:
    /// Another item, another decision, another annotator.
    void changed();
    void activeChanged(bool isActive);
    /// The items could not be read; the sentence is for the user.
    void failed(const QString& message);

private:
    void take(workbench::Adjudication content);
    void takeAction(const labels::ActionReport& report);
    /// Undecided, and what one goes through.
    [[nodiscard]] bool isAsked(const workbench::DisputedItem& item) const;
    /// One comes by: it is asked for, or can be looked at again.
    [[nodiscard]] bool isSeen(const workbench::DisputedItem& item) const {
        return item.decision.has_value() || isAsked(item);
    }
    /// To the next item that is asked for, whether it differs or not, the first one after the last; to the
    /// end where there is none.
    void goOn();
    /// Another item is current.
    void arrive();

    const OpenStudy& m_study;
    Labelling& m_labelling;
    Disclosure& m_disclosure;
    DecisionTimer m_timer;
    workbench::Adjudication m_content; ///< its lists are moved into m_items
    std::vector<workbench::DisputedItem> m_items;
    std::set<base::SampleIndex> m_blind; ///< came up here before their prediction was shown
    std::size_t m_current = 0;           ///< m_items.size(): none
    bool m_isKnown = false;
    bool m_isActive = false;
    bool m_takesIncomplete = false;
    int m_said = 0; ///< times: what was read before the last one does not know of it
    base::Latest m_reading;
};

} // namespace faultline::ui
