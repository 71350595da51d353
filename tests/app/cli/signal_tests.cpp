// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study.h"
#include "tests/support/file_contents.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <set>
#include <thread>

#include <QProcess>

#include <catch2/catch.hpp>

using namespace faultline;
namespace fs = std::filesystem;

namespace {

constexpr int images = 2000;

/// The program, ended by a signal.
class Signalled {
public:
    /// @param ignored a signal that it ignores from the start, as under nohup; 0: none
    /// @param program that becomes it
    explicit Signalled(const QStringList& arguments, int ignored = 0,
                       const QString& program = QStringLiteral(FAULTLINE_BINARY_DIR "/bin/faultline")) {
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        variables.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        for (const char* name : {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"})
            variables.insert(QString::fromLatin1(name), QString::fromStdString(m_home.path().string()));
        m_process.setProcessEnvironment(variables);
        if (ignored != 0)
            m_process.setChildProcessModifier([ignored] { ::signal(ignored, SIG_IGN); });
        m_process.start(program, arguments);
        REQUIRE(m_process.waitForStarted());
    }
    ~Signalled() {
        m_process.kill();
        m_process.waitForFinished();
    }
    Signalled(const Signalled&) = delete;
    Signalled& operator=(const Signalled&) = delete;

    void send(int number) { REQUIRE(::kill(static_cast<pid_t>(m_process.processId()), number) == 0); }
    /// Its exit status once it has ended by itself; -1: a signal ended it.
    [[nodiscard]] int status() {
        REQUIRE(m_process.waitForFinished(60'000));
        INFO(m_process.readAllStandardError().toStdString());
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    /// Waits for a file to appear.
    void waitFor(const fs::path& file) {
        for (int tries = 0; tries < 3000 && !fs::exists(file); ++tries)
            m_process.waitForFinished(10);
        REQUIRE(fs::exists(file));
    }

private:
    tests::TemporaryFolder m_home;
    QProcess m_process;
};

std::set<std::string> namesIn(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.insert(entry.path().filename().string());
    return names;
}

/// An evaluation by the scripted worker, slow enough to be met at work.
struct Evaluation {
    tests::TemporaryFolder folder;
    fs::path home = folder / "home";
    fs::path study = home / "a.faultline";

    Evaluation() {
        fs::create_directory(home);
        tests::SyntheticCifar set;
        set.testRecords = images;
        tests::writeSyntheticCifar(folder / "data", set);
        tests::writeText(folder / "model.safetensors", "what the scripted worker hashes");
    }
    /// @param worker settings of the scripted worker's environment
    /// @param frame the worker's command, with %1 where the scripted worker is started
    [[nodiscard]] QStringList
    arguments(const QString& worker = QStringLiteral("FAULT=slow FAULTLINE_SCRIPTED_MILLISECONDS=100"),
              const QString& frame = QStringLiteral("%1")) const {
        const auto text = [](const fs::path& path) { return QString::fromStdString(path.string()); };
        return {
            QStringLiteral("evaluate"),
            QStringLiteral("--dataset"),
            text(folder / "data"),
            QStringLiteral("--model"),
            text(folder / "model.safetensors"),
            QStringLiteral("--study"),
            text(study),
            QStringLiteral("--worker"),
            frame.arg(QStringLiteral("env FAULTLINE_SCRIPTED_%1 " FAULTLINE_BINARY_DIR "/bin/scripted_worker")
                          .arg(worker))};
    }
    [[nodiscard]] std::size_t stored() const {
        const auto reader = study::Study::open(study, study::Access::ReadOnly);
        REQUIRE(reader.has_value());
        return reader->runs().predictions(reader->runs().first()).value().size();
    }
};

} // namespace

TEST_CASE("A window that is ended by a signal closes its study in order: one file, everything in it") {
    const tests::TemporaryFolder folder;
    const fs::path study = folder / "a.faultline";
    { const auto made = tests::makeSyntheticStudy(study); }
    const int number = GENERATE(SIGTERM, SIGINT, SIGHUP);
    CAPTURE(number);
    Signalled window({QString::fromStdString(study.string())});
    window.waitFor(study.string() + "-wal"); // it is open for writing
    window.send(number);
    CHECK(window.status() == 0);
    CHECK(namesIn(folder.path()) == std::set<std::string>{"a.faultline"});
}

TEST_CASE("An evaluation that is ended by a signal keeps what is finished, in one file") {
    const Evaluation evaluation;
    const int number = GENERATE(SIGTERM, SIGINT, SIGHUP);
    CAPTURE(number);
    Signalled program(evaluation.arguments());
    program.waitFor(evaluation.study);
    program.send(number);
    CHECK(program.status() > 0);
    CHECK(namesIn(evaluation.home) == std::set<std::string>{"a.faultline"});
    const std::size_t kept = evaluation.stored();
    CHECK(kept > 0);
    CHECK(kept < images);
}

TEST_CASE("An evaluation is ended by a signal while its worker tells more than can be heard") {
    const Evaluation evaluation;
    const bool byItsLog = GENERATE(false, true);
    CAPTURE(byItsLog);
    Signalled program(
        byItsLog ? evaluation.arguments(QStringLiteral("FAULT=slow FAULTLINE_SCRIPTED_MILLISECONDS=100"),
                                        QStringLiteral("sh -c \"yes >&2 & exec %1\""))
                 : evaluation.arguments(QStringLiteral("FAULT=flood")));
    program.waitFor(evaluation.study); // it has a first batch, and floods from now on
    program.send(SIGTERM);
    CHECK(program.status() > 0);
    CHECK(namesIn(evaluation.home) == std::set<std::string>{"a.faultline"});
    CHECK(evaluation.stored() > 0);
}

TEST_CASE("A window opens the study that it is given also where its path is not UTF-8, and no other one") {
    const tests::TemporaryFolder folder;
    const fs::path study = folder.path() / "caf\xe9.faultline";
    const fs::path lookalike = folder.path() / "caf\xef\xbf\xbd.faultline";
    { const auto made = tests::makeSyntheticStudy(study); }
    { const auto made = tests::makeSyntheticStudy(lookalike); }
    // By a shell, since QProcess has texts for arguments.
    Signalled window(
        {QStringLiteral("-c"),
         QStringLiteral("exec " FAULTLINE_BINARY_DIR "/bin/faultline \"$1/$(printf 'caf\\351').faultline\""),
         QStringLiteral("sh"), QString::fromStdString(folder.path().string())},
        0, QStringLiteral("/bin/sh"));
    window.waitFor(study.string() + "-wal"); // it is open for writing
    CHECK_FALSE(fs::exists(lookalike.string() + "-wal"));
    window.send(SIGTERM);
    CHECK(window.status() == 0);
    CHECK(namesIn(folder.path()).size() == 2);
}

TEST_CASE("An evaluation under nohup goes on when its terminal is closed") {
    const Evaluation evaluation;
    Signalled program(evaluation.arguments(), SIGHUP);
    program.waitFor(evaluation.study);
    program.send(SIGHUP);
    CHECK(program.status() == 0);
    CHECK(evaluation.stored() == images);
}
