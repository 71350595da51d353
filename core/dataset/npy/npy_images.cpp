// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/npy/npy_images.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/dataset/cifar/cifar10.h"
#include "core/dataset/cifar/cifar100.h"
#include "core/dataset/class_names.h"
#include "core/dataset/folder/folder_listing.h"
#include "core/dataset/npy/npy_files.h"
#include "core/dataset/set_limits.h"
#include "core/formats/npy.h"
#include "core/formats/wording.h"

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

Result<MemoryPixels> readImages(const fs::path& file, std::vector<std::string>& notes) {
    FAULTLINE_TRY(bytes, base::readFile(file, npyFileLimit, formats::checkNpyHead));
    Result<MemoryPixels> images = imagesOfNpy(bytes, notes);
    if (!images)
        return failure(images.error().within(file.string()));
    return images;
}

Result<std::vector<base::ClassId>> readLabels(const fs::path& file) {
    FAULTLINE_TRY(bytes, base::readFile(file, npyFileLimit, formats::checkNpyHead));
    Result<std::vector<base::ClassId>> labels = labelsOf(bytes);
    if (!labels)
        return failure(labels.error().within(file.string()));
    return labels;
}

} // namespace

Result<std::unique_ptr<ImageSet>> openNpyImages(const fs::path& given, const OpenOptions& options) {
    FAULTLINE_TRY(files, findNpyFiles(given, options.split));
    DatasetInfo info;
    FAULTLINE_TRY(labels, readLabels(files.labels));
    FAULTLINE_TRY(images, readImages(files.images, info.notes));
    const std::size_t count = images.pixels.size() / images.imageBytes();
    if (labels.size() != count)
        return failure(ErrorKind::InvalidInput, files.labels.string() + " holds " +
                                                    base::groupedText(labels.size()) + " labels, but " +
                                                    files.images.string() + " holds " +
                                                    base::groupedText(count) + " images");
    info.format = Format::Npy;
    info.name = nameOf(files.images);
    info.split = options.split;
    info.classes =
        classesOf(files.images, std::max_element(labels.begin(), labels.end())->value + std::size_t{1});
    info.location = files.images.string();
    images.labels = std::move(labels);
    return memoryImages(std::move(info), std::move(images));
}

} // namespace faultline::dataset
