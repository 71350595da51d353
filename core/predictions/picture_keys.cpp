// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predictions/picture_keys.h"

#include "core/base/composed_text.h"
#include "core/base/text.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace faultline::predictions {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

std::string keyOf(std::string_view name) {
    std::string key = base::composed(base::trimmed(name));
    std::replace(key.begin(), key.end(), '\\', '/');
    while (key.starts_with("./"))
        key.erase(0, 2);
    return key;
}

std::string baseName(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

class PictureKeys {
public:
    explicit PictureKeys(const dataset::ImageSet& images)
        : m_images(images) {
        for (std::uint32_t i = 0; i < images.info().size; ++i) {
            const std::optional<std::string> path = images.path(base::SampleIndex(i));
            if (!path)
                continue;
            const std::string key = keyOf(*path);
            m_paths.try_emplace(key, i);
            m_baseNames[baseName(key)].push_back(i);
        }
    }

    [[nodiscard]] bool isEmpty() const { return m_paths.empty(); }

    [[nodiscard]] Result<std::uint32_t> find(const std::string& name) const {
        const std::string key = keyOf(name);
        for (std::size_t begin = 0; begin < key.size();) {
            if (const auto found = m_paths.find(key.substr(begin)); found != m_paths.end())
                return found->second;
            begin = std::min(key.find('/', begin), key.size() - 1) + 1;
        }
        const auto found = m_baseNames.find(baseName(key));
        if (found == m_baseNames.end())
            return failure(ErrorKind::InvalidInput, "there is no picture " + inQuotes(name) +
                                                        " in the data set; it has for example " +
                                                        inQuotes(m_paths.begin()->first));
        if (found->second.size() > 1)
            return failure(ErrorKind::InvalidInput,
                           "several pictures are called " + inQuotes(name) + " (" + pathOf(found->second[0]) +
                               ", " + pathOf(found->second[1]) +
                               "); name them by their paths below the folder of the classes");
        if (namesClass(key))
            return failure(ErrorKind::InvalidInput, "there is no picture " + inQuotes(name) +
                                                        " in the data set, which has " +
                                                        pathOf(found->second[0]) + " instead");
        return found->second[0];
    }

private:
    [[nodiscard]] std::string pathOf(std::uint32_t sample) const {
        return inQuotes(m_images.path(base::SampleIndex(sample)).value_or(""));
    }

    /// The folder is called like a class: then the picture is not one of another class.
    [[nodiscard]] bool namesClass(const std::string& key) const {
        const std::size_t end = key.rfind('/');
        if (end == std::string::npos)
            return false;
        const std::string folder = baseName(key.substr(0, end));
        const std::vector<std::string>& classes = m_images.info().classes;
        return std::any_of(classes.begin(), classes.end(),
                           [&](const std::string& name) { return base::composed(name) == folder; });
    }

    const dataset::ImageSet& m_images;
    std::unordered_map<std::string, std::uint32_t> m_paths;
    std::unordered_map<std::string, std::vector<std::uint32_t>> m_baseNames;
};

bool isMissing(const dataset::ImageSet& images, const Row& row) {
    const auto missing = images.missing();
    return std::binary_search(missing.begin(), missing.end(), base::SampleIndex(row.index));
}

} // namespace

Result<std::vector<std::string>> numberByFile(Table& table, const dataset::ImageSet& images) {
    std::vector<std::string> told;
    if (!table.byFile)
        return told;
    const PictureKeys keys(images);
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
    if (dropped == 0) {
        table.rows = std::move(rows);
        return {};
    }
    table.rows = std::move(rows);
    table.logits = std::move(logits);
    return {base::groupedText(dropped) +
            " of its predictions are for pictures that can't be read, and are left " + "out (" + examples +
            (dropped > shown ? ", …)" : ")")};
}

std::vector<std::string> tellNumbering(const Table& table, const dataset::DatasetInfo& info) {
    if (table.byFile || !dataset::isImageFolder(info.format))
        return {};
    std::string text = "it names the pictures by numbers alone; ";
    for (const std::string& note : info.notes)
        text += note + "; ";
    text += "if they were numbered otherwise, name them in a column \"file\", or choose with --numbering ";
    text += info.format == dataset::Format::ImageFolder ? "text" : "natural";
    return {text};
}

} // namespace faultline::predictions
