// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/picture_names.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace faultline::dataset {

namespace {

constexpr std::size_t headBytes = 16;

struct Mark {
    std::size_t at;
    std::string_view bytes;
    FileKind kind;
};

using namespace std::string_view_literals;

constexpr std::array<Mark, 19> marks{{{0, "\x89PNG\r\n\x1a\n"sv, FileKind::Picture},
                                      {0, "\xff\xd8\xff"sv, FileKind::Picture},
                                      {8, "WEBP"sv, FileKind::Picture},
                                      {0, "II*\0"sv, FileKind::Picture},
                                      {0, "MM\0*"sv, FileKind::Picture},
                                      {0, "GIF8"sv, FileKind::Foreign},
                                      {4, "ftyphei"sv, FileKind::Foreign},
                                      {4, "ftyphev"sv, FileKind::Foreign},
                                      {4, "ftypmif1"sv, FileKind::Foreign},
                                      {4, "ftypmsf1"sv, FileKind::Foreign},
                                      {4, "ftypavi"sv, FileKind::Foreign},
                                      {4, "jP  \r\n\x87\n"sv, FileKind::Foreign},
                                      {0, "\xff\x4f\xff\x51"sv, FileKind::Foreign},
                                      {0, "\xff\x0a"sv, FileKind::Foreign},
                                      {4, "JXL \r\n\x87\n"sv, FileKind::Foreign},
                                      {0, "\x76\x2f\x31\x01"sv, FileKind::Foreign},
                                      {0, "8BPS"sv, FileKind::Foreign},
                                      {0, "II+\0"sv, FileKind::Foreign},
                                      {0, "MM\0+"sv, FileKind::Foreign}}};

/// "BM", and four bytes of zero where the header has its reserved ones: two letters alone begin many a text.
bool isBmp(std::string_view head) {
    constexpr std::size_t reserved = 6;
    return head.starts_with("BM") && head.size() > reserved &&
           head.substr(reserved).starts_with("\0\0\0\0"sv);
}

} // namespace

bool hasImageEnding(const std::filesystem::path& path) {
    static constexpr std::array<std::string_view, 11> endings{
        ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".tif", ".tiff", ".ppm", ".pgm"};
    const std::string ending = base::lowered(path.extension().native());
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

bool isNumberedByTorchvision(const std::filesystem::path& path) {
    const std::string ending = base::lowered(path.extension().native());
    return hasImageEnding(path) && ending != ".jpe" && ending != ".jfif";
}

FileKind kindOfFile(const std::filesystem::path& path) {
    std::array<char, headBytes> bytes{};
    std::ifstream file(path, std::ios::binary);
    file.read(bytes.data(), bytes.size());
    const std::string_view head(bytes.data(), static_cast<std::size_t>(file.gcount()));
    const auto* const found = std::find_if(marks.begin(), marks.end(), [&](const Mark& mark) {
        return head.size() > mark.at && head.substr(mark.at).starts_with(mark.bytes);
    });
    if (found != marks.end())
        return found->kind;
    return isBmp(head) ? FileKind::Picture : FileKind::Other;
}

bool isLeftover(const std::string& folderName) {
    static constexpr std::array<std::string_view, 12> names{
        "@eadir",    "@recycle", "@recently-snapshot", "#recycle",
        "#snapshot", "__macosx", "lost+found",         "$recycle.bin",
        "recycler",  "recycled", "__pycache__",        "system volume information"};
    const std::string name = base::lowered(folderName);
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool isPlainFolderName(const std::string& folderName) {
    static constexpr std::array<std::string_view, 6> names{"images", "image", "img",
                                                           "imgs",   "data",  "pictures"};
    return std::find(names.begin(), names.end(), base::lowered(folderName)) != names.end();
}

std::string shownPath(const std::string& path) {
    const bool utf8 = base::isUtf8(path);
    std::string shown = path;
    for (char& c : shown) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8))
            c = '?';
    }
    return shown;
}

std::string shortPath(const std::string& path) {
    constexpr std::size_t longest = 200;
    std::string shown = shownPath(path);
    if (shown.size() <= longest)
        return shown;
    std::size_t begin = shown.size() - longest;
    while (begin < shown.size() && (static_cast<unsigned char>(shown[begin]) & 0xC0) == 0x80)
        ++begin; // not within a character
    return "…" + shown.substr(begin);
}

} // namespace faultline::dataset
