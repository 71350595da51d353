// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/picture_table.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/dataset/class_names.h"
#include "core/dataset/folder/natural_order.h"
#include "core/dataset/folder/picture_walk.h"
#include "core/dataset/folder/split_folders.h"
#include "core/dataset/picture_lookup.h"
#include "core/dataset/set_limits.h"
#include "core/formats/csv.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;
using formats::quotedName;

namespace {

constexpr std::uint64_t largestTable = std::uint64_t{256} << 20; ///< bytes

tl::unexpected<base::Error> invalid(const std::string& what) {
    return failure(ErrorKind::InvalidInput, what);
}

// Where such a folder is

bool isTable(const fs::path& file) {
    static constexpr std::array<std::string_view, 3> endings{".csv", ".tsv", ".txt"};
    const std::string name = base::lowered(file.filename().native());
    const std::string ending = base::lowered(file.extension().native());
    std::error_code ignored;
    return std::find(endings.begin(), endings.end(), ending) != endings.end() && !name.starts_with('.') &&
           name.find("submission") == std::string::npos && name != "classes.txt" &&
           name.find("readme") == std::string::npos && fs::is_regular_file(file, ignored);
}

/// @param split nothing: whatever they are called
std::vector<fs::path> tablesIn(const fs::path& folder, std::optional<Split> split) {
    std::vector<fs::path> tables;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (isTable(at->path()) && (!split || isCalledAs(at->path().stem().native(), *split)))
            tables.push_back(at->path());
    std::sort(tables.begin(), tables.end());
    return tables;
}

/// The one folder in `place` that holds pictures, where it is called "images" or the like.
std::optional<fs::path> plainFolderIn(const fs::path& place) {
    std::optional<fs::path> sole;
    std::error_code error;
    for (fs::directory_iterator at(place, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (!passedBy(*at).empty() || !at->is_directory(ignored) || !PictureWalk::holdsAny(at->path()))
            continue;
        if (sole || !isPlainFolderName(at->path().filename().native()))
            return std::nullopt;
        sole = at->path();
    }
    return sole && holdsImageFiles(*sole) ? sole : std::nullopt;
}

std::optional<fs::path> picturesAt(const fs::path& place) {
    if (auto plain = plainFolderIn(place))
        return plain;
    return holdsImageFiles(place) && !holdsClassFolders(place) ? std::optional(place) : std::nullopt;
}

std::optional<TabledFolder> tabledAt(const fs::path& place, const fs::path& around,
                                     std::optional<Split> split) {
    const auto pictures = picturesAt(place);
    if (!pictures)
        return std::nullopt;
    std::vector<fs::path> tables = tablesIn(place, std::nullopt);
    if (*pictures != place) {
        const std::vector<fs::path> inner = tablesIn(*pictures, std::nullopt);
        tables.insert(tables.end(), inner.begin(), inner.end());
    }
    if (split) {
        const std::vector<fs::path> beside = tablesIn(around, split);
        tables.insert(tables.end(), beside.begin(), beside.end());
    }
    return tables.empty() ? std::nullopt : std::optional(TabledFolder{*pictures, std::move(tables)});
}

// What the table says

std::string pathOf(const FoundPicture& picture) {
    return picture.folder.empty() ? picture.name : picture.folder + "/" + picture.name;
}

/// Pictures by what a table may call them.
class PictureFinder {
public:
    explicit PictureFinder(const std::vector<FoundPicture>& pictures)
        : m_lookup(std::span<const std::string>())
        , m_stems(std::span<const std::string>()) {
        for (std::uint32_t i = 0; i < pictures.size(); ++i) {
            const std::string path = pathOf(pictures[i]);
            m_lookup.add(base::SampleIndex(i), path);
            m_stems.add(base::SampleIndex(i), fs::path(path).replace_extension().native());
        }
    }

    /// Its place; nothing: there is none, or several are called so.
    [[nodiscard]] std::optional<std::uint32_t> find(const std::string& name) const {
        if (const auto found = m_lookup.find(name))
            return found->value;
        const auto found = m_stems.find(name);
        return found ? std::optional(found->value) : std::nullopt;
    }

    /// With its ending.
    [[nodiscard]] bool isWhole(const std::string& name) const { return m_lookup.find(name).has_value(); }

private:
    PictureLookup m_lookup, m_stems;
};

struct Row {
    std::size_t line = 0;
    std::string picture, label;
};

/// Lines of a name, a blank and a class, as lists without a heading have them.
void cutAtBlanks(std::vector<formats::CsvRow>& rows) {
    const auto lastBlank = [](const formats::CsvRow& row) {
        return std::string(base::trimmed(row.cells.front())).find_last_of(" \t");
    };
    if (!std::all_of(rows.begin(), rows.end(), [&](const formats::CsvRow& row) {
            return row.cells.size() == 1 && lastBlank(row) != std::string::npos;
        }))
        return;
    for (formats::CsvRow& row : rows) {
        const std::size_t blank = lastBlank(row);
        const std::string line(base::trimmed(row.cells.front()));
        row.cells = {std::string(base::trimmed(line.substr(0, blank))), line.substr(blank + 1)};
    }
}

class PictureTable {
public:
    PictureTable(std::vector<formats::CsvRow> rows, const PictureFinder& finder)
        : m_rows(std::move(rows))
        , m_finder(finder) {}

    Result<std::vector<Row>> read() {
        cutAtBlanks(m_rows);
        FAULTLINE_CHECK(findPictures());
        FAULTLINE_CHECK(findClasses());
        std::vector<Row> rows;
        for (std::size_t i = m_hasHeading ? 1 : 0; i < m_rows.size(); ++i) {
            const formats::CsvRow& row = m_rows[i];
            if (row.cells.size() != m_rows.front().cells.size())
                return invalid("line " + std::to_string(row.line) + ": it has " +
                               std::to_string(row.cells.size()) + " columns instead of " +
                               std::to_string(m_rows.front().cells.size()));
            rows.push_back({row.line, std::string(base::trimmed(row.cells[m_pictures])),
                            std::string(base::trimmed(row.cells[m_classes]))});
        }
        return rows;
    }

    /// "its column "breed""
    [[nodiscard]] std::string classColumn() const {
        return m_hasHeading ? "its column " + quotedName(m_rows.front().cells[m_classes])
                            : "its column " + std::to_string(m_classes + 1) + ", which has no heading";
    }

private:
    Result<> findPictures() {
        constexpr std::size_t looked = 200; // rows
        std::size_t most = 0;
        for (std::size_t column = 0; !m_rows.empty() && column < m_rows.front().cells.size(); ++column) {
            std::set<std::uint32_t> found, whole; // numbers of classes may be names without their ending
            for (std::size_t i = 0; i < std::min(looked, m_rows.size()); ++i) {
                if (column >= m_rows[i].cells.size())
                    continue;
                const std::string& cell = m_rows[i].cells[column];
                if (const auto picture = m_finder.find(cell)) {
                    found.insert(*picture);
                    if (m_finder.isWhole(cell))
                        whole.insert(*picture);
                }
            }
            if (found.size() + whole.size() > most) {
                most = found.size() + whole.size();
                m_pictures = column;
            }
        }
        if (most == 0)
            return invalid("none of its columns names the pictures");
        const std::string& first = m_rows.front().cells[m_pictures];
        m_hasHeading = !m_finder.find(first) && !hasImageEnding(base::trimmed(first));
        return {};
    }

    Result<> findClasses() {
        static constexpr std::array<std::string_view, 14> names{
            "label",         "labels", "class", "class_name", "classname", "label_name", "category",
            "category_name", "target", "y",     "true",       "truth",     "species",    "breed"};
        const std::vector<std::string>& first = m_rows.front().cells;
        if (first.size() < 2)
            return invalid("it has one column, and none that tells the classes");
        if (!m_hasHeading) {
            if (m_pictures + 1 == first.size() && first.size() > 2)
                return invalid("no column stands behind the one with the pictures, and its first line is no "
                               "heading that says where the classes are");
            m_classes = m_pictures + 1 < first.size() ? m_pictures + 1 : 0;
            return {};
        }
        for (const std::string_view name : names)
            for (std::size_t column = 0; column < first.size(); ++column)
                if (column != m_pictures && base::lowered(base::trimmed(first[column])) == name) {
                    m_classes = column;
                    return {};
                }
        if (first.size() > 2)
            return invalid("which of its columns tells the classes is not said; call it \"label\"");
        m_classes = m_pictures == 0 ? 1 : 0;
        return {};
    }

    std::vector<formats::CsvRow> m_rows;
    const PictureFinder& m_finder;
    bool m_hasHeading = false;
    std::size_t m_pictures = 0, m_classes = 0; ///< columns
};

class TableListing {
public:
    TableListing(const std::vector<FoundPicture>& found, const PictureFinder& finder, FolderListing& listing)
        : m_found(found)
        , m_finder(finder)
        , m_listing(listing) {}

    Result<> take(std::vector<Row>& rows) {
        if (rows.empty() || rows.size() > mostPictures)
            return invalid("it has " + base::groupedText(rows.size()) + " rows");
        FAULTLINE_CHECK(takeClasses(rows));
        std::map<std::uint32_t, std::size_t> lines;
        std::size_t absent = 0;
        std::string firstAbsent;
        for (const Row& row : rows) {
            if (row.picture.empty())
                return invalid("line " + std::to_string(row.line) + ": it names no picture");
            const auto found = m_finder.find(row.picture);
            if (found && !lines.emplace(*found, row.line).second)
                return invalid("line " + std::to_string(row.line) + ": " + quotedName(row.picture) +
                               " stands in line " + std::to_string(lines.at(*found)) + " already");
            if (!found && absent++ == 0)
                firstAbsent = row.picture;
            m_listing.images.push_back(
                {found ? pathOf(m_found[*found]) : absentPath(row.picture), m_classes.at(row.label)});
        }
        if (2 * absent > rows.size())
            return invalid(base::groupedText(absent) + " of the " + base::groupedText(rows.size()) +
                           " pictures that it names are not there (" + quotedName(firstAbsent) + " …)");
        for (std::uint32_t i = 0; i < m_found.size(); ++i)
            if (!lines.contains(i))
                m_listing.leftOut.add("pictures that the table does not name", shortPath(pathOf(m_found[i])));
        return {};
    }

private:
    /// In byte order as folders are, or by their size where all are numbers.
    Result<> takeClasses(std::vector<Row>& rows) {
        std::vector<std::string> names;
        for (Row& row : rows) {
            row.label.resize(formats::wholeNumber(row.label).size());
            if (row.label.empty())
                return invalid("line " + std::to_string(row.line) + ": it tells no class of " +
                               quotedName(row.picture));
            if (m_classes.try_emplace(row.label, base::ClassId(0)).second)
                names.push_back(row.label);
            if (names.size() > mostClasses)
                return invalid("it tells more than the 65,535 classes allowed");
        }
        if (!areClassNames(names))
            return invalid("its classes are no plain UTF-8 texts of at most 256 bytes");
        const bool areNumbers = std::all_of(names.begin(), names.end(), [](const std::string& name) {
            return name.find_first_not_of("0123456789") == std::string::npos;
        });
        std::sort(names.begin(), names.end(), [areNumbers](const std::string& a, const std::string& b) {
            return areNumbers ? naturallyLess(a, b) : a < b;
        });
        for (std::size_t i = 0; i < names.size(); ++i)
            m_classes.at(names[i]) = base::ClassId(static_cast<std::uint16_t>(i));
        m_listing.classes = std::move(names);
        return {};
    }

    /// A name in the folder that is not there, whatever the table calls it.
    [[nodiscard]] static std::string absentPath(const std::string& name) {
        const std::size_t slash = name.find_last_of("/\\");
        return slash == std::string::npos ? name : name.substr(slash + 1);
    }

    const std::vector<FoundPicture>& m_found;
    const PictureFinder& m_finder;
    FolderListing& m_listing;
    std::map<std::string, base::ClassId> m_classes;
};

/// @param read what it could be made of; as it was where that fails
Result<> readTable(const fs::path& table, const std::vector<FoundPicture>& found, const PictureFinder& finder,
                   FolderListing& read) {
    FAULTLINE_TRY(bytes, base::readFile(table, largestTable));
    FAULTLINE_TRY(rows, formats::parsedCsv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    PictureTable parsed(std::move(rows), finder);
    FAULTLINE_TRY(told, parsed.read());
    FolderListing listing = read;
    FAULTLINE_CHECK(TableListing(found, finder, listing).take(told));
    listing.table = shownPath(table.filename().native());
    listing.classColumn = parsed.classColumn();
    read = std::move(listing);
    return {};
}

} // namespace

std::optional<TabledFolder> tabledFolder(const fs::path& given, Split split) {
    const std::vector<fs::path> candidates = splitCandidates(given, split);
    if (std::any_of(candidates.begin(), candidates.end(), [](const fs::path& candidate) {
            return holdsClassFolders(candidate) && !plainFolderIn(candidate);
        }))
        return std::nullopt; // that is the split
    for (const fs::path& candidate : candidates)
        if (auto tabled = tabledAt(candidate, given, split))
            return tabled;
    return tabledAt(given, given, std::nullopt);
}

Result<FolderListing> listTabledFolder(const TabledFolder& folder, const OpenOptions& options) {
    const fs::path pictures = fs::canonical(folder.pictures);
    PictureWalk walk(pictures.parent_path(), 0);
    for (const fs::path& table : folder.tables)
        walk.passOver(fs::canonical(table));
    FAULTLINE_CHECK(walk.walk(pictures.filename().native(), options.job));
    FolderListing listing;
    listing.root = folder.pictures;
    listing.leftOut = walk.leftOut();
    const PictureFinder finder(walk.pictures());
    std::optional<std::string> why;
    for (const fs::path& table : folder.tables) {
        const Result<> read = readTable(table, walk.pictures(), finder, listing);
        if (read && options.numbering == Numbering::Text)
            return invalid("the pictures of " + folder.pictures.string() + " are numbered by the rows of " +
                           listing.table + "; leave the choice of another order out");
        if (read)
            return listing;
        if (!why)
            why = shownPath(table.filename().native()) + " can't be read: " + read.error().message;
    }
    return invalid(folder.pictures.string() +
                   " has the pictures of all classes in one folder, and the table " + *why +
                   "; put the pictures of each class into a folder with its name, or write a table with "
                   "the columns \"file\" and \"label\"");
}

} // namespace faultline::dataset
