// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/layer_plan.h"

#include "core/onednn/winograd_convolution.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace faultline::onednn {

using dnnl::algorithm;
using dnnl::memory;
using inference::InputShape;
using resnet::Convolution;
using resnet::ResidualBlock;
using ConvolutionForm = dnnl::convolution_forward::primitive_desc;
using Tag = memory::format_tag;

namespace {

constexpr std::size_t pageBytes = 4096;
memory::data_type dataType(Format format) {
    return format == Format::Bf16 ? memory::data_type::bf16 : memory::data_type::f32;
}

dnnl::primitive_attr attributesWith(const dnnl::post_ops& after) {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user); // so that threads share a primitive
    attributes.set_post_ops(after);
    return attributes;
}

/// Of fewer channels most of a vector would be empty.
bool suitsWinograd(const Convolution& convolution) {
    constexpr std::uint32_t fewestInputs = 16;
    return convolution.kernel == 3 && convolution.stride == 1 && convolution.inputs >= fewestInputs;
}

/// Of pictures smaller than a tile, too.
bool suitsWinograd(const Convolution& convolution, const memory::dims& result) {
    constexpr memory::dim tile = 4;
    return suitsWinograd(convolution) && result[2] >= tile && result[3] >= tile;
}

/// Multiplications of a network, of all and of those in Winograd's form, in units of an image's pixels.
struct Multiplications {
    double all = 0, winograd = 0;

    /// @param area of what the convolution takes in, as a part of the image's; becomes that of its result
    void add(const Convolution& convolution, double& area) {
        area /= convolution.stride * convolution.stride;
        const double each =
            area * convolution.inputs * convolution.outputs * convolution.kernel * convolution.kernel;
        all += each;
        winograd += suitsWinograd(convolution) ? each : 0;
    }
};

ConvolutionForm formOf(const Convolution& from, const memory::desc& source, const memory::desc& result,
                       const dnnl::post_ops& after) {
    const memory::dim kernel = from.kernel, stride = from.stride, padding = kernel / 2;
    return {{dnnl::prop_kind::forward_inference,
             algorithm::convolution_direct,
             source,
             {{from.outputs, from.inputs, kernel, kernel}, source.data_type(), Tag::any},
             {{from.outputs}, memory::data_type::f32, Tag::x},
             result,
             {stride, stride},
             {padding, padding},
             {padding, padding}},
            attributesWith(after),
            cpu()};
}

/// Nothing where oneDNN has none for this processor, or one that is slow.
template <class... Arguments>
std::optional<ConvolutionForm> fastForm(const Arguments&... arguments) {
    try {
        const ConvolutionForm form = formOf(arguments...);
        if (std::string_view(form.impl_info_str()).find("ref") == std::string_view::npos)
            return form;
    } catch (const dnnl::error& thrown) {
        if (thrown.status != dnnl_unimplemented)
            throw;
    }
    return std::nullopt;
}

/// @param source,result as they lie; where no fast form takes that, in another layout, as the form says
ConvolutionForm bestForm(const Convolution& convolution, const memory::desc& source,
                         const memory::desc& result, const dnnl::post_ops& after) {
    const auto anyLayout = [](const memory::desc& desc) {
        return memory::desc(desc.dims(), desc.data_type(), Tag::any);
    };
    for (const memory::desc& from : {source, anyLayout(source)})
        for (const memory::desc& to : {result, anyLayout(result)})
            if (const auto form = fastForm(convolution, from, to, after))
                return *form;
    return formOf(convolution, source, result, after);
}

} // namespace

double winogradShare(const resnet::FoldedWeights& weights) {
    Multiplications counted;
    double area = 1;
    counted.add(weights.stem, area);
    if (weights.maxPool)
        area /= 4;
    for (const ResidualBlock& block : weights.blocks) {
        double beside = area;
        for (const Convolution& convolution : block.path)
            counted.add(convolution, area);
        if (block.shortcut)
            counted.add(*block.shortcut, beside);
    }
    return counted.winograd / counted.all;
}

std::size_t Buffers::take(std::size_t bytes) {
    const auto found = std::ranges::find_if(m_buffers, &Buffer::isFree);
    if (found == m_buffers.end()) {
        m_buffers.push_back({bytes, false});
        return m_buffers.size() - 1;
    }
    *found = {std::max(found->bytes, bytes), false};
    return static_cast<std::size_t>(found - m_buffers.begin());
}

