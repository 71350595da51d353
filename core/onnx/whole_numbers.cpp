// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/whole_numbers.h"

#include "core/onnx/node_attributes.h"

#include <algorithm>

namespace faultline::onnx {

using base::Result;
using formats::OnnxNode;

namespace {

using Numbers = std::vector<std::int64_t>;
/// What an operator takes.
using Inputs = std::vector<const WholeTensor*>;

WholeTensor listOf(std::vector<std::optional<std::int64_t>> values) {
    return {{values.size()}, std::move(values)};
}

/// The one number of an input; nothing where it is missing, several or not known.
std::optional<std::int64_t> numberOf(const Inputs& inputs, std::size_t at) {
    const bool isOne = at < inputs.size() && inputs[at] != nullptr && inputs[at]->values.size() == 1;
    return isOne ? inputs[at]->values.front() : std::nullopt;
}

std::optional<WholeTensor> concatenated(const Inputs& inputs) {
    std::vector<std::optional<std::int64_t>> all;
    for (const WholeTensor* const input : inputs) {
        if (input == nullptr || input->shape.size() != 1)
            return std::nullopt;
        all.insert(all.end(), input->values.begin(), input->values.end());
    }
    return listOf(std::move(all));
}

/// @param value of each number
std::optional<WholeTensor> constantOfShape(const Inputs& inputs, const OnnxNode& node) {
    const auto length = numberOf(inputs, 0);
    if (node.attributes.size() != 1 || !node.attributes.front().tensor || !length || *length < 0 ||
        *length > static_cast<std::int64_t>(formats::onnxListLimit))
        return std::nullopt;
    const auto value = node.attributes.front().tensor->wholeValues();
    if (!value || value->size() != 1)
        return std::nullopt;
    return listOf(
        std::vector<std::optional<std::int64_t>>(static_cast<std::size_t>(*length), value->front()));
}

std::optional<WholeTensor> gathered(const Inputs& inputs) {
    const WholeTensor& from = *inputs.front();
    auto at = numberOf(inputs, 1);
    const auto size = static_cast<std::int64_t>(from.values.size());
    if (!at || from.shape.size() != 1 || *at < -size || *at >= size)
        return std::nullopt;
    return WholeTensor{inputs[1]->shape, {from.values[static_cast<std::size_t>(*at < 0 ? *at + size : *at)]}};
}

/// Of sides of which one may be -1: what is left.
std::optional<WholeTensor> reshaped(const Inputs& inputs) {
    const auto wanted = inputs.size() == 2 && inputs[1] != nullptr ? inputs[1]->known() : std::nullopt;
    if (!wanted || wanted->size() > 2)
        return std::nullopt;
    const auto size = static_cast<std::int64_t>(inputs.front()->values.size());
    std::int64_t others = 1;
    for (const std::int64_t side : *wanted) {
        if (side == 0 || side < -1 || side > size)
            return std::nullopt;
        others *= side == -1 ? 1 : side; // of two sides
    }
    WholeTensor result{{}, inputs.front()->values};
    std::int64_t all = 1;
    for (const std::int64_t side : *wanted) {
        result.shape.push_back(static_cast<std::size_t>(side == -1 ? size / others : side));
        all *= static_cast<std::int64_t>(result.shape.back());
    }
    return all == size ? std::optional(std::move(result)) : std::nullopt;
}

/// Of rows alone, forward or backward.
std::optional<WholeTensor> sliced(const Inputs& inputs) {
    const WholeTensor& from = *inputs.front();
    auto begin = numberOf(inputs, 1), end = numberOf(inputs, 2);
    const auto axis = inputs.size() > 3 ? numberOf(inputs, 3) : 0;
    const auto step = inputs.size() > 4 ? numberOf(inputs, 4) : 1;
    if (!begin || !end || axis != 0 || !step || (*step != 1 && *step != -1) || from.shape.empty() ||
        from.shape.front() == 0)
        return std::nullopt;
    const auto rows = static_cast<std::int64_t>(from.shape.front());
    const bool isForward = *step == 1;
    for (std::int64_t* const place : {&*begin, &*end})
        *place += *place < 0 ? rows : 0;
    begin = std::clamp<std::int64_t>(*begin, 0, isForward ? rows : rows - 1);
    end = std::clamp<std::int64_t>(*end, isForward ? 0 : -1, isForward ? rows : rows - 1);
    WholeTensor result{from.shape, {}};
    const std::size_t width = from.values.size() / from.shape.front();
    result.shape.front() = 0;
    for (std::int64_t row = *begin; isForward ? row < *end : row > *end; row += *step) {
        const auto first = from.values.begin() + row * static_cast<std::ptrdiff_t>(width);
        result.values.insert(result.values.end(), first, first + static_cast<std::ptrdiff_t>(width));
        ++result.shape.front();
    }
    return result;
}

/// Of rows and columns, which change places.
std::optional<WholeTensor> transposed(const Inputs& inputs, const NodeAttributes& attributes) {
    const WholeTensor& from = *inputs.front();
    const Numbers* const places = attributes.numbers("perm");
    if (from.shape.size() != 2 || (places != nullptr && *places != Numbers{1, 0}))
        return std::nullopt;
    WholeTensor result{{from.shape[1], from.shape[0]}, {}};
    for (std::size_t column = 0; column < from.shape[1]; ++column)
        for (std::size_t row = 0; row < from.shape[0]; ++row)
            result.values.push_back(from.values[row * from.shape[1] + column]);
    return result;
}

/// One number as a list of one, or the other way round.
std::optional<WholeTensor> inShape(const Inputs& inputs, const std::vector<std::size_t>& from,
                                   std::vector<std::size_t> to) {
    if (inputs.front()->shape != from)
        return std::nullopt;
    return WholeTensor{std::move(to), inputs.front()->values};
}

std::optional<WholeTensor> computed(const OnnxNode& node, const Inputs& inputs,
                                    const NodeAttributes& attributes) {
    constexpr std::int64_t int32 = 6, int64 = 7;
    const bool isAlongRows = attributes.number("axis", 0) == 0;
    const std::int64_t type = attributes.number("to", int64);
    if (node.type == "Identity" || (node.type == "Cast" && (type == int64 || type == int32)))
        return *inputs.front();
    if (node.type == "Concat" && isAlongRows)
        return concatenated(inputs);
    if (node.type == "ConstantOfShape")
        return constantOfShape(inputs, node);
    if (node.type == "Gather" && isAlongRows)
        return gathered(inputs);
    if (node.type == "Reshape")
        return reshaped(inputs);
    if (node.type == "Slice")
        return sliced(inputs);
    if (node.type == "Transpose")
        return transposed(inputs, attributes);
    if (node.type == "Unsqueeze")
        return inShape(inputs, {}, {1});
    if (node.type == "Squeeze")
        return inShape(inputs, {1}, {});
    return std::nullopt;
}

} // namespace

std::optional<Numbers> WholeTensor::known() const {
    Numbers numbers;
    for (const auto& value : values) {
        if (!value)
            return std::nullopt;
        numbers.push_back(*value);
    }
    return numbers;
}

void WholeNumbers::set(const std::string& name, WholeTensor tensor) {
    m_tensors.insert_or_assign(name, std::move(tensor));
}

const WholeTensor* WholeNumbers::find(const std::string& name) const {
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() ? nullptr : &found->second;
}

bool WholeNumbers::concerns(const OnnxNode& node) const {
    return !node.inputs.empty() && find(node.inputs.front()) != nullptr;
}

Result<> WholeNumbers::compute(const OnnxNode& node) {
    FAULTLINE_TRY(attributes, NodeAttributes::of(node, {"axis", "axes", "to", "perm", "value", "allowzero"}));
    Inputs inputs;
    for (const std::string& input : node.inputs)
        inputs.push_back(find(input));
    auto result = computed(node, inputs, attributes);
    if (!result || result->values.size() > formats::onnxListLimit || node.outputs.size() != 1)
        return notOurs(node, "what it makes of whole numbers");
    set(node.outputs.front(), std::move(*result));
    return {};
}

} // namespace faultline::onnx
