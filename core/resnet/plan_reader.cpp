// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/plan_reader.h"

#include "core/formats/wording.h"
#include "core/resnet/architectures.h"

#include <algorithm>
#include <set>

namespace faultline::resnet {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

using Shape = std::vector<std::uint64_t>;

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

/// Follows the data through the network and reads each width from the tensor that produces it; then compares
/// the tensors of that network with those that are there. A width that is not known (its tensor is missing)
/// fits everything, so that one fault is told once.
class PlanReader {
public:
    explicit PlanReader(const StateDict& states)
        : m_states(states) {}

    Result<NetworkPlan> read() {
        const formats::Tensor* stem = m_states.find("conv1.weight");
        std::vector<std::size_t> stages;
        std::size_t blocks = 0;
        while (const std::size_t count = m_states.count(stageName(stages.size()))) {
            stages.push_back(count);
            blocks += count;
        }
        if (stem == nullptr || stem->shape.size() != 4 || stages.size() < 2)
            return noResnet();
        if (blocks > mostBlocks)
            return failure(ErrorKind::Refused, "it has more than 1,000 blocks");
        FAULTLINE_CHECK(refuseKin(*stem));
        m_bottleneck = m_states.find("layer1.0.conv3.weight") != nullptr;
        readStem(*stem, stages.size());
        for (std::size_t stage = 0; stage < stages.size(); ++stage)
            for (std::size_t block = 0; block < stages[stage]; ++block)
                readBlock(stage, block);
        m_plan.features = m_width;
        m_plan.classes = rowsOf("fc.weight", 2);
        FAULTLINE_CHECK(compare());
        m_plan.architecture = architectureName(m_plan.blocks, stages);
        return m_plan;
    }

private:
    /// @param stage from 0
    static std::string stageName(std::size_t stage) { return "layer" + std::to_string(stage + 1) + "."; }

    [[nodiscard]] tl::unexpected<base::Error> noResnet() const {
        std::vector<std::string> names;
        for (const auto& [name, entry] : m_states.entries)
            names.push_back(formats::quotedName(entry.original));
        return failure(ErrorKind::Refused, "its tensors (" + firstOf(names) +
                                               ") are not those of a ResNet, whose names begin with conv1, "
                                               "layer1.0 and layer2.0; export another architecture to "
                                               "TorchScript or ONNX");
    }

    /// What has a ResNet's names and is computed otherwise.
    [[nodiscard]] Result<> refuseKin(const formats::Tensor& stem) const {
        const auto refused = [](const std::string& what) {
            return failure(ErrorKind::Refused, what + "; export it to TorchScript or ONNX");
        };
        if (stem.shape[1] != 3 && stem.shape[1] != 0)
            return refused("its first convolution takes " + std::to_string(stem.shape[1]) + " channels (" +
                           m_states.shown("conv1.weight") + " is " + formats::shapeText(stem.shape) +
                           "), but pictures are given as RGB, 3 channels");
        const formats::Tensor* const second = m_states.find("layer1.0.conv2.weight");
        const bool isGrouped = second != nullptr && second->shape.size() == 4 && second->shape[1] > 0 &&
                               second->shape[0] > second->shape[1] &&
                               second->shape[0] % second->shape[1] == 0 &&
                               m_states.find("layer1.0.conv3.weight") != nullptr;
        if (isGrouped)
            return refused("its convolutions are grouped (" + m_states.shown("layer1.0.conv2.weight") +
                           " is " + formats::shapeText(second->shape) +
                           "), as in a ResNeXt, which is not read from a checkpoint");
        return {};
    }

    void readStem(const formats::Tensor& weight, std::size_t stages) {
        const std::uint32_t kernel = weight.shape[2] == 7 ? 7 : 3;
        m_plan.stem = convolution("conv1", "bn1", 3, kernel, kernel == 7 ? 2 : 1);
        m_width = m_plan.stem.outputs;
        if (kernel == 7 || stages != 4) // a 3 × 3 stem before four stages may have one or not
            m_plan.maxPool = kernel == 7;
    }

