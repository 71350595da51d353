// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/headless.h"
#include "app/cli/output.h"
#include "app/cli/version.h"
#include "core/imaging/imaging.h"
#include "core/report/text_table.h"
#include "core/study/sqlite/library.h"
#include "ui/places/paths.h"
#include "ui/run/worker_description.h"
#include "ui/run/worker_location.h"

#include <thread>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QSettings>
#include <QSysInfo>

namespace faultline::app {

namespace {

using Json = nlohmann::ordered_json;

Json workerFacts() {
    Json facts = Json::object();
    const auto command = ui::workerCommand({});
    if (!command) {
        facts["error"] = command.error().message;
        return facts;
    }
    facts["program"] = command->program.toStdString();
    const auto description = ui::describedWorker({});
    if (!description) {
        facts["error"] = description.error().message;
        return facts;
    }
    facts["backend"] = description->backend;
    facts["devices"] = description->devices;
    facts["why_no_gpu"] = description->whyNoGpu.empty() ? Json(nullptr) : Json(description->whyNoGpu);
    facts["missing"] = description->missing;
    return facts;
}

Json facts() {
    const HeadlessApplication application;
    Json all = Json::object();
    all["faultline"] = version;
    all["qt"] = qVersion();
    all["sqlite"] = study::sqliteVersion();
    all["opencv"] = imaging::openCvVersion();
    all["system"] = QSysInfo::prettyProductName().toStdString();
    all["processor_threads"] = std::thread::hardware_concurrency();
    all["worker"] = workerFacts();
    const QSettings settings(QStringLiteral("faultline"), QStringLiteral("faultline"));
    all["paths"] = Json{{"program", QCoreApplication::applicationFilePath().toStdString()},
                        {"data", ui::dataFolder().toStdString()},
                        {"cifar10", ui::cifar10Folder().toStdString()},
                        {"studies", ui::studiesFolder().toStdString()},
                        {"model", ui::bundledModelFile().toStdString()},
                        {"settings", settings.fileName().toStdString()}};
    return all;
}

std::string textOf(const Json& value) {
    if (value.is_null())
        return "–";
    if (value.is_string())
        return value.get<std::string>();
    if (!value.is_array())
        return value.dump();
    std::string text;
    for (const Json& part : value)
        text += (text.empty() ? "" : ", ") + textOf(part);
    return text.empty() ? "–" : text;
}

void addLines(std::vector<std::vector<std::string>>& rows, const std::string& prefix, const Json& object) {
    for (const auto& [name, value] : object.items()) {
        if (value.is_object())
            addLines(rows, name + " ", value);
        else
            rows.push_back({prefix + name, textOf(value)});
    }
}

int run(const FormatFlags& flags) {
    const Json all = facts();
    std::vector<std::vector<std::string>> rows;
    addLines(rows, "", all);
    const int printed = print(flags.json ? all.dump(2, ' ', false, Json::error_handler_t::replace) + '\n'
                                         : report::alignedTable({{"what"}, {"is"}}, rows));
    if (printed != exit_code::done || !all["worker"].contains("error"))
        return printed;
    return report({base::ErrorKind::Worker, all["worker"]["error"].get<std::string>()});
}

} // namespace

void addChecks(CLI::App& root, int& exitCode) {
    CLI::App* command =
        root.add_subcommand("checks", "Print versions, devices, paths and why there is no GPU");
    auto flags = std::make_shared<FormatFlags>();
    command->add_flag("--json", flags->json, "Print one JSON object");
    command->callback([flags, &exitCode] { exitCode = run(*flags); });
}

} // namespace faultline::app
