// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/split_folders.h"

#include "core/base/text.h"
#include "core/dataset/folder/folder_listing.h"
#include "core/dataset/folder/picture_walk.h"

#include <algorithm>
#include <array>
#include <utility>

namespace faultline::dataset {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 6> testNames{"test", "testing", "val", "valid", "validation", "eval"};
constexpr std::array<std::string_view, 2> trainNames{"train", "training"};

/// Its place in namesOf(split); their number where it is none.
std::size_t rankOf(std::string_view folderName, Split split) {
    std::string name = base::lowered(folderName);
    constexpr std::string_view set = "set";
    if (name.size() > set.size() && name.ends_with(set)) {
        name.erase(name.size() - set.size());
        while (!name.empty() && std::string_view("_- ").find(name.back()) != std::string_view::npos)
            name.pop_back();
    }
    const auto names = namesOf(split);
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

struct Splits {
    std::vector<fs::path> candidates; ///< called as the split is, by the usual names first
    std::vector<fs::path> others;     ///< called as no split is
    bool hasOther = false;            ///< one of the other split, with folders of classes
};

Splits splitsIn(const fs::path& given, Split split) {
    std::error_code error;
    std::vector<std::pair<std::size_t, fs::path>> ranked;
    Splits splits;
    for (fs::directory_iterator at(given, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (!passedBy(*at).empty() || !at->is_directory(ignored))
            continue;
        const std::string name = at->path().filename().native();
        if (const std::size_t rank = rankOf(name, split); rank < namesOf(split).size())
            ranked.emplace_back(rank, at->path());
        else if (isSplitName(name))
            splits.hasOther = splits.hasOther || holdsClassFolders(at->path());
        else
            splits.others.push_back(at->path());
    }
    std::sort(ranked.begin(), ranked.end());
    for (auto& [rank, path] : ranked)
        splits.candidates.push_back(std::move(path));
    return splits;
}

} // namespace

std::span<const std::string_view> namesOf(Split split) {
    if (split == Split::Test)
        return testNames;
    return trainNames;
}

bool isSplitName(std::string_view folderName) {
    return rankOf(folderName, Split::Test) < testNames.size() ||
           rankOf(folderName, Split::Train) < trainNames.size();
}

std::optional<fs::path> splitFolder(const fs::path& given, Split split) {
    const Splits splits = splitsIn(given, split);
    const auto& candidates = splits.candidates;
    const auto found = std::find_if(candidates.begin(), candidates.end(), holdsClassFolders);
    const bool isOne =
        found != candidates.end() &&
        (splits.hasOther || std::none_of(splits.others.begin(), splits.others.end(), PictureWalk::holdsAny));
    return isOne ? std::optional(*found) : std::nullopt;
}

std::vector<fs::path> flatSplitFolders(const fs::path& given, Split split) {
    std::vector<fs::path> flat = splitsIn(given, split).candidates;
    std::erase_if(
        flat, [](const fs::path& folder) { return holdsClassFolders(folder) || !holdsImageFiles(folder); });
    return flat;
}

} // namespace faultline::dataset
