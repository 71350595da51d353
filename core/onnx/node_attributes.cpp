// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/node_attributes.h"

#include "core/formats/wording.h"

#include <algorithm>
#include <map>

namespace faultline::onnx {

using base::ErrorKind;
using base::failure;
using base::Result;
using formats::OnnxAttribute;
using formats::OnnxKind;
using formats::OnnxNode;
using onednn::Extent;
using onednn::Window;

namespace {

constexpr std::int64_t longestSide = 4'096;

using Numbers = std::vector<std::int64_t>;

/// `count` numbers from `least` to 4,096; `otherwise` each where the attribute is missing; else nothing.
std::optional<Numbers> sides(const NodeAttributes& attributes, std::string_view name, std::size_t count,
                             std::int64_t least, std::int64_t otherwise) {
    const Numbers* const given = attributes.numbers(name);
    Numbers list = given != nullptr ? *given : Numbers(count, otherwise);
    const bool isSound = list.size() == count && std::all_of(list.begin(), list.end(), [&](auto side) {
                             return side >= least && side <= longestSide;
                         });
    return isSound ? std::optional(std::move(list)) : std::nullopt;
}

Extent extentOf(const Numbers& list, std::size_t first) {
    return {static_cast<std::uint32_t>(list[first]), static_cast<std::uint32_t>(list[first + 1])};
}

/// What an attribute of this name holds; all others hold a whole number.
OnnxKind kindFor(std::string_view name) {
    static const std::map<std::string_view, OnnxKind> kinds{
        {"alpha", OnnxKind::Real},           {"auto_pad", OnnxKind::Text},
        {"axes", OnnxKind::Numbers},         {"beta", OnnxKind::Real},
        {"dilations", OnnxKind::Numbers},    {"epsilon", OnnxKind::Real},
        {"kernel_shape", OnnxKind::Numbers}, {"mode", OnnxKind::Text},
        {"momentum", OnnxKind::Real},        {"pads", OnnxKind::Numbers},
        {"perm", OnnxKind::Numbers},         {"ratio", OnnxKind::Real},
        {"strides", OnnxKind::Numbers},      {"value", OnnxKind::Tensor},
    };
    const auto found = kinds.find(name);
    return found == kinds.end() ? OnnxKind::Number : found->second;
}

bool isWithin(const Extent& padding, const Extent& kernel) {
    return padding.height < kernel.height && padding.width < kernel.width;
}

} // namespace

tl::unexpected<base::Error> notOurs(const OnnxNode& node, const std::string& why) {
    return failure(ErrorKind::Refused, "operator " + formats::quotedName(node.type) + ": " + why);
}

Result<NodeAttributes> NodeAttributes::of(const OnnxNode& node,
                                          std::initializer_list<std::string_view> known) {
    for (const OnnxAttribute& attribute : node.attributes)
        if (std::find(known.begin(), known.end(), attribute.name) == known.end() ||
            attribute.kind != kindFor(attribute.name))
            return notOurs(node, "its attribute " + formats::quotedName(attribute.name));
    return NodeAttributes(node);
}

const OnnxAttribute* NodeAttributes::find(std::string_view name) const {
    const auto& all = m_node->attributes;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const OnnxAttribute& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::int64_t NodeAttributes::number(std::string_view name, std::int64_t otherwise) const {
    const OnnxAttribute* const attribute = find(name);
    return attribute != nullptr ? attribute->number.value_or(otherwise) : otherwise;
}

float NodeAttributes::real(std::string_view name, float otherwise) const {
    const OnnxAttribute* const attribute = find(name);
    return attribute != nullptr ? attribute->real.value_or(otherwise) : otherwise;
}

std::string NodeAttributes::text(std::string_view name) const {
    const OnnxAttribute* const attribute = find(name);
    return attribute != nullptr ? attribute->text.value_or("") : "";
}

const Numbers* NodeAttributes::numbers(std::string_view name) const {
    const OnnxAttribute* const attribute = find(name);
    return attribute != nullptr ? &attribute->numbers : nullptr;
}

Result<Window> windowOf(const OnnxNode& node, const NodeAttributes& attributes,
                        std::optional<Extent> kernel) {
    const std::string automatic = attributes.text("auto_pad");
    if (!automatic.empty() && automatic != "NOTSET")
        return notOurs(node, "its padding is computed");
    if (sides(attributes, "dilations", 2, 1, 1) != Numbers{1, 1})
        return notOurs(node, "its kernel has gaps");
    const auto shape = sides(attributes, "kernel_shape", 2, 1, 0);
    const auto stride = sides(attributes, "strides", 2, 1, 1);
    const auto padding = sides(attributes, "pads", 4, 0, 0);
    if (attributes.numbers("kernel_shape") == nullptr ? !kernel : !shape)
        return notOurs(node, "its kernel");
    if (!stride || !padding)
        return notOurs(node, "its strides or its padding");
    Window window;
    window.kernel = shape ? extentOf(*shape, 0) : *kernel;
    window.stride = extentOf(*stride, 0);
    window.before = extentOf(*padding, 0);
    window.after = extentOf(*padding, 2);
    if (kernel && *kernel != window.kernel)
        return notOurs(node, "its kernel is not that of its weights");
    if (!isWithin(window.before, window.kernel) || !isWithin(window.after, window.kernel))
        return notOurs(node, "its padding is as wide as its kernel");
    return window;
}

} // namespace faultline::onnx
