// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/study_thread.h"

namespace faultline::ui {

StudyThread::StudyThread(study::Study study)
    : m_path(study.path())
    , m_access(study.access())
    , m_header(study.header())
    , m_taxonomy(study.taxonomy())
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

void StudyThread::enqueue(std::function<void()> task) {
    QMetaObject::invokeMethod(m_receiver, std::move(task), Qt::QueuedConnection);
}

void StudyThread::deliver(const QPointer<QObject>& context, std::function<void()> call) {
    if (QObject* receiver = context.data())
        QMetaObject::invokeMethod(receiver, std::move(call), Qt::QueuedConnection);
}

} // namespace faultline::ui
