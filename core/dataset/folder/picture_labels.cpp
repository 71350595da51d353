// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/picture_labels.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/dataset/folder/picture_names.h"
#include "core/formats/csv.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <string_view>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;
using formats::quotedName;

namespace {

constexpr std::uint64_t largestTable = std::uint64_t{64} << 20; ///< bytes
constexpr std::size_t mostCells = std::size_t{1} << 24;
constexpr std::size_t mostColumns = 1'024;

tl::unexpected<base::Error> invalid(const std::string& what) {
    return failure(ErrorKind::InvalidInput, what);
}

using Rows = std::vector<formats::CsvRow>;

Result<Rows> rowsOf(const fs::path& table, const base::Job& job) {
    std::error_code error;
    if (const auto size = fs::file_size(table, error); !error && size > largestTable)
        return invalid("it has " + base::groupedText(size) +
                       " bytes, more than the 64 MiB that a table of labels may have");
    FAULTLINE_TRY(bytes, base::readFile(table, largestTable));
    Rows rows;
    std::size_t cells = 0;
    const auto take = [&](formats::CsvRow row) -> Result<> {
        if (job.isStopped())
            return failure(ErrorKind::Cancelled, "reading " + shownPath(table.string()) + " was stopped");
        if (row.cells.size() > mostColumns)
            return invalid("line " + std::to_string(row.line) + ": it has " +
                           base::groupedText(row.cells.size()) +
                           " columns; leave those of the pictures and their classes alone");
        cells += row.cells.size();
        if (cells > mostCells)
            return invalid("it has more than the 16,777,216 cells allowed; leave the columns of the pictures "
                           "and their classes alone");
        rows.push_back(std::move(row));
        return {};
    };
    FAULTLINE_CHECK(formats::eachCsvRow({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, take));
    return rows;
}

/// Lines of a name, a blank and a class, as lists without a heading have them.
void cutAtBlanks(Rows& rows) {
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

/// What the column of the classes is called, the surest first.
constexpr std::array<std::string_view, 14> classHeadings{
    "label",         "labels", "class", "class_name", "classname", "label_name", "category",
    "category_name", "target", "y",     "true",       "truth",     "species",    "breed"};

std::string heading(std::string_view cell) {
    return base::lowered(base::trimmed(cell));
}

bool isClassHeading(std::string_view cell) {
    return std::find(classHeadings.begin(), classHeadings.end(), heading(cell)) != classHeadings.end();
}

/// "image_id", "File name": no name of a picture, which would have a number.
bool isPictureHeading(std::string_view cell) {
    static constexpr std::array<std::string_view, 24> words{
        "file",      "files",   "filename",  "filenames", "filepath", "fname",   "image",   "images",
        "imagename", "imageid", "imagepath", "imagefile", "img",      "imgname", "id",      "ids",
        "uuid",      "name",    "names",     "path",      "paths",    "photo",   "picture", "key"};
    const std::string text = heading(cell);
    if (text.find_first_of("0123456789") != std::string::npos)
        return false;
    constexpr std::string_view ends = "_- ";
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(ends, begin), text.size());
        const std::string_view word = std::string_view(text).substr(begin, end - begin);
        if (std::find(words.begin(), words.end(), word) != words.end())
            return true;
        begin = end + 1;
    }
    return false;
}

class PictureTable {
public:
    PictureTable(Rows rows, const PictureFinder& finder)
        : m_rows(std::move(rows))
        , m_finder(finder) {}

