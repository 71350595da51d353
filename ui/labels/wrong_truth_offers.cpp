// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/wrong_truth_offers.h"

#include "ui/labels/right_class_question.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <QAction>
#include <QWidget>

namespace faultline::ui {

using labels::Exclusion;
using labels::Judgement;

WrongTruthOffers::WrongTruthOffers(Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window)
    , m_rightClass(new QAction(tr("Name the right class…"), this))
    , m_exclude(new QAction(this)) {
    connect(m_rightClass, &QAction::triggered, this, &WrongTruthOffers::nameRightClass);
    connect(m_exclude, &QAction::triggered, this, &WrongTruthOffers::excludeSuspected);
    for (const auto signal : {&Workspace::opened, &Workspace::closed})
        connect(&workspace, signal, this, &WrongTruthOffers::forget);
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, &WrongTruthOffers::forget);
}

void WrongTruthOffers::forget() {
    m_wronglyTrue.clear();
    m_isToBeTold = false;
    m_suspected.reset();
}

void WrongTruthOffers::noteReason(Exclusion reason) {
    m_wronglyTrue.clear();
    m_isToBeTold = false;
    const QueueSession& queue = m_workspace.queue();
    if (reason != Exclusion::WrongTruth || m_workspace.adjudication().isActive())
        return;
    m_isToBeTold = true;
    if (!queue.isActive())
        for (const int row : m_workspace.cursor().targets())
            m_wronglyTrue.push_back({m_workspace.items().failure(row).sample, std::nullopt});
    else if (const auto place = queue.place())
        m_wronglyTrue.push_back({place->sample, *queue.walk().current()});
}

Judgement WrongTruthOffers::held(const Target& target) const {
    if (target.position)
        return m_workspace.queue().answerAt(*target.position, target.sample);
    const int row = m_workspace.items().rowOf(target.sample);
    return row < 0 ? Judgement() : m_workspace.labelling().judgement(row);
}

std::vector<WrongTruthOffers::Target> WrongTruthOffers::wronglyTrue() const {
    std::vector<Target> found;
    std::ranges::copy_if(m_wronglyTrue, std::back_inserter(found), [&](const Target& target) {
        const Judgement judgement = held(target);
        return judgement.isExcluded() && judgement.reason() == Exclusion::WrongTruth;
    });
    return found;
}

WrongTruthOffers::Offer WrongTruthOffers::ofHeld() {
    const std::vector<Target> found = wronglyTrue();
    if (found.size() != 1 || m_wronglyTrue.size() != 1)
        return {};
    m_isToBeTold = false;
    return {tr("#%1 is excluded already: wrong truth").arg(found.front().sample.value), m_rightClass};
}

WrongTruthOffers::Offer WrongTruthOffers::of(const labels::ActionReport& report) {
    const std::vector<Target> found = wronglyTrue();
    const auto isOfReport = [&](const Target& target) {
        return std::ranges::any_of(report.changed, [&](const labels::Label& label) {
            return label.sample == target.sample && label.judgement.isExcluded();
        });
    };
    if (m_isToBeTold && std::ranges::any_of(found, isOfReport)) {
        m_isToBeTold = false;
        return {tr("Excluded: wrong truth"), m_rightClass};
    }
    return ofSuspected(report);
}

WrongTruthOffers::Offer WrongTruthOffers::ofSuspected(const labels::ActionReport& report) {
    // What others say of an item is told to nobody who labels blind, and to no adjudicator.
    if (report.changed.size() != 1 || !report.changed.front().judgement.isCategory() ||
        m_workspace.queue().isBlind() || m_workspace.adjudication().isActive())
        return {};
    const labels::Label& label = report.changed.front();
    if (!report.before.empty() && report.before.front() == label.judgement)
        return {}; // a flag or a note
    const workbench::Covariates& known = m_workspace.study().covariates();
    if (!workbench::isSuspected(known, label.sample))
        return {};
    Target target{label.sample, std::nullopt};
    if (m_workspace.queue().isActive())
        target.position = label.given.position;
    if (held(target) != label.judgement)
        return {};
    const auto right = workbench::suspectedClass(known, label.sample);
    m_suspected = target;
    m_wanted = Judgement::excluded(Exclusion::WrongTruth, right);
    QString text = tr("Exclude: wrong truth");
    if (right)
        text = tr("Exclude: wrong truth, it is %1").arg(m_workspace.study().className(*right));
    m_exclude->setText(text.replace(QLatin1Char('&'), QStringLiteral("&&")));
    return {tr("#%1 is suspected to be a label error").arg(label.sample.value), m_exclude};
}

void WrongTruthOffers::nameRightClass() {
    std::vector<Target> found = wronglyTrue(); // still so, by this annotator in this run
    if (found.size() > 1)                      // of several those of which nobody has said it
        std::erase_if(found, [&](const Target& target) { return held(target).rightClass().has_value(); });
    if (found.empty())
        return;
    std::vector<base::SampleIndex> samples;
    for (const Target& target : found)
        samples.push_back(target.sample);
    const auto right =
        askForRightClass(m_workspace.study(), samples,
                         m_workspace.queue().isBlind() ? Suspicion::Untold : Suspicion::Told, m_window);
    if (right)
        say(found, Judgement::excluded(Exclusion::WrongTruth, *right));
}

void WrongTruthOffers::excludeSuspected() {
    if (const auto target = std::exchange(m_suspected, {}); target && held(*target).isCategory())
        say({*target}, m_wanted);
}

void WrongTruthOffers::say(const std::vector<Target>& targets, const Judgement& judgement) {
    std::vector<int> rows;
    for (const Target& target : targets)
        if (target.position)
            m_workspace.queue().sayAgainAt(*target.position, judgement);
        else
            rows.push_back(m_workspace.items().rowOf(target.sample));
    if (!rows.empty())
        m_workspace.labelling().label(rows, {judgement});
}

} // namespace faultline::ui
