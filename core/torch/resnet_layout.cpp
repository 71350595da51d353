// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/resnet_layout.h"

#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace faultline::libtorch {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

using Shape = std::vector<std::uint64_t>;

constexpr std::array normParts{"weight", "bias", "running_mean", "running_var"};
constexpr std::size_t mostBlocks = 1000;
constexpr std::uint64_t widest = 1u << 16;

/// "a, b, c and 4 more"
std::string firstOf(const std::vector<std::string>& names) {
    constexpr std::size_t shown = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, names.size()); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > shown)
        text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
}

/// Follows the data through the network, reads each width from the tensor that produces it, and notes what
/// does not fit. A width that is not known (its tensor is missing) fits everything, so that one fault is told
/// once.
class LayoutReader {
public:
    explicit LayoutReader(const StateDict& states)
        : m_states(states) {}

    Result<ResnetLayout> read() {
        const formats::Tensor* stem = m_states.find("conv1.weight");
        std::vector<std::size_t> blocks;
        for (std::size_t stage = 1; m_states.count(stageName(stage)) > 0; ++stage)
            blocks.push_back(m_states.count(stageName(stage)));
        if (stem == nullptr || stem->shape.size() != 4 || blocks.size() < 2)
            return noResnet();
        for (const std::size_t count : blocks)
            m_blocks += count;
        if (m_blocks > mostBlocks)
            return failure(ErrorKind::Refused, "it has more than 1,000 blocks");
        m_bottleneck = m_states.find("layer1.0.conv3.weight") != nullptr;
        readStem(*stem, blocks.size());
        for (std::size_t stage = 0; stage < blocks.size(); ++stage)
            for (std::size_t block = 0; block < blocks[stage]; ++block)
                readBlock(stage, block);
        readClassifier();
        FAULTLINE_CHECK(judgement());
        m_layout.architecture = architecture(blocks);
        return m_layout;
    }

private:
    static std::string stageName(std::size_t stage) { return "layer" + std::to_string(stage) + "."; }

    [[nodiscard]] tl::unexpected<base::Error> noResnet() const {
        std::vector<std::string> names;
        for (const auto& [name, entry] : m_states.entries)
            names.push_back(formats::quotedName(entry.original));
        return failure(ErrorKind::Refused, "its tensors (" + firstOf(names) +
                                               ") are not those of a ResNet, whose names begin with conv1, "
                                               "layer1.0 and layer2.0; export another architecture to "
                                               "TorchScript or ONNX");
    }

    void readStem(const formats::Tensor& weight, std::size_t stages) {
        const std::uint32_t kernel = weight.shape[2] == 7 ? 7 : 3;
        m_layout.stem = place("conv1", "bn1", 3, kernel, kernel == 7 ? 2 : 1);
        m_width = m_layout.stem.outputs;
        m_layout.poolKnown = kernel == 7 || stages != 4;
        m_layout.maxPool = kernel == 7;
    }

    void readBlock(std::size_t stage, std::size_t block) {
        const std::string name = stageName(stage + 1) + std::to_string(block) + ".";
        const std::uint32_t stride = block == 0 && stage > 0 ? 2 : 1;
        BlockPlaces places;
        const std::uint32_t inputs = m_width;
        if (m_bottleneck) {
            places.path.push_back(place(name + "conv1", name + "bn1", inputs, 1, 1));
            places.path.push_back(place(name + "conv2", name + "bn2", places.path[0].outputs, 3, stride));
            places.path.push_back(place(name + "conv3", name + "bn3", places.path[1].outputs, 1, 1));
        } else {
            places.path.push_back(place(name + "conv1", name + "bn1", inputs, 3, stride));
            places.path.push_back(place(name + "conv2", name + "bn2", places.path[0].outputs, 3, 1));
        }
        m_width = places.path.back().outputs;
        readShortcut(name, inputs, stride, places);
        m_layout.blocks.push_back(std::move(places));
    }

    void readShortcut(const std::string& block, std::uint32_t inputs, std::uint32_t stride,
                      BlockPlaces& places) {
        const std::string name = block + "downsample.";
        if (m_states.find(name + "0.weight") != nullptr) {
            places.shortcut = place(name + "0", name + "1", inputs, 1, stride);
            if (places.shortcut->outputs != m_width && m_width != 0)
                misshape(name + "0.weight", {m_width, inputs, 1, 1});
        } else if (stride != 1 && !m_bottleneck && m_width >= inputs && (m_width - inputs) % 2 == 0) {
            places.parameterFree = true;
        } else if (stride != 1 || (inputs != m_width && inputs != 0 && m_width != 0)) {
            m_missing.push_back(name + "0.weight");
        }
    }

    void readClassifier() {
        m_layout.features = m_width;
        const formats::Tensor* weight = m_states.find("fc.weight");
        const std::uint64_t classes = weight != nullptr && weight->shape.size() == 2 ? weight->shape[0] : 0;
        expect("fc.weight", {classes, m_width});
        expect("fc.bias", {classes});
        m_layout.classes = static_cast<std::uint32_t>(std::min(classes, widest));
    }

