// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/npy/npy_images.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/dataset/cifar/cifar10.h"
#include "core/dataset/cifar/cifar100.h"
#include "core/dataset/class_names.h"
#include "core/dataset/folder/folder_listing.h"
#include "core/dataset/folder/picture_walk.h"
#include "core/dataset/npy/npy_files.h"
#include "core/dataset/set_limits.h"
#include "core/formats/npy.h"
#include "core/formats/wording.h"
#include "core/formats/zip.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::int64_t largestLabel = mostClasses - 1;
/// Bytes of an array with a number of 8 bytes for each of them, and its header.
constexpr std::uint64_t labelsLimit = 8 * std::uint64_t{mostPictures} + (std::uint64_t{1} << 16);

/// Integers, or floating-point numbers that are whole.
Result<std::vector<std::int64_t>> wholeValues(const formats::NpyArray& array) {
    if (formats::isInteger(array.type))
        return formats::integerValues(array);
    FAULTLINE_TRY(values, formats::floatValues(array, 0, array.shape[0]));
    std::vector<std::int64_t> whole;
    for (const float value : values) {
        if (!(std::abs(value) <= static_cast<float>(largestLabel)) || std::floor(value) != value)
            return failure(ErrorKind::InvalidInput,
                           "its label " + std::to_string(whole.size()) +
                               " (from 0) is no whole number; labels are 0 to 65,534");
        whole.push_back(static_cast<std::int64_t>(value));
    }
    return whole;
}

Result<std::vector<base::ClassId>> labelsOf(base::ByteView file) {
    FAULTLINE_TRY(array, formats::readNpy(file));
    if (array.shape.empty() || array.shape.size() > 2 || (array.shape.size() == 2 && array.shape[1] != 1))
        return failure(ErrorKind::InvalidInput,
                       "its shape is " + formats::shapeText(array.shape) +
                           "; labels are one integer an image" +
                           (array.shape.size() == 2 ? ": of one-hot rows save labels.argmax(1)" : ""));
    if (array.shape[0] > mostPictures)
        return failure(ErrorKind::InvalidInput, "it holds " + base::groupedText(array.shape[0]) +
                                                    " labels; a set has at most 16,777,216 images");
    FAULTLINE_TRY(values, wholeValues(array));
    std::vector<base::ClassId> labels;
    labels.reserve(values.size());
    for (const std::int64_t value : values) {
        if (value < 0 || value > largestLabel)
            return failure(ErrorKind::InvalidInput, "its label " + std::to_string(labels.size()) +
                                                        " (from 0) is " + std::to_string(value) +
                                                        "; labels are 0 to 65,534");
        labels.emplace_back(static_cast<std::uint16_t>(value));
    }
    return labels;
}

/// "CIFAR-10-C" as "cifar10c", to be compared.
std::string letters(const fs::path& name) {
    std::string text = base::lowered(name.native());
    std::erase_if(text, [](char c) { return c == '-' || c == '_' || c == ' '; });
    return text;
}

/// What sets of this name call their classes.
std::vector<std::string> knownClasses(const fs::path& images) {
    for (const fs::path& name : {images.stem(), fs::absolute(images).parent_path().filename()}) {
        const std::string text = letters(name);
        if (text.starts_with("cifar100"))
            return cifar100Classes(LabelLevel::Fine);
        if (text.starts_with("cifar10"))
            return cifar10Classes();
    }
    return {};
}

std::vector<std::string> classesOf(const fs::path& images, std::size_t count) {
    for (const char* name : {"classes.txt", "class_names.txt", "label_names.txt"})
        if (std::vector<std::string> names = classNamesIn(images.parent_path() / name); names.size() >= count)
            return names;
    if (std::vector<std::string> names = knownClasses(images); names.size() >= count)
        return names;
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < count; ++i)
        numbers.push_back(std::to_string(i));
    return numbers;
}

/// The file's name, or the folder's where the file is only called "images" or "x_test".
std::string nameOf(const fs::path& images) {
    static constexpr std::array<std::string_view, 9> plain{
        "x", "data", "images", "inputs", "image", "xtest", "xtrain", "testimages", "trainimages"};
    const bool isPlain = std::find(plain.begin(), plain.end(), letters(images.stem())) != plain.end();
    const fs::path name = isPlain ? fs::absolute(images).parent_path().filename() : images.stem();
    return name.empty() ? "NumPy arrays" : shownPath(name.native());
}

