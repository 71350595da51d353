// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/cifar_python.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/dataset/cifar/cifar10.h"
#include "core/dataset/cifar/cifar100.h"
#include "core/dataset/cifar/pickled_array.h"
#include "core/dataset/class_names.h"

#include <utility>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;
using formats::Pickle;
using formats::PickleRef;

namespace {

constexpr std::uint64_t fileLimit = std::uint64_t{1} << 30;

/// What a split's pickles hold.
struct PythonLayout {
    CifarFiles files;
    std::vector<std::pair<std::string_view, std::int64_t>> labels; ///< keys and numbers of classes
    std::size_t chosen = 0;                                        ///< which of them becomes the label
    std::string_view metaFile;
    std::string_view namesKey;
};

tl::unexpected<base::Error> refused(const PythonLayout& layout, const std::string& message) {
    return failure(ErrorKind::InvalidInput, message + "; " + std::string(layout.files.howToGet));
}

Result<std::vector<std::int64_t>> labelsOf(const Pickle& pickle, const PythonLayout& layout,
                                           std::size_t which, std::uint64_t images) {
    const auto [key, classes] = layout.labels[which];
    const std::string name(key);
    const std::optional<PickleRef> ref = entryOf(pickle, pickle.root, key);
    if (!ref)
        return refused(layout, "it has no \"" + name + "\"");
    FAULTLINE_TRY(labels, integersOf(pickle, *ref));
    if (labels.size() != images)
        return refused(layout, "it has " + base::groupedText(labels.size()) + " \"" + name + "\", but " +
                                   base::groupedText(images) + " images");
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] < 0 || labels[i] >= classes)
            return refused(layout, "number " + std::to_string(i) + " (from 0) of its \"" + name + "\" is " +
                                       std::to_string(labels[i]) + ", but " + std::string(layout.files.set) +
                                       "'s are 0 to " + std::to_string(classes - 1));
    return labels;
}

Result<> appendBatch(base::ByteView file, const PythonLayout& layout, MemoryPixels& images) {
    FAULTLINE_TRY(pickle, formats::readPickle(file));
    const std::optional<PickleRef> data = entryOf(pickle, pickle.root, "data");
    if (!data)
        return refused(layout, "it is no dict with \"data\"");
    FAULTLINE_TRY(rows, rowsOf(pickle, *data));
    if (rows.columns != cifarPixelBytes || rows.rows == 0)
        return refused(layout, "its array is " + std::to_string(rows.rows) + " × " +
                                   std::to_string(rows.columns) + ", not a number of images × 3072");
    for (std::size_t which = 0; which < layout.labels.size(); ++which) {
        FAULTLINE_TRY(labels, labelsOf(pickle, layout, which, rows.rows));
        if (which == layout.chosen)
            for (const std::int64_t label : labels)
                images.labels.emplace_back(static_cast<std::uint16_t>(label));
    }
    images.pixels.reserve(images.pixels.size() + rows.bytes.size());
    for (std::uint64_t i = 0; i < rows.rows; ++i)
        appendPlanes(base::ByteView(rows.bytes).subspan(i * cifarPixelBytes, cifarPixelBytes), images.pixels);
    return {};
}

std::vector<std::string> namesIn(const fs::path& file, std::string_view key) {
    const Result<base::Bytes> bytes = base::readFile(file, fileLimit, base::refuseZeros);
    if (!bytes)
        return {};
    const Result<Pickle> pickle = formats::readPickle(*bytes);
    if (!pickle)
        return {};
    const std::optional<PickleRef> names = entryOf(*pickle, pickle->root, key);
    return names ? textsOf(*pickle, *names) : std::vector<std::string>();
}

Result<std::unique_ptr<ImageSet>> openPython(const fs::path& folder, DatasetInfo info,
                                             const PythonLayout& layout,
                                             const std::vector<std::string>& standardNames) {
    FAULTLINE_TRY(place, locate(folder, layout.files, info.split));
    MemoryPixels images;
    images.width = images.height = static_cast<int>(cifarSide);
    for (const std::string_view name : layout.files.files) {
        FAULTLINE_TRY(bytes, base::readFile(place / name, fileLimit, base::refuseZeros));
        const Result<> appended = appendBatch(bytes, layout, images);
        if (!appended)
            return failure(appended.error().within((place / name).string()));
    }
    info.classes = namesOr(namesIn(place / layout.metaFile, layout.namesKey), standardNames);
    info.location = place.string();
    return memoryImages(std::move(info), std::move(images));
}

} // namespace

CifarFiles cifar10PythonFiles(Split split) {
    CifarFiles files{"CIFAR-10",
                     "cifar-10-batches-py",
                     {"test_batch"},
                     "cifar-10-python.tar.gz of www.cs.toronto.edu/~kriz/cifar.html holds the files"};
    if (split == Split::Train)
        files.files = {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"};
    return files;
}

CifarFiles cifar100PythonFiles(Split split) {
    return {"CIFAR-100",
            "cifar-100-python",
            {split == Split::Test ? "test" : "train"},
            "cifar-100-python.tar.gz of www.cs.toronto.edu/~kriz/cifar.html holds the files"};
}

Result<std::unique_ptr<ImageSet>> openCifar10Python(const fs::path& folder, Split split) {
    DatasetInfo info;
    info.format = Format::Cifar10Python;
    info.name = "CIFAR-10";
    info.split = split;
    return openPython(folder, info,
                      {cifar10PythonFiles(split), {{"labels", 10}}, 0, "batches.meta", "label_names"},
                      cifar10Classes());
}

Result<std::unique_ptr<ImageSet>> openCifar100Python(const fs::path& folder, Split split, LabelLevel level) {
    const bool fine = level == LabelLevel::Fine;
    DatasetInfo info;
    info.format = Format::Cifar100Python;
    info.name = cifar100Name(level);
    info.split = split;
    return openPython(folder, info,
                      {cifar100PythonFiles(split),
                       {{"fine_labels", 100}, {"coarse_labels", 20}},
                       fine ? 0u : 1u,
                       "meta",
                       fine ? "fine_label_names" : "coarse_label_names"},
                      cifar100Classes(level));
}

} // namespace faultline::dataset
