// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/headless.h"
#include "app/signals/interrupt_watch.h"
#include "core/base/text.h"
#include "ui/fetch/cifar10_fetch.h"
#include "ui/places/paths.h"

#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

#include <QEventLoop>

namespace faultline::app {

namespace {

std::string progressText(const ui::FetchProgress& progress) {
    std::string text = progress.step.toStdString();
    if (progress.total > 0)
        text += ": " + base::groupedText(progress.done * 100 / progress.total) + " %";
    return text;
}

base::Result<ui::FetchReport> fetched(const QString& folder) {
    const HeadlessApplication application;
    InterruptWatch interrupts;
    ProgressLine line;
    base::Result<ui::FetchReport> outcome;
    QEventLoop loop;
    ui::Cifar10Fetch fetch;
    QObject::connect(&interrupts, &InterruptWatch::interrupted, &fetch, &ui::Cifar10Fetch::cancel);
    QObject::connect(&fetch, &ui::Cifar10Fetch::progressed, &loop,
                     [&](const auto& progress) { line.show(progressText(progress)); });
    QObject::connect(&fetch, &ui::Cifar10Fetch::fetched, &loop, [&](const ui::FetchReport& done) {
        outcome = done;
        loop.quit();
    });
    QObject::connect(&fetch, &ui::Cifar10Fetch::failed, &loop, [&](const base::Error& error) {
        outcome = base::failure(error);
        loop.quit();
    });
    fetch.start(folder);
    loop.exec();
    return outcome;
}

int run(const std::string& target) {
    const auto outcome = fetched(target.empty() ? ui::cifar10Folder() : QString::fromStdString(target));
    if (!outcome) {
        report(outcome.error());
        return outcome.error().kind == base::ErrorKind::Cancelled ? exit_code::interrupted
                                                                  : exit_code::failure;
    }
    if (!outcome->source.isEmpty())
        std::fprintf(stderr, "CIFAR-10 was fetched from %s and checked\n",
                     outcome->source.toStdString().c_str());
    std::printf("%s\n", outcome->folder.toStdString().c_str());
    return exit_code::done;
}

} // namespace

void addFetch(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("fetch", "Fetch a data set and check it");
    auto target = std::make_shared<std::string>();
    auto set = std::make_shared<std::string>();
    command->add_option("set", *set, "cifar10")->required()->check(CLI::IsMember({"cifar10"}));
    command->add_option("--to", *target,
                        "Folder that gets the .bin files, in place of those with their names; by default "
                        "cifar-10-batches-bin in the user's data directory");
    command->callback([target, set, &exitCode] { exitCode = run(*target); });
}

} // namespace faultline::app
