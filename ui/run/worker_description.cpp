// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/worker_description.h"

#include "ui/run/worker_process.h"

#include <QEventLoop>

namespace faultline::ui {

base::Result<model::ComputeDevices> describedWorker(const QString& command, const WorkerTimeouts& timeouts) {
    WorkerProcess worker(timeouts);
    QEventLoop loop;
    base::Result<model::ComputeDevices> answer;
    QObject::connect(&worker, &WorkerProcess::received, &loop, [&](const auto& event) {
        if (const auto* description = std::get_if<protocol::Description>(event.get()))
            answer = *description;
        else if (const auto* refusal = std::get_if<protocol::Failed>(event.get()))
            answer = base::failure(refusal->error);
        else
            return;
        loop.quit();
    });
    QObject::connect(&worker, &WorkerProcess::failed, &loop, [&](const base::Error& error) {
        answer = base::failure(error);
        loop.quit();
    });
    worker.start(command);
    worker.send(protocol::DescribeRequest{});
    loop.exec();
    return answer;
}

} // namespace faultline::ui
