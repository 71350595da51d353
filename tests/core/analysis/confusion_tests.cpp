// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/confusion_fold.h"

#include <array>
#include <numeric>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using labels::Judgement;

namespace {

model::Prediction prediction(std::uint16_t truth, std::uint16_t predicted) {
    model::Prediction result;
    result.truth = ClassId(truth);
    result.predicted = ClassId(predicted);
    return result;
}

} // namespace

TEST_CASE("A confusion matrix has true classes as rows and predicted ones as columns") {
    const std::vector predictions{prediction(0, 0), prediction(0, 2), prediction(0, 2), prediction(2, 0),
                                  prediction(1, 1), prediction(1, 1), prediction(1, 1)};
    const analysis::ConfusionMatrix matrix(predictions, 3);
    CHECK(matrix.classCount() == 3);
    CHECK(matrix.at(ClassId(0), ClassId(2)) == 2);
    CHECK(matrix.at(ClassId(2), ClassId(0)) == 1);
    CHECK(matrix.at(ClassId(1), ClassId(1)) == 3);
    CHECK(matrix.at(ClassId(2), ClassId(2)) == 0);
    // The correct diagonal, though larger, is no confusion.
    CHECK(matrix.largestConfusion() == 2);
    CHECK(analysis::ConfusionMatrix({}, 3).largestConfusion() == 0);
    CHECK(analysis::ConfusionMatrix({}, 0).largestConfusion() == 0);
}

TEST_CASE("A confusion matrix of 65,535 classes needs room for its predictions alone") {
    std::vector<model::Prediction> predictions(5);
    const auto set = [&](std::size_t at, std::uint16_t truth, std::uint16_t predicted) {
        predictions[at].truth = base::ClassId(truth);
        predictions[at].predicted = base::ClassId(predicted);
    };
    set(0, 65'534, 0);
    set(1, 3, 3);
    set(2, 65'534, 0);
    set(3, 3, 65'534);
    set(4, 3, 3);
    const analysis::ConfusionMatrix matrix(predictions, 65'535);
    REQUIRE(matrix.entries().size() == 3);
    CHECK(matrix.entries()[0].truth.value == 3);
    CHECK(matrix.entries()[0].predicted.value == 3);
    CHECK(matrix.entries()[1].predicted.value == 65'534);
    CHECK(matrix.entries()[2].truth.value == 65'534);
    CHECK(matrix.at(base::ClassId(65'534), base::ClassId(0)) == 2);
    CHECK(matrix.at(base::ClassId(0), base::ClassId(65'534)) == 0);
    CHECK(matrix.largestConfusion() == 2);
}

TEST_CASE("Class pairs come most frequent first, then by class numbers, with their judgements counted") {
    const std::vector failures{prediction(3, 5), prediction(1, 9), prediction(3, 5), prediction(1, 2)};
    const std::vector judgements{Judgement::excluded(), Judgement(), Judgement(),
                                 Judgement::of(base::ModeId(1))};
    const auto pairs = analysis::classPairs(failures, judgements);
    REQUIRE(pairs.size() == 3);
    CHECK(pairs[0] == analysis::ClassPair{ClassId(3), ClassId(5), 2, 1}); // an excluded one is judged
    CHECK(pairs[1] == analysis::ClassPair{ClassId(1), ClassId(2), 1, 1});
    CHECK(pairs[2] == analysis::ClassPair{ClassId(1), ClassId(9), 1, 0});
    CHECK(analysis::classPairs({}, {}).empty());
}

TEST_CASE("Softmax sums to one and survives huge logits") {
    const auto checkSum = [](const std::vector<double>& values) {
        CHECK(std::accumulate(values.begin(), values.end(), 0.0) == Approx(1).epsilon(1e-14));
    };
    const auto small = analysis::softmax(std::array{1.0f, 2.0f, 3.0f});
    checkSum(small);
    CHECK(small[2] == Approx(0.6652409557748219).epsilon(1e-14));
    const auto huge = analysis::softmax(std::array{3e38f, -3e38f, 3e38f});
    checkSum(huge);
    CHECK(huge[0] == 0.5);
    CHECK(huge[1] == 0.0);
    CHECK(analysis::softmax({}).empty());
}

TEST_CASE("Top classes come most probable first, ties by class number") {
    const std::array logits{1.0f, 4.0f, 4.0f, 2.0f};
    const auto top = analysis::topClasses(logits, 3);
    REQUIRE(top.size() == 3);
    CHECK(top[0].id == ClassId(1));
    CHECK(top[1].id == ClassId(2));
    CHECK(top[2].id == ClassId(3));
    CHECK(top[0].probability == analysis::softmax(logits)[1]);
    CHECK(analysis::topClasses(logits, 9).size() == 4);
    CHECK(analysis::topClasses({}, 5).empty());
}

TEST_CASE("A folded matrix keeps the largest confusion of each square, and loses none") {
    std::vector<model::Prediction> predictions;
    const auto add = [&](int truth, int predicted, int count) {
        for (int i = 0; i < count; ++i)
            predictions.push_back({base::SampleIndex(static_cast<std::uint32_t>(predictions.size())),
                                   base::ClassId(static_cast<std::uint16_t>(truth)),
                                   base::ClassId(static_cast<std::uint16_t>(predicted)), 0.5F, 0.1F});
    };
    add(0, 1, 3); // on the square (0, 0), with
    add(1, 0, 5); // this one, which is larger, and
    add(0, 0, 9); // what is correct, which is none
    add(2, 7, 1);
    add(9, 8, 2);
    const analysis::ConfusionMatrix matrix(predictions, 10);
    const analysis::FoldedMatrix folded(matrix, 5);
    CHECK(folded.squareOf(base::ClassId(9)) == 4);
    CHECK(folded.largestAt(0, 0).truth == base::ClassId(1));
    CHECK(folded.largestAt(0, 0).count == 5);
    CHECK(folded.largestAt(1, 3).count == 1);
    CHECK(folded.largestAt(4, 4).predicted == base::ClassId(8));
    CHECK(folded.largestAt(2, 2).count == 0);
    const std::vector<base::ClassId> order = analysis::mostConfused(matrix);
    REQUIRE(order.size() == 10);
    const std::array<std::uint16_t, 10> expected{1, 0, 9, 8, 2, 7, 3, 4, 5, 6};
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(order[i] == base::ClassId(expected[i]));
}
