// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/layer_plan.h"

#include <algorithm>
#include <new>
#include <optional>
#include <string>
#include <unordered_map>

namespace faultline::onednn {

using dnnl::algorithm;
using dnnl::memory;
using inference::InputShape;
using Tag = memory::format_tag;

namespace {

constexpr std::size_t pageBytes = 4096;

memory::data_type dataType(Format format) {
    return format == Format::Bf16 ? memory::data_type::bf16 : memory::data_type::f32;
}

UnfitPictures tooSmall() {
    return UnfitPictures("the pictures are too small for the network");
}

/// How many places a window has along a picture's side.
memory::dim placesOf(memory::dim side, std::uint32_t kernel, std::uint32_t stride, std::uint32_t before,
                     std::uint32_t after) {
    const memory::dim free = side + before + after - kernel;
    if (free < 0)
        throw tooSmall();
    return free / stride + 1;
}

/// What a window makes of `source`, with so many channels. Beyond any memory sizes would overflow.
memory::dims resultOf(const memory::dims& source, const Window& window, memory::dim channels) {
    memory::dims result{source[0], channels,
                        placesOf(source[2], window.kernel.height, window.stride.height, window.before.height,
                                 window.after.height),
                        placesOf(source[3], window.kernel.width, window.stride.width, window.before.width,
                                 window.after.width)};
    constexpr double most = double{1ULL << 36};
    double values = 1;
    for (const memory::dim side : result)
        values *= static_cast<double>(side);
    if (values > most)
        throw std::bad_alloc();
    return result;
}

/// One that sees the whole picture at once.
Window wholePicture(const memory::dims& source) {
    return {{static_cast<std::uint32_t>(source[2]), static_cast<std::uint32_t>(source[3])}, {}};
}

} // namespace

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

    void make(const Layers& network) {
        for (const Layer& layer : network.layers) {
            ++m_uses[layer.source];
            if (layer.addend)
                ++m_uses[*layer.addend];
        }
        ++m_uses[network.output];
        const auto [images, height, width] = m_plan.m_shape;
        const memory::desc pixels({images, 3, height, width}, memory::data_type::f32, Tag::nchw);
        Value x{pixels, m_buffers.take(0)}; // never given back: the caller's memory
        m_plan.m_input = x.buffer;
        if (m_type != pixels.data_type())
            x = reordered(x, {pixels.dims(), m_type, Tag::nhwc});
        m_values.emplace(networkInput, x);
        for (const Layer& layer : network.layers) {
            m_values.insert_or_assign(layer.result, resultOf(layer));
            release(layer.source);
            if (layer.addend)
                release(*layer.addend);
        }
        const memory::desc last = m_values.at(network.output).desc;
        x = reordered(m_values.at(network.output), {last.dims(), memory::data_type::f32, Tag::nchw});
        m_plan.m_result = x.desc;
        m_plan.m_output = x.buffer;
        m_plan.m_offsets = m_buffers.offsets();
    }

private:
    void giveBack(const Value& value) {
        if (value.buffer != m_plan.m_input)
            m_buffers.giveBack(value.buffer);
    }

    /// After the last use of a value its buffer is free, unless a result lies there.
    void release(ValueId id) {
        const auto value = m_values.find(id);
        if (--m_uses.at(id) != 0 || value == m_values.end())
            return;
        giveBack(value->second);
        m_values.erase(value);
    }

    /// A value that may be overwritten: the layer's addend itself, where nothing else needs it.
    Value ownAddend(const Layer& layer) {
        const auto found = m_values.find(*layer.addend);
        const Value addend = found->second;
        if (m_uses.at(*layer.addend) > 1 || addend.buffer == m_plan.m_input)
            return reordered(addend, addend.desc);
        m_values.erase(found);
        return addend;
    }

    Value taken(const memory::desc& desc) { return {desc, m_buffers.take(desc.get_size())}; }

    void add(Execution execute, const memory::desc& scratchpad, std::vector<std::pair<int, Value>> arguments,
             std::vector<std::pair<int, PackedWeights::Shared>> constants = {}) {
        Step& step = m_plan.m_steps.emplace_back();
        step.execute = std::move(execute);
        step.arguments = std::move(arguments);
        step.constants = std::move(constants);
        if (scratchpad.get_size() == 0)
            return;
        step.arguments.emplace_back(DNNL_ARG_SCRATCHPAD, taken(scratchpad));
        m_buffers.giveBack(step.arguments.back().second.buffer);
    }

    template <class Primitive, class Form>
    void add(const Form& form, std::vector<std::pair<int, Value>> arguments) {
        add(executionOf(Primitive(form)), form.scratchpad_desc(), std::move(arguments));
    }