/// An array, and what to call it in sentences.
struct NamedArray {
    std::string name;
    base::Bytes bytes;
};

/// @param place whose name is the set's
Result<std::unique_ptr<ImageSet>> setOf(const NamedArray& imageArray, const NamedArray& labelArray,
                                        const fs::path& place, Split split) {
    DatasetInfo info;
    Result<std::vector<base::ClassId>> labels = labelsOf(labelArray.bytes);
    if (!labels)
        return failure(labels.error().within(labelArray.name));
    Result<MemoryPixels> images = imagesOfNpy(imageArray.bytes, info.notes);
    if (!images)
        return failure(images.error().within(imageArray.name));
    const std::size_t count = images->pixels.size() / images->imageBytes();
    if (labels->size() != count)
        return failure(ErrorKind::InvalidInput,
                       labelArray.name + " holds " + base::groupedText(labels->size()) + " labels, but " +
                           imageArray.name + " holds " + base::groupedText(count) + " images");
    info.format = Format::Npy;
    info.name = nameOf(place);
    info.split = split;
    info.classes = classesOf(place, std::max_element(labels->begin(), labels->end())->value + std::size_t{1});
    info.location = place.string();
    images->labels = std::move(*labels);
    return memoryImages(std::move(info), std::move(*images));
}

Result<NamedArray> readArray(const fs::path& file) {
    FAULTLINE_TRY(bytes, base::readFile(file, npyFileLimit, formats::checkNpyHead));
    return NamedArray{file.string(), std::move(bytes)};
}

/// @param limit bytes: a small archive may hold an array of any size
Result<NamedArray> unpackedArray(const formats::ZipArchive& archive, const fs::path& npz,
                                 const fs::path& entry, std::uint64_t limit) {
    Result<base::Bytes> bytes = archive.unpacked(entry.native(), limit);
    if (!bytes)
        return failure(bytes.error().within(npz.string()));
    return NamedArray{npz.string() + ": " + shownPath(entry.stem().native()), std::move(*bytes)};
}

/// @param bytes of the file; must outlive the archive
Result<formats::ZipArchive> archiveOf(const fs::path& npz, const base::Bytes& bytes) {
    auto archive = formats::ZipArchive::read(bytes);
    if (!archive)
        return failure(archive.error().within(npz.string()));
    return archive;
}

} // namespace

Result<std::unique_ptr<ImageSet>> openNpyImages(const fs::path& given, const OpenOptions& options) {
    FAULTLINE_TRY(files, findNpyFiles(given, options.split));
    FAULTLINE_TRY(labels, readArray(files.labels));
    FAULTLINE_TRY(images, readArray(files.images));
    return setOf(images, labels, files.images, options.split);
}

Result<std::unique_ptr<ImageSet>> openNpzImages(const fs::path& npz, const OpenOptions& options) {
    FAULTLINE_TRY(bytes, base::readFile(npz, npyFileLimit, base::refuseZeros));
    FAULTLINE_TRY(archive, archiveOf(npz, bytes));
    FAULTLINE_TRY(arrays, findNpyArrays(npz, archive.names(), options.split));
    FAULTLINE_TRY(labels, unpackedArray(archive, npz, arrays.labels, labelsLimit));
    FAULTLINE_TRY(images, unpackedArray(archive, npz, arrays.images, npyFileLimit));
    return setOf(images, labels, npz, options.split);
}

Result<std::uint64_t> npzBytes(const fs::path& npz, Split split) {
    FAULTLINE_TRY(bytes, base::readFile(npz, npyFileLimit, base::refuseZeros));
    FAULTLINE_TRY(archive, archiveOf(npz, bytes));
    FAULTLINE_TRY(arrays, findNpyArrays(npz, archive.names(), split));
    return std::max(archive.unpackedSize(arrays.images.native()),
                    archive.unpackedSize(arrays.labels.native()));
}

} // namespace faultline::dataset
