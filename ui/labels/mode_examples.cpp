// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/mode_examples.h"

#include <algorithm>

namespace faultline::ui {

ModeExamples::ModeExamples(Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace) {
    connect(&workspace.queue(), &QueueSession::changed, this, &ModeExamples::refresh);
    connect(&workspace.queue(), &QueueSession::activeChanged, this, &ModeExamples::refresh);
    connect(&workspace.pixels(), &PixelSource::arrived, this,
            [this](const std::vector<base::SampleIndex>& samples) {
                const auto isPinned = [&](const plans::PinnedExample& each) {
                    return std::ranges::find(samples, each.sample) != samples.end();
                };
                if (std::ranges::any_of(m_pinned, isPinned))
                    Q_EMIT changed();
            });
    refresh();
}

void ModeExamples::refresh() {
    const QueueSession& queue = m_workspace.queue();
    QString guidelines;
    if (queue.isActive() && queue.isPlanned())
        guidelines = QString::fromStdString(queue.plan().guidelines);
    if (guidelines == m_guidelines)
        return;
    m_guidelines = guidelines;
    m_pinned = plans::pinnedExamples(guidelines.toStdString());
    Q_EMIT changed();
}

std::vector<ModeExamples::Example> ModeExamples::of(const labels::Mode& mode) const {
    std::vector<Example> examples;
    for (const plans::PinnedExample& each : m_pinned) {
        const QString of = QString::fromStdString(each.of);
        const bool isOfMode = of.compare(QString::fromStdString(mode.slug), Qt::CaseInsensitive) == 0 ||
                              of.compare(QString::fromStdString(mode.name), Qt::CaseInsensitive) == 0;
        if (isOfMode && examples.size() < most)
            examples.push_back({each.sample, m_workspace.pixels().reduced(each.sample, side)});
    }
    return examples;
}

} // namespace faultline::ui
