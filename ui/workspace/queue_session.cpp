// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/queue_session.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace faultline::ui {

namespace {

/// The same places, of which the same are answered.
bool isAlike(const plans::QueueWalk& left, const plans::QueueWalk& right) {
    if (left.places() != right.places())
        return false;
    for (std::uint32_t position = 0; position < left.places().size(); ++position)
        if (left.isAnswered(position) != right.isAnswered(position))
            return false;
    return true;
}

} // namespace

QueueSession::QueueSession(const OpenStudy& study, Labelling& labelling, Disclosure& disclosure,
                           QObject* parent)
    : QObject(parent)
    , m_study(study)
    , m_labelling(labelling)
    , m_disclosure(disclosure) {
    connect(&m_labelling, &Labelling::acted, this, &QueueSession::takeAction);
    connect(&m_labelling, &Labelling::failed, this, [this] {
        m_underWay = 0;
        if (m_isActive)
            reload(); // what could not be saved is not answered
    });
}

void QueueSession::take(workbench::SessionContent content, const QString& annotator) {
    m_disclosure.begin(m_study.run(), annotator, std::move(content.painted));
    const auto before = place();
    keepPutOff();
    m_content = std::move(content);
    m_annotator = annotator;
    takePutOff();
    m_underWay = 0;
    m_lastAnswered.reset();
    m_pace = {};
    if (before != place())
        m_timer.restart();
    Q_EMIT changed();
}

void QueueSession::follow(workbench::SessionContent content, const QString& annotator) {
    if (annotator != m_annotator || !isPlanned() || !content.plan || content.plan->uuid != plan().uuid ||
        !isAlike(content.walk, walk()))
        return take(std::move(content), annotator);
    m_disclosure.begin(m_study.run(), annotator, std::move(content.painted));
    content.walk = walk();
    m_content = std::move(content);
    Q_EMIT changed();
}

void QueueSession::reset() {
    m_content = {};
    m_putOff.clear(); // what is left on the desk has it
    m_isHeldBack = false;
    m_annotator.clear();
    m_underWay = 0;
    m_disclosure.begin({}, {}, {});
    m_lastAnswered.reset();
    m_pace = {};
    Q_EMIT changed();
}

void QueueSession::reload() {
    if (!m_study.isOpen())
        return;
    m_disclosure.flush();
    m_study.thread()->post(
        this,
        [run = m_study.run(), name = m_labelling.annotator().toStdString()](study::Study& file) {
            return workbench::sessionContent(file, run, name);
        },
        [this, asked = std::weak_ptr(m_study.thread()), run = m_study.run(), name = m_labelling.annotator(),
         said = m_said](base::Result<workbench::SessionContent> content) {
            if (!isStill(asked, m_study.thread()) || run != m_study.run() || name != m_labelling.annotator())
                return;
            if (said != m_said) {
                reload();
                return;
            }
            if (!content) {
                Q_EMIT failed(QString::fromStdString(content.error().message));
                return;
            }
            const plans::QueueWalk before = m_content.walk;
            const workbench::DecisionPace pace =
                m_annotator == name ? m_pace : workbench::DecisionPace(); // it is one person's
            take(std::move(*content), name);
            m_pace = pace;
            if (before.places() != m_content.walk.places())
                return;
            // What was taken back is where one goes on.
            for (std::uint32_t position = 0; position < before.places().size(); ++position)
                if (before.isAnswered(position) && !m_content.walk.isAnswered(position)) {
                    m_content.walk.reopen(position);
                    Q_EMIT changed();
                    return;
                }
        });
}

void QueueSession::holdBack(bool isHeldBack) {
    if (isHeldBack == m_isHeldBack)
        return;
    m_isHeldBack = isHeldBack;
    Q_EMIT changed();
}

bool QueueSession::isBlind() const {
    if (isHeldBack() || (isPlanned() && plan().given))
        return true;
    return isPlanned() && plan().options.sight == plans::Sight::Blind &&
           (!walk().isDone() || m_underWay > 0) &&
           !std::ranges::all_of(walk().places(), [&](const plans::QueuePlace& each) {
               return m_disclosure.isShown(each.sample);
           });
}

