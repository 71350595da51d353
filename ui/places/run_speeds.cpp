// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/places/run_speeds.h"

#include <QSettings>
#include <QStringList>
#include <QVariantMap>

namespace faultline::ui {

namespace {

const QString speedsKey = QStringLiteral("run/speeds");
const QString kindKey = QStringLiteral("kind");
const QString rateKey = QStringLiteral("imagesPerSecond");
const QString deviceKey = QStringLiteral("device");
constexpr qsizetype mostKept = 50;

QString textOf(const RunKind& kind) {
    return QStringList{kind.worker, kind.model, kind.images, kind.device, kind.precision}.join(u'\n');
}

} // namespace

std::optional<RunSpeed> runSpeed(const RunKind& kind) {
    const QVariantList kept = QSettings().value(speedsKey).toList();
    for (const QVariant& each : kept) {
        const QVariantMap entry = each.toMap();
        if (entry.value(kindKey).toString() != textOf(kind))
            continue;
        const RunSpeed speed{entry.value(rateKey).toDouble(), entry.value(deviceKey).toString()};
        return speed.imagesPerSecond > 0 ? std::optional(speed) : std::nullopt;
    }
    return std::nullopt;
}

void keepRunSpeed(const RunKind& kind, const RunSpeed& speed) {
    QSettings settings;
    QVariantList kept = settings.value(speedsKey).toList();
    kept.removeIf(
        [&](const QVariant& each) { return each.toMap().value(kindKey).toString() == textOf(kind); });
    kept.prepend(
        QVariantMap{{kindKey, textOf(kind)}, {rateKey, speed.imagesPerSecond}, {deviceKey, speed.device}});
    settings.setValue(speedsKey, QVariantList(kept.mid(0, mostKept)));
}

} // namespace faultline::ui