void Buffers::giveBack(std::size_t buffer) {
    m_buffers[buffer].isFree = true;
}

std::vector<std::size_t> Buffers::offsets() const {
    std::vector<std::size_t> offsets{0};
    for (const Buffer& buffer : m_buffers)
        offsets.push_back(offsets.back() + (buffer.bytes + pageBytes - 1) / pageBytes * pageBytes);
    return offsets;
}

/// Appends a network's layers to a plan.
class LayerPlan::Maker {
public:
    Maker(LayerPlan& plan, PackedWeights& packed, Format format)
        : m_plan(plan)
        , m_packed(packed)
        , m_type(dataType(format)) {}

    void make(const resnet::FoldedWeights& weights, bool maxPool) {
        const auto [images, height, width] = m_plan.m_shape;
        const memory::desc pixels({images, 3, height, width}, memory::data_type::f32, Tag::nchw);
        Value x{pixels, m_buffers.take(0)}; // never given back: the caller's memory
        m_plan.m_input = x.buffer;
        if (m_type != pixels.data_type())
            x = reordered(x, {pixels.dims(), m_type, Tag::nhwc});
        x = replacing(x, convolved(x, weights.stem, true));
        if (maxPool)
            x = replacing(x, pooled(x));
        for (const ResidualBlock& block : weights.blocks)
            x = through(x, block);
        x = reordered(x, {x.desc.dims(), memory::data_type::f32, Tag::nchw});
        m_plan.m_result = x.desc;
        m_plan.m_output = x.buffer;
        m_plan.m_offsets = m_buffers.offsets();
    }

private:
    /// The new value; the old one's buffer is free.
    Value replacing(const Value& old, Value next) {
        if (old.buffer != m_plan.m_input)
            m_buffers.giveBack(old.buffer);
        return next;
    }

    Value taken(const memory::desc& desc) { return {desc, m_buffers.take(desc.get_size())}; }

