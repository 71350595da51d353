// SPDX-License-Identifier: GPL-3.0-or-later
// ZIP archives: the directory, and the entries that a checkpoint is made of.
#include "core/formats/zip.h"

#include "tests/fuzz/target.h"

namespace faultline::fuzz {

namespace {

void run(base::ByteView file) {
    const auto archive = formats::ZipArchive::read(file);
    if (!archive)
        return;
    const std::string prefix(archive->torchPrefix());
    for (const char* name : {"/data.pkl", "/data/0", "/data/1", "/version", "/byteorder"}) {
        const auto bytes = archive->bytes(prefix + name);
        expect(archive->contains(prefix + name) || !bytes, "only what is there has bytes");
        if (bytes)
            expect(liesIn(*bytes, file), "an entry lies in the file");
    }
    constexpr std::uint64_t limit = 1u << 20;
    for (const std::string& name : archive->names())
        if (const auto unpacked = archive->unpacked(name, limit))
            expect(unpacked->size() <= limit, "an entry is no larger than it may be");
    if (!prefix.empty())
        expect(archive->contains(prefix + "/data.pkl"), "the prefix is that of data.pkl");
    static_cast<void>(archive->hasFolder(prefix + "/code/"));
}

const Registered registered("zip", run);

} // namespace

} // namespace faultline::fuzz
