// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace faultline::dataset {

/// What folders of a split are called, the usual name first.
[[nodiscard]] std::span<const std::string_view> namesOf(Split split);
/// A folder is called as one of either split: in any case, and perhaps with "set" behind it ("Test",
/// "train_set").
[[nodiscard]] bool isSplitName(std::string_view folderName);

/// A file's name has one of the split's names among its words: "train_labels".
[[nodiscard]] bool isCalledAs(std::string_view fileStem, Split split);
/// Which of namesOf(split) that is, the first of several; their number: none.
[[nodiscard]] std::size_t rankCalledAs(std::string_view fileStem, Split split);

/// The folders in `given` that are called as the split is, by the usual names first.
[[nodiscard]] std::vector<std::filesystem::path> splitCandidates(const std::filesystem::path& given,
                                                                 Split split);

/// The folder in `given` for a split, by its name, or by the end of it where the other split is called after
/// the same set ("seg_test", "seg_train"; of several sets the first); in it, the one of the same name where
/// it holds nothing else. It holds folders of classes; and what lies beside it are splits too, or one of the
/// other split is there: else its name is that of a class.
[[nodiscard]] std::optional<std::filesystem::path> splitFolder(const std::filesystem::path& given,
                                                               Split split);

/// Fails where folders for the split that count are called after different sets ("mnist_test", "svhn_test"),
/// so that none is the one; a folder called as the split alone is of a set, too.
[[nodiscard]] base::Result<> refuseSeveralSets(const std::filesystem::path& given, Split split,
                                               bool (*counts)(const std::filesystem::path&));

/// Those that are called as the split is and hold pictures, but no folders of classes.
[[nodiscard]] std::vector<std::filesystem::path> flatSplitFolders(const std::filesystem::path& given,
                                                                  Split split);

} // namespace faultline::dataset
