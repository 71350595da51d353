// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/picture_rows.h"

#include "core/study/item_rows.h"
#include "core/study/picture_coding.h"
#include "core/study/stored_values.h"

#include <optional>
#include <string>

namespace faultline::study {

using base::ErrorKind;

namespace {

/// Whether the sample's picture is there already: a large one is not made small for nothing.
bool hasPicture(const Database& database, base::SampleIndex sample) {
    Query query = database.query("SELECT 1 FROM pictures WHERE sample = ?");
    return query.with(sample.value).next();
}

} // namespace

void storePicture(const Database& database, base::SampleIndex sample, const base::Image& image) {
    std::optional<base::Bytes> small;
    if (image.pixels().size() >= fewestDeflatedBytes && !hasPicture(database, sample))
        small = deflated(image.view());
    database
        .query("INSERT INTO pictures (sample, width, height, channels, encoding, pixels) "
               "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sample) DO NOTHING")
        .with(sample.value, image.width(), image.height(), base::ImageView::channels,
              small ? deflatedPixels : rawPixels, small ? *small : image.pixels())
        .run();
}

base::Result<base::Image> imageFrom(const Query& query, int column, base::SampleIndex sample) {
    const base::ByteView pixels = query.blob(column + 4);
    const std::string encoding = query.text(column + 3);
    const std::int64_t width = query.integer(column);
    const std::int64_t height = query.integer(column + 1);
    const std::int64_t channelCount = query.integer(column + 2);
    if (encoding == deflatedPixels) {
        if (!base::imageBytes(width, height, channelCount))
            return damaged("the size of the picture of " + sampleText(sample) + " makes no sense");
        auto image = inflated(pixels, static_cast<int>(width), static_cast<int>(height));
        if (!image)
            return damaged("the compressed pixels of " + sampleText(sample) + " are not those of " +
                           std::to_string(width) + " × " + std::to_string(height));
        return std::move(*image);
    }
    if (encoding != rawPixels)
        return base::failure(ErrorKind::Refused, "the pixels of " + sampleText(sample) +
                                                     " are stored in a way that this program does not know; "
                                                     "update Faultline");
    auto image = base::Image::make(width, height, channelCount, base::Bytes(pixels.begin(), pixels.end()));
    if (!image)
        return damaged("the pixels of " + sampleText(sample) + " are " + image.error().message);
    return image;
}

base::Result<base::Image> readPicture(const Database& database, base::SampleIndex sample) {
    Query query =
        database.query("SELECT width, height, channels, encoding, pixels FROM pictures WHERE sample = ?");
    if (!query.with(sample.value).next())
        return base::failure(unknownSample(sample));
    return imageFrom(query, 0, sample);
}

} // namespace faultline::study