    void readBlock(std::size_t stage, std::size_t block) {
        const std::string name = stageName(stage) + std::to_string(block) + ".";
        const std::uint32_t stride = block == 0 && stage > 0 ? 2 : 1;
        BlockPlan plan;
        const std::uint32_t inputs = m_width;
        if (m_bottleneck) {
            plan.path.push_back(convolution(name + "conv1", name + "bn1", inputs, 1, 1));
            plan.path.push_back(convolution(name + "conv2", name + "bn2", plan.path[0].outputs, 3, stride));
            plan.path.push_back(convolution(name + "conv3", name + "bn3", plan.path[1].outputs, 1, 1));
        } else {
            plan.path.push_back(convolution(name + "conv1", name + "bn1", inputs, 3, stride));
            plan.path.push_back(convolution(name + "conv2", name + "bn2", plan.path[0].outputs, 3, 1));
        }
        m_width = plan.path.back().outputs;
        readShortcut(name, inputs, stride, plan);
        m_plan.blocks.push_back(std::move(plan));
    }

    void readShortcut(const std::string& block, std::uint32_t inputs, std::uint32_t stride, BlockPlan& plan) {
        const std::string name = block + "downsample.";
        if (m_states.find(name + "0.weight") != nullptr) {
            plan.shortcut = convolution(name + "0", name + "1", inputs, 1, stride);
            if (plan.shortcut->outputs != m_width && m_width != 0)
                misshape(name + "0.weight", {m_width, inputs, 1, 1});
        } else if (stride != 1 && !m_bottleneck && m_width >= inputs && (m_width - inputs) % 2 == 0) {
            plan.parameterFree = true;
        } else if (stride != 1 || (inputs != m_width && inputs != 0 && m_width != 0)) {
            m_missing.push_back(name + "0.weight");
        }
    }

    /// Its number of outputs is its own.
    ConvolutionPlan convolution(const std::string& name, const std::string& norm, std::uint32_t inputs,
                                std::uint32_t kernel, std::uint32_t stride) {
        return {name, norm, rowsOf(name + ".weight", 4), inputs, kernel, stride};
    }

    /// The first side of a tensor of so many dimensions; 0 where that is not known.
    std::uint32_t rowsOf(const std::string& name, std::size_t dimensions) {
        const formats::Tensor* tensor = m_states.find(name);
        if (tensor == nullptr || tensor->shape.size() != dimensions)
            return 0;
        if (tensor->shape[0] <= widest)
            return static_cast<std::uint32_t>(tensor->shape[0]);
        m_tooWide.push_back(m_states.shown(name));
        return 0;
    }

    void misshape(const std::string& name, const Shape& wanted) {
        std::string text;
        for (const std::uint64_t size : wanted)
            text += (text.empty() ? "" : " × ") + (size == 0 ? std::string("?") : std::to_string(size));
        m_misshaped.push_back(m_states.shown(name) + " (" + formats::shapeText(m_states.find(name)->shape) +
                              " instead of " + text + ")");
    }

    void expect(const TensorPlan& plan) {
        const formats::Tensor* tensor = m_states.find(plan.name);
        if (tensor == nullptr) {
            m_missing.push_back(plan.name);
            return;
        }
        const bool fits = std::equal(tensor->shape.begin(), tensor->shape.end(), plan.shape.begin(),
                                     plan.shape.end(), [](std::uint64_t has, std::uint64_t wanted) {
                                         return has == wanted || (wanted == 0 && has != 0);
                                     });
        if (!fits || tensor->elements == 0)
            misshape(plan.name, plan.shape);
    }

    Result<> compare() {
        std::set<std::string> expected;
        for (const TensorPlan& plan : tensorsOf(m_plan)) {
            expected.insert(plan.name);
            expect(plan);
        }
        std::vector<std::string> unexpected;
        for (const auto& [name, entry] : m_states.entries)
            if (!expected.contains(name))
                unexpected.push_back(formats::quotedName(entry.original));
        std::string faults;
        const auto add = [&](const char* what, const std::vector<std::string>& names) {
            if (!names.empty())
                faults += (faults.empty() ? "" : "; ") + std::string(what) + firstOf(names);
        };
        add("it lacks ", m_missing);
        add("these tensors have other shapes: ", m_misshaped);
        add("it has tensors that a ResNet has not: ", unexpected);
        add("these layers have more than 65,536 outputs: ", m_tooWide);
        if (faults.empty())
            return {};
        return failure(ErrorKind::InvalidInput, "it is no ResNet that can be read: " + faults +
                                                    "; export another architecture to TorchScript or ONNX");
    }

    const StateDict& m_states;
    NetworkPlan m_plan;
    bool m_bottleneck = false;
    std::uint32_t m_width = 0; ///< of the data at this place; 0: unknown
    std::vector<std::string> m_missing, m_misshaped, m_tooWide;
};

} // namespace

Result<NetworkPlan> planOf(const StateDict& states) {
    return PlanReader(states).read();
}

} // namespace faultline::resnet
