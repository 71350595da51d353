// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

namespace faultline::base {

enum class Overwrite { No, Yes };

/// Looks at the first bytes of a file (at most longestHead) and its size, before the rest is read.
using HeadCheck = std::function<Result<>(ByteView head, std::uint64_t fileSize)>;
inline constexpr std::size_t longestHead = std::size_t{128} << 10;

/// The whole file; refused when it is not a regular file or larger than `limit` bytes, when it is what Git
/// LFS or git-annex leave in place of a file that was not fetched, or by `check`, whose sentence comes after
/// the path.
[[nodiscard]] Result<Bytes> readFile(const std::filesystem::path& path, std::uint64_t limit,
                                     const HeadCheck& check = {});

/// A file that was read once, so that what is recognised, parsed and digested are the same bytes.
struct FileContents {
    std::filesystem::path path; ///< for messages and records
    Bytes bytes;
};
[[nodiscard]] Result<FileContents> readContents(const std::filesystem::path& path, std::uint64_t limit,
                                                const HeadCheck& check = {});
/// A HeadCheck for files of formats that never begin with zeros: what an interrupted download leaves.
[[nodiscard]] Result<> refuseZeros(ByteView head, std::uint64_t fileSize);

/// All or nothing: writes a temporary file beside `path`, syncs it, renames it and syncs the directory. An
/// existing file is refused with Overwrite::No, also when it appears meanwhile; with Overwrite::Yes it is
/// replaced only where it holds text or the same kind of content, so never a study, a model or pixels by a
/// table or a chart. Behind a link the file that it leads to is meant. A pipe or a character device is
/// written into. Leaves no partial file behind.
[[nodiscard]] Result<> writeFileAtomically(const std::filesystem::path& path, ByteView bytes,
                                           Overwrite overwrite);
[[nodiscard]] Result<> writeFileAtomically(const std::filesystem::path& path, std::string_view text,
                                           Overwrite overwrite);

/// "No such file or directory" and its like, for errno.
[[nodiscard]] std::string systemMessage(int errorNumber);

} // namespace faultline::base
