// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/split_folders.h"

#include "core/base/text.h"
#include "core/dataset/folder/folder_listing.h"
#include "core/dataset/folder/picture_walk.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace faultline::dataset {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view joints = "_- ";

constexpr std::array<std::string_view, 6> testNames{"test", "testing", "val", "valid", "validation", "eval"};
constexpr std::array<std::string_view, 2> trainNames{"train", "training"};

/// Its place in namesOf(split); their number where it is none.
std::size_t rankOf(std::string_view folderName, Split split) {
    std::string name = base::lowered(folderName);
    constexpr std::string_view set = "set";
    if (name.size() > set.size() && name.ends_with(set)) {
        name.erase(name.size() - set.size());
        while (!name.empty() && joints.find(name.back()) != std::string_view::npos)
            name.pop_back();
    }
    const auto names = namesOf(split);
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// A folder that is called as a set and a split of it: "seg_" and "test". The second is empty where it is
/// not.
struct SetAndSplit {
    std::string set, split;
};

SetAndSplit cutName(const fs::path& folder) {
    const std::string name = folder.filename().native();
    const std::size_t joint = name.find_last_of(joints);
    if (joint == std::string::npos || joint == 0 || !isSplitName(name.substr(joint + 1)))
        return {name, {}};
    return {name.substr(0, joint + 1), name.substr(joint + 1)};
}

/// The folders of both splits have the name of their set before them, as "seg_train" beside "seg_test": one
/// alone may be a class ("bullet_train").
std::set<std::string> setsWithBothSplits(const std::vector<fs::path>& folders) {
    std::set<std::string> test, train, both;
    for (const fs::path& folder : folders)
        if (SetAndSplit name = cutName(folder); !name.split.empty())
            (rankOf(name.split, Split::Test) < testNames.size() ? test : train).insert(std::move(name.set));
    std::set_intersection(test.begin(), test.end(), train.begin(), train.end(),
                          std::inserter(both, both.end()));
    return both;
}

std::vector<fs::path> foldersIn(const fs::path& given) {
    std::error_code error;
    std::vector<fs::path> folders;
    for (fs::directory_iterator at(given, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (passedBy(*at).empty() && at->is_directory(ignored))
            folders.push_back(at->path());
    }
    return folders;
}

struct SplitFolder {
    fs::path path;
    std::string set; ///< "seg_"; empty: it is called as the split alone
};

struct Splits {
    std::vector<SplitFolder> candidates; ///< called as the split is, by the usual names first
    std::vector<fs::path> others;        ///< called as no split is
    std::set<std::string> setsWithOther; ///< of those of the other split, with folders of classes
};

Splits splitsIn(const fs::path& given, Split split) {
    const std::vector<fs::path> folders = foldersIn(given);
    const auto sets = setsWithBothSplits(folders);
    std::vector<std::pair<std::size_t, fs::path>> ranked;
    Splits splits;
    const auto setOf = [&sets](const fs::path& folder) {
        SetAndSplit cut = cutName(folder);
        return !cut.split.empty() && sets.contains(cut.set) ? std::move(cut.set) : std::string();
    };
    for (const fs::path& folder : folders) {
        const std::string set = setOf(folder);
        const std::string name = folder.filename().native().substr(set.size());
        if (const std::size_t rank = rankOf(name, split); rank < namesOf(split).size())
            ranked.emplace_back(rank, folder);
        else if (!isSplitName(name))
            splits.others.push_back(folder);
        else if (holdsClassFolders(folder))
            splits.setsWithOther.insert(set);
    }
    std::sort(ranked.begin(), ranked.end());
    for (auto& [rank, path] : ranked) {
        std::string set = setOf(path);
        splits.candidates.push_back({std::move(path), std::move(set)});
    }
    return splits;
}

std::vector<fs::path> pathsOf(const std::vector<SplitFolder>& folders) {
    std::vector<fs::path> paths;
    for (const SplitFolder& folder : folders)
        paths.push_back(folder.path);
    return paths;
}

/// "seg_test/seg_test", as some archives unpack: the inner one, where the outer one holds nothing else.
fs::path withoutTwin(fs::path folder) {
    const std::vector<fs::path> inner = foldersIn(folder);
    if (inner.size() == 1 && inner.front().filename() == folder.filename() &&
        holdsClassFolders(inner.front()))
        return inner.front();
    return folder;
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

std::size_t rankCalledAs(std::string_view fileStem, Split split) {
    constexpr std::string_view ends = "_- .";
    std::size_t rank = namesOf(split).size();
    for (std::size_t begin = 0; begin <= fileStem.size();) {
        const std::size_t end = std::min(fileStem.find_first_of(ends, begin), fileStem.size());
        rank = std::min(rank, rankOf(fileStem.substr(begin, end - begin), split));
        begin = end + 1;
    }
    return rank;
}

bool isCalledAs(std::string_view fileStem, Split split) {
    return rankCalledAs(fileStem, split) < namesOf(split).size();
}

std::vector<fs::path> splitCandidates(const fs::path& given, Split split) {
    return pathsOf(splitsIn(given, split).candidates);
}

std::optional<fs::path> splitFolder(const fs::path& given, Split split) {
    const Splits splits = splitsIn(given, split);
    const auto& candidates = splits.candidates;
    const auto found = std::find_if(candidates.begin(), candidates.end(), [](const SplitFolder& candidate) {
        return holdsClassFolders(candidate.path);
    });
    const bool isOne = found != candidates.end() &&
                       (splits.setsWithOther.contains(found->set) ||
                        std::none_of(splits.others.begin(), splits.others.end(), PictureWalk::holdsAny));
    return isOne ? std::optional(withoutTwin(found->path)) : std::nullopt;
}

base::Result<> refuseSeveralSets(const fs::path& given, Split split, bool (*counts)(const fs::path&)) {
    std::map<std::string, std::string> firstOfSets;
    for (const SplitFolder& candidate : splitsIn(given, split).candidates)
        if (counts(candidate.path))
            firstOfSets.try_emplace(candidate.set, shortPath(candidate.path.filename().native()));
    if (firstOfSets.size() < 2)
        return {};
    constexpr std::size_t most = 4;
    std::size_t shown = 0;
    std::string names;
    for (const auto& [set, folder] : firstOfSets)
        if (shown++ < most)
            names += (names.empty() ? "" : ", ") + folder;
    return base::failure(base::ErrorKind::InvalidInput,
                         given.string() + " has folders of several sets for the " + std::string(name(split)) +
                             " split (" + names + (shown > most ? ", …" : "") +
                             "); name the folder of the one that is meant");
}

std::vector<fs::path> flatSplitFolders(const fs::path& given, Split split) {
    std::vector<fs::path> flat = splitCandidates(given, split);
    std::erase_if(
        flat, [](const fs::path& folder) { return holdsClassFolders(folder) || !holdsImageFiles(folder); });
    return flat;
}

} // namespace faultline::dataset
