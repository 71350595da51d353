// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/zip.h"

#include "core/base/text.h"
#include "core/formats/inflate.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <optional>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::uint32_t endSignature = 0x06054b50;
constexpr std::uint32_t end64Signature = 0x06064b50;
constexpr std::uint32_t locatorSignature = 0x07064b50;
constexpr std::uint32_t entrySignature = 0x02014b50;
constexpr std::uint32_t localSignature = 0x04034b50;
constexpr std::size_t endBytes = 22;
constexpr std::size_t locatorBytes = 20;
constexpr std::size_t end64Bytes = 56;
constexpr std::size_t entryBytes = 46;
constexpr std::size_t localBytes = 30;
constexpr std::size_t longestComment = 0xffff;
constexpr std::uint16_t deflateMethod = 8;

tl::unexpected<base::Error> damaged(const std::string& what) {
    return failure(ErrorKind::InvalidInput, "the archive is damaged: " + what);
}

/// A little-endian number; the caller has checked that the bytes are there.
template <class Number>
Number at(base::ByteView bytes, std::size_t position) {
    Number value = 0;
    for (std::size_t i = sizeof(Number); i-- > 0;)
        value = static_cast<Number>(value << 8 | bytes[position + i]);
    return value;
}

bool isInside(base::ByteView file, std::uint64_t begin, std::uint64_t length) {
    return begin <= file.size() && length <= file.size() - begin;
}

/// Where the end record begins: the last place that looks like one and whose comment ends the file.
std::optional<std::size_t> findEnd(base::ByteView file) {
    if (file.size() < endBytes)
        return std::nullopt;
    const std::size_t last = file.size() - endBytes;
    const std::size_t first = last > longestComment ? last - longestComment : 0;
    for (std::size_t i = last + 1; i-- > first;)
        if (at<std::uint32_t>(file, i) == endSignature &&
            at<std::uint16_t>(file, i + 20) == file.size() - i - endBytes)
            return i;
    return std::nullopt;
}

struct Directory {
    std::uint64_t entries = 0;
    std::uint64_t begin = 0;
    std::uint64_t size = 0;
};

Result<Directory> findDirectory(base::ByteView file) {
    const std::optional<std::size_t> end = findEnd(file);
    if (!end)
        return damaged("its end is missing; the file was probably cut off, get it again");
    Directory directory{at<std::uint16_t>(file, *end + 10), at<std::uint32_t>(file, *end + 16),
                        at<std::uint32_t>(file, *end + 12)};
    const bool has64 =
        *end >= locatorBytes && at<std::uint32_t>(file, *end - locatorBytes) == locatorSignature;
    if (has64) {
        const auto place = at<std::uint64_t>(file, *end - locatorBytes + 8);
        if (!isInside(file, place, end64Bytes) || at<std::uint32_t>(file, place) != end64Signature)
            return damaged("its ZIP64 end does not lie in it");
        directory = {at<std::uint64_t>(file, place + 32), at<std::uint64_t>(file, place + 48),
                     at<std::uint64_t>(file, place + 40)};
    }
    if (at<std::uint16_t>(file, *end + 4) != 0 && !has64)
        return failure(ErrorKind::Refused, "the archive is one of several parts");
    if (!isInside(file, directory.begin, directory.size))
        return damaged("its directory does not lie in it; the file was probably cut off, get it again");
    if (directory.entries > zipEntryLimit)
        return failure(ErrorKind::Refused, "the archive has more than 100,000 entries");
    return directory;
}

struct Sizes {
    std::uint64_t stored = 0;
    std::uint64_t plain = 0;
    std::uint64_t local = 0; ///< where the local header begins
};

/// Values that do not fit 32 bits stand in the extra field with id 1, in this order.
Result<> takeZip64(base::ByteView extra, Sizes& sizes) {
    constexpr std::uint64_t elsewhere = 0xffffffff;
    while (extra.size() >= 4) {
        const auto id = at<std::uint16_t>(extra, 0);
        const auto length = at<std::uint16_t>(extra, 2);
        if (length > extra.size() - 4)
            return damaged("an extra field is longer than its place");
        base::ByteView field = extra.subspan(4, length);
        extra = extra.subspan(4u + length);
        if (id != 1)
            continue;
        for (std::uint64_t* value : {&sizes.plain, &sizes.stored, &sizes.local}) {
            if (*value != elsewhere)
                continue;
            if (field.size() < 8)
                return damaged("a ZIP64 field is too short");
            *value = at<std::uint64_t>(field, 0);
            field = field.subspan(8);
        }
    }
    return {};
}

/// The entry's bytes: behind the local header, whose own name and extra field may differ in length.
Result<base::ByteView> contents(base::ByteView file, const Sizes& sizes) {
    if (!isInside(file, sizes.local, localBytes) || at<std::uint32_t>(file, sizes.local) != localSignature)
        return damaged("an entry does not lie in it");
    const std::uint64_t begin = sizes.local + localBytes + at<std::uint16_t>(file, sizes.local + 26) +
                                at<std::uint16_t>(file, sizes.local + 28);
    if (!isInside(file, begin, sizes.stored))
        return damaged("an entry does not lie in it");
    return file.subspan(begin, sizes.stored);
}

