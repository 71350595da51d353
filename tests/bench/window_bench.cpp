// SPDX-License-Identifier: GPL-3.0-or-later
// Times what a user feels, inside the real window, and prints one JSON object. Usage:
//   faultline_bench_window CIFAR_STUDY LARGE_STUDY
// CIFAR_STUDY: a finished study of CIFAR-10's size, which is labelled (give a copy); LARGE_STUDY: 100,000
// failures, as make_synthetic_study makes it. Runs on whatever platform QT_QPA_PLATFORM names; "offscreen"
// needs no display.
#include "app/window/main_window.h"
#include "ui/charts/chart_widget.h"
#include "ui/failures/failure_grid.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iostream>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QScrollBar>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>
#include <QTimer>

#include <nlohmann/json.hpp>

#include <unistd.h>

using namespace faultline;
using nlohmann::json;

namespace {

double milliseconds(const QElapsedTimer& timer) {
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void waitFor(const std::function<bool()>& condition) {
    QElapsedTimer timer;
    timer.start();
    QTimer wake; // so that the minute is noticed even when nothing happens
    wake.start(500);
    while (!condition()) {
        if (timer.elapsed() > 60'000)
            throw std::runtime_error("nothing happened for a minute");
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
}

double quantile(std::vector<double> values, double q) {
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1,
                           static_cast<std::size_t>(q * static_cast<double>(values.size())))];
}

json summary(const std::vector<double>& values) {
    return {{"n", values.size()},
            {"p50", quantile(values, 0.50)},
            {"p95", quantile(values, 0.95)},
            {"p99", quantile(values, 0.99)},
            {"max", quantile(values, 1.0)}};
}

/// Counts the paint events of a widget and everything in it.
class Paints : public QObject {
public:
    explicit Paints(QWidget* widget) {
        widget->installEventFilter(this);
        for (QWidget* child : widget->findChildren<QWidget*>())
            child->installEventFilter(this);
    }
    int count = 0;

protected:
    bool eventFilter(QObject*, QEvent* event) override {
        count += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

double residentMegabytes() {
    std::ifstream file("/proc/self/statm");
    double pages = 0, resident = 0;
    file >> pages >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// From open() to the first painted grid whose visible pictures are all there.
double open(app::MainWindow& window, const QString& path) {
    auto* grid = window.findChild<ui::FailureGrid*>();
    Paints paints(grid->viewport());
    QElapsedTimer timer;
    timer.start();
    window.open(path);
    waitFor([&] { return window.workspace().study().isOpen() && paints.count > 0; });
    const auto visibleHere = [&] {
        ui::Workspace& workspace = window.workspace();
        for (int position = 0; position < workspace.visible().count(); ++position) {
            const QRect tile = grid->visualRect(grid->model()->index(position, 0));
            if (!tile.intersects(grid->viewport()->rect()))
                break;
            if (workspace.pixels()
                    .reduced(workspace.items().failure(workspace.visible().rowAt(position)).sample, 32)
                    .isNull())
                return false;
        }
        return true;
    };
    waitFor(visibleHere);
    const int before = paints.count;
    grid->viewport()->update();
    waitFor([&] { return paints.count > before; });
    return milliseconds(timer);
}

json labelling(app::MainWindow& window) {
    ui::Workspace& workspace = window.workspace();
    auto* grid = window.findChild<ui::FailureGrid*>();
    Paints chart(window.findChild<ui::ChartWidget*>());
    std::vector<double> toCommit, toChart;
    constexpr int decisions = 1000;
    int round = 0;
    for (int i = 0; i < decisions; ++i) {
        if (workspace.cursor().neighbour(1) < 0) {
            workspace.cursor().setCurrent(workspace.visible().rowAt(0));
            ++round;
        }
        bool committed = false;
        const auto connection = QObject::connect(&workspace.labelling(), &ui::Labelling::acted, &workspace,
                                                 [&] { committed = true; });
        // Each round gives other labels than the one before it, so that each key press writes.
        const int painted = chart.count;
        const int key = Qt::Key_1 + (workspace.cursor().current() + round) % 3;
        QElapsedTimer timer;
        timer.start();
        QTest::keyClick(grid, static_cast<Qt::Key>(key));
        waitFor([&] { return committed; });
        toCommit.push_back(milliseconds(timer));
        waitFor([&] { return chart.count > painted; });
        toChart.push_back(milliseconds(timer));
        QObject::disconnect(connection);
    }
    return {{"key_to_commit_ms", summary(toCommit)}, {"key_to_chart_ms", summary(toChart)}};
}

/// Runs `change` and paints the grid; the GUI thread's time for both.
double changed(ui::FailureGrid& grid, const std::function<void()>& change) {
    QElapsedTimer timer;
    timer.start();
    change();
    grid.viewport()->repaint();
    const double time = milliseconds(timer);
    QCoreApplication::processEvents();
    return time;
}

json large(app::MainWindow& window) {
    auto* grid = window.findChild<ui::FailureGrid*>();
    ui::VisibleFailures& visible = window.workspace().visible();
    const model::Prediction first = window.workspace().items().failure(0);
    json result;
    std::vector<double> filters, sorts, frames;
    for (int i = 0; i < 20; ++i) {
        filters.push_back(changed(*grid, [&] {
            visible.setFilter({first.truth, first.predicted, std::nullopt});
        }));
        changed(*grid, [&] { visible.setFilter({}); });
        sorts.push_back(changed(*grid, [&] {
            visible.setSorting({workbench::SortKey::Confidence, i % 2 == 0
                                                                    ? workbench::SortDirection::Ascending
                                                                    : workbench::SortDirection::Descending});
        }));
    }
    QScrollBar* bar = grid->verticalScrollBar();
    for (int i = 0; i < 1000; ++i) {
        const int target = static_cast<int>((static_cast<qint64>(i) * 7919 * grid->viewport()->height()) %
                                            std::max(1, bar->maximum()));
        frames.push_back(changed(*grid, [&] { bar->setValue(i % 10 == 0 ? target : bar->value() + 120); }));
    }
    result["filter_by_pair_ms"] = summary(filters);
    result["sort_by_confidence_ms"] = summary(sorts);
    result["scroll_frame_ms"] = summary(frames);
    return result;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::cerr << "usage: faultline_bench_window CIFAR_STUDY LARGE_STUDY\n";
        return 2;
    }
    QStandardPaths::setTestModeEnabled(true);
    const QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("faultline-bench"));
    QApplication::setApplicationName(QStringLiteral("faultline-bench"));
    QSettings().clear();
    try {
        json result{{"platform", QGuiApplication::platformName().toStdString()}};
        {
            app::MainWindow window;
            window.show();
            waitFor([&] { return window.isVisible(); });
            result["open_ms"] = open(window, QString::fromLocal8Bit(argv[1]));
            result["resident_megabytes"] = residentMegabytes();
            result["failures"] = window.workspace().items().failures().size();
            result.update(labelling(window));
            window.close();
        }
        {
            app::MainWindow window;
            window.show();
            json sized{{"open_ms", open(window, QString::fromLocal8Bit(argv[2]))}};
            sized["failures"] = window.workspace().items().failures().size();
            sized.update(large(window));
            sized["resident_megabytes"] = residentMegabytes();
            result["large"] = sized;
            window.close();
        }
        std::cout << result.dump(2) << '\n';
    } catch (const std::exception& problem) {
        std::cerr << "faultline_bench_window: " << problem.what() << '\n';
        return 1;
    }
    return 0;
}
