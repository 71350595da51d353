// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predictions/picture_keys.h"

#include "core/base/text.h"
#include "core/dataset/picture_lookup.h"
#include "core/model/class_mapping.h"

#include <algorithm>
#include <optional>

namespace faultline::predictions {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

class PictureKeys {
public:
    explicit PictureKeys(const dataset::ImageSet& images)
        : m_images(images)
        , m_lookup(images.info().classes) {
        for (std::uint32_t i = 0; i < images.info().size; ++i)
            if (const std::optional<std::string> path = images.path(base::SampleIndex(i))) {
                m_example = m_lookup.isEmpty() ? *path : m_example;
                m_lookup.add(base::SampleIndex(i), *path);
            }
    }

    [[nodiscard]] bool isEmpty() const { return m_lookup.isEmpty(); }

    [[nodiscard]] Result<std::uint32_t> find(const std::string& name) const {
        const auto found = m_lookup.find(name);
        if (found)
            return found->value;
        if (found.error().why == dataset::PictureMiss::Why::Unknown)
            return failure(ErrorKind::InvalidInput, "there is no picture " + inQuotes(name) +
                                                        " in the data set; it has for example " +
                                                        inQuotes(m_example));
        return failure(ErrorKind::InvalidInput,
                       dataset::missText(found.error(), inQuotes(name), [this](base::SampleIndex sample) {
                           return inQuotes(m_images.path(sample).value_or(""));
                       }));
    }

private:
    const dataset::ImageSet& m_images;
    dataset::PictureLookup m_lookup;
    std::string m_example; ///< a path
};

bool isMissing(const dataset::ImageSet& images, const Row& row) {
    const auto missing = images.missing();
    return std::binary_search(missing.begin(), missing.end(), base::SampleIndex(row.index));
}

/// Of columns that were not read: refuses one with names of pictures, and tells the first other one.
Result<std::vector<std::string>> tellUnread(const Table& table, const PictureKeys& keys) {
    constexpr std::size_t looked = 100; // values
    for (const UnreadColumn& column : table.unread) {
        const auto end =
            column.values.begin() + static_cast<std::ptrdiff_t>(std::min(looked, column.values.size()));
        if (std::all_of(column.values.begin(), end,
                        [&](const std::string& value) { return keys.find(value).has_value(); }))
            return failure(ErrorKind::InvalidInput,
                           "its column " + inQuotes(column.heading) +
                               " names pictures of the data set; call it \"file\", so "
                               "that its rows are found by it");
    }
    const std::string heading = table.unread.front().heading;
    return std::vector<std::string>{
        (heading.empty() ? "its first column, which has no heading," : "its column " + inQuotes(heading)) +
        " differs in each row and was not read; if it says which picture a row is of, call it \"file\" or, "
        "of "
        "numbers from 0, \"index\""};
}

} // namespace

Result<> dropHeading(Table& table, const dataset::DatasetInfo& info) {
    if (!table.mayHaveHeading || table.rows.size() <= info.size)
        return {};
    const std::string name = model::comparableName(table.rows.front().predicted->text);
    if (std::any_of(info.classes.begin(), info.classes.end(),
                    [&](const std::string& known) { return model::comparableName(known) == name; }))
        return checkRoom(table.rows.size(), info.size);
    table.rows.erase(table.rows.begin());
    for (Row& row : table.rows)
        --row.index;
    return {};
}

Result<std::vector<std::string>> numberByFile(Table& table, const dataset::ImageSet& images) {
    std::vector<std::string> told;
    if (!table.byFile && table.unread.empty())
        return told;
    const PictureKeys keys(images);
    if (!table.byFile)
        return tellUnread(table, keys);
    if (keys.isEmpty() && table.alsoNumbered) {
        table.byFile = false;
        return told;
    }
    if (keys.isEmpty())
        return failure(
            ErrorKind::InvalidInput,
            "it names pictures by their files, but the images of this data set are no files of their "
            "own; name them by their index");
    std::size_t differing = 0;
    for (Row& row : table.rows) {
        if (row.file.empty())
            continue; // it has its number
        const Result<std::uint32_t> number = keys.find(row.file);
        if (!number)
            return failure(number.error().within(placeOf(table, row)));
        differing += table.alsoNumbered && row.index != *number ? 1 : 0;
        row.index = *number;
    }
    if (differing > 0)
        told.push_back("it numbers " + base::groupedText(differing) +
                       " pictures otherwise than the data set does; its file names were believed");
    return told;
}

std::vector<std::string> dropMissing(Table& table, const dataset::ImageSet& images) {
    if (std::none_of(table.rows.begin(), table.rows.end(),
                     [&](const Row& row) { return isMissing(images, row); }))
        return {};
    std::vector<Row> rows;
    std::vector<float> logits;
    std::string examples;
    constexpr std::size_t shown = 3;
    std::size_t dropped = 0;
    const std::size_t outputs = table.rows.empty() ? 0 : table.logits.size() / table.rows.size();
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        Row& row = table.rows[i];
        if (isMissing(images, row)) {
            if (dropped++ < shown)
                examples += (examples.empty() ? "" : ", ") +
                            images.path(base::SampleIndex(row.index)).value_or(std::to_string(row.index));
            continue;
        }
        const auto first = table.logits.begin() + static_cast<std::ptrdiff_t>(i * outputs);
        logits.insert(logits.end(), first, first + static_cast<std::ptrdiff_t>(outputs));
        rows.push_back(std::move(row));
    }
    table.rows = std::move(rows);
    table.logits = std::move(logits);
    return {base::groupedText(dropped) +
            " of its predictions are for pictures that can't be read, and are left " + "out (" + examples +
            (dropped > shown ? ", …)" : ")")};
}

std::vector<std::string> tellNumbering(const Table& table, const dataset::DatasetInfo& info) {
    const bool isNamed = table.byFile && std::none_of(table.rows.begin(), table.rows.end(),
                                                      [](const Row& row) { return row.file.empty(); });
    const bool inOrder = table.coversAll && !table.isReordered;
    const bool isFolder = dataset::isImageFolder(info.format);
    if (isNamed || (!inOrder && !table.isReordered && !isFolder))
        return {};
    std::string text = table.isReordered ? "its first column, which has no heading, numbers its rows and was "
                                           "taken for the pictures' numbers"
                       : inOrder ? "nothing in it names the pictures, so that its rows are those of the data "
                                   "set in order"
                       : table.byFile ? "some of its rows name their picture by its number alone"
                                      : "it names the pictures by numbers alone";
    if (!isFolder)
        return {text};
    for (const std::string& note : info.notes)
        text += note == dataset::uniqueNamesNote ? "" : "; " + note;
    text += "; if they were numbered otherwise, name them in a column \"file\"";
    if (!dataset::isNumberedByTable(info))
        text += std::string(", or choose with --numbering ") +
                (info.format == dataset::Format::ImageFolder ? "text" : "natural");
    return {text};
}

} // namespace faultline::predictions
