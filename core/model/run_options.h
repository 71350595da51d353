// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/fields.h"
#include "core/base/named.h"
#include "core/base/result.h"
#include "core/dataset/image_set.h"
#include "core/model/class_mapping.h"
#include "core/model/device_choice.h"
#include "core/model/precision.h"
#include "core/model/preprocessing.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace faultline::model {

enum class Order { Random, Index };
[[nodiscard]] std::string_view name(Order order);

/// What follows the 3 × 3 stem of a network whose file leaves it open.
enum class Stem {
    Auto, ///< found by trial
    Plain,
    Pool ///< a 3 × 3 max-pool of stride 2
};

/// How a run is made; filled alike by the dialog, the command line and the stored run.
struct RunOptions {
    dataset::Split split = dataset::Split::Test;
    dataset::LabelLevel labels = dataset::LabelLevel::Fine; ///< of a set that has two levels (CIFAR-100)
    /// Of a folder of image files. A study keeps it as its set's format.
    dataset::Numbering numbering = dataset::Numbering::Auto;
    Order order = Order::Random; ///< random: the failures seen so far are a random sample of all failures
    std::uint64_t seed = 0;      ///< of the visiting order and of the controls
    std::uint32_t limit = 0;     ///< visit only the first `limit` images of the order; 0: all
    DeviceChoice device;
    Precision precision = Precision::Fp32;
    std::uint32_t batch = 0; ///< images a batch; 0: small first batches, then the device's efficient size
    PreprocessingChoice preprocessing;
    Stem stem = Stem::Auto;
    ClassRule classes;
    /// Run a model that is a program (TorchScript). It is said anew with each call: no study keeps it, since
    /// trust in a file is its user's and not its sender's.
    bool trustCode = false;
    /// Of a model file that holds several networks: which one, by the name that the file gives it; empty: the
    /// usual one. A study keeps it with what its model's file says (ModelInfo::metadata).
    std::string weights;
    std::string modelName; ///< of predictions made elsewhere: ModelInfo::architecture; empty: their file's

    /// What the types leave open: batch ≤ 4096.
    [[nodiscard]] base::Result<> validate() const;
    bool operator==(const RunOptions&) const = default;
};

template <base::FieldsOf<RunOptions> Self, class Visitor>
void fields(Self& options, Visitor&& visit) {
    visit("split", options.split);
    visit("labels", options.labels);
    visit("numbering", options.numbering, base::Kept::No);
    visit("order", options.order);
    visit("seed", options.seed);
    visit("limit", options.limit);
    visit("device", options.device);
    visit("precision", options.precision);
    visit("batch", options.batch);
    visit("preprocessing", options.preprocessing);
    visit("stem", options.stem);
    visit("classes", options.classes);
    visit("trust_code", options.trustCode, base::Kept::No);
    visit("weights", options.weights, base::Kept::No);
    visit("model_name", options.modelName);
}

} // namespace faultline::model

template <>
struct faultline::base::Names<faultline::model::Order> {
    using enum model::Order;
    static constexpr std::array<std::pair<model::Order, std::string_view>, 2> all{
        {{Random, "random"}, {Index, "index"}}};
};

template <>
struct faultline::base::Names<faultline::model::Stem> {
    using enum model::Stem;
    static constexpr std::array<std::pair<model::Stem, std::string_view>, 3> all{
        {{Auto, "auto"}, {Plain, "plain"}, {Pool, "pool"}}};
};
