// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/state_dict.h"

#include "core/formats/wording.h"
#include "core/resnet/network_scope.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace faultline::resnet {

using base::ErrorKind;
using base::failure;

namespace {

constexpr std::string_view counter = "num_batches_tracked";

std::vector<std::string> parts(const std::string& name) {
    std::vector<std::string> result(1);
    for (const char c : name)
        if (c == '.')
            result.emplace_back();
        else
            result.back() += c;
    return result;
}

std::string joined(const std::vector<std::string>& names) {
    std::string result;
    for (const std::string& name : names)
        result += (result.empty() ? "" : ".") + name;
    return result;
}

bool isNumber(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) != 0;
    });
}

/// Of a block that is one Sequential: convolution, norm, ReLU, convolution, norm, shortcut.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> sequentialBlock{
    {{"0", "conv1"}, {"1", "bn1"}, {"3", "conv2"}, {"4", "bn2"}, {"5", "downsample"}}};
/// Of weiaicunzai's residual_function: the same, and a third convolution.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> residualFunction{
    {{"0", "conv1"}, {"1", "bn1"}, {"3", "conv2"}, {"4", "bn2"}, {"6", "conv3"}, {"7", "bn3"}}};

template <class Table>
void translate(std::string& word, const Table& table) {
    for (const auto& [from, to] : table)
        if (word == from) {
            word = to;
            return;
        }
}

/// "layer2.0.shortcut.0.weight" becomes "layer2.0.downsample.0.weight".
std::string canonical(const std::string& name) {
    std::vector<std::string> words = parts(name);
    if (words[0] == "linear" || (words[0] == "classifier" && words.size() == 2))
        words[0] = "fc";
    if (words[0] == "conv1" && words.size() == 3 && (words[1] == "0" || words[1] == "1"))
        words = {words[1] == "0" ? "conv1" : "bn1", words[2]};
    if (words[0].size() == 7 && words[0].starts_with("conv") && words[0].ends_with("_x")) // conv2_x … conv5_x
        words[0] = "layer" + std::string(1, static_cast<char>(words[0][4] - 1));
    if (words.size() >= 5 && words[2] == "residual_function") {
        translate(words[3], residualFunction);
        words.erase(words.begin() + 2);
    } else if (words.size() >= 4 && words[0].starts_with("layer") && isNumber(words[2])) {
        translate(words[2], sequentialBlock);
    }
    if (words.size() >= 4 && words[2] == "shortcut")
        words[2] = "downsample";
    return joined(words);
}

} // namespace

const formats::Tensor* StateDict::find(const std::string& name) const {
    const auto found = entries.find(name);
    return found == entries.end() ? nullptr : found->second.tensor;
}

std::string StateDict::shown(const std::string& name) const {
    const auto found = entries.find(name);
    return found == entries.end() ? name : found->second.original;
}

std::size_t StateDict::count(const std::string& prefix) const {
    for (std::size_t n = 0;; ++n) {
        const std::string wanted = prefix + std::to_string(n) + ".";
        const auto found = entries.lower_bound(wanted);
        if (found == entries.end() || !found->first.starts_with(wanted))
            return n;
    }
}

base::Result<StateDict> stateDict(const formats::Checkpoint& checkpoint, const std::string& weights) {
    std::vector<const formats::Tensor*> tensors;
    for (const formats::Tensor& tensor : checkpoint.tensors)
        if (!tensor.name.ends_with(counter))
            tensors.push_back(&tensor);
    if (tensors.empty())
        return failure(ErrorKind::InvalidInput, "it holds no tensors");
    FAULTLINE_TRY(scope, networkScope(tensors, weights));
    const bool hasDeepStem =
        std::any_of(scope.parts.begin(), scope.parts.end(),
                    [](const NetworkScope::Part& part) { return part.name == "conv1.3.weight"; });
    if (hasDeepStem)
        return failure(
            ErrorKind::Refused,
            "it is a ResNet with a deep stem (conv1 is several convolutions, as in ResNet-D), which is not "
            "read from a checkpoint; export it to TorchScript or ONNX");
    StateDict result;
    result.networks = std::move(scope.networks);
    for (const formats::Tensor* tensor : scope.leftAside)
        result.leftAside.push_back(tensor->name);
    for (const NetworkScope::Part& part : scope.parts) {
        const std::string name = canonical(part.name);
        if (!result.entries.try_emplace(name, StateDict::Entry{part.tensor, part.tensor->name}).second)
            return failure(ErrorKind::InvalidInput, "its tensors " + formats::quotedName(part.tensor->name) +
                                                        " and " + formats::quotedName(result.shown(name)) +
                                                        " stand for one parameter");
    }
    return result;
}

} // namespace faultline::resnet