void QueueSession::setActive(bool isActive) {
    if (isActive == m_isActive)
        return;
    m_isActive = isActive;
    m_timer.setWatching(isActive);
    Q_EMIT activeChanged(isActive);
}

bool QueueSession::mayTell(base::SampleIndex sample) const {
    if (isHeldBack())
        return m_disclosure.isShown(sample);
    return !isPlanned() || plan().options.sight == plans::Sight::Open || plan().find(sample) == nullptr ||
           m_disclosure.isShown(sample);
}

std::optional<plans::QueuePlace> QueueSession::place() const {
    const auto position = walk().current();
    return position ? std::optional(walk().places()[*position]) : std::nullopt;
}

QString QueueSession::truth() const {
    const auto here = place();
    if (!here || plan().options.truth == plans::Truth::Hidden)
        return {};
    const auto known = m_content.truths.find(here->sample);
    return known == m_content.truths.end() ? QString() : m_study.className(known->second);
}

const model::Prediction* QueueSession::prediction(base::SampleIndex sample) const {
    const auto found = m_content.predictions.find(sample);
    return found == m_content.predictions.end() ? nullptr : &found->second;
}

labels::Label QueueSession::held() const {
    labels::Label label;
    const auto here = place();
    if (!here)
        return label;
    const std::uint32_t position = *walk().current();
    if (const auto found = m_content.labels.find(here->sample); found != m_content.labels.end())
        label = found->second;
    if (here->isRepeat) {
        label = {}; // what was said at the first showing is not told
        const auto again = m_content.repeats.find(position);
        label.judgement = again == m_content.repeats.end() ? labels::Judgement() : again->second;
    } else if (!walk().isAnswered(position)) {
        label.judgement = {}; // what was said elsewhere is no answer here
    }
    return label;
}

labels::Judgement QueueSession::answerAt(std::uint32_t position, base::SampleIndex sample) const {
    const auto& places = walk().places();
    if (position >= places.size() || places[position].sample != sample || !walk().isAnswered(position))
        return {};
    if (places[position].isRepeat) {
        const auto again = m_content.repeats.find(position);
        return again == m_content.repeats.end() ? labels::Judgement() : again->second;
    }
    const auto found = m_content.labels.find(sample);
    return found == m_content.labels.end() ? labels::Judgement() : found->second.judgement;
}

labels::Circumstances QueueSession::circumstances(std::uint32_t position) const {
    const plans::QueuePlace& place = walk().places()[position];
    const bool isBlindHere =
        plan().options.sight == plans::Sight::Blind && !m_disclosure.isShown(place.sample);
    labels::Circumstances given;
    given.how = place.isRepeat ? labels::How::Repeat : labels::How::Session;
    given.blind = isBlindHere ? labels::Blind::Yes : labels::Blind::No;
    given.planVersion = plan().version;
    given.position = position;
    return given;
}

/// The next key may come before it is stored.
void QueueSession::keepAnswer(std::uint32_t position, const labels::Judgement& judgement) {
    const plans::QueuePlace& place = walk().places()[position];
    if (place.isRepeat)
        m_content.repeats[position] = judgement;
    else
        m_content.labels[place.sample].judgement = judgement;
}

void QueueSession::say(const labels::LabelChange& change) {
    const auto here = place();
    if (!canSay() || (here->isRepeat && !change.judgement))
        return;
    ++m_said;
    labels::LabelRequest request;
    request.samples = {here->sample};
    request.change = change;
    request.given = circumstances(*walk().current());
    request.given.elapsed = m_timer.elapsed();
    if (change.judgement) {
        m_pace.add(request.given.elapsed);
        m_lastAnswered = here->sample;
        keepAnswer(*walk().current(), *change.judgement);
        m_content.walk.answer();
        m_timer.restart();
    }
    ++m_underWay;
    m_labelling.say(std::move(request));
    Q_EMIT changed();
}

