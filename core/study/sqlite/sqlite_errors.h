// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Included by the sources of this folder alone.
#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace SQLite {
class Exception;
}

namespace faultline::study {

/// What, where and what to do, for what SQLite could not do.
[[nodiscard]] base::Error translated(const SQLite::Exception& exception, const std::string& place);

/// A sentence: what a study on a file system without locks or shared memory can't be, and what to do.
[[nodiscard]] std::string lacksLocks(const std::string& place);

/// "file:" with every unusual byte escaped (RFC 3986), so that no path is read as options; SQLite then takes
/// the file for one that nobody writes.
[[nodiscard]] std::string immutableUri(const std::filesystem::path& path);

} // namespace faultline::study
