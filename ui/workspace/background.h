// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include <QFutureWatcher>
#include <QPromise>
#include <QThread>
#include <QThreadPool>

namespace faultline::ui {

/// A function that takes an answer on any thread, once: `done(answer)` then runs on `context`'s thread,
/// unless `context` is gone by then. Call it on `context`'s thread.
template <class Answer, class Done>
[[nodiscard]] auto answering(QObject* context, Done done) {
    if (context->thread() != QThread::currentThread())
        qFatal("faultline: %s is asked to take an answer by another thread than its own",
               context->metaObject()->className());
    using Shared = std::shared_ptr<Answer>;
    auto* watcher = new QFutureWatcher<Shared>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, done = std::move(done)]() mutable {
                         watcher->deleteLater();
                         const Shared answer = watcher->result();
                         done(std::move(*answer));
                     });
    auto promise = std::make_shared<QPromise<Shared>>();
    watcher->setFuture(promise->future());
    promise->start();
    return [promise](Answer answer) {
        promise->addResult(std::make_shared<Answer>(std::move(answer)));
        promise->finish();
    };
}

/// Runs `work()` on a thread of the pool, then `done(result)` on `context`'s thread unless `context` is gone
/// by then. For what may wait on a disk, a lock or a network mount. Call it on `context`'s thread.
template <class Work, class Done>
void runInBackground(QObject* context, Work work, Done done) {
    auto answer = answering<std::invoke_result_t<Work>>(context, std::move(done));
    QThreadPool::globalInstance()->start(
        [answer = std::move(answer), work = std::move(work)]() mutable { answer(work()); });
}

} // namespace faultline::ui
