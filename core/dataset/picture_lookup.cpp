// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/picture_lookup.h"

#include "core/base/composed_text.h"
#include "core/base/text.h"
#include "core/dataset/image_set.h"
#include "core/dataset/picture_path.h"

#include <algorithm>

namespace faultline::dataset {

namespace {

using Why = PictureMiss::Why;

std::string comparable(std::string_view name) {
    std::string key = base::composed(base::trimmed(name));
    std::replace(key.begin(), key.end(), '\\', '/');
    while (key.starts_with("./"))
        key.erase(0, 2);
    return key;
}

} // namespace

PictureLookup::PictureLookup(std::span<const std::string> classes) {
    for (const std::string& name : classes)
        m_classes.insert(comparable(name));
}

void PictureLookup::add(base::SampleIndex sample, const std::string& path) {
    m_exact.try_emplace(path, sample);
    const std::string key = comparable(path);
    const auto known = m_classes.find(std::string_view(key).substr(0, key.find('/')));
    const Owner owner{sample, known == m_classes.end() ? std::string_view() : std::string_view(*known)};
    const auto keep = [&owner](Map<Owner>& map, std::string_view name) {
        const auto [entry, isNew] = map.try_emplace(std::string(name), owner);
        if (!isNew && !entry->second.second)
            entry->second.second = owner.sample;
    };
    keep(m_whole, key);
    for (std::size_t slash = key.find('/'); slash != std::string::npos; slash = key.find('/', slash + 1))
        keep(m_ends, std::string_view(key).substr(slash + 1));
    m_deepest = std::max(m_deepest, static_cast<std::size_t>(std::count(key.begin(), key.end(), '/')));
}

template <class Value>
const Value* PictureLookup::longestEnd(const Map<Value>& map, std::string_view name) const {
    auto slashes = static_cast<std::size_t>(std::count(name.begin(), name.end(), '/'));
    for (;; --slashes) {
        if (slashes <= m_deepest)
            if (const auto found = map.find(name); found != map.end())
                return &found->second;
        if (slashes == 0)
            return nullptr;
        name.remove_prefix(name.find('/') + 1);
    }
}

bool PictureLookup::isOfOtherClass(std::string_view key, const Owner& owner) const {
    for (std::size_t slash = key.find('/'); slash != std::string_view::npos; slash = key.find('/')) {
        const std::string_view folder = key.substr(0, slash);
        if (folder != owner.className && m_classes.find(folder) != m_classes.end())
            return true;
        key.remove_prefix(slash + 1);
    }
    return false;
}

tl::expected<base::SampleIndex, PictureMiss> PictureLookup::findWhole(std::string_view name) const {
    name = base::trimmed(name);
    if (name.size() > longestPicturePath)
        return tl::unexpected<PictureMiss>({Why::TooLong});
    if (const auto* exact = longestEnd(m_exact, name))
        return *exact;
    const Owner* const whole = longestEnd(m_whole, comparable(name));
    if (whole == nullptr)
        return tl::unexpected<PictureMiss>({Why::Unknown});
    if (whole->second)
        return tl::unexpected<PictureMiss>({Why::Alike, whole->sample, *whole->second});
    return whole->sample;
}

tl::expected<base::SampleIndex, PictureMiss> PictureLookup::find(std::string_view name) const {
    auto whole = findWhole(name);
    if (whole || whole.error().why != Why::Unknown)
        return whole;
    const std::string key = comparable(name);
    auto found = m_ends.find(key);
    if (found == m_ends.end())
        found = m_ends.find(std::string_view(key).substr(key.rfind('/') + 1));
    if (found == m_ends.end())
        return whole;
    const Owner& owner = found->second;
    if (owner.second)
        return tl::unexpected<PictureMiss>({Why::Namesakes, owner.sample, *owner.second});
    if (isOfOtherClass(key, owner))
        return tl::unexpected<PictureMiss>({Why::OtherClass, owner.sample, owner.sample});
    return owner.sample;
}

bool hasUniqueNames(const DatasetInfo& info) {
    return std::find(info.notes.begin(), info.notes.end(), uniqueNamesNote) != info.notes.end();
}

bool isNumberedByTable(const DatasetInfo& info) {
    return std::any_of(info.notes.begin(), info.notes.end(),
                       [](const std::string& note) { return note.starts_with(tableNote); });
}

bool isNameOf(const std::string& path, std::string_view name) {
    const std::string whole = "/" + comparable(path);
    const std::string given = "/" + comparable(name);
    return whole.ends_with(given) || given.ends_with(whole);
}

std::string missText(const PictureMiss& miss, const std::string& name,
                     const std::function<std::string(base::SampleIndex)>& pathOf) {
    if (miss.why == Why::TooLong)
        return "the name " + name + " is longer than the 4,096 bytes that a picture's path may have";
    if (miss.why == Why::OtherClass)
        return "there is no picture " + name + " in the data set, which has " + pathOf(miss.first) +
               " instead";
    const std::string both = pathOf(miss.first) + ", " + pathOf(miss.second);
    if (miss.why == Why::Alike)
        return name + " may be either of two pictures (" + both +
               ") that are written otherwise and read alike; rename one of them";
    return "several pictures are called " + name + " (" + both +
           "); name them by their paths below the folder of the classes";
}

} // namespace faultline::dataset
