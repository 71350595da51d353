// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/picture_table.h"

#include "core/base/text.h"
#include "core/dataset/class_names.h"
#include "core/dataset/folder/natural_order.h"
#include "core/dataset/folder/picture_labels.h"
#include "core/dataset/folder/picture_walk.h"
#include "core/dataset/folder/split_folders.h"
#include "core/dataset/set_limits.h"
#include "core/formats/csv.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;
using formats::quotedName;

namespace {

constexpr const char* remedy =
    "; put the pictures of each class into a folder with its name, or write a table "
    "with the columns \"file\" and \"label\"";

tl::unexpected<base::Error> invalid(const std::string& what) {
    return failure(ErrorKind::InvalidInput, what);
}

Split otherOf(Split split) {
    return split == Split::Test ? Split::Train : Split::Test;
}

// Where such a folder is

bool isTable(const fs::path& file) {
    static constexpr std::array<std::string_view, 3> endings{".csv", ".tsv", ".txt"};
    const std::string name = base::lowered(file.filename().native());
    const std::string ending = base::lowered(file.extension().native());
    std::error_code ignored;
    return std::find(endings.begin(), endings.end(), ending) != endings.end() && !name.starts_with('.') &&
           name.find("submission") == std::string::npos && name.find("predict") == std::string::npos &&
           name != "classes.txt" && name.find("readme") == std::string::npos &&
           fs::is_regular_file(file, ignored);
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

/// @param around where a table called as the split counts, too
std::optional<TabledFolder> tabledAt(const fs::path& place, const std::optional<fs::path>& around,
                                     Split split) {
    const auto pictures = picturesAt(place);
    if (!pictures)
        return std::nullopt;
    TabledFolder folder{*pictures, {}, {}};
    const auto take = [&](std::vector<fs::path> tables) {
        for (fs::path& table : tables) {
            const std::string stem = table.stem().native();
            const bool isOther = isCalledAs(stem, otherOf(split)) && !isCalledAs(stem, split);
            (isOther ? folder.ofOtherSplit : folder.tables).push_back(std::move(table));
        }
    };
    take(tablesIn(place, std::nullopt));
    if (*pictures != place)
        take(tablesIn(*pictures, std::nullopt));
    if (around)
        take(tablesIn(*around, split));
    return folder.tables.empty() && folder.ofOtherSplit.empty() ? std::nullopt : std::optional(folder);
}

// Which table it is

/// How surely its name says that a table is the one: lower is surer.
struct Standing {
    std::size_t rank = 0;
    bool isOfSplit = false, isOfLabels = false;
};

Standing standingOf(const fs::path& table, Split split) {
    const std::string stem = base::lowered(table.stem().native());
    const auto has = [&stem](std::string_view word) { return stem.find(word) != std::string::npos; };
    const std::size_t none = namesOf(split).size();
    const std::size_t name = isCalledAs(stem, otherOf(split)) ? none : rankCalledAs(stem, split);
    Standing standing;
    standing.isOfSplit = name < none;
    standing.isOfLabels = (has("label") && !has("unlabel")) || has("annotation") || has("truth");
    standing.rank = 2 * name + (standing.isOfLabels ? 0 : 1);
    return standing;
}

using StandingTable = std::pair<Standing, fs::path>;

/// The surest first.
std::vector<StandingTable> ranked(const std::vector<fs::path>& tables, Split split) {
    std::vector<StandingTable> ranked;
    for (const fs::path& table : tables)
        ranked.emplace_back(standingOf(table, split), table);
    std::stable_sort(ranked.begin(), ranked.end(), [](const StandingTable& a, const StandingTable& b) {
        return a.first.rank < b.first.rank;
    });
    return ranked;
}

// What the table says

class TableListing {
public:
    TableListing(const std::vector<FoundPicture>& found, const PictureFinder& finder, FolderListing& listing)
        : m_found(found)
        , m_finder(finder)
        , m_listing(listing) {}

    Result<> take(std::vector<PictureRow>& rows) {
        if (rows.empty() || rows.size() > mostPictures)
            return invalid("it has " + base::groupedText(rows.size()) + " rows");
        FAULTLINE_CHECK(takeClasses(rows));
        std::map<std::uint32_t, std::size_t> lines;
        std::size_t absent = 0;
        std::string firstAbsent;
        for (const PictureRow& row : rows) {
            if (row.picture.empty())
                return invalid("line " + std::to_string(row.line) + ": it names no picture");
            const auto found = m_finder.find(row.picture);
            if (!found && isOfSeveral(found.error()))
                return failure(ambiguous(row, found.error()));
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
    Result<> takeClasses(std::vector<PictureRow>& rows) {
        std::vector<std::string> names;
        for (PictureRow& row : rows) {
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

    [[nodiscard]] base::Error ambiguous(const PictureRow& row, const PictureMiss& miss) const {
        const auto shown = [this](base::SampleIndex picture) {
            return quotedName(pathOf(m_found[picture.value]));
        };
        return {ErrorKind::InvalidInput, "line " + std::to_string(row.line) +
                                             ": several pictures are called " + quotedName(row.picture) +
                                             " (" + shown(miss.first) + ", " + shown(miss.second) +
                                             "); name each by its whole path below that folder, as it is "
                                             "written there"};
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

/// Reads the tables, the surest by their names first, until it is certain which tells the classes.
class TableChoice {
public:
    TableChoice(const TabledFolder& folder, PictureWalk& walk, const OpenOptions& options)
        : m_folder(folder)
        , m_found(walk.pictures())
        , m_leftOut(walk.leftOut())
        , m_options(options)
        , m_finder(walk.pictures()) {}

    Result<FolderListing> choose() {
        const std::vector<StandingTable> tables = ranked(m_folder.tables, m_options.split);
        for (std::size_t begin = 0, end = 0; begin < tables.size(); begin = end) {
            const std::size_t rank = tables[begin].first.rank;
            while (end < tables.size() && tables[end].first.rank == rank)
                ++end;
            FAULTLINE_TRY(listing, chooseAmong({tables.data() + begin, end - begin}));
            if (listing)
                return std::move(*listing);
        }
        return refused(*m_why);
    }

private:
    /// Of tables whose names say as much; nothing: it is none of them.
    Result<std::optional<FolderListing>> chooseAmong(std::span<const StandingTable> tables) {
        std::optional<FolderListing> chosen;
        std::optional<base::Error> other; ///< of one that is called like the one, and is of something else
        for (const auto& [standing, table] : tables) {
            auto read = readTable(table);
            if (read && chosen)
                return failure(both(chosen->table, read->table));
            if (read) {
                chosen = std::move(*read);
                continue;
            }
            const NoPictureRows& why = read.error();
            if (why.why.kind == ErrorKind::Cancelled)
                return failure(why.why);
            const base::Error told =
                why.why.within("the table " + shownPath(table.filename().native()) + " can't be read");
            if (standing.isOfSplit || (standing.isOfLabels && why.named != NoPictureRows::Named::None))
                return refused(told);
            // A list of the classes may be called "labels.txt".
            if (standing.isOfLabels && !other && base::lowered(table.extension().native()) != ".txt")
                other = told;
            keep(told, why.named);
        }
        if (!chosen && other)
            return refused(*other);
        return chosen;
    }

    tl::expected<FolderListing, NoPictureRows> readTable(const fs::path& table) const {
        auto rows = readPictureRows(table, m_finder, m_options.job);
        if (!rows)
            return tl::unexpected<NoPictureRows>(std::move(rows.error()));
        FolderListing listing;
        listing.root = m_folder.pictures;
        listing.leftOut = m_leftOut;
        if (auto taken = TableListing(m_found, m_finder, listing).take(rows->rows); !taken)
            return tl::unexpected<NoPictureRows>({std::move(taken.error()), NoPictureRows::Named::Some});
        listing.table = shownPath(table.filename().native());
        listing.classColumn = std::move(rows->classColumn);
        return listing;
    }

    /// That of the first table in which pictures were found, else of the first.
    void keep(const base::Error& told, NoPictureRows::Named named) {
        const bool namesPictures = named == NoPictureRows::Named::Some;
        if (m_why && (m_whyNamesPictures || !namesPictures))
            return;
        m_why = told;
        m_whyNamesPictures = namesPictures;
    }

    [[nodiscard]] std::string inOneFolder() const {
        return m_folder.pictures.string() + " has the pictures of all classes in one folder, and ";
    }

    [[nodiscard]] tl::unexpected<base::Error> refused(const base::Error& told) const {
        return invalid(inOneFolder() + told.message + remedy);
    }

    [[nodiscard]] base::Error both(const std::string& a, const std::string& b) const {
        return {ErrorKind::InvalidInput, inOneFolder() + "two tables that may tell them, " + a + " and " + b +
                                             "; leave the right one there and move the other away"};
    }

    const TabledFolder& m_folder;
    const std::vector<FoundPicture>& m_found;
    const LeftOutTally& m_leftOut;
    const OpenOptions& m_options;
    PictureFinder m_finder;
    std::optional<base::Error> m_why; ///< a table can't be read
    bool m_whyNamesPictures = false;
};

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
    return tabledAt(given, std::nullopt, split);
}

Result<FolderListing> listTabledFolder(const TabledFolder& folder, const OpenOptions& options) {
    if (folder.tables.empty())
        return invalid(folder.pictures.string() +
                       " has the pictures of all classes in one folder, and the "
                       "table beside them, " +
                       shownPath(folder.ofOtherSplit.front().filename().native()) +
                       ", is called as that of the other split than " + std::string(name(options.split)) +
                       "; choose the other split, or rename the table if it is that of this one");
    const fs::path pictures = fs::canonical(folder.pictures);
    PictureWalk walk(pictures.parent_path(), 0);
    for (const fs::path& table : folder.tables)
        walk.passOver(fs::canonical(table));
    FAULTLINE_CHECK(walk.walk(pictures.filename().native(), options.job));
    FAULTLINE_TRY(listing, TableChoice(folder, walk, options).choose());
    if (options.numbering == Numbering::Text)
        return invalid("the pictures of " + folder.pictures.string() + " are numbered by the rows of " +
                       listing.table + "; leave the choice of another order out");
    return std::move(listing);
}

} // namespace faultline::dataset
