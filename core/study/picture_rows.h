// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/study/sqlite/database.h"

namespace faultline::study {

// The rows of pictures. All inside Database::reading() or writing().

/// Does nothing where the sample has its picture already.
void storePicture(const Database& database, base::SampleIndex sample, const base::Image& image);

/// From the columns width, height, channels, encoding, pixels, the first of which is `column`.
[[nodiscard]] base::Result<base::Image> imageFrom(const Query& query, int column, base::SampleIndex sample);

/// NotFound where the sample has none.
[[nodiscard]] base::Result<base::Image> readPicture(const Database& database, base::SampleIndex sample);

} // namespace faultline::study
