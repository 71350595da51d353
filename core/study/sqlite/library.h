// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace faultline::study {

/// "3.40.1": of the SQLite that this process runs, which need not be the one that it was built with.
[[nodiscard]] std::string sqliteVersion();

} // namespace faultline::study
