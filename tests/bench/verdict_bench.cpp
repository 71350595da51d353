// SPDX-License-Identifier: GPL-3.0-or-later
// Times a verdict on a drawn study in memory and prints one JSON object. Usage:
//   faultline_bench_verdict FAILURES [PERMUTATIONS]
// Every failure, and as many controls, has a blind label of one annotator; features are 512 wide. "prepared"
// is what the tests stand on (labels that count, neighbours), "tests" the three tests with their
// permutations, "rest" the verdict but its permutations, "cards" the other cards, which follow in the
// background; they are left out above 10,000 failures.
#include "core/base/random.h"
#include "core/workbench/study_cards.h"
#include "core/workbench/study_verdict.h"
#include "core/workbench/verdict_tests.h"

#include <charconv>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>

using namespace faultline;
using nlohmann::json;

namespace {

constexpr std::uint32_t classes = 10;
constexpr std::size_t width = 512;

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::int64_t peakKilobytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::stoll(line.substr(std::strlen("VmHWM:")));
    return 0;
}

labels::Label blindLabel(base::SampleIndex sample, base::Random& random, const labels::Taxonomy& taxonomy) {
    labels::Label label;
    label.run = base::RunId(1);
    label.sample = sample;
    label.annotator = base::AnnotatorId(1);
    const std::uint64_t drawn = random.below(taxonomy.modes().size() + 1);
    label.judgement = drawn < taxonomy.modes().size() ? labels::Judgement::of(taxonomy.modes()[drawn].id)
                                                      : labels::Judgement::none();
    label.given.how = labels::How::Session;
    label.given.blind = labels::Blind::Yes;
    return label;
}

workbench::VerdictInput drawn(std::uint32_t failures) {
    base::Random random(20261127);
    workbench::VerdictInput input;
    input.annotators = {{base::AnnotatorId(1), "00000000-0000-4000-8000-000000000001", "ada"}};
    input.agreement.annotators = input.annotators;
    input.agreement.taxonomy = labels::standardTaxonomy();
    input.agreement.seed = 1;
    input.features.width = width;
    for (std::uint32_t i = 0; i < 2 * failures; ++i) {
        const base::SampleIndex sample(i);
        const base::ClassId truth(static_cast<std::uint16_t>(random.below(classes)));
        const bool isFailure = i % 2 == 0;
        const std::uint64_t other = 1 + random.below(classes - 1);
        const base::ClassId predicted(isFailure ? static_cast<std::uint16_t>((truth.value + other) % classes)
                                                : truth.value);
        (isFailure ? input.failures : input.controls).push_back({sample, truth, predicted, 0.8F, 0.7F});
        input.agreement.labels.push_back(blindLabel(sample, random, input.agreement.taxonomy));
        if (!isFailure)
            continue;
        input.features.samples.push_back(sample);
        for (std::size_t j = 0; j < width; ++j)
            input.features.values.push_back(static_cast<float>(random.unit()));
    }
    input.blind = input.agreement.labels;
    input.consensus = {workbench::Consensus::Rule::Annotator, "ada"};
    return input;
}

json timed(std::uint32_t failures, int permutations) {
    const workbench::VerdictInput input = drawn(failures);
    json result{{"failures", failures}, {"controls", failures}, {"permutations", permutations}};
    auto start = std::chrono::steady_clock::now();
    const auto material = workbench::materialOf(input, input.agreement.labels, input.consensus);
    result["prepared_seconds"] = secondsSince(start);
    start = std::chrono::steady_clock::now();
    const auto tests = workbench::verdictTests(input, material, permutations);
    result["tests_seconds"] = secondsSince(start);
    for (const analysis::VerdictTest& test : tests)
        result["p"][test.name] = test.found ? json(test.found->test.p) : json(nullptr);
    start = std::chrono::steady_clock::now();
    const report::Verdict verdict = workbench::verdictOf(input, material, 1);
    result["rest_seconds"] = secondsSince(start);
    if (failures <= 10'000) {
        workbench::CardsInput more;
        for (const auto* population : {&input.failures, &input.controls})
            more.predictions.insert(more.predictions.end(), population->begin(), population->end());
        for (std::uint32_t i = 0; i < classes; ++i)
            more.classes.push_back("class " + std::to_string(i));
        start = std::chrono::steady_clock::now();
        static_cast<void>(workbench::cardsOf(input, more, material, verdict, permutations));
        result["cards_seconds"] = secondsSince(start);
    }
    result["peak_megabytes"] = peakKilobytes() / 1024;
    return result;
}

} // namespace

int main(int argc, char** argv) {
    std::uint32_t failures = 0;
    int permutations = analysis::standardPermutations;
    if (argc < 2 || std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), failures).ec != std::errc() ||
        failures < 100 || (argc > 2 && (permutations = std::atoi(argv[2])) < 1)) {
        std::cerr << "usage: faultline_bench_verdict FAILURES [PERMUTATIONS], at least 100 failures\n";
        return 2;
    }
    std::cout << timed(failures, permutations).dump(2) << '\n';
    return 0;
}
