// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/study_faults.h"

#include "core/dataset/open.h"
#include "ui/new_study/study_looks.h"
#include "ui/places/paths.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace faultline::ui {

namespace {

struct Faults {
    Q_DECLARE_TR_FUNCTIONS(Faults)
};

QString messageOf(const base::Error& error) {
    return QString::fromStdString(error.message);
}

} // namespace

QString datasetRefusal(const QString& path, const base::Error& why) {
    return dataset::fetchingHelps(path.toStdString(), why)
               ? Faults::tr("%1; File → CIFAR-10 × ResNet-18 fetches CIFAR-10").arg(messageOf(why))
               : messageOf(why);
}

QString modelFault(const StudyLooks& looks, const model::RunOptions& options) {
    if (!looks.model())
        return {};
    if (!*looks.model())
        return messageOf(looks.model()->error());
    if (!looks.dataset() || !*looks.dataset())
        return {};
    const auto fits = workbench::checkFit(**looks.dataset(), **looks.model(), options);
    return fits ? QString() : messageOf(fits.error());
}

QString placeFault(const QString& path) {
    if (path.isEmpty())
        return {};
    const QFileInfo study(path);
    if (study.isDir())
        return Faults::tr("%1 is a folder: name a file for the study").arg(path);
    const QFileInfo folder(study.absolutePath());
    if (!folder.exists() && study.absolutePath() != studiesFolder())
        return Faults::tr("There is no folder %1: choose another place for the study")
            .arg(study.absolutePath());
    if (folder.exists() && !folder.isWritable())
        return Faults::tr("You may not write into %1: choose another place for the study")
            .arg(study.absolutePath());
    return {};
}

} // namespace faultline::ui
