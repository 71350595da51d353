// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/npy/npy_files.h"

#include "core/base/text.h"
#include "core/dataset/folder/folder_listing.h"
#include "core/dataset/folder/natural_order.h"

#include <algorithm>
#include <array>
#include <optional>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::array<std::string_view, 5> imageWords{"data", "images", "image", "x", "inputs"};
constexpr std::array<std::string_view, 5> labelWords{"labels", "label", "y", "targets", "target"};

template <std::size_t count>
bool isOneOf(std::string_view word, const std::array<std::string_view, count>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// A name in parts: "x_test" is "x", "_", "test".
std::vector<std::string> partsOf(const std::string& stem) {
    std::vector<std::string> parts(1);
    for (const char c : stem) {
        if (c == '_' || c == '-' || c == ' ') {
            parts.emplace_back(1, c);
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

std::string stemOf(const fs::path& file) {
    return base::lowered(file.stem().native());
}

template <std::size_t count>
bool hasWord(const fs::path& file, const std::array<std::string_view, count>& words) {
    const std::vector<std::string> parts = partsOf(stemOf(file));
    return std::any_of(parts.begin(), parts.end(),
                       [&](const std::string& part) { return isOneOf(part, words); });
}

/// The .npy files of a folder in natural order.
std::vector<fs::path> npyFilesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        const bool hidden = at->path().filename().native().starts_with('.');
        if (!hidden && base::lowered(at->path().extension().native()) == ".npy" &&
            at->is_regular_file(ignored))
            files.push_back(at->path());
    }
    std::sort(files.begin(), files.end(),
              [](const fs::path& a, const fs::path& b) { return naturallyLess(a.native(), b.native()); });
    return files;
}

/// The names that the labels of these images may have, the best first, in lower case and without ending.
std::vector<std::string> labelStems(const std::string& imageStem) {
    std::vector<std::string> stems;
    const std::vector<std::string> parts = partsOf(imageStem);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!isOneOf(parts[i], imageWords))
            continue;
        for (const std::string_view word : labelWords) {
            std::string stem;
            for (std::size_t k = 0; k < parts.size(); ++k)
                stem += k == i ? std::string(word) : parts[k];
            stems.push_back(stem);
        }
    }
    for (const std::string_view word : labelWords)
        stems.push_back(imageStem + "_" + std::string(word));
    stems.insert(stems.end(), labelWords.begin(), labelWords.end());
    return stems;
}

Result<fs::path> labelsOf(const fs::path& images, const std::vector<fs::path>& files) {
    for (const std::string& stem : labelStems(stemOf(images)))
        for (const fs::path& file : files)
            if (stemOf(file) == stem && file != images)
                return file;
    return failure(ErrorKind::NotFound, "there are no labels beside " + shownPath(images.string()) +
                                            "; they are looked for in labels.npy, y.npy and " +
                                            shownPath(images.stem().native()) +
                                            "_labels.npy, one integer an image");
}

std::string listOf(const std::vector<fs::path>& files) {
    constexpr std::size_t most = 4;
    std::string names;
    for (std::size_t i = 0; i < std::min(files.size(), most); ++i)
        names += (i == 0 ? "" : ", ") + shownPath(files[i].filename().native());
    return files.size() > most ? names + ", …" : names;
}

/// The only file with images, or the only one whose name says the split.
Result<fs::path> imagesIn(const fs::path& folder, const std::vector<fs::path>& files, Split split) {
    static constexpr std::array<std::string_view, 4> testWords{"test", "val", "valid", "validation"};
    static constexpr std::array<std::string_view, 1> plainTest{"test"};
    static constexpr std::array<std::string_view, 4> trainWords{"train", "training", "trn", "tr"};
    std::vector<fs::path> images;
    std::copy_if(files.begin(), files.end(), std::back_inserter(images),
                 [](const fs::path& file) { return !hasWord(file, labelWords); });
    if (images.size() > 1) {
        std::vector<fs::path> named;
        std::copy_if(images.begin(), images.end(), std::back_inserter(named), [&](const fs::path& file) {
            return split == Split::Test ? hasWord(file, testWords) : hasWord(file, trainWords);
        });
        if (named.size() > 1 && split == Split::Test) // test and val: the former
            std::erase_if(named, [](const fs::path& file) { return !hasWord(file, plainTest); });
        if (named.size() == 1)
            return named.front();
    }
    if (images.size() == 1)
        return images.front();
    if (images.empty())
        return failure(ErrorKind::NotFound,
                       folder.string() + " has labels (" + listOf(files) + "), but no .npy file with images");
    return failure(ErrorKind::InvalidInput, folder.string() +
                                                " has several .npy files that may hold images (" +
                                                listOf(images) + "); name one of them");
}

} // namespace

bool holdsNpyFiles(const fs::path& folder) {
    return !npyFilesIn(folder).empty();
}

Result<NpyFiles> findNpyFiles(const fs::path& given, Split split) {
    std::error_code ignored;
    const bool isFolder = fs::is_directory(given, ignored);
    const fs::path folder = isFolder ? given : given.has_parent_path() ? given.parent_path() : fs::path(".");
    const std::vector<fs::path> files = npyFilesIn(folder);
    NpyFiles found;
    found.images = given;
    if (isFolder) {
        FAULTLINE_TRY(images, imagesIn(folder, files, split));
        found.images = images;
    }
    FAULTLINE_TRY(labels, labelsOf(found.images, files));
    found.labels = labels;
    return found;
}

Result<NpyFiles> findNpyArrays(const fs::path& npz, const std::vector<std::string>& names, Split split) {
    std::vector<fs::path> arrays;
    for (const std::string& name : names)
        if (base::lowered(name).ends_with(".npy"))
            arrays.emplace_back(name);
    std::sort(arrays.begin(), arrays.end(),
              [](const fs::path& a, const fs::path& b) { return naturallyLess(a.native(), b.native()); });
    NpyFiles found;
    FAULTLINE_TRY(images, imagesIn(npz, arrays, split));
    FAULTLINE_TRY(labels, labelsOf(images, arrays));
    found.images = images;
    found.labels = labels;
    return found;
}

} // namespace faultline::dataset
