// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace faultline::formats {

inline constexpr std::size_t zipEntryLimit = 100'000;

/// A ZIP archive in memory, as PyTorch writes it: stored, not compressed.
class ZipArchive {
public:
    /// Reads the central directory (APPNOTE 6.3, with ZIP64). Refuses cut files, archives in parts, entries
    /// that lie outside of the file, and names that are there twice. Checksums are not looked at: PyTorch may
    /// leave them out.
    [[nodiscard]] static base::Result<ZipArchive> read(base::ByteView file);

    [[nodiscard]] bool contains(std::string_view name) const { return m_entries.contains(name); }
    /// The bytes of an entry; refuses one that is compressed or encrypted.
    [[nodiscard]] base::Result<base::ByteView> bytes(std::string_view name) const;
    /// All names begin with one folder, "archive/": what precedes "/data.pkl"; empty where there is none.
    [[nodiscard]] std::string_view torchPrefix() const;
    /// An entry begins with `folder`, "archive/code/".
    [[nodiscard]] bool hasFolder(std::string_view folder) const;

private:
    struct Entry {
        bool plain = false; ///< neither compressed nor encrypted
        base::ByteView bytes;
    };
    base::ByteView m_file;
    std::map<std::string, Entry, std::less<>> m_entries;
};

} // namespace faultline::formats
