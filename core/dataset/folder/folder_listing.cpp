// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/folder_listing.h"

#include "core/base/text.h"
#include "core/dataset/folder/natural_order.h"
#include "core/dataset/folder/picture_table.h"
#include "core/dataset/folder/picture_walk.h"
#include "core/dataset/folder/split_folders.h"
#include "core/dataset/set_limits.h"

#include <algorithm>
#include <array>
#include <optional>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t nameLimit = 256; ///< bytes

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

/// Tables of labels that lie in the folder.
std::vector<std::string> tablesIn(const fs::path& folder) {
    static constexpr std::array<std::string_view, 6> endings{".csv",  ".tsv",   ".txt",
                                                             ".json", ".jsonl", ".xlsx"};
    std::error_code error;
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : entriesOf(folder, error)) {
        const std::string ending = base::lowered(entry.path().extension().native());
        std::error_code ignored;
        if (std::find(endings.begin(), endings.end(), ending) != endings.end() &&
            entry.is_regular_file(ignored))
            names.push_back(shownPath(entry.path().filename().native()));
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool isFolder(const fs::directory_entry& entry) {
    std::error_code ignored;
    return entry.is_directory(ignored);
}

bool lessIn(Numbering numbering, std::string_view a, std::string_view b) {
    return numbering == Numbering::Text ? a < b : naturallyLess(a, b);
}

/// In the order of their folders, and of their names within one.
void sort(std::vector<FoundPicture>& pictures, Numbering numbering) {
    std::sort(pictures.begin(), pictures.end(), [numbering](const FoundPicture& a, const FoundPicture& b) {
        return a.folder != b.folder ? lessIn(numbering, a.folder, b.folder)
                                    : lessIn(numbering, a.name, b.name);
    });
}

bool areSame(const FoundPicture& a, const FoundPicture& b) {
    return a.folder == b.folder && a.name == b.name;
}

class Lister {
public:
    Lister(const fs::path& given, fs::path root, const OpenOptions& options)
        : m_options(options)
        , m_other(splitFolder(given, options.split == Split::Test ? Split::Train : Split::Test)) {
        m_listing.root = std::move(root);
        if (m_listing.root != given)
            for (const fs::path& flat : flatSplitFolders(given, options.split))
                m_listing.leftOut.add("folders of the split without folders of classes",
                                      shortPath(flat.filename().native()) + "/");
    }

    Result<FolderListing> list() {
        FAULTLINE_TRY(names, folders());
        for (const std::string& name : names)
            FAULTLINE_CHECK(takeFolder(name));
        if (m_listing.images.empty())
            return failure(ErrorKind::NotFound, nothingFound());
        FAULTLINE_CHECK(refuseFoldersAround());
        FAULTLINE_CHECK(refuseOneFolderForAll());
        return std::move(m_listing);
    }

private:
    /// Those that may be classes, in byte order; what lies beside them is counted.
    Result<std::vector<std::string>> folders() {
        std::error_code error;
        std::vector<std::string> names;
        for (fs::directory_iterator at(m_listing.root, error), end; !error && at != end;
             at.increment(error)) {
            const std::string name = at->path().filename().native();
            const std::string shown = shortPath(name) + (isFolder(*at) ? "/" : "");
            if (const std::string why = passedBy(*at); !why.empty()) {
                m_listing.passedByHere += isFolder(*at) && isPassedByHereAlone(*at) ? 1 : 0;
                m_listing.leftOut.add(why, shown);
            } else if (isFolder(*at)) {
                names.push_back(name);
            } else {
                m_listing.leftOut.add(hasImageEnding(name) ? "pictures beside the folders of the classes"
                                                           : "files that are no pictures",
                                      shown);
            }
        }
        if (error)
            return failure(ErrorKind::Io,
                           "cannot list the folder " + m_listing.root.string() + ": " + error.message());
        std::sort(names.begin(), names.end());
        return names;
    }

    Result<> takeFolder(const std::string& name) {
        PictureWalk walk(m_listing.root, m_listing.images.size());
        FAULTLINE_CHECK(walk.walk(name, m_options.job));
        if (walk.pictures().empty() && !isClassElsewhere(name)) {
            m_listing.leftOut.add("folders that hold no picture", shortPath(name) + "/");
            return {};
        }
        FAULTLINE_CHECK(checkName(name));
        if (m_listing.classes.size() == mostClasses)
            return failure(ErrorKind::InvalidInput,
                           m_listing.root.string() + " has more folders than the 65,535 classes allowed");
        const base::ClassId label(static_cast<std::uint16_t>(m_listing.classes.size()));
        m_listing.classes.push_back(name);
        m_listing.leftOut.add(walk.leftOut());
        m_listing.passedByHere += walk.passedByHere();
        takePictures(name, label, walk.pictures());
        return {};
    }

    void takePictures(const std::string& name, base::ClassId label, std::vector<FoundPicture>& pictures) {
        std::vector<FoundPicture> otherwise = pictures;
        sort(pictures, m_options.numbering);
        sort(otherwise, m_options.numbering == Numbering::Text ? Numbering::Natural : Numbering::Text);
        m_listing.ordersDiffer =
            m_listing.ordersDiffer ||
            !std::equal(pictures.begin(), pictures.end(), otherwise.begin(), otherwise.end(), areSame);
        for (const FoundPicture& picture : pictures) {
            m_listing.takenHereAlone += isNumberedByTorchvision(picture.name) ? 0 : 1;
            m_listing.images.push_back(
                {name + "/" + (picture.folder.empty() ? "" : picture.folder + "/") + picture.name, label});
        }
    }

    /// The other split has images of it.
    [[nodiscard]] bool isClassElsewhere(const std::string& name) const {
        return m_other && *m_other != m_listing.root && PictureWalk::holdsAny(*m_other / name);
    }

    [[nodiscard]] Result<> checkName(const std::string& name) const {
        if (base::isUtf8(name) && name.size() <= nameLimit && shownPath(name) == name)
            return {};
        return failure(ErrorKind::InvalidInput,
                       "the folder \"" + shownPath(name) + "\" in " + m_listing.root.string() +
                           " can't name a class: its name is no plain UTF-8 text of at most 256 bytes; "
                           "rename it");
    }

    [[nodiscard]] std::string nothingFound() const {
        const std::string left = leftOutText(m_listing.leftOut.byReason());
        return m_listing.root.string() +
               " has folders, but none holds a PNG, JPEG, WebP, BMP, TIFF, PPM or PGM file" +
               (left.empty() ? "" : "; " + left);
    }

    /// val/images/1.jpg and perhaps val/labels.csv: the one folder is no class.
    [[nodiscard]] Result<> refuseOneFolderForAll() const {
        if (m_listing.classes.size() != 1 || !isPlainFolderName(m_listing.classes.front()))
            return {};
        const std::vector<std::string> tables = tablesIn(m_listing.root);
        const std::string remedy = "; put the pictures of each class into a folder with its name, or write a "
                                   "table labels.csv with the columns \"file\" and \"label\"";
        return failure(ErrorKind::InvalidInput,
                       m_listing.root.string() + " has the pictures of all classes in one folder, " +
                           m_listing.classes.front() +
                           (tables.empty() ? ", and no folders that tell their classes" + remedy
                                           : ", and tells their classes in a table (" + tables.front() +
                                                 "), which is not read" + remedy));
    }

    /// test/ and train/ where neither holds folders; archive/set/cat: they are no classes.
    [[nodiscard]] Result<> refuseFoldersAround() const {
        const std::vector<std::string>& classes = m_listing.classes;
        if (std::all_of(classes.begin(), classes.end(), isSplitName))
            return failure(ErrorKind::InvalidInput,
                           m_listing.root.string() +
                               " has no folders of classes but folders that are called as splits are (" +
                               shortPath(classes.front()) +
                               "); name the one whose folders are the classes, or put the pictures of each "
                               "class into a folder with its name");
        const auto isDeeper = [](const ListedImage& image) {
            return image.path.find('/') != image.path.rfind('/');
        };
        if (classes.size() == 1 && std::all_of(m_listing.images.begin(), m_listing.images.end(), isDeeper))
            return failure(ErrorKind::InvalidInput,
                           m_listing.root.string() + " has one folder with pictures, " +
                               shortPath(classes.front()) + ", which holds them in folders of its own (" +
                               shortPath(m_listing.images.front().path) +
                               "); if those are the classes, name " +
                               shownPath((m_listing.root / classes.front()).string()));
        return {};
    }

    const OpenOptions& m_options;
    const std::optional<fs::path> m_other; ///< the folder of the other split
    FolderListing m_listing;
};

} // namespace

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
        return passedBy(entry).empty() && isFolder(entry) && PictureWalk::holdsAny(entry.path());
    });
}

