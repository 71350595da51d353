// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/folder_listing.h"

#include "core/base/text.h"
#include "core/dataset/folder/natural_order.h"
#include "core/dataset/set_limits.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t imageLimit = std::size_t{1} << 24;
constexpr std::size_t nameLimit = 256; ///< bytes

constexpr std::array<std::string_view, 4> testNames{"test", "val", "valid", "validation"};
constexpr std::array<std::string_view, 2> trainNames{"train", "training"};

std::span<const std::string_view> folderNames(Split split) {
    if (split == Split::Test)
        return testNames;
    return trainNames;
}

bool isHidden(const fs::path& path) {
    return path.filename().native().starts_with('.');
}

/// The visible entries of a folder; empty where it can't be read and `error` says why.
std::vector<fs::directory_entry> entriesOf(const fs::path& folder, std::error_code& error) {
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (!isHidden(at->path()))
            entries.push_back(*at);
    return entries;
}

Result<std::vector<fs::directory_entry>> readEntries(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::directory_entry> entries = entriesOf(folder, error);
    if (error)
        return failure(ErrorKind::Io, "cannot list the folder " + folder.string() + ": " + error.message());
    return entries;
}

/// The folder for a split: a class may be named "train" too, so it must hold classes itself.
std::optional<fs::path> splitFolder(const fs::path& given, Split split) {
    for (const std::string_view name : folderNames(split))
        if (holdsClassFolders(given / name))
            return given / name;
    return std::nullopt;
}

class Lister {
public:
    Lister(const fs::path& given, fs::path root)
        : m_outer(fs::canonical(given)) {
        m_listing.root = std::move(root);
    }

    Result<FolderListing> list() {
        FAULTLINE_TRY(entries, readEntries(m_listing.root));
        for (const fs::directory_entry& entry : entries)
            if (mayFollow(entry) && isFolder(entry))
                m_listing.classes.push_back(entry.path().filename().native());
        std::sort(m_listing.classes.begin(), m_listing.classes.end());
        FAULTLINE_CHECK(checkClasses());
        for (std::size_t i = 0; i < m_listing.classes.size(); ++i)
            FAULTLINE_CHECK(listClass(base::ClassId(static_cast<std::uint16_t>(i))));
        if (m_listing.images.empty())
            return failure(ErrorKind::NotFound, m_listing.root.string() +
                                                    " has folders, but none holds a PNG, JPEG, WebP, BMP or "
                                                    "TIFF file");
        return std::move(m_listing);
    }

private:
    static bool isFolder(const fs::directory_entry& entry) {
        std::error_code ignored;
        return entry.is_directory(ignored);
    }

    /// A link is followed only within the folder that the user named.
    bool mayFollow(const fs::directory_entry& entry) {
        std::error_code error;
        if (!entry.is_symlink(error))
            return true;
        const fs::path target = fs::canonical(entry.path(), error);
        if (!error && std::mismatch(m_outer.begin(), m_outer.end(), target.begin(), target.end()).first ==
                          m_outer.end())
            return true;
        m_listing.outside.push_back(shownPath(entry.path().lexically_relative(m_listing.root).native()));
        return false;
    }

    Result<> checkClasses() const {
        if (m_listing.classes.size() > mostClasses)
            return failure(ErrorKind::InvalidInput, m_listing.root.string() + " has " +
                                                        base::groupedText(m_listing.classes.size()) +
                                                        " folders, more than the 65,535 classes allowed");
        for (const std::string& name : m_listing.classes)
            if (!base::isUtf8(name) || name.size() > nameLimit || shownPath(name) != name)
                return failure(
                    ErrorKind::InvalidInput,
                    "the folder \"" + shownPath(name) + "\" in " + m_listing.root.string() +
                        " can't name a class: its name is no plain UTF-8 text of at most 256 bytes; "
                        "rename it");
        return {};
    }

    Result<> listClass(base::ClassId label) {
        const std::string& name = m_listing.classes[label.value];
        FAULTLINE_TRY(entries, readEntries(m_listing.root / name));
        std::vector<std::string> files;
        std::error_code ignored;
        for (const fs::directory_entry& entry : entries)
            if (hasImageEnding(entry.path()) && mayFollow(entry) && entry.is_regular_file(ignored))
                files.push_back(entry.path().filename().native());
        std::sort(files.begin(), files.end(), naturallyLess);
        if (m_listing.images.size() + files.size() > imageLimit)
            return failure(ErrorKind::InvalidInput, m_listing.root.string() + " has more than " +
                                                        base::groupedText(imageLimit) + " images");
        for (const std::string& file : files)
            m_listing.images.push_back({name + "/" + file, label});
        return {};
    }

    fs::path m_outer; ///< canonical
    FolderListing m_listing;
};

} // namespace

bool hasImageEnding(const fs::path& path) {
    static constexpr std::array<std::string_view, 7> endings{".png", ".jpg", ".jpeg", ".webp",
                                                             ".bmp", ".tif", ".tiff"};
    const std::string ending = base::lowered(path.extension().native());
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

bool holdsImageFiles(const fs::path& folder) {
    std::error_code error;
    const std::vector<fs::directory_entry> entries = entriesOf(folder, error);
    return std::any_of(entries.begin(), entries.end(), [](const fs::directory_entry& entry) {
        std::error_code ignored;
        return hasImageEnding(entry.path()) && entry.is_regular_file(ignored);
    });
}

bool holdsClassFolders(const fs::path& folder) {
    std::error_code error;
    const std::vector<fs::directory_entry> entries = entriesOf(folder, error);
    return std::any_of(entries.begin(), entries.end(), [](const fs::directory_entry& entry) {
        std::error_code ignored;
        return entry.is_directory(ignored) && holdsImageFiles(entry.path());
    });
}

bool looksLikeImageFolder(const fs::path& folder) {
    return holdsClassFolders(folder) || splitFolder(folder, Split::Test) || splitFolder(folder, Split::Train);
}

Result<fs::path> imageFolderRoot(const fs::path& given, Split split) {
    if (const auto folder = splitFolder(given, split))
        return *folder;
    const auto other = splitFolder(given, split == Split::Test ? Split::Train : Split::Test);
    if (!other)
        return given;
    std::string names;
    for (const std::string_view name : folderNames(split))
        names += (names.empty() ? "" : ", ") + std::string(name);
    return failure(ErrorKind::NotFound, given.string() + " has a folder " + other->filename().string() +
                                            ", but none for the " + std::string(name(split)) + " split (" +
                                            names +
                                            "); choose the other split or name the folder "
                                            "that holds the classes");
}

Result<FolderListing> listImageFolder(const fs::path& given, Split split) {
    try {
        FAULTLINE_TRY(root, imageFolderRoot(given, split));
        return Lister(given, root).list();
    } catch (const fs::filesystem_error& error) {
        return failure(ErrorKind::Io,
                       "cannot list the folder " + given.string() + ": " + error.code().message());
    }
}

std::string shownPath(const std::string& path) {
    const bool utf8 = base::isUtf8(path);
    std::string shown = path;
    for (char& c : shown) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8))
            c = '?';
    }
    return shown;
}

} // namespace faultline::dataset
