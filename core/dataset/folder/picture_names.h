// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace faultline::dataset {

/// By the endings of pictures that are read: .png, .jpg, .jpeg, .jpe, .jfif, .webp, .bmp, .tif, .tiff, .ppm
/// and .pgm.
[[nodiscard]] bool hasImageEnding(const std::filesystem::path& path);

/// By the endings that torchvision's ImageFolder takes: .jpe, .jfif and none at all are not among them.
[[nodiscard]] bool isNumberedByTorchvision(const std::filesystem::path& path);

/// What a file is that has no such ending.
enum class FileKind {
    Picture, ///< its first bytes are those of PNG, JPEG, WebP, BMP or TIFF
    Foreign, ///< those of a picture that is not read: GIF, HEIC, AVIF, JPEG 2000, JPEG XL, OpenEXR, PSD
    Other
};
/// Looks at the first bytes of the file; Other where it can't be opened.
[[nodiscard]] FileKind kindOfFile(const std::filesystem::path& path);

/// A folder that systems and programs leave among pictures: "@eaDir", "__MACOSX", "lost+found" and their
/// like, in which case does not count.
[[nodiscard]] bool isLeftover(const std::string& folderName);

/// A folder that is called after no class: "images", "img", "data", "pictures", in any case.
[[nodiscard]] bool isPlainFolderName(const std::string& folderName);

/// A path as text for people: control characters and bytes that are not UTF-8 become "?".
[[nodiscard]] std::string shownPath(const std::string& path);

/// The same, of a long one its end alone: at most 200 bytes behind "…".
[[nodiscard]] std::string shortPath(const std::string& path);

} // namespace faultline::dataset