base::Error picturesWithoutClasses(const fs::path& folder) {
    const std::vector<std::string> tables = tablesIn(folder);
    return {
        ErrorKind::NotFound,
        folder.string() + " holds image files, but no folders of classes" +
            (tables.empty() ? "" : " (the table " + tables.front() + " is not read)") +
            "; put the images of each class into a folder with its name, or write a table labels.csv with "
            "the columns \"file\" and \"label\""};
}

bool looksLikeImageFolder(const fs::path& folder) {
    return holdsClassFolders(folder) || splitFolder(folder, Split::Test) || splitFolder(folder, Split::Train);
}

Result<fs::path> imageFolderRoot(const fs::path& given, Split split) {
    if (auto tabled = tabledFolder(given, split))
        return std::move(tabled->pictures);
    FAULTLINE_CHECK(refuseSeveralSets(given, split, holdsClassFolders));
    if (const auto folder = splitFolder(given, split))
        return *folder;
    const Split otherSplit = split == Split::Test ? Split::Train : Split::Test;
    const auto other = splitFolder(given, otherSplit);
    if (!other && !tabledFolder(given, otherSplit))
        return given;
    if (const std::vector<fs::path> flat = flatSplitFolders(given, split); !flat.empty())
        return failure(picturesWithoutClasses(flat.front()));
    if (!other)
        return given;
    std::string names;
    for (const std::string_view name : namesOf(split))
        names += (names.empty() ? "" : ", ") + std::string(name);
    return failure(ErrorKind::NotFound, given.string() + " has a folder " + other->filename().string() +
                                            ", but none for the " + std::string(name(split)) + " split (" +
                                            names +
                                            "); choose the other split or name the folder "
                                            "that holds the classes");
}

Result<FolderListing> listImageFolder(const fs::path& given, const OpenOptions& options) {
    try {
        if (const auto tabled = tabledFolder(given, options.split)) {
            FAULTLINE_CHECK(refuseSeveralSets(given, options.split, PictureWalk::holdsAny));
            return listTabledFolder(*tabled, options);
        }
        FAULTLINE_TRY(root, imageFolderRoot(given, options.split));
        return Lister(given, root, options).list();
    } catch (const fs::filesystem_error& error) {
        return failure(ErrorKind::Io,
                       "cannot list the folder " +
                           shownPath((error.path1().empty() ? given : error.path1()).string()) + ": " +
                           error.code().message());
    }
}

} // namespace faultline::dataset
