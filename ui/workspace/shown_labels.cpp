// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/shown_labels.h"

#include "core/workbench/consensus.h"

#include <chrono>
#include <utility>

namespace faultline::ui {

namespace {

constexpr std::chrono::milliseconds quiet{400}; ///< of labelling, before a consensus is read again

struct ReadLabels {
    std::vector<labels::Label> labels;
    std::optional<plans::Plan> plan;
};

} // namespace

ShownLabels::ShownLabels(const OpenStudy& study, const Items& items, const Labelling& labelling,
                         const QueueSession& queue, QObject* parent)
    : QObject(parent)
    , m_study(study)
    , m_items(items)
    , m_labelling(labelling)
    , m_queue(queue) {
    m_soon.setSingleShot(true);
    m_soon.setInterval(quiet);
    connect(&m_soon, &QTimer::timeout, this, &ShownLabels::read);
    connect(&labelling, &Labelling::acted, this, &ShownLabels::readSoon);
    connect(&labelling, &Labelling::annotatorChanged, this, &ShownLabels::readSoon);
    connect(&queue, &QueueSession::changed, this, [this] {
        if (!m_chosen.empty() && m_queue.isBlind() && m_held)
            forget();
        else if (!m_chosen.empty() && !m_queue.isBlind() && (!m_held || isOfAnotherPlan()))
            m_soon.start();
    });
    connect(&labelling, &Labelling::judgementsChanged, this, [this] {
        if (isMine())
            Q_EMIT changed();
    });
    connect(&items, &Items::failuresArrived, this, [this] {
        if (m_held)
            m_held->grow(m_items.failures().size());
    });
}

void ShownLabels::choose(const std::string& consensus) {
    if (consensus == m_chosen)
        return;
    m_chosen = consensus;
    forget();
    read();
}

std::string ShownLabels::consensus() const {
    return m_held ? m_chosen : workbench::consensusText(m_labelling.annotator().toStdString());
}

const workbench::AnnotationTable& ShownLabels::table() const {
    return m_held ? *m_held : m_labelling.annotations();
}

const plans::Plan* ShownLabels::plan() const {
    if (m_held)
        return m_plan ? &*m_plan : nullptr;
    return m_queue.isPlanned() ? &m_queue.plan() : nullptr;
}

bool ShownLabels::isOfAnotherPlan() const {
    if (!m_queue.isPlanned())
        return m_plan.has_value();
    return !m_plan || m_plan->uuid != m_queue.plan().uuid || m_plan->version != m_queue.plan().version;
}

void ShownLabels::reset() {
    m_chosen.clear();
    forget();
}

void ShownLabels::readAgain() {
    if (m_chosen.empty())
        return;
    forget();
    read();
}

void ShownLabels::readSoon() {
    if (!m_chosen.empty())
        m_soon.start();
}

void ShownLabels::forget() {
    m_reading.drop();
    m_soon.stop();
    m_held.reset();
    m_plan.reset();
    Q_EMIT changed();
}

void ShownLabels::read() {
    if (m_chosen.empty() || !m_study.isOpen() || m_queue.isBlind())
        return;
    m_study.thread()->post(
        this,
        [run = m_study.run(), text = m_chosen](study::Study& file) -> base::Result<ReadLabels> {
            FAULTLINE_TRY(annotations, workbench::annotationsOf(file, run));
            FAULTLINE_TRY(consensus, workbench::consensusOf(text, annotations));
            std::vector<labels::Label> labels = workbench::consensusLabels(consensus, annotations);
            return ReadLabels{std::move(labels), std::move(annotations.plan)};
        },
        [this, asked = m_reading.ask()](base::Result<ReadLabels> read) {
            if (!m_reading.counts(asked) || m_queue.isBlind())
                return;
            if (read) {
                m_held.emplace(m_items.table(), read->labels);
                m_plan = std::move(read->plan);
                Q_EMIT changed();
                return;
            }
            reset();
            Q_EMIT refused(QString::fromStdString(read.error().message));
        });
}

} // namespace faultline::ui
