// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/library.h"

#include <sqlite3.h>

namespace faultline::study {

std::string sqliteVersion() {
    return sqlite3_libversion();
}

} // namespace faultline::study
