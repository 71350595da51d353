// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::formats {

inline constexpr std::size_t zipEntryLimit = 100'000;

/// A ZIP archive in memory.
class ZipArchive {
public:
    /// Reads the central directory (APPNOTE 6.3, with ZIP64). Refuses cut files, archives in parts, entries
    /// that lie outside of the file, and names that are there twice. Checksums are not looked at: PyTorch may
    /// leave them out.
    [[nodiscard]] static base::Result<ZipArchive> read(base::ByteView file);

    [[nodiscard]] bool contains(std::string_view name) const { return m_entries.contains(name); }
    [[nodiscard]] std::vector<std::string> names() const;
    /// The bytes that an entry has when it is unpacked, as the directory says; 0 where there is none.
    [[nodiscard]] std::uint64_t unpackedSize(std::string_view name) const;
    /// The bytes of an entry as PyTorch writes it, stored; refuses one that is compressed or encrypted.
    [[nodiscard]] base::Result<base::ByteView> bytes(std::string_view name) const;
    /// The bytes of an entry, also of one that is compressed with DEFLATE, after their checksum was compared.
    /// Refuses other ways of packing, and more than `limit` bytes.
    [[nodiscard]] base::Result<base::Bytes> unpacked(std::string_view name, std::uint64_t limit) const;
    /// All names begin with one folder, "archive/": what precedes "/data.pkl"; empty where there is none.
    [[nodiscard]] std::string_view torchPrefix() const;
    /// An entry begins with `folder`, "archive/code/".
    [[nodiscard]] bool hasFolder(std::string_view folder) const;

private:
    struct Entry {
        enum class Packing { Stored, Deflated, Other };
        Packing packing = Packing::Other; ///< Other: of another way, or encrypted
        base::ByteView bytes;
        std::uint64_t size = 0; ///< unpacked
        std::uint32_t checksum = 0;
    };
    base::ByteView m_file;
    std::map<std::string, Entry, std::less<>> m_entries;
};

} // namespace faultline::formats