/// CRC-32 (APPNOTE 4.4.7).
std::uint32_t checksumOf(base::ByteView bytes) {
    static const std::array<std::uint32_t, 256> table = [] {
        std::array<std::uint32_t, 256> values{};
        for (std::uint32_t i = 0; i < values.size(); ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1) != 0 ? 0xedb88320U ^ value >> 1 : value >> 1;
            values[i] = value;
        }
        return values;
    }();
    std::uint32_t sum = 0xffffffff;
    for (const std::uint8_t byte : bytes)
        sum = table[(sum ^ byte) & 0xff] ^ sum >> 8;
    return ~sum;
}

} // namespace

Result<ZipArchive> ZipArchive::read(base::ByteView file) {
    FAULTLINE_TRY(directory, findDirectory(file));
    ZipArchive archive;
    archive.m_file = file;
    base::ByteView rest = file.subspan(directory.begin, directory.size);
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        if (rest.size() < entryBytes || at<std::uint32_t>(rest, 0) != entrySignature)
            return damaged("its directory has fewer entries than it says");
        const std::size_t nameLength = at<std::uint16_t>(rest, 28);
        const std::size_t extraLength = at<std::uint16_t>(rest, 30);
        const std::size_t whole = entryBytes + nameLength + extraLength + at<std::uint16_t>(rest, 32);
        if (rest.size() < whole)
            return damaged("an entry of its directory is cut off");
        Sizes sizes{at<std::uint32_t>(rest, 20), at<std::uint32_t>(rest, 24), at<std::uint32_t>(rest, 42)};
        FAULTLINE_CHECK(takeZip64(rest.subspan(entryBytes + nameLength, extraLength), sizes));
        FAULTLINE_TRY(bytes, contents(file, sizes));
        using Packing = Entry::Packing;
        const bool encrypted = (at<std::uint16_t>(rest, 8) & 1) != 0;
        const auto method = at<std::uint16_t>(rest, 10);
        const Packing packing = encrypted                                    ? Packing::Other
                                : method == 0 && sizes.stored == sizes.plain ? Packing::Stored
                                : method == deflateMethod                    ? Packing::Deflated
                                                                             : Packing::Other;
        const Entry entry{packing, bytes, sizes.plain, at<std::uint32_t>(rest, 16)};
        std::string name(reinterpret_cast<const char*>(rest.data()) + entryBytes, nameLength);
        if (!archive.m_entries.try_emplace(name, entry).second)
            return damaged("it holds " + quotedName(name) + " twice");
        rest = rest.subspan(whole);
    }
    return archive;
}

Result<base::ByteView> ZipArchive::bytes(std::string_view name) const {
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return failure(ErrorKind::InvalidInput, "the archive lacks its entry " + quotedName(name));
    if (found->second.packing != Entry::Packing::Stored)
        return failure(ErrorKind::Refused,
                       "the archive's entry " + quotedName(name) +
                           " is compressed or encrypted, which PyTorch never does: it was packed "
                           "again; save the model again, or pack it without compression "
                           "(zip -0)");
    return found->second.bytes;
}

std::vector<std::string> ZipArchive::names() const {
    std::vector<std::string> names;
    for (const auto& [name, entry] : m_entries)
        names.push_back(name);
    return names;
}

std::uint64_t ZipArchive::unpackedSize(std::string_view name) const {
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? 0 : found->second.size;
}

Result<base::Bytes> ZipArchive::unpacked(std::string_view name, std::uint64_t limit) const {
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return failure(ErrorKind::InvalidInput, "the archive lacks its entry " + quotedName(name));
    const Entry& entry = found->second;
    if (entry.packing == Entry::Packing::Other)
        return failure(ErrorKind::Refused, "its entry " + quotedName(name) +
                                               " is encrypted or compressed in a way that is not read");
    if (entry.size > limit)
        return failure(ErrorKind::Refused, "its entry " + quotedName(name) + " holds " +
                                               base::groupedText(entry.size) + " bytes, more than the " +
                                               base::groupedText(limit) + " allowed");
    base::Bytes bytes(entry.bytes.begin(), entry.bytes.end());
    if (entry.packing == Entry::Packing::Deflated) {
        Result<base::Bytes> read = inflated(entry.bytes, entry.size);
        if (!read)
            return failure(read.error().within("its entry " + quotedName(name)));
        bytes = std::move(*read);
    }
    if (checksumOf(bytes) != entry.checksum)
        return damaged("its entry " + quotedName(name) + " has another checksum; get it again");
    return bytes;
}

std::string_view ZipArchive::torchPrefix() const {
    constexpr std::string_view pickle = "/data.pkl";
    for (const auto& [name, entry] : m_entries)
        if (name.size() > pickle.size() && name.ends_with(pickle) &&
            name.find('/') == name.size() - pickle.size())
            return std::string_view(name).substr(0, name.size() - pickle.size());
    return {};
}

bool ZipArchive::hasFolder(std::string_view folder) const {
    const auto found = m_entries.lower_bound(folder);
    return found != m_entries.end() && found->first.starts_with(folder);
}

} // namespace faultline::formats
