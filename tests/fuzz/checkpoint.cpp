// SPDX-License-Identifier: GPL-3.0-or-later
// Model files: named tensors of every container, their values, and the ResNet that they may be.
#include "core/formats/checkpoint.h"
#include "core/resnet/folded_weights.h"
#include "core/resnet/plan_reader.h"

#include "tests/fuzz/target.h"

#include <algorithm>

namespace faultline::fuzz {

namespace {

constexpr std::uint64_t mostValues = 1 << 18; ///< of all tensors: they may share their bytes

bool liesInFile(const formats::Tensor& tensor, const formats::Checkpoint& checkpoint, base::ByteView file) {
    return liesIn(tensor.bytes, file) ||
           std::any_of(checkpoint.copies.begin(), checkpoint.copies.end(),
                       [&](const base::Bytes& copy) { return liesIn(tensor.bytes, copy); });
}

/// Asked only of few values, which folding copies.
void readResnet(const formats::Checkpoint& checkpoint) {
    const auto states = resnet::stateDict(checkpoint);
    const auto plan = states ? resnet::planOf(*states) : tl::unexpected(states.error());
    if (!plan)
        return;
    auto tensors = resnet::soundTensors(*plan, *states);
    if (!tensors)
        return;
    const resnet::FoldedWeights weights = resnet::folded(*plan, std::move(*tensors));
    expect(weights.blocks.size() == plan->blocks.size(), "each block is folded");
    expect(weights.bias.size() == plan->classes, "each class has its bias");
    expect(weights.linear.size() == std::size_t{plan->classes} * plan->features, "and its features");
}

void run(base::ByteView file) {
    static_cast<void>(formats::modelFormat(file));
    const auto checkpoint = formats::readCheckpoint(file);
    if (!checkpoint)
        return;
    std::uint64_t values = 0;
    for (const formats::Tensor& tensor : checkpoint->tensors) {
        std::uint64_t elements = 1;
        for (const std::uint64_t size : tensor.shape)
            elements *= size;
        expect(elements == tensor.elements, "elements are the product of the shape");
        expect((tensor.elements * formats::bitSize(tensor.type) + 7) / 8 == tensor.bytes.size(),
               "a tensor has the bytes of its elements");
        expect(liesInFile(tensor, *checkpoint, file), "a tensor's bytes lie in the file or in a copy");
        expect(checkpoint->find(tensor.name) != nullptr, "a tensor is found by its name");
        values += tensor.elements;
        if (values > mostValues)
            return;
        if (const auto numbers = formats::float32Values(tensor))
            expect(numbers->size() == tensor.elements, "each element has a value");
    }
    for (const auto& [key, text] : checkpoint->facts)
        expect(checkpoint->fact(key) != nullptr, "a fact is found by its key");
    readResnet(*checkpoint);
}

const Registered registered("checkpoint", run);

} // namespace

} // namespace faultline::fuzz
