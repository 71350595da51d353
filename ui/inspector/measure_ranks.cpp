// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/measure_ranks.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace faultline::ui {

namespace {

/// For so long a query holds the study's thread: a label that is given meanwhile waits no longer.
constexpr std::chrono::milliseconds longestQuery{15};

struct Measured {
    std::vector<imaging::Measures> measures;
    std::size_t visited = 0; ///< with those that could not be read
};

base::Result<Measured> measured(study::Study& study, std::span<const base::SampleIndex> samples) {
    const auto end = std::chrono::steady_clock::now() + longestQuery;
    Measured result;
    FAULTLINE_CHECK(
        study.pictures().visit(samples, [&](base::SampleIndex, base::Result<base::Image> picture) {
            ++result.visited;
            if (picture)
                if (const auto measures = imaging::measures(picture->view()))
                    result.measures.push_back(*measures);
            return std::chrono::steady_clock::now() < end ? study::Visit::GoOn : study::Visit::Enough;
        }));
    return result;
}

} // namespace

MeasureRanks::MeasureRanks(Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace) {
    connect(&workspace, &Workspace::opened, this, &MeasureRanks::reset);
    connect(&workspace, &Workspace::closed, this, &MeasureRanks::reset);
}

void MeasureRanks::reset() {
    m_round.drop();
    m_samples.clear();
    m_measures.clear();
    m_isMeasuring = m_isDone = false;
}

std::optional<MeasureRanks::Ranks> MeasureRanks::of(const imaging::Measures& measures) {
    const std::size_t failures = m_workspace.items().failures().size();
    const bool isOutgrown = m_isDone && m_failures < mostMeasured && failures >= 2 * m_failures;
    if (!m_isMeasuring && (!m_isDone || isOutgrown))
        begin();
    if (!m_isDone || m_measures.empty())
        return std::nullopt;
    const auto share = [&](double imaging::Measures::*measure) {
        const auto less = std::ranges::count_if(
            m_measures, [&](const imaging::Measures& each) { return each.*measure < measures.*measure; });
        return static_cast<double>(less) / static_cast<double>(m_measures.size());
    };
    return Ranks{share(&imaging::Measures::brightness), share(&imaging::Measures::contrast),
                 share(&imaging::Measures::sharpness)};
}

void MeasureRanks::begin() {
    reset();
    const std::vector<model::Prediction>& failures = m_workspace.items().failures();
    m_failures = failures.size();
    const std::size_t count = std::min(mostMeasured, failures.size());
    for (std::size_t i = 0; i < count; ++i)
        m_samples.push_back(failures[i * failures.size() / count].sample);
    m_isMeasuring = true;
    measureSome();
}

void MeasureRanks::measureSome() {
    if (m_samples.empty()) {
        m_isMeasuring = false;
        m_isDone = true;
        Q_EMIT gathered();
        return;
    }
    m_workspace.study().thread()->post(
        this, [samples = m_samples](study::Study& study) { return measured(study, samples); },
        [this, asked = m_round.present()](base::Result<Measured> some) {
            if (!m_round.counts(asked))
                return;
            if (!some || some->visited == 0) { // who shows the pictures says why
                m_samples.clear();
            } else {
                m_samples.erase(m_samples.begin(),
                                m_samples.begin() + static_cast<std::ptrdiff_t>(some->visited));
                std::ranges::move(some->measures, std::back_inserter(m_measures));
            }
            measureSome();
        });
}

} // namespace faultline::ui
