// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>

#include <QImage>

namespace faultline::ui {

/// Decodes an image file as the worker does: PNG, JPEG, WebP, BMP or TIFF by its first bytes, never by its
/// name, upright, what is transparent over white, and no more bytes, pixels or length of a side than a data
/// set may have. RGB888. Any thread. The error is a sentence that names the file.
[[nodiscard]] base::Result<QImage> readOriginal(const std::filesystem::path& file);

} // namespace faultline::ui
