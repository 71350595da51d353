// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/adjudication_session.h"

#include <algorithm>
#include <map>
#include <utility>

namespace faultline::ui {

using workbench::Adjudication;
using workbench::DisputedItem;

namespace {

bool isOpen(const DisputedItem& item) {
    return !item.decision.has_value();
}

template <class IsCounted>
AdjudicationSession::Progress progressOf(const std::vector<DisputedItem>& items, const IsCounted& isCounted) {
    AdjudicationSession::Progress progress;
    for (const DisputedItem& item : items)
        if (isCounted(item)) {
            ++progress.all;
            progress.decided += isOpen(item) ? 0 : 1;
        }
    return progress;
}

/// Of the annotator of that name. Who is not in the study yet is no adjudicator.
base::Result<Adjudication> readFor(const study::Study& study, base::RunId run, const std::string& name) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    const auto known = std::ranges::find(annotators, name, &labels::Annotator::name);
    if (known != annotators.end())
        return workbench::adjudication(study, run, *known);
    Adjudication nobody;
    nobody.adjudicator.name = name;
    return nobody;
}

} // namespace

AdjudicationSession::AdjudicationSession(const OpenStudy& study, Labelling& labelling, Disclosure& disclosure,
                                         QObject* parent)
    : QObject(parent)
    , m_study(study)
    , m_labelling(labelling)
    , m_disclosure(disclosure) {
    connect(&m_labelling, &Labelling::acted, this, &AdjudicationSession::takeAction);
    connect(&m_labelling, &Labelling::failed, this, [this] {
        if (m_isActive)
            reload(); // what could not be saved is not decided
    });
    connect(&m_labelling, &Labelling::annotatorChanged, this, [this] {
        if (m_content.adjudicator.name != m_labelling.annotator().toStdString())
            reset(); // nothing of what one sees is shown to another one
        if (m_isActive)
            reload();
    });
}

void AdjudicationSession::reset() {
    m_reading.drop();
    m_content = {};
    m_items.clear();
    m_blind.clear();
    m_current = 0;
    m_isKnown = false;
    m_takesIncomplete = false;
    Q_EMIT changed();
}

void AdjudicationSession::reload() {
    if (!m_study.isOpen())
        return;
    m_disclosure.flush();
    m_study.thread()->post(
        this,
        [run = m_study.run(), name = m_labelling.annotator().toStdString()](study::Study& file) {
            return readFor(file, run, name);
        },
        [this, asked = m_reading.ask(), said = m_said](base::Result<Adjudication> content) {
            if (!m_reading.counts(asked))
                return;
            if (said != m_said)
                reload();
            else if (content)
                take(std::move(*content));
            else
                Q_EMIT failed(QString::fromStdString(content.error().message));
        });
}

void AdjudicationSession::take(Adjudication content) {
    std::map<base::SampleIndex, DisputedItem> fresh;
    for (const auto* list : {&content.decided, &content.open})
        for (const DisputedItem& item : *list)
            fresh.emplace(item.sample, item);
    const DisputedItem* before = current();
    const auto here = before != nullptr ? std::optional(before->sample) : std::nullopt;
    const bool wasOpen = before != nullptr && isOpen(*before);
    const bool wasAsked = before != nullptr && isAsked(*before);
    std::optional<base::SampleIndex> reopened;
    std::vector<DisputedItem> items;
    for (const DisputedItem& old : m_items)
        if (const auto found = fresh.find(old.sample); found != fresh.end()) {
            if (!reopened && !isOpen(old) && isOpen(found->second))
                reopened = old.sample;
            items.push_back(std::move(found->second));
            fresh.erase(found);
        }
    for (auto* list : {&content.decided, &content.open})
        for (DisputedItem& item : *list)
            if (fresh.contains(item.sample))
                items.push_back(std::move(item));
    for (DisputedItem& item : items)
        item.isBlind = item.isBlind || m_blind.contains(item.sample);
    m_items = std::move(items);
    m_content = std::move(content);
    m_isKnown = true;
    // What was taken back is where one goes on; else one stays, unless that is decided now, gone, or asked
    // for no longer since nobody differs any more.
    const auto place = [&](std::optional<base::SampleIndex> sample) {
        return sample ? std::ranges::find(m_items, *sample, &DisputedItem::sample) : m_items.end();
    };
    const auto at = reopened ? place(reopened) : place(here);
    m_current = static_cast<std::size_t>(at - m_items.begin());
    const bool isHere = at != m_items.end() && here == at->sample;
    if (at == m_items.end() || (wasOpen && !isOpen(*at)) ||
        (isHere && wasAsked && isOpen(*at) && !isAsked(*at)))
        goOn();
    if (current() == nullptr || here != current()->sample)
        m_timer.restart();
    arrive();
}

