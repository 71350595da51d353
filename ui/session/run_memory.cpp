// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_memory.h"

#include "core/study/run_entry.h"
#include "ui/places/desk.h"
#include "ui/workspace/evaluation_request.h"
#include "ui/workspace/study_thread.h"

#include <QFileInfo>

namespace faultline::ui {

namespace {

QString keyOf(const StudyThread& study, base::RunId run, const char* what) {
    return QString::fromStdString(study.run(run).uuid) + u'/' + QLatin1String(what);
}

base::Result<> checkThere(const QString& path, const std::string& what) {
    if (QFileInfo::exists(path))
        return {};
    return base::failure(base::ErrorKind::NotFound,
                         what + " " + path.toStdString() + " is not there any more: say where it is now");
}

} // namespace

void rememberRequest(const EvaluationRequest& request, const StudyThread& study, base::RunId run) {
    leaveOnDesk(QString::fromStdString(study.uuid()), {{keyOf(study, run, "dataset"), request.dataset},
                                                       {keyOf(study, run, "model"), request.model},
                                                       {keyOf(study, run, "worker"), request.workerCommand}});
}

base::Result<EvaluationRequest> rememberedRequest(const StudyThread& study, base::RunId run) {
    const QVariantMap desk = deskOf(QString::fromStdString(study.uuid()));
    const auto kept = [&](const char* what) { return desk.value(keyOf(study, run, what)).toString(); };
    EvaluationRequest request;
    request.dataset = kept("dataset");
    request.model = kept("model");
    request.workerCommand = kept("worker");
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
