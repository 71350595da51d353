// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/fields.h"
#include "core/base/named.h"
#include "core/base/result.h"
#include "core/dataset/image_set.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace faultline::model {

enum class Order { Random, Index };
[[nodiscard]] std::string_view name(Order order);

/// How a run is made; filled alike by the dialog, the command line and the stored run.
struct RunOptions {
    dataset::Split split = dataset::Split::Test;
    std::string device = "auto";        ///< auto | cpu | cuda | cuda:N; only auto falls back
    std::string precision = "fp32";     ///< fp32 | bf16 | fp16 | fast: screened low, decided in fp32
    std::string preprocessing = "auto"; ///< auto: the file's, else found by trial; a preset's name; JSON
    std::string stem = "auto";          ///< auto: found by trial where the file leaves it open; plain | pool
    dataset::LabelLevel labels = dataset::LabelLevel::Fine; ///< of a set that has two levels (CIFAR-100)
    std::string classes = "auto"; ///< auto | order | name | the text of a file (class_mapping.h)
    std::uint32_t batch = 0;     ///< images a batch; 0: small first batches, then the device's efficient size
    Order order = Order::Random; ///< random: the failures seen so far are a random sample of all failures
    std::uint64_t seed = 0;      ///< of the visiting order and of the controls
    std::uint32_t limit = 0;     ///< visit only the first `limit` images of the order; 0: all
    /// Run a model that is a program (TorchScript). It is said anew with each call: no study keeps it, since
    /// trust in a file is its user's and not its sender's.
    bool trustCode = false;
    std::string modelName; ///< of predictions made elsewhere: ModelInfo::architecture; empty: their file's

    /// Device, precision, preprocessing and stem are spelled as above, batch ≤ 4096.
    [[nodiscard]] base::Result<> validate() const;
    bool operator==(const RunOptions&) const = default;
};

template <base::FieldsOf<RunOptions> Self, class Visitor>
void fields(Self& options, Visitor&& visit) {
    visit("split", options.split);
    visit("device", options.device);
    visit("precision", options.precision);
    visit("preprocessing", options.preprocessing);
    visit("stem", options.stem);
    visit("labels", options.labels);
    visit("classes", options.classes);
    visit("batch", options.batch);
    visit("order", options.order);
    visit("seed", options.seed);
    visit("limit", options.limit);
    visit("trust_code", options.trustCode, base::Kept::No);
    visit("model_name", options.modelName);
}

} // namespace faultline::model

template <>
struct faultline::base::Names<faultline::model::Order> {
    using enum model::Order;
    static constexpr std::array<std::pair<model::Order, std::string_view>, 2> all{
        {{Random, "random"}, {Index, "index"}}};
};
