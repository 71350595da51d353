// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/packed_weights.h"

#include <algorithm>
#include <future>

namespace faultline::onednn {

using dnnl::memory;
using resnet::Convolution;

const dnnl::engine& cpu() {
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

PackedWeights::Shared PackedWeights::found(const std::vector<float>& values, const memory::desc& wanted) {
    std::erase_if(m_entries, [](const Entry& entry) { return entry.packed.expired(); });
    for (const Entry& entry : m_entries)
        if (Shared packed = entry.packed.lock();
            packed && entry.values == &values && packed->get_desc() == wanted)
            return packed;
    return nullptr;
}

PackedWeights::Shared PackedWeights::weights(const Convolution& convolution, const memory::desc& wanted) {
    if (Shared packed = found(convolution.weights, wanted))
        return packed;
    const auto pack = [&] {
        const memory::dim kernel = convolution.kernel;
        memory plain({{convolution.outputs, convolution.inputs, kernel, kernel},
                      memory::data_type::f32,
                      memory::format_tag::oihw},
                     cpu(), const_cast<float*>(convolution.weights.data())); // only read
        memory packed(wanted, cpu());
        dnnl::stream stream(cpu());
        dnnl::reorder(plain, packed).execute(stream, plain, packed);
        stream.wait();
        return std::make_shared<const memory>(packed);
    };
    const Shared packed = std::async(std::launch::async, pack).get(); // OpenMP gives a new thread all cores
    m_entries.push_back({&convolution.weights, packed});
    return packed;
}

PackedWeights::Shared PackedWeights::bias(const Convolution& convolution) {
    const memory::desc plain({convolution.outputs}, memory::data_type::f32, memory::format_tag::x);
    if (Shared packed = found(convolution.bias, plain))
        return packed;
    const auto packed = std::make_shared<const memory>(plain, cpu());
    std::ranges::copy(convolution.bias, static_cast<float*>(packed->get_data_handle()));
    m_entries.push_back({&convolution.bias, packed});
    return packed;
}

PackedWeights::Shared PackedWeights::transformed(const Convolution& convolution,
                                                 const WinogradConvolution& by) {
    if (Shared packed = found(convolution.weights, by.weights()))
        return packed;
    const auto packed = std::make_shared<const memory>(by.packed(convolution.weights, convolution.bias));
    m_entries.push_back({&convolution.weights, packed});
    return packed;
}

} // namespace faultline::onednn
