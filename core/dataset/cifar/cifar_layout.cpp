// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/cifar_layout.h"

#include "core/base/files.h"
#include "core/base/text.h"

#include <algorithm>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::uint64_t fileLimit = std::uint64_t{1} << 30;

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool holdsAnyItself(const fs::path& folder, const CifarFiles& files) {
    return std::any_of(files.files.begin(), files.files.end(),
                       [&](std::string_view name) { return isFile(folder / name); });
}

Result<> checkSize(const fs::path& file, std::size_t size, const CifarRecord& record, const CifarFiles& of) {
    if (size > 0 && size % record.bytes() == 0)
        return {};
    return failure(ErrorKind::InvalidInput,
                   file.string() + " has " + base::groupedText(size) + " bytes, not a whole number of " +
                       base::groupedText(record.bytes()) + "-byte records (a complete file has " +
                       base::groupedText(record.bytes() * of.imagesPerFile) + "); " +
                       std::string(of.howToGet));
}

Result<> checkLabels(const fs::path& file, std::size_t index, base::ByteView bytes, const CifarRecord& record,
                     const CifarFiles& of) {
    for (std::size_t i = 0; i < record.labels.size(); ++i) {
        const CifarLabelByte& label = record.labels[i];
        if (bytes[i] >= label.classes)
            return failure(ErrorKind::InvalidInput,
                           file.string() + ": record " + std::to_string(index) + " (from 0) has " +
                               std::string(label.adjective) + "label " + std::to_string(bytes[i]) + ", but " +
                               std::string(of.set) + "'s " + std::string(label.adjective) +
                               "classes are 0 to " + std::to_string(label.classes - 1) + "; " +
                               std::string(of.howToGet));
    }
    return {};
}

} // namespace

bool holdsAny(const fs::path& folder, const CifarFiles& files) {
    return holdsAnyItself(folder, files) || holdsAnyItself(folder / files.innerFolder, files);
}

Result<fs::path> locate(const fs::path& given, const CifarFiles& files, Split split) {
    std::error_code error;
    const fs::file_status status = fs::status(given, error);
    if (!fs::exists(status))
        return failure(ErrorKind::NotFound,
                       "there is no data set folder " + given.string() + "; " + std::string(files.howToGet));
    if (!fs::is_directory(status))
        return failure(ErrorKind::InvalidInput, given.string() +
                                                    " is not a folder; name the folder that holds " +
                                                    std::string(files.set) + "'s files");
    const bool inner = !holdsAnyItself(given, files) && fs::is_directory(given / files.innerFolder, error);
    const fs::path folder = inner ? given / files.innerFolder : given;
    std::string missing;
    for (const std::string_view name : files.files)
        if (!isFile(folder / name))
            missing += (missing.empty() ? "" : ", ") + std::string(name);
    if (missing.empty())
        return folder;
    return failure(ErrorKind::NotFound, folder.string() + " lacks " + missing + " of " +
                                            std::string(files.set) + "'s " + std::string(name(split)) +
                                            " split; " + std::string(files.howToGet));
}

void appendPlanes(base::ByteView planes, base::Bytes& pixels) {
    constexpr std::size_t plane = cifarSide * cifarSide;
    std::size_t out = pixels.size();
    pixels.resize(out + cifarPixelBytes);
    for (std::size_t i = 0; i < plane; ++i, out += 3) {
        pixels[out] = planes[i];
        pixels[out + 1] = planes[plane + i];
        pixels[out + 2] = planes[2 * plane + i];
    }
}

Result<> appendRecords(const fs::path& file, const CifarRecord& record, const CifarFiles& of,
                       MemoryPixels& images) {
    FAULTLINE_TRY(bytes, base::readFile(file, fileLimit));
    FAULTLINE_CHECK(checkSize(file, bytes.size(), record, of));
    const base::ByteView all(bytes);
    const std::size_t records = bytes.size() / record.bytes();
    images.width = images.height = static_cast<int>(cifarSide);
    images.pixels.reserve(images.pixels.size() + records * cifarPixelBytes);
    for (std::size_t i = 0; i < records; ++i) {
        const base::ByteView one = all.subspan(i * record.bytes(), record.bytes());
        FAULTLINE_CHECK(checkLabels(file, i, one, record, of));
        images.labels.emplace_back(one[record.chosen]);
        appendPlanes(one.subspan(record.labels.size()), images.pixels);
    }
    return {};
}

} // namespace faultline::dataset
