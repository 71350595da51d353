// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/label_folder.h"

#include "core/base/new_folder.h"
#include "core/exchange/export_note.h"
#include "core/exchange/tool_files.h"
#include "core/report/png_bytes.h"

namespace faultline::workbench {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::Result;
using exchange::ExchangeFormat;
using exchange::LabelTexts;

namespace {

constexpr std::uint64_t largestNote = 256ULL << 20; // bytes; some 40 a file

fs::file_status statusOf(const fs::path& path) {
    std::error_code ignored;
    return fs::symlink_status(path, ignored);
}

/// The files of the earlier export that lies there; nothing: there is nothing.
Result<std::optional<base::FolderFiles>> replaceable(const fs::path& place, base::Overwrite overwrite) {
    const fs::file_status status = statusOf(place);
    if (!fs::exists(status))
        return std::optional<base::FolderFiles>();
    if (overwrite == base::Overwrite::No)
        return base::failure(ErrorKind::Refused,
                             place.string() + " exists already; choose another name or --force");
    if (!fs::is_directory(status))
        return base::failure(ErrorKind::Refused,
                             place.string() + " is no folder, and the format is one; choose another name");
    if (std::error_code error; fs::is_empty(place, error))
        return std::optional<base::FolderFiles>(base::FolderFiles());
    const fs::path file = place / exchange::exportNoteName;
    if (fs::is_regular_file(statusOf(file)))
        if (const auto bytes = base::readFile(file, largestNote)) {
            auto note =
                exchange::parsedExportNote({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
            if (note) {
                note->files.emplace(exchange::exportNoteName, bytes->size());
                return std::optional(std::move(note->files));
            }
        }
    return base::failure(ErrorKind::Refused, place.string() + " is no earlier export of labels and is left "
                                                              "alone; choose another name");
}

/// The picture and what the format has beside it; its name.
Result<> addPicture(base::NewFolder& folder, const LabelTexts& label, const base::Image& picture,
                    ExchangeFormat format, const labels::Taxonomy& taxonomy) {
    const std::string name = exchange::pictureName(label.sample);
    const std::string within = format == ExchangeFormat::FiftyOne  ? "data/"
                               : format == ExchangeFormat::Folders ? label[exchange::LabelMember::Mode] + "/"
                                                                   : std::string();
    FAULTLINE_CHECK(folder.add(within + name, report::pngBytes(picture.view(), base::longestSide)));
    if (format != ExchangeFormat::Labelme)
        return {};
    return folder.add(label[exchange::LabelMember::Index] + ".json",
                      exchange::labelmeFile(label, picture.view(), taxonomy));
}

} // namespace

Result<> eachPicture(const study::Study& study, std::span<const LabelTexts> labels,
                     const std::function<Result<>(const LabelTexts&, const base::Image&)>& take) {
    std::vector<base::SampleIndex> samples;
    samples.reserve(labels.size());
    for (const LabelTexts& label : labels)
        samples.push_back(label.sample);
    std::size_t next = 0;
    Result<> done;
    FAULTLINE_CHECK(
        study.pictures().visit(samples, [&](base::SampleIndex sample, Result<base::Image> picture) {
            if (picture)
                done = take(labels[next], *picture);
            else
                done = base::failure(
                    picture.error().within("the picture of sample " + std::to_string(sample.value)));
            ++next;
            return done ? study::Visit::GoOn : study::Visit::Enough;
        }));
    return done;
}

bool isLabelFolder(const fs::path& folder) {
    const auto files = replaceable(folder, base::Overwrite::Yes);
    return files && *files && !(*files)->empty();
}

Result<std::size_t> writeLabelFolder(const study::Study& study, ExportedLabels exported,
                                     const fs::path& place, ExchangeFormat format,
                                     base::Overwrite overwrite) {
    FAULTLINE_TRY(replaced, replaceable(place, overwrite));
    FAULTLINE_TRY(folder, base::NewFolder::beside(place));
    keepDecided(exported);
    const labels::Taxonomy& taxonomy = study.labels().taxonomy();
    FAULTLINE_CHECK(
        eachPicture(study, exported.labels, [&](const LabelTexts& label, const base::Image& picture) {
            return addPicture(folder, label, picture, format, taxonomy);
        }));
    if (format == ExchangeFormat::FiftyOne)
        FAULTLINE_CHECK(folder.add("labels.json", exchange::fiftyoneLabels(exported.labels, taxonomy)));
    if (format == ExchangeFormat::ImageFolder)
        FAULTLINE_CHECK(folder.add("metadata.jsonl", exchange::imageFolderMetadata(exported.labels)));
    FAULTLINE_CHECK(
        folder.add(exchange::exportNoteName, exchange::exportNote({format, exported.whose, folder.files()})));
    FAULTLINE_CHECK(folder.commit(replaced));
    return exported.labels.size();
}

} // namespace faultline::workbench
