// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

namespace faultline::ui {

/// Runs `work()` on a thread of the pool, then `done(result)` on `context`'s thread unless `context` is gone
/// by then. For what may wait on a disk, a lock or a network mount. Call it on `context`'s thread.
template <class Work, class Done>
void runInBackground(QObject* context, Work work, Done done) {
    using Answer = std::shared_ptr<std::invoke_result_t<Work>>;
    auto* watcher = new QFutureWatcher<Answer>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, done = std::move(done)]() mutable {
                         watcher->deleteLater();
                         const Answer answer = watcher->result();
                         done(std::move(*answer));
                     });
    auto promise = std::make_shared<QPromise<Answer>>();
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, work = std::move(work)]() mutable {
        promise->start();
        promise->addResult(std::make_shared<std::invoke_result_t<Work>>(work()));
        promise->finish();
    });
}

} // namespace faultline::ui