    Value reordered(const Value& source, const memory::desc& wanted) {
        const dnnl::reorder::primitive_desc form(cpu(), source.desc, cpu(), wanted, attributesWith({}));
        const Value result = taken(wanted);
        add<dnnl::reorder>(form, {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, result}});
        return result;
    }
    Value laidOutAs(const memory::desc& wanted, const Value& value) {
        return value.desc == wanted ? value : reordered(value, wanted);
    }
    Value inPlaceOf(const Value& value, const memory::desc& wanted) {
        if (value.desc == wanted)
            return value;
        const Value result = reordered(value, wanted);
        giveBack(value);
        return result;
    }

    /// The sources stay; the result lies where the addend was, if nothing else needs that.
    Value resultOf(const Layer& layer) {
        const Value source = m_values.at(layer.source);
        if (const auto* const convolution = std::get_if<Convolution>(&layer.operation))
            return convolved(layer, source, *convolution->filters, convolution->window);
        if (const auto* const matrix = std::get_if<Matrix>(&layer.operation))
            return convolved(layer, source, *matrix->filters, wholePicture(source.desc.dims()));
        if (const auto* const pooling = std::get_if<Pooling>(&layer.operation))
            return pooled(source, *pooling);
        if (const auto* const softmax = std::get_if<Softmax>(&layer.operation))
            return softmaxOf(source, softmax->kind);
        return layer.addend ? summed(layer, source) : rectified(layer, source);
    }

    Value convolved(const Layer& layer, const Value& source, const Filters& filters, const Window& window) {
        const memory::dims in = source.desc.dims();
        const std::size_t seen = static_cast<std::size_t>(in[1]) * window.kernel.height * window.kernel.width;
        if (filters.weights.size() != filters.outputs * seen)
            throw UnfitPictures("a layer that takes " +
                                std::to_string(filters.weights.size() / filters.outputs) + " values gets " +
                                std::to_string(seen) + " for pictures of this size");
        const memory::desc any(onednn::resultOf(in, window, filters.outputs), m_type, Tag::any);
        std::optional<Value> addend;
        if (layer.addend) {
            checkAddend(layer, any);
            addend = ownAddend(layer);
        }
        ConvolutionForm form = bestForm(window, filters, source.desc, addend ? addend->desc : any,
                                        {addend.has_value(), layer.rectifies}, m_packed);
        const Value from = laidOutAs(form.source, source);
        const Value result = addend ? inPlaceOf(*addend, form.result) : taken(form.result);
        add(std::move(form.execute), form.scratchpad, {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, result}},
            std::move(form.constants));
        if (from.buffer != source.buffer)
            m_buffers.giveBack(from.buffer);
        return result;
    }

    void checkAddend(const Layer& layer, const memory::desc& sum) const {
        if (m_values.at(*layer.addend).desc.dims() != sum.dims())
            throw UnfitPictures("two branches differ in size for pictures of this size");
    }

    Value pooled(const Value& source, const Pooling& pooling) {
        const auto kind = pooling.kind == Pooling::Kind::Largest ? algorithm::pooling_max
                          : pooling.kind == Pooling::Kind::MeanInside
                              ? algorithm::pooling_avg_exclude_padding
                              : algorithm::pooling_avg_include_padding;
        const memory::dims in = source.desc.dims();
        const Window window = pooling.window.value_or(wholePicture(in));
        const memory::desc any(onednn::resultOf(in, window, in[1]), m_type, Tag::any);
        const dnnl::pooling_forward::primitive_desc form(
            {dnnl::prop_kind::forward_inference, kind, source.desc, any, dimsOf(window.stride),
             dimsOf(window.kernel), dimsOf(window.before), dimsOf(window.after)},
            attributesWith({}), cpu());
        const Value result = taken(form.dst_desc());
        add<dnnl::pooling_forward>(form, {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, result}});
        return result;
    }

    Value summed(const Layer& layer, const Value& source) {
        checkAddend(layer, source.desc);
        const Value addend = m_values.at(*layer.addend);
        const Value other = laidOutAs(source.desc, addend);
        const dnnl::binary::primitive_desc form({algorithm::binary_add, source.desc, other.desc, source.desc},
                                                attributesWith(operationsOf({false, layer.rectifies})),
                                                cpu());
        const Value result = taken(source.desc);
        add<dnnl::binary>(form, {{DNNL_ARG_SRC_0, source}, {DNNL_ARG_SRC_1, other}, {DNNL_ARG_DST, result}});
        if (other.buffer != addend.buffer)
            m_buffers.giveBack(other.buffer);
        return result;
    }

    template <class Softmaxed>
    Value softmaxBy(const Value& source) {
        constexpr int channels = 1;
        const typename Softmaxed::primitive_desc form(
            {dnnl::prop_kind::forward_inference, source.desc, channels}, attributesWith({}), cpu());
        const Value result = taken(source.desc);
        add<Softmaxed>(form, {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, result}});
        return result;
    }
    Value softmaxOf(const Value& source, Softmax::Kind kind) {
        return kind == Softmax::Kind::Probabilities ? softmaxBy<dnnl::softmax_forward>(source)
                                                    : softmaxBy<dnnl::logsoftmax_forward>(source);
    }

    /// The same values elsewhere, where nothing is wanted of them.
    Value rectified(const Layer& layer, const Value& source) {
        if (!layer.rectifies)
            return reordered(source, source.desc);
        const dnnl::eltwise_forward::primitive_desc form(
            {dnnl::prop_kind::forward_inference, algorithm::eltwise_relu, source.desc, 0.F, 0.F},
            attributesWith({}), cpu());
        const Value result = taken(source.desc);
        add<dnnl::eltwise_forward>(form, {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, result}});
        return result;
    }

    LayerPlan& m_plan;
    PackedWeights& m_packed;
    memory::data_type m_type;
    Buffers m_buffers;
    std::unordered_map<ValueId, Value> m_values;
    std::unordered_map<ValueId, std::size_t> m_uses; ///< that are to come
};

LayerPlan::LayerPlan(std::shared_ptr<const Layers> layers, PackedWeights& packed, Format format,
                     const InputShape& shape)
    : m_layers(std::move(layers))
    , m_shape(shape) {
    Maker(*this, packed, format).make(*m_layers);
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
