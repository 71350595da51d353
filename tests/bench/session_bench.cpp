// SPDX-License-Identifier: GPL-3.0-or-later
// A scripted session of 1,000 labels in the real window; prints one JSON object. Usage:
//   faultline_bench_session STUDY
// STUDY: one whose run has a blind plan of 1,000 places or more (give a copy: it is labelled). Every fortieth
// item is put off once, as a person would. "write_and_sync" is what the disk needs for a page alone, in the
// study's folder: no label can be durable sooner.
#include "app/window/main_window.h"
#include "ui/inspector/image_view.h"
#include "ui/queue/queue_view.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iostream>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>
#include <QTimer>

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <unistd.h>

using namespace faultline;
using nlohmann::json;

namespace {

constexpr int answers = 1000;

double milliseconds(const QElapsedTimer& timer) {
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void waitFor(const std::function<bool()>& condition) {
    QElapsedTimer timer;
    timer.start();
    QTimer wake;
    wake.start(500);
    while (!condition()) {
        if (timer.elapsed() > 60'000)
            throw std::runtime_error("nothing happened for a minute");
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
}

json summary(std::vector<double> values) {
    std::ranges::sort(values);
    const auto quantile = [&](double q) {
        return values[std::min(values.size() - 1,
                               static_cast<std::size_t>(q * static_cast<double>(values.size())))];
    };
    return {{"n", values.size()},
            {"p50", quantile(.5)},
            {"p95", quantile(.95)},
            {"p99", quantile(.99)},
            {"max", values.back()}};
}

double residentMegabytes() {
    std::ifstream file("/proc/self/statm");
    double pages = 0, resident = 0;
    file >> pages >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Notes when the picture was painted with another image than before.
class PictureWatch : public QObject {
public:
    explicit PictureWatch(ui::ImageView& picture)
        : m_picture(picture) {
        picture.installEventFilter(this);
    }
    [[nodiscard]] qint64 painted() const { return m_painted; } ///< cache key of the last image that was

protected:
    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() == QEvent::Paint)
            m_painted = m_picture.image().cacheKey();
        return false;
    }

private:
    ui::ImageView& m_picture;
    qint64 m_painted = 0;
};

json writeAndSync(const std::string& beside) {
    const std::string path = beside + ".bench";
    const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0)
        throw std::runtime_error("no file can be written beside the study");
    const std::array<char, 4096> page{};
    std::vector<double> times;
    for (int i = 0; i < 300; ++i) {
        QElapsedTimer timer;
        timer.start();
        if (::pwrite(file, page.data(), page.size(), i * static_cast<off_t>(page.size())) < 0 ||
            ::fdatasync(file) != 0)
            throw std::runtime_error("the disk refused a page");
        times.push_back(milliseconds(timer));
    }
    ::close(file);
    ::unlink(path.c_str());
    return summary(times);
}

json session(app::MainWindow& window) {
    ui::QueueSession& queue = window.workspace().queue();
    auto& picture = window.findChild<ui::QueueView*>()->picture();
    const PictureWatch watch(picture);
    const auto isShown = [&] {
        return !picture.image().isNull() && watch.painted() == picture.image().cacheKey();
    };
    picture.update();
    waitFor(isShown);
    int committed = 0, pressed = 0;
    QObject::connect(&window.workspace().labelling(), &ui::Labelling::acted, &picture, [&] { ++committed; });
    std::vector<double> toPainted, toDurable;
    double residentAtFirst = 0;
    const std::array<Qt::Key, 4> keys{Qt::Key_1, Qt::Key_2, Qt::Key_U, Qt::Key_3};
    for (int i = 0; i < answers; ++i) {
        if (i == 50)
            residentAtFirst = residentMegabytes();
        const auto press = [&](Qt::Key key, bool isLabel) {
            const qint64 before = watch.painted();
            const int stored = committed;
            ++pressed;
            QElapsedTimer timer;
            timer.start();
            QTest::keyClick(&window, key);
            waitFor([&] { return watch.painted() != before && isShown(); });
            if (!isLabel)
                return;
            toPainted.push_back(milliseconds(timer));
            waitFor([&] { return committed > stored; });
            toDurable.push_back(milliseconds(timer));
        };
        if (i % 40 == 39)
            press(Qt::Key_Space, false);
        press(keys[static_cast<std::size_t>(i) % keys.size()], true);
    }
    if (queue.walk().answeredCount() < static_cast<std::size_t>(answers))
        throw std::runtime_error("not every key answered a place");
    return {{"labels", answers},
            {"keys_a_label", static_cast<double>(pressed) / answers},
            {"key_to_next_picture_ms", summary(toPainted)},
            {"key_to_durable_ms", summary(toDurable)},
            {"resident_grows_by_megabytes", residentMegabytes() - residentAtFirst}};
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: faultline_bench_session STUDY\n";
        return 2;
    }
    QStandardPaths::setTestModeEnabled(true);
    const QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("faultline-bench"));
    QApplication::setApplicationName(QStringLiteral("faultline-bench"));
    QSettings().clear();
    try {
        json result{{"platform", QGuiApplication::platformName().toStdString()},
                    {"write_and_sync_ms", writeAndSync(argv[1])}};
        app::MainWindow window;
        window.resize(1280, 800);
        window.show();
        window.open(QString::fromLocal8Bit(argv[1]));
        waitFor([&] { return window.workspace().study().isOpen(); });
        if (!window.workspace().queue().isPlanned() ||
            window.workspace().queue().walk().places().size() < static_cast<std::size_t>(answers))
            throw std::runtime_error("the study has no plan of 1,000 places");
        window.showPage(QStringLiteral("session"));
        result.update(session(window));
        window.close();
        std::cout << result.dump(2) << '\n';
    } catch (const std::exception& problem) {
        std::cerr << "faultline_bench_session: " << problem.what() << '\n';
        return 1;
    }
    return 0;
}
