// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/script_precision.h"

#include <set>

#include <ATen/ATen.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/passes/inliner.h>

namespace faultline::libtorch {

namespace {

namespace attr = c10::attr;
namespace jit = torch::jit;

bool isNarrow(at::ScalarType type) {
    return type == at::kHalf || type == at::kBFloat16;
}

class Widening {
public:
    void widenTensors(jit::Module& program) {
        const auto widen = [this](at::Tensor tensor) {
            if (!isNarrow(tensor.scalar_type()))
                return;
            m_found.insert(tensor.scalar_type());
            tensor.set_data(tensor.to(at::kFloat)); // all that refer to it see the new values
        };
        for (const at::Tensor& parameter : program.parameters())
            widen(parameter);
        for (const at::Tensor& buffer : program.buffers())
            widen(buffer);
    }

    void widenBlock(jit::Block& block) {
        for (jit::Node* const node : block.nodes()) {
            for (jit::Block* const inner : node->blocks())
                widenBlock(*inner);
            if (node->kind() == c10::prim::Constant)
                widenConstant(*node);
            else
                widenTypesOf(*node);
        }
    }

    [[nodiscard]] std::string found() const {
        std::string names;
        for (const at::ScalarType type : m_found)
            names += (names.empty() ? "" : " and ") + std::string(type == at::kHalf ? "float16" : "bfloat16");
        return names;
    }

private:
    void widenConstant(jit::Node& node) {
        if (!node.hasAttribute(attr::value) || node.kindOf(attr::value) != jit::AttributeKind::t)
            return;
        const at::Tensor tensor = node.t(attr::value);
        if (!tensor.defined() || !isNarrow(tensor.scalar_type()))
            return;
        m_found.insert(tensor.scalar_type());
        node.t_(attr::value, tensor.to(at::kFloat));
    }

    /// Arguments that say a type.
    void widenTypesOf(jit::Node& node) {
        const c10::FunctionSchema* const schema = node.maybeSchema();
        for (std::size_t i = 0; schema != nullptr && i < schema->arguments().size(); ++i) {
            if (schema->arguments()[i].name() != "dtype")
                continue;
            const auto value = jit::toIValue(node.input(i));
            if (!value || !value->isInt() || !isNarrow(static_cast<at::ScalarType>(value->toInt())))
                continue;
            m_found.insert(static_cast<at::ScalarType>(value->toInt()));
            const jit::WithInsertPoint before(&node);
            node.replaceInput(i, node.owningGraph()->insertConstant(static_cast<std::int64_t>(at::kFloat)));
        }
    }

    std::set<at::ScalarType> m_found;
};

} // namespace

std::string widenToFp32(jit::Module& program) {
    Widening widening;
    widening.widenTensors(program);
    const auto graph = program.get_method("forward").graph();
    jit::Inline(*graph); // so that what it calls is seen here as well
    widening.widenBlock(*graph->block());
    return widening.found();
}

} // namespace faultline::libtorch