void AdjudicationSession::takeAction(const labels::ActionReport& report) {
    if (m_isActive && report.course != labels::Course::Done)
        reload();
}

void AdjudicationSession::setActive(bool isActive) {
    if (isActive == m_isActive)
        return;
    m_isActive = isActive;
    m_timer.setWatching(isActive);
    if (isActive)
        reload();
    Q_EMIT activeChanged(isActive);
}

void AdjudicationSession::name() {
    if (!m_study.isWritable())
        return;
    m_study.thread()->post(
        this,
        [name = m_labelling.annotator().toStdString()](study::Study& file) {
            return workbench::nameAdjudicator(file, name);
        },
        [this](const base::Result<labels::Annotator>& named) {
            if (named)
                reload();
            else
                Q_EMIT failed(QString::fromStdString(named.error().message));
        });
}

AdjudicationSession::Progress AdjudicationSession::differing() const {
    return progressOf(m_items, [](const DisputedItem& item) { return item.isDisagreeing(); });
}

AdjudicationSession::Progress AdjudicationSession::incomplete() const {
    return progressOf(m_items, [](const DisputedItem& item) { return !item.isDisagreeing(); });
}

bool AdjudicationSession::isAsked(const DisputedItem& item) const {
    return isOpen(item) && (item.isDisagreeing() || m_takesIncomplete);
}

const DisputedItem* AdjudicationSession::current() const {
    return m_current < m_items.size() ? &m_items[m_current] : nullptr;
}

QString AdjudicationSession::truth() const {
    const DisputedItem* item = current();
    return item != nullptr && item->truth ? m_study.className(*item->truth) : QString();
}

QString AdjudicationSession::nameOf(const DisputedItem& item, base::AnnotatorId annotator) const {
    if (isOpen(item))
        return {};
    const auto found = std::ranges::find(m_content.annotators, annotator, &labels::Annotator::id);
    return found == m_content.annotators.end() ? QString() : QString::fromStdString(found->name);
}

bool AdjudicationSession::canSay() const {
    return m_study.isWritable() && current() != nullptr &&
           m_content.adjudicator.name == m_labelling.annotator().toStdString();
}

void AdjudicationSession::say(const labels::Judgement& judgement) {
    if (!canSay())
        return;
    DisputedItem& item = m_items[m_current];
    labels::LabelRequest request;
    request.samples = {item.sample};
    request.change.judgement = judgement;
    request.given.how = labels::How::Adjudication;
    request.given.blind = item.isBlind ? labels::Blind::Yes : labels::Blind::No;
    request.given.elapsed = m_timer.elapsed();
    ++m_said;
    // The next key may come before it is stored.
    if (judgement.isUnlabelled()) {
        item.decision.reset();
    } else {
        item.decision.emplace();
        item.decision->sample = item.sample;
        item.decision->annotator = m_content.adjudicator.id;
        item.decision->judgement = judgement;
        goOn();
    }
    m_timer.restart();
    m_labelling.say(std::move(request));
    arrive();
}

void AdjudicationSession::goOn() {
    const auto from = m_items.begin() + static_cast<std::ptrdiff_t>(std::min(m_current + 1, m_items.size()));
    const auto isWanted = [this](const DisputedItem& item) { return isAsked(item); };
    const auto next = std::find_if(from, m_items.end(), isWanted);
    const auto found = next != m_items.end() ? next : std::find_if(m_items.begin(), m_items.end(), isWanted);
    m_current = static_cast<std::size_t>(found - m_items.begin());
}

void AdjudicationSession::later() {
    if (current() == nullptr)
        return;
    const auto here = m_items.begin() + static_cast<std::ptrdiff_t>(m_current);
    const auto next =
        std::find_if(here + 1, m_items.end(), [this](const auto& each) { return isSeen(each); });
    if (isOpen(*here) || next == m_items.end())
        goOn();
    else
        m_current = static_cast<std::size_t>(next - m_items.begin()); // one looks through what is decided
    m_timer.restart();
    arrive();
}

void AdjudicationSession::back() {
    std::size_t before = std::min(m_current, m_items.size());
    while (before > 0 && !isSeen(m_items[before - 1]))
        --before;
    if (before == 0)
        return;
    m_current = before - 1;
    m_timer.restart();
    arrive();
}

void AdjudicationSession::goThroughIncomplete() {
    m_takesIncomplete = true;
    if (current() == nullptr)
        goOn();
    m_timer.restart();
    arrive();
}

void AdjudicationSession::arrive() {
    // What others said is seen from now on: no later label of the item is given blind.
    if (const DisputedItem* item = current(); item != nullptr && m_isActive) {
        if (item->isBlind)
            m_blind.insert(item->sample);
        m_disclosure.show(item->sample);
    }
    Q_EMIT changed();
}

} // namespace faultline::ui
