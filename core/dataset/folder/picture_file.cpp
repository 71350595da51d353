// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/picture_file.h"

#include "core/dataset/folder/folder_listing.h"
#include "core/dataset/picture_path.h"

#include <algorithm>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

/// "cat/7.png": downward all the way.
bool staysBelow(const std::string& path) {
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string part = path.substr(begin, end - begin);
        if (part.empty() || part == "." || part == "..")
            return false;
        begin = end + 1;
    }
    return true;
}

bool isWithin(const fs::path& inner, const fs::path& outer) {
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

Result<fs::path> find(const fs::path& folder, Split split, const std::string& path) {
    FAULTLINE_TRY(root, imageFolderRoot(folder, split));
    const fs::path file = root / path;
    if (!fs::exists(file))
        return failure(ErrorKind::NotFound,
                       "there is no " + shownPath(file.string()) + " any more; put the picture back there");
    if (!isWithin(fs::canonical(file), fs::canonical(folder)))
        return failure(ErrorKind::Refused, shownPath(file.string()) +
                                               " is a link that leaves the data set's folder, and is not "
                                               "followed");
    if (!fs::is_regular_file(file))
        return failure(ErrorKind::Refused, shownPath(file.string()) + " is no file");
    if (!hasImageEnding(file) && kindOfFile(file) != FileKind::Picture)
        return failure(ErrorKind::Refused, shownPath(file.string()) + " is no picture");
    return file;
}

} // namespace

Result<fs::path> pictureFile(const fs::path& folder, Split split, const std::string& path) {
    if (!isPicturePath(path) || !staysBelow(path))
        return failure(ErrorKind::Refused, "the study says that this picture is \"" + shownPath(path) +
                                               "\", which is no image file within a data set's folder");
    try {
        return find(folder, split, path);
    } catch (const fs::filesystem_error& error) {
        return failure(ErrorKind::Io, "cannot look for " + shownPath((folder / path).string()) + ": " +
                                          error.code().message());
    }
}

} // namespace faultline::dataset
