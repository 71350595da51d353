// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/places/paths.h"

#include "core/dataset/cifar/cifar10.h"
#include "core/dataset/npy/npy_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace faultline::ui {

QString dataFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/faultline");
}

QString cifar10Folder() {
    return dataFolder() + QStringLiteral("/cifar-10-batches-bin");
}

QString studiesFolder() {
    return dataFolder() + QStringLiteral("/studies");
}

QString firstStudyFile() {
    return studiesFolder() + QStringLiteral("/CIFAR-10 test × ResNet-18 v2.faultline");
}

QString bundledModelFile() {
    const QString name = QStringLiteral("resnet18-cifar10-v2.safetensors");
    const QDir program(QCoreApplication::applicationDirPath());
    for (const QString& folder : {program.filePath(QStringLiteral("../share/faultline/models")),
                                  QStringLiteral(FAULTLINE_SOURCE_MODELS)}) {
        QString file = QDir::cleanPath(QDir(folder).filePath(name));
        if (QFileInfo(file).isFile())
            return file;
    }
    return {};
}

bool looksLikeCifar10(const QString& folder) {
    for (const auto& file : dataset::officialCifar10Files()) {
        const QString name = QString::fromUtf8(file.name.data(), static_cast<qsizetype>(file.name.size()));
        const QFileInfo info(QDir(folder).filePath(name));
        if (!info.isFile() || info.size() != static_cast<qint64>(dataset::cifarRecordsPerFile) *
                                                 static_cast<qint64>(dataset::cifarRecordBytes))
            return false;
    }
    return true;
}

namespace {

const QStringList modelSuffixes{
    QStringLiteral(".safetensors"), QStringLiteral(".pth"), QStringLiteral(".pt"),  QStringLiteral(".th"),
    QStringLiteral(".ckpt"),        QStringLiteral(".bin"), QStringLiteral(".onnx")};

/// Of predictions made elsewhere, which the worker takes in the place of a model.
const QStringList predictionSuffixes{QStringLiteral(".csv"), QStringLiteral(".json"), QStringLiteral(".npy")};

} // namespace

QString modelFilter() {
    return QCoreApplication::translate("paths", "Models (*%1);;Predictions made elsewhere (*%2)")
        .arg(modelSuffixes.join(QStringLiteral(" *")), predictionSuffixes.join(QStringLiteral(" *")));
}

QString studySuffix() {
    return QStringLiteral(".faultline");
}

bool looksLikeStudy(const QString& path) {
    return path.endsWith(studySuffix(), Qt::CaseInsensitive);
}

bool looksLikeModel(const QString& path) {
    const QStringList suffixes = modelSuffixes + predictionSuffixes;
    return std::any_of(suffixes.begin(), suffixes.end(),
                       [&](const QString& suffix) { return path.endsWith(suffix, Qt::CaseInsensitive); });
}

QString labelsBeside(const QString& path) {
    if (!path.endsWith(QStringLiteral(".npy"), Qt::CaseInsensitive))
        return {};
    const auto files = dataset::findNpyFiles(path.toStdString(), dataset::Split::Test);
    return files ? QString::fromStdString(files->labels.string()) : QString();
}

QString fileNameFrom(QString name) {
    return name.replace(u'/', u'_').replace(u'.', u'_');
}

} // namespace faultline::ui
