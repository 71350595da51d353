// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_memory.h"

#include "core/model/imported.h"
#include "core/study/run_entry.h"
#include "core/workbench/evaluation_values.h"
#include "ui/new_study/study_outlook.h"
#include "ui/places/run_sources.h"
#include "ui/workspace/evaluation_request.h"
#include "ui/workspace/study_thread.h"

#include <QFileInfo>

namespace faultline::ui {

namespace {

base::Result<> checkThere(const QString& path, const std::string& what) {
    if (QFileInfo::exists(path))
        return {};
    return base::failure(base::ErrorKind::NotFound,
                         what + " " + path.toStdString() + " is not there any more: say where it is now");
}

} // namespace

void rememberRequest(const EvaluationRequest& request, const StudyThread& study, base::RunId run) {
    keepRunSources(QString::fromStdString(study.uuid()), QString::fromStdString(study.run(run).uuid),
                   {request.dataset, request.model, request.workerCommand});
}

void rememberSpeed(const EvaluationRequest& request, const model::RunHeader& header,
                   const workbench::EvaluationSummary& summary) {
    constexpr std::uint64_t fewest = 500;
    if (summary.evaluated < fewest || summary.seconds <= 0 || header.device.device == model::noDevice)
        return;
    const bool tellsArchitecture = header.model.format != "torchscript" && header.model.format != "onnx";
    keepRunSpeed(runKind(request,
                         tellsArchitecture ? QString::fromStdString(header.model.architecture) : QString(),
                         header.dataset.format, QString::fromStdString(header.dataset.name)),
                 {static_cast<double>(summary.evaluated) / summary.seconds,
                  QString::fromStdString(header.device.device)});
}

base::Result<EvaluationRequest> rememberedRequest(const StudyThread& study, base::RunId run) {
    const RunSources sources =
        runSources(QString::fromStdString(study.uuid()), QString::fromStdString(study.run(run).uuid));
    EvaluationRequest request;
    request.dataset = sources.dataset;
    request.model = sources.model;
    request.workerCommand = sources.worker;
    request.options = study.run(run).header.options;
    request.study = study.path();
    if (request.dataset.isEmpty() || request.model.isEmpty())
        return base::failure(base::ErrorKind::NotFound,
                             "this run was not started here: say where its data set and model are");
    if (study.run(run).header.model.format == "torchscript")
        return base::failure(base::ErrorKind::NotFound,
                             "the model is a TorchScript program: say again that you trust it");
    if (request.workerCommand.isEmpty()) { // else they are paths of another computer
        FAULTLINE_CHECK(checkThere(request.dataset, "the data set"));
        FAULTLINE_CHECK(checkThere(request.model, "the model"));
    }
    return request;
}

} // namespace faultline::ui