    void add(const Value& source, const Value& result, const memory::desc& scratchpad, Execution execute,
             std::vector<std::pair<int, PackedWeights::Shared>> constants = {}) {
        Step& step = m_plan.m_steps.emplace_back();
        step.execute = std::move(execute);
        step.arguments = {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, result}};
        step.constants = std::move(constants);
        if (scratchpad.get_size() == 0)
            return;
        step.arguments.emplace_back(DNNL_ARG_SCRATCHPAD, taken(scratchpad));
        m_buffers.giveBack(step.arguments.back().second.buffer);
    }

    template <class Primitive>
    [[nodiscard]] static Execution executionOf(const Primitive& primitive) {
        return [primitive](const dnnl::stream& stream, const Arguments& arguments) {
            primitive.execute(stream, arguments);
        };
    }

    Value reordered(const Value& source, const memory::desc& wanted) {
        const dnnl::reorder::primitive_desc form(cpu(), source.desc, cpu(), wanted, attributesWith({}));
        const Value result = taken(wanted);
        add(source, result, form.scratchpad_desc(), executionOf(dnnl::reorder(form)));
        return result;
    }
    Value laidOutAs(const memory::desc& wanted, const Value& value) {
        return value.desc == wanted ? value : reordered(value, wanted);
    }
    Value inPlaceOf(const Value& value, const memory::desc& wanted) {
        return value.desc == wanted ? value : replacing(value, reordered(value, wanted));
    }

    /// A convolution in the layouts that it takes and makes.
    struct Form {
        memory::desc source, result, scratchpad;
        Execution execute;
        std::vector<std::pair<int, PackedWeights::Shared>> constants;
    };

    /// relu(convolution(source) + addend), each where it is wanted. The source stays; the result lies where
    /// the addend was.
    Value convolved(const Value& source, const Convolution& convolution, bool rectifies,
                    const std::optional<Value>& addend = std::nullopt) {
        const memory::dims in = source.desc.dims();
        const auto length = [&](memory::dim of) { return (of - 1) / convolution.stride + 1; };
        const memory::desc any({in[0], convolution.outputs, length(in[2]), length(in[3])}, m_type, Tag::any);
        const memory::desc liked = addend ? addend->desc : any;
        const auto vectors = m_type == memory::data_type::f32 && suitsWinograd(convolution, any.dims())
                                 ? widestVectors()
                                 : std::nullopt;
        const WinogradConvolution::Post post{addend.has_value(), rectifies};
        Form form = vectors ? winogradForm(convolution, {source.desc, liked, *vectors, post})
                            : directForm(convolution, source.desc, liked, post);
        const Value from = laidOutAs(form.source, source);
        const Value result = addend ? inPlaceOf(*addend, form.result) : taken(form.result);
        add(from, result, form.scratchpad, std::move(form.execute), std::move(form.constants));
        if (from.buffer != source.buffer)
            m_buffers.giveBack(from.buffer);
        return result;
    }

    Form winogradForm(const Convolution& convolution, const WinogradConvolution& by) {
        return {by.source(),
                by.result(),
                by.scratchpad(),
                [by](const dnnl::stream&, const Arguments& arguments) { by.execute(arguments); },
                {{DNNL_ARG_WEIGHTS, m_packed.transformed(convolution, by)}}};
    }

    Form directForm(const Convolution& convolution, const memory::desc& source, const memory::desc& result,
                    WinogradConvolution::Post post) {
        dnnl::post_ops after;
        if (post.adds)
            after.append_sum(1.F);
        if (post.rectifies)
            after.append_eltwise(1.F, algorithm::eltwise_relu, 0.F, 0.F);
        const ConvolutionForm form = bestForm(convolution, source, result, after);
        return {form.src_desc(),
                form.dst_desc(),
                form.scratchpad_desc(),
                executionOf(dnnl::convolution_forward(form)),
                {{DNNL_ARG_WEIGHTS, m_packed.weights(convolution, form.weights_desc())},
                 {DNNL_ARG_BIAS, m_packed.bias(convolution)}}};
    }

    /// 3 × 3, stride 2, one pixel of padding.
    Value pooled(const Value& source) {
        const memory::dims in = source.desc.dims();
        const memory::desc any({in[0], in[1], (in[2] - 1) / 2 + 1, (in[3] - 1) / 2 + 1}, m_type, Tag::any);
        const dnnl::pooling_forward::primitive_desc form({dnnl::prop_kind::forward_inference,
                                                          algorithm::pooling_max,
                                                          source.desc,
                                                          any,
                                                          {2, 2},
                                                          {3, 3},
                                                          {1, 1},
                                                          {1, 1}},
                                                         attributesWith({}), cpu());
        const Value result = taken(form.dst_desc());
        add(source, result, form.scratchpad_desc(), executionOf(dnnl::pooling_forward(form)));
        return result;
    }

    Value through(const Value& source, const ResidualBlock& block) {
        Value y = convolved(source, block.path.front(), true);
        for (std::size_t i = 1; i + 1 < block.path.size(); ++i)
            y = replacing(y, convolved(y, block.path[i], true));
        const Value beside =
            block.shortcut ? replacing(source, convolved(source, *block.shortcut, false)) : source;
        return replacing(y, convolved(y, block.path.back(), true, beside));
    }

    LayerPlan& m_plan;
    PackedWeights& m_packed;
    memory::data_type m_type;
    Buffers m_buffers;
};

LayerPlan::LayerPlan(const resnet::FoldedWeights& weights, PackedWeights& packed, Format format, bool maxPool,
                     const InputShape& shape)
    : m_shape(shape)
    , m_hasMaxPool(maxPool) {
    Maker(*this, packed, format).make(weights, maxPool);
}

LayerPlan::Output LayerPlan::run(const float* values, std::byte* workspace) const {
    dnnl::stream stream(cpu());
    for (const Step& step : m_steps) {
        Arguments arguments;
        for (const auto& [name, constant] : step.constants)
            arguments.emplace(name, *constant);
        for (const auto& [name, value] : step.arguments)
            arguments.emplace(name, memory(value.desc, cpu(),
                                           value.buffer == m_input
                                               ? const_cast<float*>(values) // only read
                                               : static_cast<void*>(workspace + m_offsets[value.buffer])));
        step.execute(stream, arguments);
    }
    stream.wait();
    const memory::dims dims = m_result.dims();
    return {reinterpret_cast<const float*>(workspace + m_offsets[m_output]),
            static_cast<std::size_t>(dims[1]), static_cast<std::size_t>(dims[2] * dims[3])};
}

} // namespace faultline::onednn
