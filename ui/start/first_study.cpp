// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/first_study.h"

#include "core/base/hash.h"
#include "core/study/run_entry.h"
#include "core/study/study.h"
#include "ui/places/paths.h"

#include <algorithm>

#include <QFileInfo>

namespace faultline::ui {

namespace {

/// A file that can't be read is taken for the study: opening it says why it can't. Not one of another
/// version: that is a study, and of which model can't be told.
bool mayBeOf(const QString& study, const std::string& modelSha256) {
    const auto opened = study::Study::open(study.toStdString(), study::Access::ReadOnly);
    if (!opened)
        return opened.error().kind != base::ErrorKind::Refused;
    const auto runs = opened->runs().all();
    return std::any_of(runs.begin(), runs.end(),
                       [&](const study::RunEntry& run) { return run.header.model.sha256 == modelSha256; });
}

} // namespace

QString firstStudyPlace(const QString& model) {
    QString usual = firstStudyFile();
    const auto digest = base::sha256OfFile(model.toStdString());
    if (!digest)
        return usual; // the run says why
    const std::string sha256 = base::hex(*digest);
    const QString stem = usual.chopped(studySuffix().size());
    QString place = usual;
    for (int number = 2; QFileInfo::exists(place) && !mayBeOf(place, sha256); ++number)
        place = QStringLiteral("%1 %2%3").arg(stem).arg(number).arg(studySuffix());
    return place;
}

} // namespace faultline::ui
