// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;
namespace fs = std::filesystem;

namespace {

/// `faultline-worker train` as a process with one thread: its stdout goes to a file, its stderr is read here.
class Training {
public:
    Training(const std::vector<std::string>& options, const fs::path& output) {
        ::setenv("OMP_NUM_THREADS", "1", 1);      // threads that wait for each other starve on a busy machine
        ::setenv("OPENBLAS_NUM_THREADS", "2", 1); // its threads are there before main() and take signals too
        std::array<int, 2> errors{};
        if (::pipe2(errors.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                         O_WRONLY | O_CREAT | O_TRUNC, 0600);
        posix_spawn_file_actions_adddup2(&actions, errors[1], STDERR_FILENO);
        posix_spawnattr_t attributes; // a shell's background job ignores SIGINT, and so would its children
        posix_spawnattr_init(&attributes);
        sigset_t signals;
        ::sigemptyset(&signals);
        ::sigaddset(&signals, SIGINT);
        posix_spawnattr_setsigdefault(&attributes, &signals);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        std::vector<std::string> words{FAULTLINE_BINARY_DIR "/bin/faultline-worker", "train"};
        words.insert(words.end(), options.begin(), options.end());
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const int problem =
            ::posix_spawn(&m_process, arguments[0], &actions, &attributes, arguments.data(), environ);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        ::close(errors[1]);
        m_errors = errors[0];
        if (problem != 0)
            throw std::runtime_error("cannot start the worker");
    }
    ~Training() {
        ::close(m_errors);
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            ::waitpid(m_process, nullptr, 0);
        }
    }
    Training(const Training&) = delete;
    Training& operator=(const Training&) = delete;

    /// Reads stderr until it holds these words; false at its end.
    bool says(const std::string& words) {
        std::array<char, 512> piece{};
        while (m_said.find(words) == std::string::npos) {
            const ssize_t got = ::read(m_errors, piece.data(), piece.size());
            if (got <= 0)
                return false;
            m_said.append(piece.data(), static_cast<std::size_t>(got));
        }
        return true;
    }
    void interrupt(int signal) const { ::kill(m_process, signal); }
    int exitCode() {
        says("\xff"); // to the end
        int status = 0;
        ::waitpid(m_process, &status, 0);
        m_process = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    [[nodiscard]] const std::string& said() const { return m_said; }

private:
    pid_t m_process = -1;
    int m_errors = -1;
    std::string m_said;
};

/// 20 drawn training images, 10 to test on.
struct Bench {
    tests::TemporaryFolder folder;
    std::string set = (folder / "set").string();
    std::string model = (folder / "model.safetensors").string();
    fs::path printed = folder / "printed";

    Bench() { tests::writeSyntheticCifar(set, {10, 4, 1}); }

    [[nodiscard]] std::vector<std::string> options(const std::string& epochs,
                                                   const std::vector<std::string>& more = {}) const {
        std::vector<std::string> all{
            "--dataset",   set,    "--output", model, "--architecture",  "resnet20", "--device", "cpu",
            "--precision", "fp32", "--batch",  "10",  "--learning-rate", "0.05",     "--epochs", epochs};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
};

} // namespace

TEST_CASE("Train writes a model, reports each epoch and prints one JSON object") {
    const Bench bench;
    Training training(bench.options("2", {"--json", "--seed", "3"}), bench.printed);
    CHECK(training.exitCode() == 0);
    CHECK(training.said().find("epoch 1/2  loss ") != std::string::npos);
    CHECK(training.said().find("epoch 2/2  loss ") != std::string::npos);
    CHECK(training.said().find("images/s") != std::string::npos);
    const auto report = nlohmann::json::parse(tests::readText(bench.printed));
    CHECK(report["output"] == bench.model);
    CHECK(report["sha256"].get<std::string>().size() == 64);
    CHECK(report["epochs"].size() == 2);
    CHECK(report["test_images"] == 10);
    CHECK(report["test_accuracy"].get<double>() == Approx(1 - report["test_failures"].get<double>() / 10));
    CHECK(report["seed"] == 3);
    CHECK(fs::exists(bench.model));
    CHECK_FALSE(fs::exists(bench.model + ".checkpoint"));
}

TEST_CASE("An interrupted train exits 130, and --resume ends with the same file") {
    const Bench bench;
    const std::string epochs = "40";
    Training whole(bench.options(epochs), bench.printed);
    REQUIRE(whole.exitCode() == 0);
    const std::string expected = tests::readText(bench.model);
    fs::remove(bench.model);

    for (const int signal : {SIGINT, SIGTERM}) {
        Training stopped(bench.options(epochs, signal == SIGTERM ? std::vector<std::string>{"--resume"}
                                                                 : std::vector<std::string>{}),
                         bench.printed);
        REQUIRE(stopped.says("/40  loss "));
        stopped.interrupt(signal);
        CHECK(stopped.exitCode() == 130);
        CHECK(stopped.said().find("--resume goes on from " + bench.model + ".checkpoint") !=
              std::string::npos);
        CHECK_FALSE(fs::exists(bench.model));
        CHECK(fs::exists(bench.model + ".checkpoint"));
    }
    Training again(bench.options(epochs), bench.printed); // would lose what is there
    CHECK(again.exitCode() == 1);
    CHECK(again.said().find("--resume") != std::string::npos);

    Training resumed(bench.options(epochs, {"--resume"}), bench.printed);
    CHECK(resumed.exitCode() == 0);
    CHECK(resumed.said().find("epoch 1/40") == std::string::npos);
    CHECK(tests::readText(bench.model) == expected);
    CHECK_FALSE(fs::exists(bench.model + ".checkpoint"));
}

TEST_CASE("Train refuses what cannot end well before it starts") {
    const Bench bench;
    const auto refusal = [&](const std::vector<std::string>& options, int exitCode) {
        Training training(options, bench.printed);
        CHECK(training.exitCode() == exitCode);
        return training.said();
    };
    const auto with = [&](const char* option, const char* value) {
        std::vector<std::string> options = bench.options("1");
        *std::next(std::find(options.begin(), options.end(), option)) = value;
        return options;
    };
    CHECK(refusal({"--dataset", bench.set}, 2).find("--output") != std::string::npos);
    CHECK(refusal(bench.options("0"), 2).find("epochs 0") != std::string::npos);
    CHECK(refusal(bench.options("many"), 2).find("--epochs") != std::string::npos);
    CHECK(refusal(with("--precision", "int8"), 2).find("auto, fp32 or bf16") != std::string::npos);
    CHECK(refusal(with("--device", "tpu"), 1).find("unknown device \"tpu\"") != std::string::npos);
    CHECK(refusal(bench.options("1", {"--storage", "bf16"}), 2).find("fp32 or fp16") != std::string::npos);
    CHECK(refusal(bench.options("1", {"--resume"}), 1).find("no checkpoint") != std::string::npos);
    CHECK(refusal(bench.options("1", {"--checkpoint", (bench.folder / "none/c").string()}), 1).find("none") !=
          std::string::npos);
    tests::writeText(bench.model, "a model that took hours");
    CHECK(refusal(bench.options("1"), 1).find("--force") != std::string::npos);
    CHECK(tests::readText(bench.model) == "a model that took hours");
    fs::remove(fs::path(bench.set) / "test_batch.bin");
    CHECK(refusal(bench.options("1", {"--force"}), 1).find("test_batch.bin") != std::string::npos);
}
