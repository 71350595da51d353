// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/headings.h"

#include "ui/workspace/judgement_style.h"

#include <cmath>
#include <limits>
#include <utility>

namespace faultline::ui {

namespace {

constexpr double last = std::numeric_limits<double>::infinity(); ///< what is not known

const QList<std::pair<Heading, QString>>& names() {
    static const QList<std::pair<Heading, QString>> all{{Heading::None, QStringLiteral("none")},
                                                        {Heading::Pair, QStringLiteral("pair")},
                                                        {Heading::Mode, QStringLiteral("mode")},
                                                        {Heading::Annotator, QStringLiteral("annotator")},
                                                        {Heading::Confidence, QStringLiteral("confidence")}};
    return all;
}

} // namespace

QString nameOf(Heading heading) {
    for (const auto& [each, name] : names())
        if (each == heading)
            return name;
    return {};
}

Heading headingNamed(const QString& name) {
    for (const auto& [each, known] : names())
        if (known == name)
            return each;
    return Heading::None;
}

Headings::Headings(const OpenStudy& study, const Items& items, const Labelling& labelling,
                   VisibleFailures& visible, QObject* parent)
    : QObject(parent)
    , m_study(study)
    , m_items(items)
    , m_labelling(labelling)
    , m_visible(visible) {}

void Headings::choose(Heading heading) {
    if (heading == m_chosen)
        return;
    m_chosen = heading;
    m_visible.setGroups(heading == Heading::None ? nullptr : this);
    Q_EMIT chosenChanged();
}

bool Headings::asksForLabels() const {
    return m_chosen == Heading::Mode || m_chosen == Heading::Annotator;
}

void Headings::prepare() {
    m_deciders.clear();
    if (m_chosen != Heading::Annotator)
        return;
    for (int row = 0; row < m_items.failureCount(); ++row)
        if (const QString who = m_labelling.deciders(row); !who.isEmpty())
            m_deciders.emplace(who, 0);
    double rank = 0;
    for (auto& [who, its] : m_deciders)
        its = rank++;
}

double Headings::rankOf(int row) const {
    switch (m_chosen) {
    case Heading::None:
        break;
    case Heading::Pair: {
        const model::Prediction& failure = m_items.failure(row);
        return failure.truth.value * 65'536.0 + failure.predicted.value;
    }
    case Heading::Mode:
        return workbench::labelRank(m_labelling.judgement(row)).value_or(last);
    case Heading::Annotator: {
        // Somebody who has decided since the failures were arranged stands before nobody.
        const QString who = m_labelling.deciders(row);
        const auto found = m_deciders.find(who);
        return who.isEmpty()               ? last
               : found == m_deciders.end() ? std::numeric_limits<double>::max()
                                           : found->second;
    }
    case Heading::Confidence:
        if (const auto confidence = m_items.failure(row).confidence)
            return std::min(static_cast<double>(std::floor(*confidence * 10.0F)), 9.0);
        return last;
    }
    return 0;
}

QString Headings::pairText(double rank) const {
    const double truth = std::floor(rank / 65'536);
    const auto idOf = [](double value) { return base::ClassId(static_cast<std::uint16_t>(value)); };
    return tr("%1 → %2").arg(m_study.className(idOf(truth)), m_study.className(idOf(rank - truth * 65'536)));
}

QString Headings::modeText(double rank) const {
    const labels::Taxonomy& taxonomy = m_study.taxonomy();
    std::vector<labels::Judgement> known = labels::categoriesOf(taxonomy);
    known.push_back(labels::Judgement::excluded());
    for (const labels::Judgement& each : known)
        if (workbench::labelRank(each) == rank)
            return judgementStyle(each, taxonomy).name;
    return judgementStyle({}, taxonomy).name;
}

QString Headings::text(double rank) const {
    switch (m_chosen) {
    case Heading::None:
        break;
    case Heading::Pair:
        return pairText(rank);
    case Heading::Mode:
        return modeText(rank);
    case Heading::Annotator:
        for (const auto& [who, its] : m_deciders)
            if (its == rank)
                return who;
        return rank == last ? tr("Decided by nobody") : tr("Decided since");
    case Heading::Confidence:
        return rank == last ? tr("Confidence not known")
                            : tr("Confidence %1 to %2 %").arg(rank * 10).arg((rank + 1) * 10);
    }
    return {};
}

} // namespace faultline::ui
