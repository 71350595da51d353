// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/picture_rows.h"

#include "core/study/run_rows.h"
#include "core/study/stored_values.h"

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr const char* plainPixels = "raw8"; ///< rows, pixels, interleaved channels of 8 bits each
constexpr int largestSide = 65535;          ///< pixels

bool makesSense(std::int64_t width, std::int64_t height, std::int64_t channels, std::size_t bytes) {
    return width > 0 && height > 0 && width <= largestSide && height <= largestSide && channels == 3 &&
           static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) *
                   static_cast<std::uint64_t>(channels) ==
               bytes;
}

} // namespace

void storePicture(const Database& database, base::SampleIndex sample, const dataset::Image& image) {
    database
        .query("INSERT INTO pictures (sample, width, height, channels, encoding, pixels) "
               "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sample) DO NOTHING")
        .with(sample.value, image.width, image.height, image.channels, plainPixels, image.pixels)
        .run();
}

base::Result<dataset::Image> imageFrom(const Query& query, int column, base::SampleIndex sample) {
    const base::ByteView pixels = query.blob(column + 4);
    if (query.text(column + 3) != plainPixels)
        return base::failure(ErrorKind::Refused, "the pixels of " + sampleText(sample) +
                                                     " are stored in a way that this program does not know; "
                                                     "update Faultline");
    if (!makesSense(query.integer(column), query.integer(column + 1), query.integer(column + 2),
                    pixels.size()))
        return damaged("the pixels of " + sampleText(sample) + " have the wrong size");
    return dataset::Image{
        static_cast<int>(query.integer(column)), static_cast<int>(query.integer(column + 1)),
        static_cast<int>(query.integer(column + 2)), base::Bytes(pixels.begin(), pixels.end())};
}

base::Result<dataset::Image> readPicture(const Database& database, base::SampleIndex sample) {
    Query query =
        database.query("SELECT width, height, channels, encoding, pixels FROM pictures WHERE sample = ?");
    if (!query.with(sample.value).next())
        return base::failure(unknownSample(sample));
    return imageFrom(query, 0, sample);
}

} // namespace faultline::study
