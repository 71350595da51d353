// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/network_layers.h"

namespace faultline::onednn {

SharedFilters movedChannels(std::uint32_t inputs, std::uint32_t before, std::uint32_t outputs) {
    Filters moved{outputs, std::vector<float>(std::size_t{outputs} * inputs), std::vector<float>(outputs)};
    for (std::size_t channel = 0; channel < inputs; ++channel)
        moved.weights[(channel + before) * inputs + channel] = 1;
    return std::make_shared<const Filters>(std::move(moved));
}

bool suitsWinograd(const Window& window, std::uint32_t inputs) {
    constexpr std::uint32_t fewestInputs = 16; // else most of a vector would be empty
    return window == Window{{3, 3}, {1, 1}, {1, 1}, {1, 1}} && inputs >= fewestInputs;
}

} // namespace faultline::onednn
