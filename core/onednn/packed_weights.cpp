// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/packed_weights.h"

#include <algorithm>
#include <future>

namespace faultline::onednn {

using dnnl::memory;

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

PackedWeights::Shared PackedWeights::weights(const Filters& filters, const memory::desc& wanted) {
    if (Shared packed = found(filters.weights, wanted))
        return packed;
    const auto pack = [&] {
        memory plain({wanted.dims(), memory::data_type::f32, memory::format_tag::oihw}, cpu(),
                     const_cast<float*>(filters.weights.data())); // only read
        memory packed(wanted, cpu());
        dnnl::stream stream(cpu());
        dnnl::reorder(plain, packed).execute(stream, plain, packed);
        stream.wait();
        return std::make_shared<const memory>(packed);
    };
    const Shared packed = std::async(std::launch::async, pack).get(); // OpenMP gives a new thread all cores
    m_entries.push_back({&filters.weights, packed});
    return packed;
}

PackedWeights::Shared PackedWeights::bias(const Filters& filters) {
    const memory::desc plain({filters.outputs}, memory::data_type::f32, memory::format_tag::x);
    if (Shared packed = found(filters.bias, plain))
        return packed;
    const auto packed = std::make_shared<const memory>(plain, cpu());
    std::ranges::copy(filters.bias, static_cast<float*>(packed->get_data_handle()));
    m_entries.push_back({&filters.bias, packed});
    return packed;
}

PackedWeights::Shared PackedWeights::transformed(const Filters& filters, const WinogradConvolution& by) {
    if (Shared packed = found(filters.weights, by.weights()))
        return packed;
    const auto packed = std::make_shared<const memory>(by.packed(filters.weights, filters.bias));
    m_entries.push_back({&filters.weights, packed});
    return packed;
}

} // namespace faultline::onednn
