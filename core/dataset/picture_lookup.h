// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include <tl/expected.hpp>

namespace faultline::dataset {

struct DatasetInfo;

/// Why a name is that of no single picture.
struct PictureMiss {
    enum class Why {
        Unknown,
        TooLong,   ///< more bytes than a picture's path may have
        Alike,     ///< two paths are this name, but for how their letters and slashes are written
        Namesakes, ///< several pictures are called so in different folders
        OtherClass ///< the only one that is called so is not of the class whose folder the name has
    };
    Why why = Why::Unknown;
    base::SampleIndex first{}, second{}; ///< which; of OtherClass the first alone
};

/// Finds pictures by what files call them. Names are compared as they are, then in Unicode's composed form
/// and with either slash:
/// - the path below the folder of the classes, or anything above it and that path: "/data/test/cat/7.png";
/// - an end of the path that is that of no other one: "day/7.png" of "cat/day/7.png";
/// - a base name that is that of no other one, unless a folder of the name is another class.
class PictureLookup {
public:
    /// @param classes the folders' names
    explicit PictureLookup(std::span<const std::string> classes);
    PictureLookup(PictureLookup&&) = default; // owners refer to m_classes
    void add(base::SampleIndex sample, const std::string& path);

    [[nodiscard]] bool isEmpty() const { return m_whole.empty(); }
    [[nodiscard]] tl::expected<base::SampleIndex, PictureMiss> find(std::string_view name) const;
    /// By the whole path alone: where not all pictures of a set are known, an end may be that of another one.
    [[nodiscard]] tl::expected<base::SampleIndex, PictureMiss> findWhole(std::string_view name) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    struct Owner {
        base::SampleIndex sample;
        std::string_view className{};              ///< of m_classes; empty: its folder is no class
        std::optional<base::SampleIndex> second{}; ///< another picture with the same name
    };
    template <class Value>
    using Map = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

    /// The longest end of a name that is a key of the map.
    template <class Value>
    [[nodiscard]] const Value* longestEnd(const Map<Value>& map, std::string_view name) const;
    /// A folder of the name is called as a class that is not the owner's.
    [[nodiscard]] bool isOfOtherClass(std::string_view key, const Owner& owner) const;

    std::set<std::string, std::less<>> m_classes;
    std::size_t m_deepest = 0; ///< slashes in a path
    Map<base::SampleIndex> m_exact;
    Map<Owner> m_whole; ///< by comparable path
    Map<Owner> m_ends;  ///< by what remains of it behind a slash
};

/// One of DatasetInfo::notes: no two pictures of the set are called alike, in whatever folders they lie.
inline constexpr const char* uniqueNamesNote = "no two of its pictures are called alike";
[[nodiscard]] bool hasUniqueNames(const DatasetInfo& info);

/// What one of DatasetInfo::notes begins with, of an image folder whose classes a table tells.
inline constexpr const char* tableNote = "the pictures are numbered by the rows of ";
[[nodiscard]] bool isNumberedByTable(const DatasetInfo& info);

/// The name is the path with or without what stands above it, or an end of the path.
[[nodiscard]] bool isNameOf(const std::string& path, std::string_view name);

/// A sentence for a miss that is none of Why::Unknown.
/// @param name in quotes
/// @param pathOf in quotes
[[nodiscard]] std::string missText(const PictureMiss& miss, const std::string& name,
                                   const std::function<std::string(base::SampleIndex)>& pathOf);

} // namespace faultline::dataset
