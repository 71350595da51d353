// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/window.h"

#include "app/signals/interrupt_watch.h"
#include "app/window/main_window.h"
#include "ui/places/path_text.h"

#include <QApplication>
#include <QIcon>
#include <QSessionManager>

namespace faultline::app {

namespace {

/// Starts Qt, shows the window and hands it to `begin` once the event loop runs.
template <class Begin>
int showWindow(int argc, char** argv, Begin begin) {
    QApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    const QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("faultline"));
    QApplication::setApplicationName(QStringLiteral("faultline"));
    QApplication::setApplicationDisplayName(QStringLiteral("Faultline"));
    QApplication::setDesktopFileName(QStringLiteral("io.github.faultline.Faultline"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/faultline.svg")));
    const InterruptWatch interrupts;
    MainWindow window;
    // Nobody is there to answer a question when the session ends. Qt closes no window by itself then.
    QObject::connect(&application, &QGuiApplication::commitDataRequest, &window,
                     [&window](QSessionManager&) { window.closeAtOnce(); });
    // Closed in order, so that one file is left with everything in it.
    QObject::connect(&interrupts, &InterruptWatch::interrupted, &window, [&window] {
        window.closeAtOnce();
        QApplication::closeAllWindows(); // its dialogs
        QApplication::quit();
    });
    window.show();
    begin(window);
    return QApplication::exec();
}

} // namespace

int runWindow(int argc, char** argv, const std::optional<std::filesystem::path>& study) {
    return showWindow(argc, argv, [&](MainWindow& window) {
        if (study)
            window.open(ui::pathText(std::filesystem::absolute(*study)));
    });
}

int runFirstStudy(int argc, char** argv) {
    return showWindow(argc, argv, [](MainWindow& window) { window.startFirstStudy(); });
}

} // namespace faultline::app