    Result<PictureRows> read() {
        cutAtBlanks(m_rows);
        FAULTLINE_CHECK(findPictures());
        if (m_rows.front().cells.size() < 2)
            return invalid("it has one column, and none that tells the classes");
        FAULTLINE_CHECK(findHeading());
        FAULTLINE_CHECK(findClasses());
        PictureRows read;
        read.classColumn = classColumn();
        for (std::size_t i = first(); i < m_rows.size(); ++i) {
            const formats::CsvRow& row = m_rows[i];
            if (row.cells.size() != m_rows.front().cells.size())
                return invalid("line " + std::to_string(row.line) + ": it has " +
                               std::to_string(row.cells.size()) + " columns instead of " +
                               std::to_string(m_rows.front().cells.size()));
            read.rows.push_back({row.line, std::string(base::trimmed(row.cells[m_pictures])),
                                 std::string(base::trimmed(row.cells[m_classes]))});
        }
        return read;
    }

    [[nodiscard]] bool namesPictures() const { return m_namesPictures; }

private:
    /// The first row that is no heading.
    [[nodiscard]] std::size_t first() const { return m_hasHeading ? 1 : 0; }

    [[nodiscard]] std::string classColumn() const {
        return m_hasHeading ? "its column " + quotedName(m_rows.front().cells[m_classes])
                            : "its column " + std::to_string(m_classes + 1) + ", which has no heading";
    }

    Result<> findPictures() {
        constexpr std::size_t looked = 200; // rows
        std::size_t most = 0;
        for (std::size_t column = 0; !m_rows.empty() && column < m_rows.front().cells.size(); ++column) {
            std::set<std::uint32_t> found, whole; // numbers of classes may be names without their ending
            for (std::size_t i = 0; i < std::min(looked, m_rows.size()); ++i) {
                if (column >= m_rows[i].cells.size())
                    continue;
                const std::string& cell = m_rows[i].cells[column];
                const auto picture = m_finder.find(cell);
                if (picture)
                    found.insert(*picture);
                else if (isOfSeveral(picture.error()))
                    found.insert(picture.error().first.value);
                if (picture && m_finder.isWhole(cell))
                    whole.insert(*picture);
            }
            if (found.size() + whole.size() > most) {
                most = found.size() + whole.size();
                m_pictures = column;
            }
        }
        if (most == 0)
            return invalid("none of its columns names the pictures");
        m_namesPictures = true;
        return {};
    }

    /// A first row whose picture is not there is none, and each number depends on it.
    Result<> findHeading() {
        const std::vector<std::string>& cells = m_rows.front().cells;
        const std::string& name = cells[m_pictures];
        const auto picture = m_finder.find(name);
        if (picture || isOfSeveral(picture.error()) || hasImageEnding(base::trimmed(name)))
            return {};
        if (isPictureHeading(name)) {
            m_hasHeading = true;
            return {};
        }
        bool isHeading = false, isRow = false;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const std::string_view cell = base::trimmed(cells[column]);
            if (column == m_pictures || cell.empty())
                continue;
            const bool recurs =
                std::any_of(m_rows.begin() + 1, m_rows.end(), [&](const formats::CsvRow& row) {
                    return column < row.cells.size() && base::trimmed(row.cells[column]) == cell;
                });
            isHeading = isHeading || (isClassHeading(cell) && !recurs);
            isRow = isRow || (recurs && !isClassHeading(cell));
        }
        m_hasHeading = isHeading;
        if (isHeading != isRow)
            return {};
        return invalid("line " + std::to_string(m_rows.front().line) + ": " + quotedName(name) +
                       " is no picture of the folder, and may be a heading or not; if it is one, call the "
                       "columns \"file\" and \"label\", else put a line of those above it");
    }

    Result<> findClasses() {
        const std::vector<std::string>& cells = m_rows.front().cells;
        for (const std::string_view name : classHeadings)
            for (std::size_t column = 0; m_hasHeading && column < cells.size(); ++column)
                if (column != m_pictures && heading(cells[column]) == name) {
                    m_classes = column;
                    return {};
                }
        if (m_hasHeading && cells.size() > 2)
            return invalid("which of its columns tells the classes is not said; call it \"label\"");
        if (!m_hasHeading && m_pictures + 1 == cells.size() && cells.size() > 2)
            return invalid("no column stands behind the one with the pictures, and its first line is no "
                           "heading that says where the classes are");
        m_classes = m_pictures + 1 < cells.size() ? m_pictures + 1 : 0;
        return refuseNumbering();
    }

