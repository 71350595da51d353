// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace faultline::tests {

/// A study as version 2 wrote it, with the results of a present one and labels of its own: events that hold
/// the whole state after them, actions known by their row, and a clock that was set back between two of them.
void makeVersion2(const std::filesystem::path& path, const std::filesystem::path& present);
/// The same as version 1 wrote it.
void makeVersion1(const std::filesystem::path& path, const std::filesystem::path& version2);
/// Version 2 at `path`, and nothing else in its folder.
void makeOld(const std::filesystem::path& path);

/// Version 3 at `path`, and nothing else in its folder: makeOld()'s, as version 3 would have brought it up to
/// date.
void makeVersion3(const std::filesystem::path& path);
/// The same as version 4, and as version 5.
void makeVersion4(const std::filesystem::path& path);
void makeVersion5(const std::filesystem::path& path);

} // namespace faultline::tests
