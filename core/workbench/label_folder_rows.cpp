// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/printable.h"
#include "core/dataset/folder/folder_listing.h"
#include "core/exchange/export_note.h"
#include "core/exchange/tool_rows.h"
#include "core/workbench/label_folder.h"

#include <algorithm>

namespace faultline::workbench {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::Result;
using exchange::ExchangeFormat;
using exchange::LabelRow;

namespace {

constexpr std::uint64_t mostBytes = 512ULL << 20; // of all files of labels together
constexpr std::size_t mostEntries = 1'000'000;    // of a folder

tl::unexpected<base::Error> invalid(std::string what) {
    return base::failure(ErrorKind::InvalidInput, std::move(what));
}

/// The visible entries, by name.
Result<std::vector<fs::directory_entry>> entriesOf(const fs::path& folder) {
    std::vector<fs::directory_entry> entries;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (entries.size() == mostEntries)
            return invalid(folder.string() + " has more than a million entries");
        if (!entry->path().filename().native().starts_with('.'))
            entries.push_back(*entry);
    }
    if (error)
        return base::failure(ErrorKind::Io, "cannot look into " + folder.string() + ": " + error.message());
    std::sort(entries.begin(), entries.end());
    return entries;
}

bool isLink(const fs::path& path) {
    std::error_code ignored;
    return fs::is_symlink(fs::symlink_status(path, ignored));
}

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(fs::symlink_status(path, ignored));
}

/// A file of the folder itself, which may be no link: it would lead out.
Result<std::string> textIn(const fs::path& file, std::uint64_t limit) {
    if (isLink(file))
        return invalid(file.string() + " is a link, which is not followed; put the file there");
    FAULTLINE_TRY(bytes, base::readFile(file, limit, base::refuseZeros));
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::string nameOf(const fs::path& path) {
    return base::printable(path.filename().string());
}

/// What the note of an export says; nothing where there is none.
std::optional<exchange::ExportNote> noteOf(const fs::path& folder) {
    const fs::path file = folder / exchange::exportNoteName;
    if (!isFile(file))
        return std::nullopt;
    const auto text = textIn(file, mostBytes);
    if (!text)
        return std::nullopt;
    auto note = exchange::parsedExportNote(*text);
    if (!note)
        return std::nullopt;
    return std::move(*note);
}

bool isOfLabelme(const fs::path& path) {
    return path.extension() == ".json" && path.filename() != exchange::exportNoteName;
}

Result<std::vector<LabelRow>> labelmeRows(const fs::path& folder) {
    FAULTLINE_TRY(entries, entriesOf(folder));
    std::vector<LabelRow> rows;
    std::uint64_t left = mostBytes;
    for (const fs::directory_entry& entry : entries) {
        if (!isOfLabelme(entry.path()))
            continue;
        FAULTLINE_TRY(text, textIn(entry.path(), left));
        left -= text.size();
        const std::string place = nameOf(entry.path());
        auto row = exchange::rowOfLabelme(text, place);
        if (!row)
            return base::failure(row.error().within(place));
        if (*row)
            rows.push_back(std::move(**row));
    }
    return rows;
}

/// The pictures in the folder of one mode.
Result<> addModeRows(const fs::path& folder, const std::string& annotator, std::vector<LabelRow>& rows) {
    FAULTLINE_TRY(entries, entriesOf(folder));
    for (const fs::directory_entry& entry : entries) {
        if (std::error_code ignored; !isLink(entry.path()) && entry.is_directory(ignored))
            return invalid(nameOf(folder) + "/" + nameOf(entry.path()) +
                           " is a folder; the pictures of a mode lie in its own folder");
        if (!dataset::hasImageEnding(entry.path()))
            continue;
        if (rows.size() == mostEntries)
            return invalid("there are more than a million pictures");
        rows.push_back(exchange::rowOfFolder(nameOf(folder), nameOf(entry.path())));
        if (!annotator.empty())
            rows.back().fields[exchange::LabelField::AnnotatorName] = annotator;
    }
    return {};
}

Result<std::vector<LabelRow>> folderRows(const fs::path& folder) {
    FAULTLINE_TRY(entries, entriesOf(folder));
    const auto note = noteOf(folder);
    std::vector<LabelRow> rows;
    for (const fs::directory_entry& entry : entries) {
        std::error_code ignored;
        if (isLink(entry.path()) && entry.is_directory(ignored))
            return invalid(nameOf(entry.path()) + " is a link to a folder, which is not followed");
        if (!isLink(entry.path()) && entry.is_directory(ignored))
            FAULTLINE_CHECK(addModeRows(entry.path(), note ? note->annotator : std::string(), rows));
    }
    return rows;
}

} // namespace

Result<ExchangeFormat> formatOfFolder(const fs::path& folder) {
    if (const auto note = noteOf(folder))
        return note->format;
    if (isFile(folder / "labels.json"))
        return ExchangeFormat::FiftyOne;
    if (isFile(folder / "metadata.jsonl"))
        return ExchangeFormat::ImageFolder;
    FAULTLINE_TRY(entries, entriesOf(folder));
    for (const fs::directory_entry& entry : entries)
        if (isOfLabelme(entry.path()))
            return ExchangeFormat::Labelme;
    for (const fs::directory_entry& entry : entries)
        if (std::error_code ignored; entry.is_directory(ignored))
            return ExchangeFormat::Folders;
    return invalid(folder.string() + " holds no labels that are known: neither labels.json of FiftyOne, "
                                     "metadata.jsonl of an image folder, files of labelme, nor a folder of "
                                     "pictures for each mode");
}

Result<std::vector<LabelRow>> rowsInFolder(const fs::path& folder, ExchangeFormat format) {
    if (format == ExchangeFormat::Labelme)
        return labelmeRows(folder);
    if (format == ExchangeFormat::Folders)
        return folderRows(folder);
    const bool isOfFiftyone = format == ExchangeFormat::FiftyOne;
    const std::string name = isOfFiftyone ? "labels.json" : "metadata.jsonl";
    FAULTLINE_TRY(text, textIn(folder / name, mostBytes));
    auto rows = isOfFiftyone ? exchange::rowsOfFiftyone(text) : exchange::rowsOfImageFolder(text);
    if (!rows)
        return base::failure(rows.error().within(name));
    return rows;
}

} // namespace faultline::workbench