    /// What nothing calls the classes may number the rows, or tell sizes and times.
    [[nodiscard]] Result<> refuseNumbering() const {
        const bool isUsual = !m_hasHeading && m_classes > m_pictures; // a list of names and classes
        const std::size_t rows = m_rows.size() - first();
        if (rows < (isUsual ? 10u : 2u))
            return {};
        std::set<std::string_view> values;
        for (std::size_t i = first(); i < m_rows.size(); ++i)
            if (m_classes < m_rows[i].cells.size())
                values.insert(base::trimmed(m_rows[i].cells[m_classes]));
        if (10 * values.size() <= 9 * rows)
            return {};
        return invalid("nearly each row has a value of its own in " + classColumn() + " (" +
                       base::groupedText(values.size()) + " values in " + base::groupedText(rows) +
                       " rows), as numbers and sizes are; if those are the classes, call it \"label\"");
    }

    Rows m_rows;
    const PictureFinder& m_finder;
    bool m_hasHeading = false, m_namesPictures = false;
    std::size_t m_pictures = 0, m_classes = 0; ///< columns
};

} // namespace

std::string pathOf(const FoundPicture& picture) {
    return picture.folder.empty() ? picture.name : picture.folder + "/" + picture.name;
}

bool isOfSeveral(const PictureMiss& miss) {
    return miss.why == PictureMiss::Why::Namesakes || miss.why == PictureMiss::Why::Alike;
}

PictureFinder::PictureFinder(const std::vector<FoundPicture>& pictures)
    : m_pictures(pictures)
    , m_lookup(std::span<const std::string>())
    , m_stems(std::span<const std::string>()) {
    for (std::uint32_t i = 0; i < pictures.size(); ++i) {
        const std::string path = pathOf(pictures[i]);
        m_lookup.add(base::SampleIndex(i), path);
        m_stems.add(base::SampleIndex(i), fs::path(path).replace_extension().native());
    }
}

tl::expected<std::uint32_t, PictureMiss> PictureFinder::find(const std::string& name) const {
    auto whole = findIn(m_lookup, name, Ending::Kept);
    if (whole || whole.error().why != PictureMiss::Why::Unknown)
        return whole;
    return findIn(m_stems, name, Ending::Cut);
}

bool PictureFinder::isWhole(const std::string& name) const {
    return findIn(m_lookup, name, Ending::Kept).has_value();
}

tl::expected<std::uint32_t, PictureMiss> PictureFinder::findIn(const PictureLookup& lookup,
                                                               const std::string& name, Ending ending) const {
    const auto found = lookup.find(name);
    if (!found && !isOfSeveral(found.error()))
        return tl::unexpected<PictureMiss>(found.error());
    const base::SampleIndex first = found ? *found : found.error().first;
    fs::path path(pathOf(m_pictures[first.value]));
    if (ending == Ending::Cut)
        path.replace_extension();
    if (!isNameOf(path.native(), name)) // by its base name alone
        return tl::unexpected<PictureMiss>(PictureMiss());
    if (!found)
        return tl::unexpected<PictureMiss>(found.error());
    return found->value;
}

tl::expected<PictureRows, NoPictureRows> readPictureRows(const fs::path& table, const PictureFinder& finder,
                                                         const base::Job& job) {
    auto rows = rowsOf(table, job);
    if (!rows)
        return tl::unexpected<NoPictureRows>({std::move(rows.error()), NoPictureRows::Named::Unknown});
    PictureTable parsed(std::move(*rows), finder);
    auto read = parsed.read();
    if (!read)
        return tl::unexpected<NoPictureRows>({std::move(read.error()), parsed.namesPictures()
                                                                           ? NoPictureRows::Named::Some
                                                                           : NoPictureRows::Named::None});
    return std::move(*read);
}

} // namespace faultline::dataset
