// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/study_outlook.h"

#include "ui/workspace/evaluation_request.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QStringList>

namespace faultline::ui {

namespace {

using workbench::ModelKind;

QString tr(const char* text) {
    return QCoreApplication::translate("NewStudyDialog", text);
}

QString named(std::string_view name) {
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

/// "ResNet-18" for "resnet18"; other names as they are.
QString architectureText(const QString& name) {
    static const QString family = QStringLiteral("resnet");
    if (!name.startsWith(family) || name.size() == family.size() || !name[family.size()].isDigit())
        return name;
    return QStringLiteral("ResNet-") + name.mid(family.size());
}

QString modelText(const workbench::ModelOutline& model) {
    const QString name = QString::fromStdString(model.architecture);
    switch (model.kind) {
    case ModelKind::Predictions:
        return tr("the predictions in %1").arg(name);
    case ModelKind::Program:
        return tr("a TorchScript program");
    case ModelKind::Graph:
        return tr("an ONNX graph");
    case ModelKind::Checkpoint:
        break;
    }
    return architectureText(name);
}

QString deviceText(const EvaluationRequest& request, const std::optional<RunSpeed>& last, ModelKind kind) {
    if (request.options.device.kind == model::DeviceKind::Cpu || kind == ModelKind::Graph)
        return tr("CPU");
    if (request.options.device.kind == model::DeviceKind::Cuda)
        return request.options.device.number ? tr("GPU %1").arg(*request.options.device.number) : tr("GPU");
    return last ? last->device.toUpper() : tr("GPU where there is one");
}

} // namespace

RunKind runKind(const EvaluationRequest& request, const QString& architecture, dataset::Format format,
                const QString& images) {
    const bool isOfOneSize = format != dataset::Format::Npy && !dataset::isImageFolder(format);
    RunKind kind;
    kind.worker = request.workerCommand;
    kind.model = architecture.isEmpty() ? request.model : architecture;
    kind.images = isOfOneSize ? QStringLiteral("cifar") : named(base::nameOf(format)) + u' ' + images;
    kind.device = QString::fromStdString(base::TextForm<model::DeviceChoice>::text(request.options.device));
    kind.precision = named(base::nameOf(request.options.precision));
    return kind;
}

QString outlookText(const EvaluationRequest& request, const dataset::SetOutline& images,
                    const workbench::ModelOutline& model) {
    const std::uint32_t limit = request.options.limit;
    const std::uint32_t all = images.images.value_or(0);
    const std::uint32_t count = limit == 0 ? all : std::min(limit, all);
    QStringList parts{
        images.images ? tr("%1 images of %2 classes").arg(countText(count), countText(images.classes.size()))
                      : tr("the images of %1").arg(QString::fromStdString(images.name)),
        modelText(model)};
    if (model.kind == ModelKind::Predictions)
        return parts.join(QStringLiteral(", "));
    const QString architecture =
        model.kind == ModelKind::Checkpoint ? QString::fromStdString(model.architecture) : QString();
    const std::optional<RunSpeed> last =
        runSpeed(runKind(request, architecture, images.format, QString::fromStdString(images.name)));
    parts << deviceText(request, last, model.kind);
    if (request.options.precision != model::Precision::Fp32)
        parts << named(base::nameOf(request.options.precision));
    if (!images.images)
        parts << tr("time not known");
    else
        parts << (last ? roughTimeText(count / last->imagesPerSecond)
                       : tr("time not known before the first such run"));
    if (model.preprocessingOpen && request.options.preprocessing.isAuto())
        parts << tr("after a search for the preprocessing");
    return parts.join(QStringLiteral(", "));
}

QString roughTimeText(double seconds) {
    constexpr double minute = 60;
    constexpr double hour = 60 * minute;
    if (seconds < 10)
        return tr("a few seconds");
    if (seconds < 1.5 * minute)
        return tr("about %1 s").arg(std::lround(seconds / 5) * 5);
    if (seconds < 1.5 * hour)
        return tr("about %1 min").arg(std::lround(seconds / minute));
    return tr("about %1 h").arg(decimalText(std::round(2 * seconds / hour) / 2, 1));
}

} // namespace faultline::ui
