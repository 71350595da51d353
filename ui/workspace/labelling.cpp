// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/labelling.h"

#include "core/workbench/annotators.h"
#include "core/workbench/following.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace faultline::ui {

using base::Result;

Result<HeldLabels> readLabels(study::Study& study, base::RunId run, const QString& name) {
    HeldLabels held;
    held.asked = name;
    FAULTLINE_TRY(voice, workbench::speakingName(study, name.toStdString()));
    held.annotator = QString::fromStdString(voice);
    FAULTLINE_TRY(annotators, study.labels().annotators());
    FAULTLINE_TRY(all, study.labels().labels(run));
    std::unordered_map<base::AnnotatorId, int> places;
    for (const labels::Annotator& annotator : annotators) {
        places.emplace(annotator.id, static_cast<int>(held.annotators.size()));
        held.annotators.append(QString::fromStdString(annotator.name));
        held.decided.push_back(static_cast<int>(std::ranges::count_if(all, [&](const labels::Label& label) {
            return label.annotator == annotator.id && !label.judgement.isUnlabelled();
        })));
        if (held.annotators.back() != held.annotator)
            continue;
        FAULTLINE_TRY(offers, workbench::labelOffers(study, run, annotator.id));
        FAULTLINE_TRY(undo, study.labels().undoState(annotator.id));
        std::ranges::copy_if(all, std::back_inserter(held.labels),
                             [&](const labels::Label& label) { return label.annotator == annotator.id; });
        held.offers = std::move(offers);
        held.undo = undo;
    }
    const auto own = held.annotators.indexOf(held.annotator);
    held.isInStudy = own >= 0;
    const int shift = held.isInStudy ? 0 : 1; // the present annotator comes first, below
    for (const labels::Label& label : all)
        if (const auto place = places.find(label.annotator);
            place != places.end() && place->second != own && !label.judgement.isUnlabelled())
            held.others[label.sample].push_back(place->second + shift);
    if (!held.isInStudy) {
        held.annotators.prepend(held.annotator);
        held.decided.insert(held.decided.begin(), 0);
    }
    return held;
}

Labelling::Labelling(const OpenStudy& study, const Items& items, QObject* parent)
    : QObject(parent)
    , m_study(study)
    , m_items(items) {}

QString Labelling::note(int row) const {
    return QString::fromStdString(m_annotations.note(static_cast<std::size_t>(row)));
}

const workbench::LabelOffer* Labelling::offer(int row) const {
    if (!judgement(row).isUnlabelled())
        return nullptr;
    const auto found = m_offers.find(m_items.failure(row).sample);
    return found == m_offers.end() ? nullptr : &found->second;
}

QString Labelling::deciders(int row) const {
    QStringList names;
    if (const auto found = m_others.find(m_items.failure(row).sample); found != m_others.end())
        for (const int place : found->second)
            names.append(m_annotators.at(place));
    if (!judgement(row).isUnlabelled())
        names.append(m_annotator);
    names.sort();
    return names.join(QStringLiteral(", "));
}

int Labelling::decidedBy(const QString& annotator) const {
    if (annotator == m_annotator)
        return labelledCount();
    const auto place = m_annotators.indexOf(annotator);
    return place < 0 ? 0 : m_decided[static_cast<std::size_t>(place)];
}

void Labelling::setAnnotator(const QString& name) {
    const QString trimmed = name.trimmed();
    if (!m_study.isOpen() || trimmed.isEmpty() || trimmed == m_annotator)
        return;
    m_annotator = trimmed;
    reload();
}

void Labelling::rename(const QString& name) {
    const QString trimmed = name.trimmed();
    if (!m_study.isOpen() || trimmed.isEmpty() || trimmed == m_annotator)
        return;
    m_study.thread()->post(
        this,
        [from = m_annotator.toStdString(), to = trimmed.toStdString()](study::Study& file) {
            return workbench::renameAnnotator(file, from, to);
        },
        [this, trimmed, from = m_annotator, asked = std::weak_ptr(m_study.thread())](Result<bool> renamed) {
            if (!isStill(asked, m_study.thread()))
                return;
            if (!renamed)
                Q_EMIT failed(QString::fromStdString(renamed.error().message));
            else if (m_annotator == from)
                setAnnotator(trimmed);
            else
                reload();
        });
}

