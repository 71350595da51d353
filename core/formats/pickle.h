// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::formats {

/// More values than this are refused; a ResNet-152's state dict has some 20,000.
inline constexpr std::size_t pickleNodeLimit = 1u << 20;

/// A value of a pickle, by its number in Pickle::nodes.
using PickleRef = std::uint32_t;

struct PickleNode {
    enum class Kind : std::uint8_t {
        None,
        Bool,
        Integer,
        Long, ///< an integer beyond 64 bits: `text` holds its little-endian two's complement
        Real,
        Text,  ///< UTF-8, or Latin-1 from Python 2, as it stands in the file
        Bytes, ///< also Python 2's str
        Tuple,
        List,
        Set,
        Dict,      ///< also OrderedDict, defaultdict and Counter: items are key, value, key, value …
        Global,    ///< a class or function by name: `text` is the module, `name` what it holds
        Object,    ///< items: the class or function, the tuple of arguments, and the state where there is one
        Persistent ///< a value kept outside of the pickle; items: its id
    };
    Kind kind = Kind::None;
    std::int64_t integer = 0; ///< Bool, Integer
    double real = 0;
    std::string_view text; ///< into the file
    std::string_view name; ///< into the file
    std::vector<PickleRef> items;
};

/// The values of one pickle. They may be shared and, in a hostile file, contain themselves: whoever walks
/// them bounds the depth.
struct Pickle {
    std::vector<PickleNode> nodes;
    PickleRef root = 0;
    std::size_t length = 0; ///< bytes up to and with the STOP
    /// With Calls::LeaveAside: what it asks to call and was not called, each name once, the first ten.
    std::vector<std::string> notCalled;

    [[nodiscard]] const PickleNode& operator[](PickleRef ref) const { return nodes[ref]; }
    /// The value of a text key in a dict; nothing where it is none or has no such key. The last one counts.
    [[nodiscard]] std::optional<PickleRef> find(PickleRef dict, std::string_view key) const;
    /// Of a Global, or of an Object's class or function: "collections.OrderedDict"; else empty.
    [[nodiscard]] std::string globalName(PickleRef ref) const;
    /// The number of a Bool, Integer or Real.
    [[nodiscard]] std::optional<double> number(PickleRef ref) const;
};

/// What becomes of a pickle that asks to call something that is not needed to hold data.
enum class Calls {
    Refuse,
    LeaveAside ///< the result stays an Object without a meaning, which the caller skips
};

/// Reads the pickle at the beginning of `stream` (protocols 0 to 5) as data. Nothing is imported, called or
/// constructed: calling `module.name` becomes an Object that names it, which the caller interprets or skips.
/// Yet a pickle that asks to *call* something outside of a short list of harmless constructors (tensors,
/// storages, collections, ranges, numpy arrays and scalars, paths, dates, and the members of enums: an
/// attribute of a class by its name) is refused by that name, since only a program would need it, or left
/// aside and named; objects made by their class alone (`object.__new__`, as a pickled Namespace or module is)
/// stay Objects. The result refers to `stream`. Memory is bounded by pickleNodeLimit and the stream's length.
[[nodiscard]] base::Result<Pickle> readPickle(base::ByteView stream, Calls calls = Calls::Refuse);

} // namespace faultline::formats
