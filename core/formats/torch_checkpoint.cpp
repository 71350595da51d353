// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_checkpoint.h"

#include "core/formats/pickle.h"
#include "core/formats/torch_objects.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <map>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;
using Kind = PickleNode::Kind;

namespace {

/// The pickle of 0x1950a86a20f9469cfc6c, which begins a legacy file, whatever the pickle's protocol.
constexpr std::array<std::uint8_t, 12> magicNumber{0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46,
                                                   0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};
constexpr std::int64_t legacyProtocol = 1001;

tl::unexpected<base::Error> damaged(const std::string& what) {
    return failure(ErrorKind::InvalidInput, "the checkpoint is damaged: " + what);
}

Result<base::ByteView> checkedSize(base::ByteView storage, std::string_view key, std::uint64_t bytes) {
    if (storage.size() < bytes)
        return damaged("the storage " + quotedName(key) + " has " + std::to_string(storage.size()) +
                       " bytes instead of " + std::to_string(bytes));
    return storage.first(bytes);
}

/// Cuts the next pickle off.
Result<Pickle> nextPickle(base::ByteView& rest, Calls calls = Calls::Refuse) {
    Result<Pickle> pickle = readPickle(rest, calls);
    if (pickle)
        rest = rest.subspan(pickle->length);
    return pickle;
}

/// Element sizes by storage key, from all persistent ids of the object: the stream tells only their number of
/// elements.
std::map<std::string_view, std::uint64_t> elementSizes(const Pickle& pickle) {
    std::map<std::string_view, std::uint64_t> sizes;
    for (const PickleNode& node : pickle.nodes) {
        if (node.kind != Kind::Persistent || pickle[node.items[0]].items.size() < 3)
            continue;
        const std::vector<PickleRef>& id = pickle[node.items[0]].items;
        const auto type = storageType(pickle[id[1]].name);
        if (type && pickle[id[2]].text.size() <= storageKeyLimit)
            sizes[pickle[id[2]].text] = bitSize(*type) / 8;
    }
    return sizes;
}

using Storages = std::map<std::string_view, base::ByteView>;

/// The bytes behind the pickles: for each key its number of elements and their bytes.
Result<Storages> legacyStorages(const Pickle& object, const Pickle& keys, base::ByteView rest) {
    const auto sizes = elementSizes(object);
    Storages storages;
    for (const PickleRef ref : keys[keys.root].items) {
        const std::string_view key = keys[ref].text.substr(0, storageKeyLimit + 1);
        const auto size = sizes.find(key);
        if (size == sizes.end() || rest.size() < 8)
            return damaged("it is cut off, or a storage is of an unknown kind");
        std::uint64_t elements = 0;
        for (std::size_t i = 8; i-- > 0;)
            elements = elements << 8 | rest[i];
        rest = rest.subspan(8);
        if (elements > rest.size() / size->second)
            return damaged("it is cut off within the storage " + quotedName(key));
        storages[key] = rest.first(elements * size->second);
        rest = rest.subspan(elements * size->second);
    }
    return storages;
}

Result<> checkByteOrder(const Pickle& system) {
    const auto little = system.find(system.root, "little_endian");
    if (little && system[*little].kind == Kind::Bool && system[*little].integer == 0)
        return failure(ErrorKind::Refused, "it was written on a big-endian machine; save it on another one");
    return {};
}

} // namespace

Result<Checkpoint> readTorchZip(const ZipArchive& archive, std::string_view weights) {
    const std::string prefix(archive.torchPrefix());
    if (archive.contains(prefix + "/byteorder")) {
        FAULTLINE_TRY(order, archive.bytes(prefix + "/byteorder"));
        if (!std::equal(order.begin(), order.end(), std::string_view("little").begin(),
                        std::string_view("little").end()))
            return failure(ErrorKind::Refused,
                           "it was written on a big-endian machine; save it on another one");
    }
    FAULTLINE_TRY(bytes, archive.bytes(prefix + "/data.pkl"));
    FAULTLINE_TRY(pickle, readPickle(bytes, Calls::LeaveAside));
    const auto find = [&](std::string_view key, std::uint64_t size) -> Result<base::ByteView> {
        FAULTLINE_TRY(storage, archive.bytes(prefix + "/data/" + std::string(key)));
        return checkedSize(storage, key, size);
    };
    FAULTLINE_TRY(checkpoint, stateDictFrom(pickle, find, weights));
    checkpoint.format = "pytorch-zip";
    return std::move(checkpoint);
}

bool isTorchLegacy(base::ByteView file) {
    constexpr std::size_t protocolBytes = 2; // PROTO and its number
    return file.size() > protocolBytes + magicNumber.size() && file[0] == 0x80 &&
           std::equal(magicNumber.begin(), magicNumber.end(), file.begin() + protocolBytes);
}

Result<Checkpoint> readTorchLegacy(base::ByteView file, std::string_view weights) {
    base::ByteView rest = file;
    FAULTLINE_CHECK(nextPickle(rest)); // the magic number
    FAULTLINE_TRY(protocol, nextPickle(rest));
    if (protocol[protocol.root].kind != Kind::Integer || protocol[protocol.root].integer != legacyProtocol)
        return failure(ErrorKind::Refused, "it has an unknown version of PyTorch's old container");
    FAULTLINE_TRY(system, nextPickle(rest));
    FAULTLINE_CHECK(checkByteOrder(system));
    FAULTLINE_TRY(object, nextPickle(rest, Calls::LeaveAside));
    FAULTLINE_TRY(keys, nextPickle(rest));
    FAULTLINE_TRY(storages, legacyStorages(object, keys, rest));
    const auto find = [&](std::string_view key, std::uint64_t size) -> Result<base::ByteView> {
        const auto found = storages.find(key);
        if (found == storages.end())
            return damaged("it lacks the storage " + quotedName(key));
        return checkedSize(found->second, key, size);
    };
    FAULTLINE_TRY(checkpoint, stateDictFrom(object, find, weights));
    checkpoint.format = "pytorch-legacy";
    return std::move(checkpoint);
}

} // namespace faultline::formats
