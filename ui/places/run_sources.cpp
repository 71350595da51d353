// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/places/run_sources.h"

#include "ui/places/desk.h"

namespace faultline::ui {

namespace {

QString keyOf(const QString& run, const char* what) {
    return run + u'/' + QLatin1String(what);
}

} // namespace

RunSources runSources(const QString& study, const QString& run) {
    const QVariantMap desk = deskOf(study);
    const auto kept = [&](const char* what) { return desk.value(keyOf(run, what)).toString(); };
    return {kept("dataset"), kept("model"), kept("worker")};
}

void keepRunSources(const QString& study, const QString& run, const RunSources& sources) {
    leaveOnDesk(study, {{keyOf(run, "dataset"), sources.dataset},
                        {keyOf(run, "model"), sources.model},
                        {keyOf(run, "worker"), sources.worker}});
}

} // namespace faultline::ui
