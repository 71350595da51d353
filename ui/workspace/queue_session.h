// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/decision_clock.h"
#include "core/workbench/labelling_plan.h"
#include "ui/workspace/decision_timer.h"
#include "ui/workspace/disclosure.h"
#include "ui/workspace/labelling.h"

#include <chrono>
#include <map>
#include <optional>

#include <QObject>

namespace faultline::ui {

/// The present annotator's way through the queue of the run's plan. What is said here is stored with its
/// place in the queue, and as blind where the plan is and the prediction was never shown.
class QueueSession : public QObject {
    Q_OBJECT

public:
    /// @param study, labelling, disclosure outlive this object
    QueueSession(const OpenStudy& study, Labelling& labelling, Disclosure& disclosure,
                 QObject* parent = nullptr);

    /// Of the run that is open, and of this annotator.
    void take(workbench::SessionContent content, const QString& annotator);
    /// The same, read anew since somebody else wrote: where places and answers are those that are known, one
    /// stays where one stands.
    void follow(workbench::SessionContent content, const QString& annotator);
    void reset();
    /// Reads everything again: after a plan was made, an import, an undo.
    void reload();

    [[nodiscard]] bool isPlanned() const { return m_content.plan.has_value(); }
    /// Failures are counted and not shown until the run is planned: nothing else may be shown, either.
    void holdBack(bool isHeldBack);
    [[nodiscard]] bool isHeldBack() const { return m_isHeldBack && !isPlanned(); }
    /// Nothing else may be shown: the plan is blind, and the annotator has open places in it; or this is a
    /// package, where there is nothing else.
    [[nodiscard]] bool isBlind() const;
    /// What is known here is of the present annotator: it is read anew after somebody else goes on.
    [[nodiscard]] bool isOfPresent() const { return m_annotator == m_labelling.annotator(); }
    /// Whether decisions are about the place of the queue, since its page is seen.
    [[nodiscard]] bool isActive() const { return m_isActive; }
    void setActive(bool isActive);

    [[nodiscard]] const plans::QueueWalk& walk() const { return m_content.walk; }
    [[nodiscard]] const plans::Plan& plan() const { return *m_content.plan; }
    [[nodiscard]] std::optional<plans::QueuePlace> place() const;
    /// The true class of the current item; empty where the plan hides it.
    [[nodiscard]] QString truth() const;
    /// Of an item of the plan.
    [[nodiscard]] const model::Prediction* prediction(base::SampleIndex sample) const;
    /// What is said of the current place.
    [[nodiscard]] labels::Label held() const;
    [[nodiscard]] bool canSay() const { return m_study.isWritable() && place().has_value() && isOfPresent(); }
    /// Whether the prediction of the sample may be told: it is no item of a blind plan, or was shown before.
    [[nodiscard]] bool mayTell(base::SampleIndex sample) const;

    /// A judgement answers the current place and goes on; a flag or secondary modes stay.
    void say(const labels::LabelChange& change);
    /// What is said at that place of that item; unlabelled: nothing, or the place asks for another one.
    [[nodiscard]] labels::Judgement answerAt(std::uint32_t position, base::SampleIndex sample) const;
    /// Says something else at a place that is answered; where one stands stays.
    void sayAgainAt(std::uint32_t position, const labels::Judgement& judgement);
    /// The note on an item of the queue, which may have moved on since it was begun.
    void write(base::SampleIndex sample, const QString& note);
    [[nodiscard]] QString note(base::SampleIndex sample) const;
    void later();
    void back();
    /// As QueueWalk::goTo(); what was said there can be said anew.
    void goTo(std::uint32_t position);
    /// What is put off, for the next window: a text for each plan and annotator.
    [[nodiscard]] QStringList putOff() const;
    /// What was put off when the study was left.
    void putOff(const QStringList& left);
    /// The last answered item, whose prediction may be revealed.
    [[nodiscard]] std::optional<base::SampleIndex> lastAnswered() const { return m_lastAnswered; }
    /// From now on everything is shown, and no label is blind any more.
    void leaveBlind();

    /// Median of the last decisions; nothing before the third.
    [[nodiscard]] std::optional<std::chrono::milliseconds> pace() const { return m_pace.median(); }

Q_SIGNALS:
    /// Another place, another answer, another plan.
    void changed();
    void activeChanged(bool isActive);
    /// The queue could not be read; the sentence is for the user.
    void failed(const QString& message);

private:
    void takeAction(const labels::ActionReport& report);
    void keepPutOff();
    void takePutOff();
    /// Of what is said there now.
    [[nodiscard]] labels::Circumstances circumstances(std::uint32_t position) const;
    void keepAnswer(std::uint32_t position, const labels::Judgement& judgement);

    const OpenStudy& m_study;
    Labelling& m_labelling;
    Disclosure& m_disclosure;
    DecisionTimer m_timer;
    workbench::SessionContent m_content;
    QString m_annotator; ///< whose queue it is: while another one's is read nothing may be said
    /// Of plans and annotators that were shown in this window, or left before: UUID, name and places.
    std::map<std::pair<QString, QString>, std::vector<std::uint32_t>> m_putOff;
    int m_underWay = 0; ///< answers that are not stored yet
    bool m_isActive = false;
    bool m_isHeldBack = false;
    int m_said = 0; ///< times: what was read before the last one does not know of it
    std::optional<base::SampleIndex> m_lastAnswered;
    workbench::DecisionPace m_pace;
};

} // namespace faultline::ui
