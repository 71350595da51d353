// SPDX-License-Identifier: GPL-3.0-or-later
// CIFAR's Python layout: the arrays and lists of a pickle, and the image set that its files make.
#include "core/dataset/cifar/cifar_python.h"
#include "core/dataset/cifar/pickled_array.h"
#include "tests/fuzz/target.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>

namespace faultline::fuzz {

namespace {

using dataset::ImageSet;

constexpr std::size_t mostValues = 1 << 8; ///< that are looked at as arrays and lists

void checkSet(const base::Result<std::unique_ptr<ImageSet>>& set) {
    if (!set)
        return;
    const dataset::DatasetInfo& info = (*set)->info();
    base::Image storage;
    for (std::uint32_t i = 0; i < info.size; ++i) {
        const base::SampleIndex sample(i);
        expect((*set)->label(sample).value < info.classes.size(), "each label has a class");
        const auto image = (*set)->image(sample, storage);
        expect(image && image->pixels().size() == dataset::cifarPixelBytes, "each image has its pixels");
    }
}

void openFiles(base::ByteView file) {
    static const tests::TemporaryFolder folder;
    static const bool linked = [] { // the file with the class names is the same one
        std::filesystem::create_symlink("test_batch", folder / "batches.meta");
        std::filesystem::create_symlink("test_batch", folder / "test");
        std::filesystem::create_symlink("test_batch", folder / "meta");
        return true;
    }();
    expect(linked, "the folder is made");
    tests::writeBytes(folder / "test_batch", file);
    using dataset::LabelLevel, dataset::Split;
    checkSet(dataset::openCifar10Python(folder.path(), Split::Test));
    checkSet(dataset::openCifar100Python(folder.path(), Split::Test, LabelLevel::Fine));
    checkSet(dataset::openCifar100Python(folder.path(), Split::Test, LabelLevel::Coarse));
}

void run(base::ByteView file) {
    const auto pickle = formats::readPickle(file);
    if (!pickle)
        return;
    const std::size_t values = std::min(mostValues, pickle->nodes.size());
    for (formats::PickleRef ref = 0; ref < values; ++ref) {
        if (const auto rows = dataset::rowsOf(*pickle, ref))
            expect(rows->bytes.size() == rows->rows * rows->columns, "an array has the bytes of its shape");
        if (const auto numbers = dataset::integersOf(*pickle, ref))
            expect(numbers->size() == (*pickle)[ref].items.size(), "each item has a number");
        expect(dataset::textsOf(*pickle, ref).size() <= (*pickle)[ref].items.size(), "texts are items");
    }
    if (dataset::entryOf(*pickle, pickle->root, "data"))
        openFiles(file);
}

const Registered registered("python_set", run);

} // namespace

} // namespace faultline::fuzz