namespace {

struct Reread {
    Result<HeldLabels> held;
    bool isOld = false; ///< the study is, which hinders reading them
};

/// One that is open for reading, from its file as it is now.
bool isReadableAnew(const study::Study& study, base::RunId run, const QString& name) {
    if (study.access() != study::Access::ReadOnly)
        return false;
    auto now = workbench::openedAgain(study);
    return now && readLabels(*now, run, name);
}

} // namespace

void Labelling::reload() {
    if (!m_study.isOpen())
        return;
    m_study.thread()->post(
        this,
        [name = m_annotator, run = m_study.run()](study::Study& file) {
            auto held = readLabels(file, run, name);
            const bool isOld = !held && isReadableAnew(file, run, name);
            return Reread{std::move(held), isOld};
        },
        [this, asked = std::weak_ptr(m_study.thread()), run = m_study.run()](Reread now) {
            if (!isStill(asked, m_study.thread()) || run != m_study.run())
                return;
            if (now.isOld)
                Q_EMIT newsNeeded();
            else if (!now.held)
                Q_EMIT failed(QString::fromStdString(now.held.error().message));
            else if (now.held->asked == m_annotator)
                take(std::move(*now.held));
        });
}

void Labelling::keep(HeldLabels held) {
    m_annotator = m_whose = held.annotator;
    m_isInStudy = held.isInStudy;
    m_annotators = held.annotators;
    m_decided = std::move(held.decided);
    m_lastDecision.reset();
    for (const labels::Label& label : held.labels)
        tellDecision(label);
    m_undoState = held.undo;
    m_annotations = workbench::AnnotationTable(m_items.table(), held.labels);
    m_others = std::move(held.others);
    m_decisions = workbench::RecentDecisions(held.labels);
    m_offers.clear();
    for (workbench::LabelOffer& offer : held.offers)
        m_offers.insert_or_assign(offer.sample, std::move(offer));
}

void Labelling::take(HeldLabels held) {
    keep(std::move(held));
    std::vector<int> rows(m_items.failures().size());
    std::iota(rows.begin(), rows.end(), 0);
    Q_EMIT annotatorChanged();
    Q_EMIT undoStateChanged();
    Q_EMIT decisionsChanged();
    Q_EMIT judgementsChanged(rows);
}

void Labelling::follow(HeldLabels held, Modes modes) {
    const bool isOfAnother = held.annotator != m_whose;
    const bool areOthers = isOfAnother || held.annotators != m_annotators || held.isInStudy != m_isInStudy;
    const QStringList annotatorsBefore = m_annotators;
    const workbench::AnnotationTable before = std::move(m_annotations);
    const auto decidersBefore = std::move(m_others);
    const auto decisionsBefore = m_decisions.all();
    keep(std::move(held));
    const auto decidersOf = [](const auto& all, const QStringList& annotators, base::SampleIndex sample) {
        QStringList names;
        if (const auto found = all.find(sample); found != all.end())
            for (const int place : found->second)
                names.append(annotators.at(place));
        return names;
    };
    std::vector<int> rows;
    for (int row = 0; row < m_items.failureCount(); ++row) {
        const base::SampleIndex sample = m_items.failure(row).sample;
        if (modes == Modes::Changed || isOfAnother ||
            !m_annotations.isAlike(before, static_cast<std::size_t>(row)) ||
            decidersOf(m_others, m_annotators, sample) !=
                decidersOf(decidersBefore, annotatorsBefore, sample))
            rows.push_back(row);
    }
    if (areOthers)
        Q_EMIT annotatorChanged();
    Q_EMIT undoStateChanged();
    if (decisionsBefore != m_decisions.all())
        Q_EMIT decisionsChanged();
    if (!rows.empty())
        Q_EMIT judgementsChanged(rows);
}

void Labelling::tellDecision(const labels::Label& label) {
    if (!label.judgement.isUnlabelled() && (!m_lastDecision || *m_lastDecision < label.labelledAt))
        m_lastDecision = label.labelledAt;
}

void Labelling::grow() {
    m_annotations.grow(m_items.failures().size());
}

void Labelling::reset() {
    m_annotations = workbench::AnnotationTable(m_items.failures().size());
    m_decisions = {};
    m_offers.clear();
    m_others.clear();
    m_lastDecision.reset();
    m_undoState = {};
}

