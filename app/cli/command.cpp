// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/output.h"
#include "core/base/printable.h"

#include <iostream>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace faultline::app {

int report(const base::Error& error) {
    std::cerr << "faultline: " << base::printable(error.message) << '\n';
    return exit_code::failure;
}

int reportUsage(const base::Error& error) {
    report(error);
    return exit_code::usage;
}

int print(const std::string& text) {
    // A program gets what it is; a terminal obeys whatever it is sent.
    std::cout << (::isatty(STDOUT_FILENO) == 1 ? base::printableLines(text) : text) << std::flush;
    if (!std::cout)
        return report({base::ErrorKind::Io, "cannot write to the standard output; is the disk full?"});
    return exit_code::done;
}

void addRunOption(CLI::App& command, std::string& run) {
    command.add_option("--run", run,
                       "Which run of the study, by name or number from 1; the first one by default");
}

} // namespace faultline::app
