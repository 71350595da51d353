// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/set_limits.h"
#include "core/model/run_header.h"
#include "core/model/run_limits.h"
#include "tests/support/synthetic_study.h"

#include "core/base/text.h"

#include <functional>

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

/// What is said of a header that was changed; empty: nothing.
std::string refusal(const std::function<void(model::RunHeader&)>& change) {
    model::RunHeader header = tests::syntheticHeader({});
    change(header);
    const auto checked = model::checkLimits(header);
    return checked ? std::string() : checked.error().message;
}

} // namespace

TEST_CASE("A header within the limits is taken, and what is beyond one is named with both numbers") {
    using model::RunHeader;
    CHECK(refusal([](RunHeader&) {}).empty());
    const std::string longName(1'025, 'x');
    CHECK(refusal([&](RunHeader& header) { header.dataset.classes[3] = longName; }) ==
          "the name of class 3 of the data set has 1,025 bytes, and at most 1,024 are possible");
    CHECK(refusal([&](RunHeader& header) { header.dataset.classes[3] = longName.substr(1); }).empty());
    CHECK_THAT(refusal([&](RunHeader& header) { header.model.classes[0] = longName; }),
               Contains("class 0 of the model"));
    CHECK_THAT(refusal([&](RunHeader& header) { header.dataset.classes.resize(65'536); }),
               Contains("the classes of the data set: 65,536, and at most 65,535"));
    CHECK(refusal([&](RunHeader& header) { header.dataset.classes.resize(65'535); }).empty());

    const std::string longText(16'385, 'x');
    CHECK_THAT(refusal([&](RunHeader& header) { header.dataset.location = longText; }),
               Contains("\"location\" of the data set has 16,385 bytes"));
    CHECK_THAT(refusal([&](RunHeader& header) { header.model.architecture = longText; }),
               Contains("\"architecture\" of the model"));
    CHECK_THAT(refusal([&](RunHeader& header) { header.device.reason = longText; }),
               Contains("\"reason\" of the device"));
    CHECK_THAT(refusal([&](RunHeader& header) { header.options.modelName = longText; }),
               Contains("\"model_name\" of the run"));
    CHECK_THAT(refusal([&](RunHeader& header) {
                   header.dataset.notes = {"a", longText};
               }),
               Contains("notes"));
    CHECK_THAT(refusal([&](RunHeader& header) { header.dataset.unreadable.resize(1'001); }),
               Contains("unreadable files: 1,001"));
    CHECK_THAT(refusal([&](RunHeader& header) { header.dataset.leftOut.resize(1'001); }),
               Contains("were left out: 1,001"));
    CHECK_THAT(refusal([&](RunHeader& header) {
                   header.dataset.leftOut = {{"x", 1, longText}};
               }),
               Contains("\"examples\" of what the data set left out"));
    CHECK_THAT(refusal([&](RunHeader& header) { header.model.featureCount = (1u << 20) + 1; }),
               Contains("features of the model"));
    CHECK_THAT(refusal([&](RunHeader& header) { header.model.trials.resize(1'001); }), Contains("tried"));
    CHECK_THAT(refusal([&](RunHeader& header) { header.model.metadata.resize(1'001); }),
               Contains("metadata: 1,001"));
    CHECK_THAT(refusal([&](RunHeader& header) {
                   header.model.metadata = {{"k", std::string(4'097, 'x')}};
               }),
               Contains("a value of the model's metadata has 4,097 bytes"));
}

TEST_CASE("Metadata beyond the limits is cut, says so, and is within them") {
    const std::string ear = "\xe2\x97\x8f"; // three bytes
    std::string ears;
    for (int i = 0; i < 5'000; ++i)
        ears += ear;
    model::Metadata metadata{{"short", "value"}, {"long", ears}, {std::string(2'000, 'k'), ""}};
    const model::Metadata cut = model::bounded(metadata);
    REQUIRE(cut.size() == 3);
    CHECK(cut[0] == metadata[0]);
    CHECK(cut[1].second.size() <= model::longestMetadataValue);
    CHECK(cut[1].second.size() > model::longestMetadataValue - 3);
    CHECK(base::isUtf8(cut[1].second));
    CHECK_THAT(cut[1].second, EndsWith("… (15,000 bytes)"));
    CHECK_THAT(cut[2].first, EndsWith("… (2,000 bytes)"));
    CHECK(cut[2].first.size() == model::longestMetadataKey);

    metadata.resize(5'000, {"k", "v"});
    const model::Metadata many = model::bounded(metadata);
    REQUIRE(many.size() == model::mostMetadata);
    CHECK(many.back().second == "4,001 further entries");
    model::RunHeader header = tests::syntheticHeader({});
    header.model.metadata = many;
    CHECK(model::checkLimits(header));
    header.model.metadata = cut;
    CHECK(model::checkLimits(header));
}
