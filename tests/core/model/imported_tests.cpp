// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/imported.h"

#include <catch2/catch.hpp>

using namespace faultline::model;

TEST_CASE("What is known of an imported answer is told by its values and the model's metadata") {
    ModelInfo model;
    Prediction prediction;
    CHECK(tellsProbabilities(model));
    CHECK(isMarginKnown(prediction, model)); // a tie
    CHECK_FALSE(isConfidenceKnown(prediction));
    model.format = predictionsFormat;
    model.metadata = {{"output", "classes"}, {"margin", "unknown"}};
    CHECK_FALSE(tellsProbabilities(model));
    CHECK_FALSE(isMarginKnown(prediction, model));
    prediction.margin = 0.1F;
    prediction.confidence = 0.2F;
    CHECK(isMarginKnown(prediction, model));
    CHECK(isConfidenceKnown(prediction));
    model.metadata[0].second = "softmax";
    CHECK(tellsProbabilities(model));
}
