// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/disclosure.h"

#include <utility>

namespace faultline::ui {

namespace {

constexpr std::chrono::milliseconds together{1000}; ///< what is shown within it is stored in one commit

} // namespace

Disclosure::Disclosure(const OpenStudy& study, QObject* parent)
    : QObject(parent)
    , m_study(study) {
    m_soon.setSingleShot(true);
    m_soon.setInterval(together);
    connect(&m_soon, &QTimer::timeout, this, &Disclosure::flush);
}

void Disclosure::begin(base::RunId run, const QString& annotator, std::set<base::SampleIndex> painted) {
    if (run == m_run && annotator == m_annotator) {
        m_shown.merge(painted);
        return;
    }
    flush(); // of whom it was until now
    if (!m_pending.empty()) {
        auto& left = m_left[Whose{m_uuid, m_run, m_annotator}];
        left.insert(left.end(), m_pending.begin(), m_pending.end());
    }
    m_uuid = m_study.thread() ? m_study.thread()->uuid() : std::string();
    m_run = run;
    m_annotator = annotator;
    m_shown = std::move(painted);
    m_pending.clear();
    const auto left = m_left.find(Whose{m_uuid, m_run, m_annotator});
    if (left == m_left.end())
        return;
    for (const base::SampleIndex sample : left->second)
        if (m_shown.insert(sample).second)
            m_pending.push_back(sample);
    m_left.erase(left);
    flush(); // before anything is said of them
}

void Disclosure::show(base::SampleIndex sample) {
    if (!m_study.isOpen() || m_annotator.isEmpty() || !m_shown.insert(sample).second)
        return;
    m_pending.push_back(sample);
    if (!m_soon.isActive())
        m_soon.start();
}

void Disclosure::flush() {
    m_soon.stop();
    if (m_pending.empty() || !m_study.isWritable())
        return;
    m_study.thread()->post(
        this,
        [samples = m_pending, run = m_run,
         name = m_annotator.toStdString()](study::Study& file) -> base::Result<> {
            FAULTLINE_TRY(annotator, file.labels().annotator(name));
            return file.labels().notePainted(run, annotator.id, samples);
        },
        [this, samples = m_pending, run = m_run, name = m_annotator](const base::Result<>& stored) {
            if (stored)
                return;
            if (run == m_run && name == m_annotator)
                m_pending.insert(m_pending.end(), samples.begin(), samples.end());
            Q_EMIT failed(QString::fromStdString(stored.error().message));
        });
    m_pending.clear();
}

} // namespace faultline::ui