    /// The convolution's number of outputs is its own; everything else is expected.
    Place place(const std::string& convolution, const std::string& norm, std::uint32_t inputs,
                std::uint32_t kernel, std::uint32_t stride) {
        const std::string name = convolution + ".weight";
        const formats::Tensor* weight = m_states.find(name);
        std::uint64_t outputs = 0;
        if (weight != nullptr && weight->shape.size() == 4 && weight->shape[0] <= widest)
            outputs = weight->shape[0];
        expect(name, {outputs, inputs, kernel, kernel});
        for (const char* part : normParts)
            expect(norm + "." + part, {outputs});
        return {convolution, norm, static_cast<std::uint32_t>(outputs), inputs, kernel, stride};
    }

    void expect(const std::string& name, const Shape& shape) {
        m_expected.insert(name);
        const formats::Tensor* tensor = m_states.find(name);
        if (tensor == nullptr) {
            m_missing.push_back(name);
            return;
        }
        const bool fits = std::equal(tensor->shape.begin(), tensor->shape.end(), shape.begin(), shape.end(),
                                     [](std::uint64_t has, std::uint64_t wanted) {
                                         return has == wanted || (wanted == 0 && has != 0);
                                     });
        if (!fits || tensor->elements == 0)
            misshape(name, shape);
    }

    void misshape(const std::string& name, const Shape& wanted) {
        std::string text;
        for (const std::uint64_t size : wanted)
            text += (text.empty() ? "" : " × ") + (size == 0 ? std::string("?") : std::to_string(size));
        m_misshaped.push_back(m_states.shown(name) + " (" + formats::shapeText(m_states.find(name)->shape) +
                              " instead of " + text + ")");
    }

    [[nodiscard]] Result<> judgement() const {
        std::vector<std::string> unexpected;
        for (const auto& [name, entry] : m_states.entries)
            if (!m_expected.contains(name))
                unexpected.push_back(formats::quotedName(entry.original));
        std::string faults;
        const auto add = [&](const char* what, const std::vector<std::string>& names) {
            if (!names.empty())
                faults += (faults.empty() ? "" : "; ") + std::string(what) + firstOf(names);
        };
        add("it lacks ", m_missing);
        add("these tensors have other shapes: ", m_misshaped);
        add("it has tensors that a ResNet has not: ", unexpected);
        if (faults.empty())
            return {};
        return failure(ErrorKind::InvalidInput, "it is no ResNet that can be read: " + faults);
    }

    /// The name by stages and blocks (He et al. 2016, tables 1 and 6).
    [[nodiscard]] std::string architecture(const std::vector<std::size_t>& blocks) const {
        const std::size_t depth = (m_bottleneck ? 3 : 2) * m_blocks + 2;
        const bool cifarFamily =
            blocks.size() == 3 && std::set<std::size_t>(blocks.begin(), blocks.end()).size() == 1;
        using Known = std::pair<bool, std::vector<std::size_t>>;
        const std::array<Known, 5> imagenetFamily{{{false, {2, 2, 2, 2}},
                                                   {false, {3, 4, 6, 3}},
                                                   {true, {3, 4, 6, 3}},
                                                   {true, {3, 4, 23, 3}},
                                                   {true, {3, 8, 36, 3}}}};
        const bool known = cifarFamily || std::find(imagenetFamily.begin(), imagenetFamily.end(),
                                                    Known{m_bottleneck, blocks}) != imagenetFamily.end();
        std::string name = "resnet" + std::to_string(depth);
        if (!known) {
            std::string counts;
            for (const std::size_t count : blocks)
                counts += (counts.empty() ? "" : "-") + std::to_string(count);
            name += " with " + counts + (m_bottleneck ? " bottlenecks" : " blocks");
        }
        return name + widths(blocks);
    }

    /// ", widths 19, 38, 76, 153" where they are not 64 … or, of three stages, 16 …
    [[nodiscard]] std::string widths(const std::vector<std::size_t>& blocks) const {
        std::string text;
        bool usual = true;
        std::size_t last = 0;
        std::uint32_t expected = blocks.size() == 3 ? 16 : 64;
        for (const std::size_t count : blocks) {
            last += count;
            const std::uint32_t width = m_layout.blocks[last - 1].path.front().outputs;
            usual = usual && width == expected;
            expected *= 2;
            text += (text.empty() ? " of widths " : ", ") + std::to_string(width);
        }
        return usual ? std::string() : text;
    }

    const StateDict& m_states;
    ResnetLayout m_layout;
    bool m_bottleneck = false;
    std::size_t m_blocks = 0;
    std::uint32_t m_width = 0; ///< of the data at this place; 0: unknown
    std::set<std::string> m_expected;
    std::vector<std::string> m_missing, m_misshaped;
};

} // namespace

Result<ResnetLayout> resnetLayout(const StateDict& states) {
    return LayoutReader(states).read();
}

} // namespace faultline::libtorch