namespace {

struct Acted {
    Result<labels::ActionReport> report;
    Result<labels::UndoState> state;
};

} // namespace

template <class Work>
void Labelling::act(Work work) {
    if (!m_study.isWritable())
        return;
    m_study.thread()->post(
        this,
        [name = m_annotator.toStdString(), work = std::move(work)](study::Study& file) mutable -> Acted {
            const auto annotator = file.labels().annotator(name);
            if (!annotator)
                return {base::failure(annotator.error()), labels::UndoState{}};
            auto report = work(file, annotator->id);
            return {std::move(report), file.labels().undoState(annotator->id)};
        },
        [this, asked = std::weak_ptr(m_study.thread()), name = m_annotator](const Acted& acted) {
            if (!isStill(asked, m_study.thread()))
                return;
            if (!acted.report)
                Q_EMIT failed(tr("Not saved: %1").arg(QString::fromStdString(acted.report.error().message)));
            else if (name == m_annotator)
                takeAction(*acted.report, acted.state.value_or(labels::UndoState{}));
            if (!acted.state) // the label is saved, but what could be taken back is not known
                Q_EMIT failed(QString::fromStdString(acted.state.error().message));
        });
}

void Labelling::watch(const QObject* page, std::function<PictureView()> view) {
    m_page = page;
    m_view = std::move(view);
}

void Labelling::forget(const QObject* page) {
    if (page != m_page) // another one is seen by now
        return;
    m_page = nullptr;
    m_view = nullptr;
}

void Labelling::say(labels::LabelRequest request) {
    request.run = m_study.run();
    if (m_view && request.samples.size() == 1)
        if (PictureView view = m_view(); view.sample == request.samples.front()) {
            request.given.zoom = view.zoom;
            request.given.contrast = std::move(view.contrast);
        }
    act([request = std::move(request)](study::Study& file, base::AnnotatorId annotator) mutable {
        request.annotator = annotator;
        return file.labels().apply(request);
    });
}

void Labelling::label(const std::vector<int>& rows, const labels::LabelChange& change,
                      std::chrono::milliseconds elapsed) {
    labels::LabelRequest request;
    request.given.how = rows.size() > 1 ? labels::How::Bulk : labels::How::Grid;
    for (const int row : rows)
        request.samples.push_back(m_items.failure(row).sample);
    request.change = change;
    request.given.elapsed = elapsed;
    say(std::move(request));
}

void Labelling::takeOver(int row, std::chrono::milliseconds elapsed) {
    const workbench::LabelOffer* offered = offer(row);
    if (offered == nullptr)
        return;
    labels::LabelRequest request;
    request.given.how = labels::How::TakenOver;
    request.samples = {offered->sample};
    request.change.judgement = offered->judgement;
    request.given.elapsed = elapsed;
    say(std::move(request));
}

void Labelling::undo() {
    act([](study::Study& file, base::AnnotatorId annotator) { return file.labels().undo(annotator); });
}

void Labelling::redo() {
    act([](study::Study& file, base::AnnotatorId annotator) { return file.labels().redo(annotator); });
}

void Labelling::takeAction(const labels::ActionReport& report, const labels::UndoState& state) {
    m_undoState = state;
    if (report.changesTaxonomy) { // labels and modes are read anew, together
        Q_EMIT undoStateChanged();
        Q_EMIT acted(report);
        return;
    }
    std::vector<int> rows;
    bool reachedAnotherRun = false, hasDecided = false;
    for (const labels::Label& label : report.changed) {
        if (label.run != m_study.run())
            reachedAnotherRun = true; // an undo may
        else if (const auto row = m_annotations.apply(m_items.table(), label))
            rows.push_back(static_cast<int>(*row));
        if (label.run != m_study.run())
            continue;
        tellDecision(label);
        hasDecided = m_decisions.apply(label) || hasDecided;
    }
    Q_EMIT undoStateChanged();
    if (hasDecided)
        Q_EMIT decisionsChanged();
    if (!rows.empty())
        Q_EMIT judgementsChanged(rows);
    Q_EMIT acted(report);
    if (reachedAnotherRun)
        reload(); // its labels are offered here
}

} // namespace faultline::ui
