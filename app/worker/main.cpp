// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/open_model.h"
#include "app/worker/train_command.h"
#ifdef FAULTLINE_WITH_CODECS
#include "core/codecs/opencv_decoder.h"
#endif
#include "core/dataset/open.h"
#include "core/protocol/worker_session.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

using namespace faultline;

namespace {

constexpr const char* program = "faultline-worker " FAULTLINE_VERSION;
constexpr int usageError = 2;

/// A descriptor of the pipe for frames alone. Descriptor 1 becomes stderr, since a library may print there.
int claimStandardOutput() {
    const int frames = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (frames < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        std::perror("faultline-worker: cannot set up its output");
        std::_Exit(EXIT_FAILURE);
    }
    return frames;
}

void printDescription() {
    const protocol::Description description = app::describe();
    std::cout << program << "\n" << description.backend << "\n";
    for (const std::string& device : description.devices)
        std::cout << "device " << device << "\n";
    if (!description.whyNoGpu.empty())
        std::cout << "no GPU: " << description.whyNoGpu << "\n";
    for (const std::string& part : description.missing)
        std::cout << "missing: " << part << "\n";
}

protocol::WorkerBackend backend() {
    protocol::WorkerBackend backend;
    backend.program = program;
    backend.describe = app::describe;
    backend.openImages = [](const std::string& path, dataset::OpenOptions open) {
#ifdef FAULTLINE_WITH_CODECS
        open.decoder = codecs::imageDecoder();
#endif
        return dataset::openImageSet(path, open);
    };
    backend.openModel = app::openModel;
    // A batch may still be computed, and nobody waits for it: no orphans, no destructors.
    backend.ended = [](protocol::SessionEnding ending) {
        std::_Exit(ending == protocol::SessionEnding::InputEnded ? EXIT_SUCCESS : EXIT_FAILURE);
    };
    backend.log = [](std::string_view text) { spdlog::info("{}", text); };
    return backend;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App options(
        "Faultline's inference worker: started by faultline, it reads requests on its standard input");
    options.set_version_flag("--version", program);
    bool describe = false;
    options.add_flag("--describe", describe, "print LibTorch's version, the devices and why there is no GPU");
    int exitCode = EXIT_SUCCESS;
    app::addTrain(options, exitCode);
    try {
        options.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return options.exit(error) == 0 ? EXIT_SUCCESS : usageError;
    }
    if (!options.get_subcommands().empty())
        return exitCode;
    if (describe) {
        printDescription();
        return EXIT_SUCCESS;
    }
    if (::isatty(STDIN_FILENO) != 0) {
        std::cerr
            << "faultline-worker: it speaks a binary protocol and is started by faultline; try --describe, "
               "or `faultline evaluate`\n";
        return usageError;
    }
    std::signal(SIGPIPE, SIG_IGN); // a closed pipe is an error of write()
    const int frames = claimStandardOutput();
    spdlog::set_default_logger(spdlog::stderr_color_mt("faultline-worker"));
    protocol::serve(STDIN_FILENO, frames, backend());
    return EXIT_FAILURE; // not reached: `ended` ends the process
}
