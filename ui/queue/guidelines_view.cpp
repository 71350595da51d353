// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/guidelines_view.h"

#include "ui/fitting/focus_line.h"

#include <algorithm>

#include <QEvent>

namespace faultline::ui {

namespace {

constexpr int pinnedSide = 96; // pixels of a pinned picture's longer side, about

} // namespace

GuidelinesView::GuidelinesView(Workspace& workspace, QWidget* parent)
    : MarkdownView([this](const QString& address) { return pinned(address); }, parent)
    , m_workspace(workspace) {
    setAccessibleName(tr("Guidelines of the plan"));
    setMinimumWidth(160);
    connect(&workspace.queue(), &QueueSession::changed, this, &GuidelinesView::refresh);
    connect(&workspace.pixels(), &PixelSource::arrived, this,
            [this](const std::vector<base::SampleIndex>& samples) {
                const auto isPinned = [&](const plans::PinnedExample& each) {
                    return std::ranges::find(samples, each.sample) != samples.end();
                };
                if (std::ranges::any_of(m_examples, isPinned))
                    showMarkdown(m_text);
            });
    refresh();
}

void GuidelinesView::refresh() {
    const QueueSession& queue = m_workspace.queue();
    const QString text = queue.isPlanned() ? QString::fromStdString(queue.plan().guidelines) : QString();
    if (text == m_text)
        return;
    m_text = text;
    m_examples = plans::pinnedExamples(text.toStdString());
    showFromTop(m_text);
    Q_EMIT textChanged();
}

bool GuidelinesView::event(QEvent* event) {
    const bool isDone = MarkdownView::event(event);
    if (event->type() == QEvent::Paint)
        paintFocusLine(*this);
    else if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return isDone;
}

QImage GuidelinesView::pinned(const QString& address) const {
    const auto sample = plans::pinnedSample(address.toStdString());
    // What the text pins, and nothing else that the study holds.
    if (!sample || std::ranges::find(m_examples, *sample, &plans::PinnedExample::sample) == m_examples.end())
        return {};
    const QImage image = m_workspace.pixels().reduced(*sample, pinnedSide);
    const int longest = std::max(image.width(), image.height());
    const int factor = longest == 0 ? 1 : std::max(1, pinnedSide / longest); // whole: pixels stay pixels
    return image.isNull() ? image : image.scaled(image.size() * factor);
}

} // namespace faultline::ui