void QueueSession::sayAgainAt(std::uint32_t position, const labels::Judgement& judgement) {
    if (!m_study.isWritable() || !isOfPresent() || position >= walk().places().size() ||
        !walk().isAnswered(position))
        return;
    ++m_said;
    labels::LabelRequest request;
    request.samples = {walk().places()[position].sample};
    request.change.judgement = judgement;
    request.given = circumstances(position);
    keepAnswer(position, judgement);
    ++m_underWay;
    m_labelling.say(std::move(request));
    Q_EMIT changed();
}

void QueueSession::write(base::SampleIndex sample, const QString& note) {
    if (!m_study.isWritable() || !isPlanned() || m_annotator != m_labelling.annotator())
        return;
    ++m_said;
    labels::LabelRequest request;
    request.samples = {sample};
    request.change.note = note.toStdString();
    request.given.how = labels::How::Session;
    request.given.blind = plan().options.sight == plans::Sight::Blind && !m_disclosure.isShown(sample)
                              ? labels::Blind::Yes
                              : labels::Blind::No;
    request.given.planVersion = plan().version;
    m_content.labels[sample].note = note.toStdString();
    ++m_underWay;
    m_labelling.say(std::move(request));
    Q_EMIT changed();
}

QString QueueSession::note(base::SampleIndex sample) const {
    const auto found = m_content.labels.find(sample);
    return found == m_content.labels.end() ? QString() : QString::fromStdString(found->second.note);
}

void QueueSession::takeAction(const labels::ActionReport& report) {
    if (!isPlanned())
        return;
    for (const labels::Label& label : report.changed)
        if (label.run == m_study.run() && !report.changesTaxonomy)
            m_content.labels[label.sample] = label;
    if (report.course == labels::Course::Done)
        m_underWay = std::max(0, m_underWay - 1);
    Q_EMIT changed();
    if (report.course != labels::Course::Done)
        reload();
}

void QueueSession::later() {
    m_content.walk.later();
    m_timer.restart();
    Q_EMIT changed();
}

void QueueSession::back() {
    if (!m_content.walk.back())
        return;
    m_timer.restart();
    Q_EMIT changed();
}

void QueueSession::goTo(std::uint32_t position) {
    if (!m_content.walk.goTo(position))
        return;
    m_timer.restart();
    Q_EMIT changed();
}

void QueueSession::keepPutOff() {
    if (isPlanned())
        m_putOff[{QString::fromStdString(plan().uuid), m_annotator}] = walk().putOff();
}

void QueueSession::takePutOff() {
    if (!isPlanned())
        return;
    const auto left = m_putOff.find({QString::fromStdString(plan().uuid), m_annotator});
    if (left != m_putOff.end())
        m_content.walk.putOff(left->second);
}

QStringList QueueSession::putOff() const {
    auto all = m_putOff;
    if (isPlanned())
        all[{QString::fromStdString(plan().uuid), m_annotator}] = walk().putOff();
    QStringList left;
    for (const auto& [whose, positions] : all) {
        if (positions.empty())
            continue;
        QStringList numbers;
        for (const std::uint32_t position : positions)
            numbers << QString::number(position);
        left << whose.first + u'|' + numbers.join(u',') + u'|' + whose.second; // a name may hold anything
    }
    return left;
}

void QueueSession::putOff(const QStringList& left) {
    m_putOff.clear();
    for (const QString& each : left) {
        const QString uuid = each.section(u'|', 0, 0), annotator = each.section(u'|', 2);
        std::vector<std::uint32_t>& positions = m_putOff[{uuid, annotator}];
        for (const QString& number : each.section(u'|', 1, 1).split(u',')) {
            bool isNumber = false;
            const std::uint32_t position = number.toUInt(&isNumber);
            if (isNumber)
                positions.push_back(position);
        }
    }
    takePutOff();
    m_timer.restart();
    Q_EMIT changed();
}

void QueueSession::leaveBlind() {
    for (const plans::QueuePlace& each : walk().places())
        m_disclosure.show(each.sample);
    m_disclosure.flush();
    Q_EMIT changed();
}

} // namespace faultline::ui
