// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/picture_rows.h"

#include "core/study/item_rows.h"
#include "core/study/stored_values.h"

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr const char* plainPixels = "raw8"; ///< rows, pixels, interleaved channels of 8 bits each
} // namespace

void storePicture(const Database& database, base::SampleIndex sample, const base::Image& image) {
    database
        .query("INSERT INTO pictures (sample, width, height, channels, encoding, pixels) "
               "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sample) DO NOTHING")
        .with(sample.value, image.width(), image.height(), base::ImageView::channels, plainPixels,
              image.pixels())
        .run();
}

base::Result<base::Image> imageFrom(const Query& query, int column, base::SampleIndex sample) {
    const base::ByteView pixels = query.blob(column + 4);
    if (query.text(column + 3) != plainPixels)
        return base::failure(ErrorKind::Refused, "the pixels of " + sampleText(sample) +
                                                     " are stored in a way that this program does not know; "
                                                     "update Faultline");
    auto image = base::Image::make(query.integer(column), query.integer(column + 1),
                                   query.integer(column + 2), base::Bytes(pixels.begin(), pixels.end()));
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
