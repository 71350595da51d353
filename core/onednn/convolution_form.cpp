// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/convolution_form.h"

#include "core/onednn/winograd_convolution.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace faultline::onednn {

using dnnl::algorithm;
using dnnl::memory;
using Tag = memory::format_tag;

namespace {

using DirectForm = dnnl::convolution_forward::primitive_desc;

DirectForm formOf(const Window& window, const memory::desc& source, const memory::desc& result,
                  const dnnl::post_ops& after) {
    const memory::dim outputs = result.dims()[1], inputs = source.dims()[1];
    return {{dnnl::prop_kind::forward_inference,
             algorithm::convolution_direct,
             source,
             {{outputs, inputs, window.kernel.height, window.kernel.width}, source.data_type(), Tag::any},
             {{outputs}, memory::data_type::f32, Tag::x},
             result,
             dimsOf(window.stride),
             dimsOf(window.before),
             dimsOf(window.after)},
            attributesWith(after),
            cpu()};
}

/// Nothing where oneDNN has none for this processor, or one that is slow.
template <class... Arguments>
std::optional<DirectForm> fastForm(const Arguments&... arguments) {
    try {
        const DirectForm form = formOf(arguments...);
        if (std::string_view(form.impl_info_str()).find("ref") == std::string_view::npos)
            return form;
    } catch (const dnnl::error& thrown) {
        if (thrown.status != dnnl_unimplemented)
            throw;
    }
    return std::nullopt;
}

DirectForm bestDirectForm(const Window& window, const memory::desc& source, const memory::desc& result,
                          const dnnl::post_ops& after) {
    const auto anyLayout = [](const memory::desc& desc) {
        return memory::desc(desc.dims(), desc.data_type(), Tag::any);
    };
    for (const memory::desc& from : {source, anyLayout(source)})
        for (const memory::desc& to : {result, anyLayout(result)})
            if (const auto form = fastForm(window, from, to, after))
                return *form;
    return formOf(window, source, result, after);
}

/// Winograd's form of pictures smaller than a tile is slower, too.
bool suitsWinograd(const Window& window, const memory::desc& source) {
    const memory::dims from = source.dims();
    return source.data_type() == memory::data_type::f32 &&
           onednn::suitsWinograd(window, static_cast<std::uint32_t>(from[1])) &&
           std::min(from[2], from[3]) >= winograd::tile;
}

} // namespace

dnnl::primitive_attr attributesWith(const dnnl::post_ops& after) {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    attributes.set_post_ops(after);
    return attributes;
}

memory::dims dimsOf(const Extent& extent) {
    return {extent.height, extent.width};
}

dnnl::post_ops operationsOf(Post post) {
    dnnl::post_ops operations;
    if (post.adds)
        operations.append_sum(1.F);
    if (post.rectifies)
        operations.append_eltwise(1.F, algorithm::eltwise_relu, 0.F, 0.F);
    return operations;
}

ConvolutionForm bestForm(const Window& window, const Filters& filters, const memory::desc& source,
                         const memory::desc& result, Post post, PackedWeights& packed) {
    const auto vectors = suitsWinograd(window, source) ? widestVectors() : std::nullopt;
    if (vectors) {
        const WinogradConvolution form(source, result, *vectors, post.adds, post.rectifies);
        return {form.source(),
                form.result(),
                form.scratchpad(),
                [form](const dnnl::stream&, const Arguments& arguments) { form.execute(arguments); },
                {{DNNL_ARG_WEIGHTS, packed.transformed(filters, form)}}};
    }
    const DirectForm form = bestDirectForm(window, source, result, operationsOf(post));
    return {form.src_desc(),
            form.dst_desc(),
            form.scratchpad_desc(),
            executionOf(dnnl::convolution_forward(form)),
            {{DNNL_ARG_WEIGHTS, packed.weights(filters, form.weights_desc())},
             {DNNL_ARG_BIAS, packed.bias(filters)}}};
}

} // namespace faultline::onednn
