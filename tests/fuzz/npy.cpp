// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy's arrays, and the images that they may be.
#include "core/formats/npy.h"

#include "core/dataset/npy/npy_images.h"
#include "tests/fuzz/target.h"

namespace faultline::fuzz {

namespace {

void checkArray(const formats::NpyArray& array, base::ByteView file) {
    std::uint64_t elements = 1;
    for (const std::uint64_t size : array.shape)
        elements *= size;
    expect(array.shape.size() <= formats::npyRankLimit, "the rank is bounded");
    expect(liesIn(array.bytes, file), "the elements lie in the file");
    expect(elements * formats::byteSize(array.type) == array.bytes.size(), "the shape has these bytes");
    if (const auto values = formats::integerValues(array))
        expect(formats::isInteger(array.type) && values->size() == elements, "each integer has a value");
    if (const auto values = formats::floatValues(array, elements / 2, elements - elements / 2))
        expect(values->size() == elements - elements / 2, "each number has a value");
}

void run(base::ByteView file) {
    if (const auto array = formats::readNpy(file))
        checkArray(*array, file);
    std::vector<std::string> notes;
    if (const auto images = dataset::imagesOfNpy(file, notes))
        expect(images->imageBytes() > 0 && images->pixels.size() % images->imageBytes() == 0,
               "images are whole");
}

const Registered registered("npy", run);

} // namespace

} // namespace faultline::fuzz
