// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/study_name.h"

#include "ui/places/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStringList>

namespace faultline::ui {

namespace {

/// "CIFAR-10" for the official folder, else the folder's name.
QString datasetName(const QString& folder) {
    const QString name = QFileInfo(QDir::cleanPath(folder)).fileName();
    if (name.isEmpty())
        return QCoreApplication::translate("NewStudyDialog", "Study");
    return name == QStringLiteral("cifar-10-batches-bin") ? QStringLiteral("CIFAR-10") : name;
}

QString modelName(const QString& file) {
    const QString name = QFileInfo(file).completeBaseName();
    return name == QStringLiteral("resnet18-cifar10-v2") ? QStringLiteral("ResNet-18 v2") : name;
}

} // namespace

QString suggestedStudyFile(const QString& images, dataset::Split split, const QString& model) {
    QStringList parts{datasetName(images),
                      split == dataset::Split::Test ? QStringLiteral("test") : QStringLiteral("train")};
    if (!model.isEmpty())
        parts << QStringLiteral("×") << modelName(model);
    const QString stem = QDir(studiesFolder()).filePath(parts.join(u' '));
    QString file = stem + studySuffix();
    for (int number = 2; QFileInfo::exists(file); ++number)
        file = QStringLiteral("%1 %2%3").arg(stem).arg(number).arg(studySuffix());
    return file;
}

} // namespace faultline::ui
