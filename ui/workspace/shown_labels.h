// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "core/workbench/annotation_table.h"
#include "ui/workspace/items.h"
#include "ui/workspace/labelling.h"
#include "ui/workspace/queue_session.h"

#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// Whose labels charts and counts show: the present annotator's as they are given, or a consensus of all,
/// read again shortly after each change. Nothing of others is shown while the annotator labels blind.
class ShownLabels : public QObject {
    Q_OBJECT

public:
    /// @param study, items, labelling, queue outlive this object
    ShownLabels(const OpenStudy& study, const Items& items, const Labelling& labelling,
                const QueueSession& queue, QObject* parent = nullptr);

    /// As workbench::consensusOf() takes it; empty: the present annotator's. One that is not possible is told
    /// by refused(), and the annotator's own stay.
    void choose(const std::string& consensus);
    [[nodiscard]] const std::string& chosen() const { return m_chosen; }
    /// Whose judgements() are: of the present annotator until those that were chosen are read.
    [[nodiscard]] std::string consensus() const;
    [[nodiscard]] bool isMine() const { return !m_held.has_value(); }
    /// Parallel to Items::failures().
    [[nodiscard]] const std::vector<labels::Judgement>& judgements() const { return table().judgements(); }
    [[nodiscard]] const workbench::AnnotationTable& table() const;
    /// The run's newest, under which they were given or not; nullptr: none.
    [[nodiscard]] const plans::Plan* plan() const;
    void reset();
    /// At once: what is held names modes that are gone.
    void readAgain();
    /// What was chosen, shortly: others have said something.
    void readSoon();

Q_SIGNALS:
    void changed();
    void refused(const QString& sentence);

private:
    void read();
    void forget();
    /// The run has another plan than it had when that was read.
    [[nodiscard]] bool isOfAnotherPlan() const;

    const OpenStudy& m_study;
    const Items& m_items;
    const Labelling& m_labelling;
    const QueueSession& m_queue;
    std::string m_chosen;
    std::optional<workbench::AnnotationTable> m_held; ///< of what was chosen; nothing: not read, or mine
    std::optional<plans::Plan> m_plan;                ///< as it was when that was read
    QTimer m_soon;
    base::Latest m_reading;
};

} // namespace faultline::ui
