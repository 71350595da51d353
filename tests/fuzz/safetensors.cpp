// SPDX-License-Identifier: GPL-3.0-or-later
// Safetensors files, and the lists that model files keep in their metadata.
#include "core/formats/safetensors.h"

#include "tests/fuzz/target.h"

namespace faultline::fuzz {

namespace {

void run(base::ByteView file) {
    static_cast<void>(formats::parsedTextList(textOf(file)));
    static_cast<void>(formats::parsedNumberList(textOf(file)));
    const auto tensors = formats::readSafetensors(file);
    if (!tensors)
        return;
    const std::uint8_t* last = file.data();
    for (const formats::Tensor& tensor : tensors->tensors) {
        expect(liesIn(tensor.bytes, file), "a tensor lies in the file");
        expect(tensor.bytes.empty() || tensor.bytes.data() >= last, "tensors lie in order and apart");
        if (!tensor.bytes.empty())
            last = tensor.bytes.data() + tensor.bytes.size();
        expect(tensor.elements * formats::bitSize(tensor.type) == tensor.bytes.size() * 8,
               "a tensor has the bytes of its elements");
        expect(tensors->find(tensor.name) == &tensor, "names are given once");
        if (const auto values = formats::float32Values(tensor))
            expect(values->size() == tensor.elements, "each element has a value");
    }
    for (const auto& [key, text] : tensors->metadata)
        expect(tensors->metadataValue(key) == &text, "keys are given once");
}

const Registered registered("safetensors", run);

} // namespace

} // namespace faultline::fuzz
