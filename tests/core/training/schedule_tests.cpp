// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/schedule.h"

#include <vector>

#include <catch2/catch.hpp>

using faultline::training::oneCycleLearningRate;

namespace {

/// PyTorch 1.13's OneCycleLR(max_lr, total_steps, anneal_strategy, cycle_momentum=False): the rise with
/// "linear", the fall with "cos".
struct Reference {
    double peak;
    std::vector<double> rates;
};

const std::vector<Reference> references{
    {0.15,
     {0.006, 0.078, 0.15, 0.14257269480202106, 0.12176184809246447, 0.09168930329044339, 0.05831129670955661,
      0.028238751907535546, 0.007427905197978943, 6e-07}},
    {0.15,
     {0.006,
      0.028153846153846154,
      0.0503076923076923,
      0.07246153846153847,
      0.09461538461538462,
      0.11676923076923078,
      0.13892307692307693,
      0.14969807325735474,
      0.14729722536333079,
      0.14257269480202106,
      0.13567633187302275,
      0.12682979135522016,
      0.11631740833981326,
      0.10447705946653478,
      0.09168930329044339,
      0.07836514881683952,
      0.06493284533365562,
      0.051824118126977264,
      0.03946029247512385,
      0.028238751907535546,
      0.018520165971168987,
      0.010616898014498123,
      0.004782965572480901,
      0.0012058760339793545,
      6e-07}},
    {1.0, {0.9944154354509117, 0.46263710266697505, 4e-06}}, // too few steps for a rise
};

} // namespace

TEST_CASE("The learning rate is that of PyTorch's OneCycleLR: linear up, cosine down") {
    for (const Reference& reference : references)
        for (std::size_t step = 0; step < reference.rates.size(); ++step)
            CHECK(oneCycleLearningRate(reference.peak, step, reference.rates.size()) ==
                  Approx(reference.rates[step]).epsilon(1e-9));
}

TEST_CASE("The learning rate is positive and never above its peak, however few steps there are") {
    for (std::uint64_t steps = 1; steps < 40; ++steps) {
        for (std::uint64_t step = 0; step < steps; ++step) {
            CHECK(oneCycleLearningRate(0.2, step, steps) > 0);
            CHECK(oneCycleLearningRate(0.2, step, steps) <= 0.2);
        }
    }
}
