// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/theme.h"

#include "ui/shell/outlined_style.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QPalette>
#include <QSettings>

namespace faultline::ui {

namespace {

const QString themeKey = QStringLiteral("window/theme");
const QString portalService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString portalInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colourScheme = QStringLiteral("color-scheme");

struct Colours {
    QRgb window, base, alternate, button, text, muted, highlight, highlighted, link, mid, tip;
};

constexpr Colours light{0xfff3f3f4, 0xffffffff, 0xfff7f7f8, 0xfffafafa, 0xff1d1f21, 0xff6b6f75,
                        0xff2463b4, 0xffffffff, 0xff1a5fb4, 0xffc4c6c9, 0xffffffff};
constexpr Colours dark{0xff26282b, 0xff1d1f21, 0xff232528, 0xff33363a, 0xffe9eaec, 0xff9a9fa6,
                       0xff4a90e2, 0xff0b1016, 0xff78aeed, 0xff4a4e54, 0xff33363a};

QPalette paletteOf(const Colours& colours) {
    QPalette palette(QColor(colours.button), QColor(colours.window));
    const auto set = [&](QPalette::ColorRole role, QRgb colour) { palette.setColor(role, QColor(colour)); };
    set(QPalette::Window, colours.window);
    set(QPalette::WindowText, colours.text);
    set(QPalette::Base, colours.base);
    set(QPalette::AlternateBase, colours.alternate);
    set(QPalette::Text, colours.text);
    set(QPalette::Button, colours.button);
    set(QPalette::ButtonText, colours.text);
    set(QPalette::PlaceholderText, colours.muted);
    set(QPalette::Highlight, colours.highlight);
    set(QPalette::HighlightedText, colours.highlighted);
    set(QPalette::Link, colours.link);
    set(QPalette::Mid, colours.mid);
    set(QPalette::ToolTipBase, colours.tip);
    set(QPalette::ToolTipText, colours.text);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(colours.muted));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(colours.mid));
    return palette;
}

} // namespace

Theme::Theme(QObject* parent)
    : QObject(parent)
    , m_choice(static_cast<ThemeChoice>(QSettings().value(themeKey, 0).toInt()))
    , m_systemIsDark(QApplication::palette().color(QPalette::Window).lightness() < 128) {
    QApplication::setStyle(new OutlinedStyle);
    apply();
    askPortal();
}

void Theme::choose(ThemeChoice choice) {
    m_choice = choice;
    QSettings().setValue(themeKey, static_cast<int>(choice));
    apply();
}

void Theme::askPortal() {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return; // no desktop: the palette that Qt started with decides
    bus.connect(portalService, portalPath, portalInterface, QStringLiteral("SettingChanged"), this,
                SLOT(portalSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question =
        QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, QStringLiteral("Read"));
    question << appearance << colourScheme;
    auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *answer;
        if (reply.isValid())
            takePortalValue(reply.value().variant());
    });
}

void Theme::portalSettingChanged(const QString& group, const QString& key, const QDBusVariant& value) {
    if (group == appearance && key == colourScheme)
        takePortalValue(value.variant());
}

void Theme::takePortalValue(const QVariant& value) {
    // Read answers with a variant in a variant.
    const QVariant inner = value.canConvert<QDBusVariant>() ? value.value<QDBusVariant>().variant() : value;
    constexpr uint prefersDark = 1;
    m_systemIsDark = inner.toUInt() == prefersDark;
    apply();
}

void Theme::apply() {
    const bool isDark = m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && m_systemIsDark);
    QApplication::setPalette(paletteOf(isDark ? dark : light));
}

} // namespace faultline::ui
