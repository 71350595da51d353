// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/packed_weights.h"

#include <algorithm>

namespace faultline::onednn {

using dnnl::memory;
using resnet::Convolution;

const dnnl::engine& cpu() {
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

memory PackedWeights::weights(const Convolution& convolution, const memory::desc& wanted) {
    for (const Entry& entry : m_weights)
        if (entry.convolution == &convolution && entry.memory.get_desc() == wanted)
            return entry.memory;
    const memory::dim kernel = convolution.kernel;
    memory plain({{convolution.outputs, convolution.inputs, kernel, kernel},
                  memory::data_type::f32,
                  memory::format_tag::oihw},
                 cpu(), const_cast<float*>(convolution.weights.data())); // only read
    memory packed(wanted, cpu());
    dnnl::stream stream(cpu());
    dnnl::reorder(plain, packed).execute(stream, plain, packed);
    stream.wait();
    m_weights.push_back({&convolution, packed});
    return packed;
}

memory PackedWeights::bias(const Convolution& convolution) {
    for (const Entry& entry : m_biases)
        if (entry.convolution == &convolution)
            return entry.memory;
    const memory bias({{convolution.outputs}, memory::data_type::f32, memory::format_tag::x}, cpu());
    std::ranges::copy(convolution.bias, static_cast<float*>(bias.get_data_handle()));
    m_biases.push_back({&convolution, bias});
    return bias;
}

} // namespace faultline::onednn
