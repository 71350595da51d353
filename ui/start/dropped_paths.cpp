// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/dropped_paths.h"

#include "ui/places/path_text.h"
#include "ui/places/paths.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace faultline::ui {

namespace {

tl::unexpected<base::Error> refused(const QString& sentence) {
    return base::failure(base::ErrorKind::InvalidInput, sentence.toStdString());
}

QString tr(const char* text) {
    return QCoreApplication::translate("StartPage", text);
}

} // namespace

base::Result<DroppedPaths> sortedByKind(const QStringList& paths) {
    QStringList labels; // belong to their images
    for (const QString& path : paths)
        labels << labelsBeside(path);
    DroppedPaths kinds;
    for (const QString& path : paths) {
        if (labels.contains(path))
            continue;
        if (!looksLikeStudy(path) && !isUtf8Path(path))
            return refused(
                tr("The path of %1 is not UTF-8, and the inference worker can't be told it: rename "
                   "what is called so.")
                    .arg(path));
        const QFileInfo file(path);
        const bool isDataset = file.isDir() || !labelsBeside(path).isEmpty() ||
                               path.endsWith(QStringLiteral(".npz"), Qt::CaseInsensitive);
        QString* const place = isDataset              ? &kinds.dataset
                               : looksLikeStudy(path) ? &kinds.study
                               : looksLikeModel(path) ? &kinds.model
                                                      : nullptr;
        if (place == nullptr)
            return refused(
                tr("%1 is neither a study (.faultline), a model (.safetensors, .pth, .onnx …), predictions "
                   "(.csv, .json, .npy) nor a data set (a folder, .npz, or .npy with labels beside it): drop "
                   "one of these.")
                    .arg(path));
        if (!place->isEmpty())
            return refused(tr("%1 and %2 are two of a kind: drop one study, or one data set with one model.")
                               .arg(*place, path));
        *place = file.absoluteFilePath();
    }
    if (!kinds.study.isEmpty() && paths.size() > 1)
        return refused(tr("A study has its data set and model already: drop %1 alone.").arg(kinds.study));
    return kinds;
}

} // namespace faultline::ui
