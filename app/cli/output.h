// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/report/tables.h"

#include <string>

namespace CLI {
class App;
}

namespace faultline::app {

/// As report(), for what the user typed: returns exit_code::usage.
int reportUsage(const base::Error& error);

/// Writes the results of a command to stdout; returns the exit code, failure where it can't be written.
int print(const std::string& text);

/// "--run NAME|N": which run of the study; empty: the first one.
void addRunOption(CLI::App& command, std::string& run);

/// What `--json` and `--csv` ask for.
struct FormatFlags {
    bool json = false;
    bool csv = false;
    [[nodiscard]] report::TableFormat format() const {
        return json ? report::TableFormat::Json : csv ? report::TableFormat::Csv : report::TableFormat::Text;
    }
};

} // namespace faultline::app
