// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/main_window.h"
#include "tests/support/first_run.h"
#include "tests/support/opened_workspace.h"
#include "tests/support/synthetic_cifar.h"
#include "ui/failures/failure_grid.h"
#include "ui/workspace/evaluation_request.h"

#include <QApplication>
#include <QSettings>
#include <QtTest/qtestspontaneevent.h>

#include <catch2/catch.hpp>

namespace faultline::tests {

inline constexpr int images = 200;

/// A data set, a model file for the scripted worker, and a window that starts with empty settings.
class Bench {
public:
    Bench() {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("run/askBeforeStop"), false);
        SyntheticCifar set;
        set.testRecords = images;
        writeSyntheticCifar(m_folder / "data", set);
        writeText(m_folder / "model.safetensors", "what the scripted worker hashes");
        newWindow();
    }

    /// Closes the window, as at the end of a session, and opens a fresh one.
    void newWindow() {
        if (window)
            window->close();
        window = std::make_unique<app::MainWindow>();
        window->show();
    }

    void evaluate(const QString& settings = {}) {
        ui::EvaluationRequest request;
        request.dataset = text(m_folder / "data");
        request.model = text(m_folder / "model.safetensors");
        request.study = study();
        request.workerCommand = worker(settings);
        window->evaluate(request);
    }
    /// A drawn study of twelve failures of which nothing is decided, with the keys in the grid.
    void openDrawn() const {
        { const auto made = makeSyntheticStudy(study()); }
        window->open(text(study()));
        REQUIRE(eventually([&] { return workspace().study().isOpen(); }));
        QApplication::setActiveWindow(window.get());
        window->findChild<ui::FailureGrid*>()->setFocus();
        workspace().cursor().setCurrent(0);
    }
    /// The scripted worker's command, with settings of its environment.
    [[nodiscard]] static QString worker(const QString& settings = {}) {
        return QStringLiteral("env %1 %2/bin/scripted_worker")
            .arg(settings, QStringLiteral(FAULTLINE_BINARY_DIR));
    }
    [[nodiscard]] bool finished() const {
        return workspace().study().isOpen() && workspace().items().predictions().size() == images &&
               !storedControls().empty();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const {
        QWidget* target = QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : window.get();
        QTest::keyClick(target, key, modifiers);
    }
    /// Holds a key as X11 tells of it where Qt does not see that it is held: the first press, then releases
    /// with presses of the same time, none of which is said to be a repeat. @param code of its place
    void hold(Qt::Key key, quint32 code, int repeats = 10) const {
        static quint64 now = 1'000; // milliseconds, as the window system counts them
        now += 1'000;
        const auto text = QString(QChar(static_cast<char16_t>(key))).toLower();
        const auto tell = [&](QEvent::Type type) {
            QWidget* target = QApplication::focusWidget();
            QKeyEvent event(type, key, {}, code, 0, 0, text);
            event.setTimestamp(now);
            event.ignore();
            QSpontaneKeyEvent::setSpontaneous(&event);
            qApp->notify(target, &event);
            return event.isAccepted();
        };
        const auto pressOnce = [&] {
            if (tell(QEvent::ShortcutOverride)) // no key of the window's
                tell(QEvent::KeyPress);
            else
                QTest::keyPress(QApplication::focusWidget(), key); // whatever the window makes of it
        };
        pressOnce();
        for (int i = 0; i < repeats; ++i) {
            now += 30;
            tell(QEvent::KeyRelease);
            pressOnce();
            QTest::qWait(1);
        }
        now += 30;
        tell(QEvent::KeyRelease);
    }
    [[nodiscard]] ui::Workspace& workspace() const { return window->workspace(); }
    [[nodiscard]] std::filesystem::path study() const { return m_folder / "a study.faultline"; }
    [[nodiscard]] const TemporaryFolder& folder() const { return m_folder; }
    [[nodiscard]] static QString text(const std::filesystem::path& path) {
        return QString::fromStdString(path.string());
    }

private:
    [[nodiscard]] std::vector<base::SampleIndex> storedControls() const {
        const auto reader = study::Study::open(study(), study::Access::ReadOnly);
        return reader ? controlsOf(*reader).value_or(std::vector<base::SampleIndex>{})
                      : std::vector<base::SampleIndex>{};
    }
    TemporaryFolder m_folder;

public:
    std::unique_ptr<app::MainWindow> window;
};

inline labels::Judgement mode(const ui::Workspace& workspace, std::size_t number) {
    return labels::Judgement::of(workspace.study().taxonomy().modes().at(number).id);
}

} // namespace faultline::tests
