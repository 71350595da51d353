// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/run/run_fixture.h"
#include "tests/support/first_run.h"
#include "ui/workspace/evaluation_request.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>

#include <catch2/catch.hpp>

namespace faultline::tests {

QString scriptedWorker(const QStringList& settings) {
    QString command = QStringLiteral("env ");
    for (const QString& setting : settings)
        command += QStringLiteral("FAULTLINE_SCRIPTED_%1 ").arg(setting);
    return command + QStringLiteral("\"%1/bin/scripted_worker\"").arg(QStringLiteral(FAULTLINE_BINARY_DIR));
}

bool waitUntil(const std::function<bool()>& condition) {
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > 60'000)
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
}

RunFixture::RunFixture() {
    writeSyntheticCifar(m_folder / "set", {images, 8, 1});
    writeText(m_folder / "model.safetensors", "any file is a model to the scripted worker");
}

ui::EvaluationRequest RunFixture::request(const QStringList& settings) const {
    ui::EvaluationRequest request;
    request.dataset = QString::fromStdString((m_folder / "set").string());
    request.model = QString::fromStdString((m_folder / "model.safetensors").string());
    request.study = study();
    request.workerCommand = scriptedWorker(settings);
    return request;
}

Listener::Listener(const ui::WorkerTimeouts& timeouts) {
    evaluation.setTimeouts(timeouts);
    QObject::connect(&evaluation, &ui::Evaluation::opened, &evaluation, [this] { ++told.opened; });
    QObject::connect(&evaluation, &ui::Evaluation::studyReady, &evaluation,
                     [this](const auto& study, base::RunId) {
                         ++told.ready;
                         told.study = study;
                     });
    QObject::connect(&evaluation, &ui::Evaluation::batchStored, &evaluation, [this](const auto& batch) {
        ++told.batches;
        told.failuresStored += batch->failures.size();
    });
    QObject::connect(&evaluation, &ui::Evaluation::progressed, &evaluation,
                     [this](const auto& progress) { told.progress.push_back(progress); });
    QObject::connect(&evaluation, &ui::Evaluation::ended, &evaluation,
                     [this](ui::EvaluationEnding ending, const auto& summary, const auto& error) {
                         ++told.endings;
                         told.ending = ending;
                         told.summary = summary;
                         told.error = error;
                     });
}

void Listener::wait() {
    const int before = told.endings;
    REQUIRE(waitUntil([&] { return told.endings > before; }));
    REQUIRE(waitUntil([&] { return evaluation.findChildren<ui::WorkerProcess*>().isEmpty(); }));
}

Told evaluated(const ui::EvaluationRequest& request, const ui::WorkerTimeouts& timeouts) {
    Told told;
    {
        Listener listener(timeouts);
        listener.evaluation.start(request);
        listener.wait();
        told = listener.told;
    }
    told.study.reset(); // closes the file
    return told;
}

StoredRun storedRun(const std::filesystem::path& path) {
    auto study = study::Study::open(path, study::Access::ReadOnly);
    REQUIRE(study);
    return {stateOf(*study).value(), predictionsOf(*study).value(), failuresOf(*study).value(),
            controlsOf(*study).value()};
}

} // namespace faultline::tests
