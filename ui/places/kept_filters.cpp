// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/places/kept_filters.h"

#include <QSettings>
#include <QVariantMap>

namespace faultline::ui {

namespace {

const QString filtersKey = QStringLiteral("filters/kept");

void store(const QMap<QString, QStringList>& filters) {
    QVariantMap values; // a name may have a slash in it, which a key of the settings may not
    for (auto each = filters.begin(); each != filters.end(); ++each)
        values.insert(each.key(), each.value());
    QSettings().setValue(filtersKey, values);
}

} // namespace

QMap<QString, QStringList> keptFilters() {
    QMap<QString, QStringList> filters;
    const QVariantMap values = QSettings().value(filtersKey).toMap();
    for (auto each = values.begin(); each != values.end(); ++each)
        filters.insert(each.key(), each.value().toStringList());
    return filters;
}

void keepFilter(const QString& name, const QStringList& conditions) {
    auto filters = keptFilters();
    filters.insert(name, conditions);
    store(filters);
}

void removeKeptFilter(const QString& name) {
    auto filters = keptFilters();
    filters.remove(name);
    store(filters);
}

} // namespace faultline::ui
