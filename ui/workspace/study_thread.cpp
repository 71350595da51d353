// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/study_thread.h"

#include <algorithm>

namespace faultline::ui {

StudyThread::StudyThread(study::Study study)
    : m_path(study.path())
    , m_access(study.access())
    , m_runs(study.runs().all())
    , m_taxonomy(study.labels().taxonomy())
    , m_study(std::make_unique<study::Study>(std::move(study)))
    , m_receiver(new QObject) {
    m_receiver->moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("study"));
    m_thread.start();
}

StudyThread::~StudyThread() {
    // Queued after everything else: the study closes on its own thread once all work is done.
    QMetaObject::invokeMethod(
        m_receiver,
        [this] {
            m_study.reset();
            m_thread.quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
    delete m_receiver;
}

const study::RunEntry& StudyThread::run(base::RunId run) const {
    const auto found = std::find_if(m_runs.begin(), m_runs.end(),
                                    [&](const study::RunEntry& entry) { return entry.id == run; });
    Q_ASSERT(found != m_runs.end());
    return *found;
}

void StudyThread::enqueue(std::function<void()> task) {
    QMetaObject::invokeMethod(m_receiver, std::move(task), Qt::QueuedConnection);
}

void StudyThread::deliver(const QPointer<QObject>& context, std::function<void()> call) {
    if (QObject* receiver = context.data())
        QMetaObject::invokeMethod(receiver, std::move(call), Qt::QueuedConnection);
}

} // namespace faultline::ui
