// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/places/desk.h"

#include <QDateTime>
#include <QSettings>

namespace faultline::ui {

namespace {

constexpr qsizetype mostDesks = 200;
const QString usedKey = QStringLiteral("usedAt");

/// A file beside the settings, since it grows with the studies.
QSettings desks() {
    return QSettings(QStringLiteral("faultline"), QStringLiteral("desks"));
}

/// Those that were used longest ago go.
void forgetOld(QSettings& settings) {
    QStringList studies = settings.childGroups();
    if (studies.size() <= mostDesks)
        return;
    const auto usedAt = [&settings](const QString& study) {
        return settings.value(study + u'/' + usedKey).toDateTime();
    };
    std::sort(studies.begin(), studies.end(),
              [&](const QString& a, const QString& b) { return usedAt(a) < usedAt(b); });
    for (const QString& study : studies.first(studies.size() - mostDesks))
        settings.remove(study);
}

} // namespace

QVariantMap deskOf(const QString& study) {
    QSettings settings = desks();
    settings.beginGroup(study);
    QVariantMap values;
    for (const QString& key : settings.allKeys())
        values.insert(key, settings.value(key));
    return values;
}

void leaveOnDesk(const QString& study, const QVariantMap& values) {
    QSettings settings = desks();
    settings.beginGroup(study);
    for (auto value = values.begin(); value != values.end(); ++value)
        settings.setValue(value.key(), value.value());
    settings.setValue(usedKey, QDateTime::currentDateTimeUtc());
    settings.endGroup();
    forgetOld(settings);
}

} // namespace faultline::ui
