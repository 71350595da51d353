// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusVariant>
#include <QObject>

namespace faultline::ui {

enum class ThemeChoice { System, Light, Dark };

/// The window's colours. Qt 6.4 can't tell the desktop's colour scheme, so the application owns a light and a
/// dark palette and follows the desktop portal's setting (org.freedesktop.appearance), else the palette Qt
/// started with.
class Theme : public QObject {
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);

    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    /// Remembered in the settings.
    void choose(ThemeChoice choice);

private Q_SLOTS:
    void portalSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void askPortal();
    void takePortalValue(const QVariant& value);
    void apply();

    ThemeChoice m_choice;
    bool m_systemIsDark;
};

} // namespace faultline::ui
