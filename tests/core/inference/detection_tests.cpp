// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/detection.h"
#include "core/model/preprocessing_text.h"

#include "tests/core/inference/fake_inference.h"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::inference;
using namespace faultline::model;

namespace {

constexpr std::uint32_t classes = 4;

/// Answers rightly for the share of images that its present variant is said to get right.
class VariantClassifier : public tests::FakeClassifier {
public:
    struct Skill {
        const char* preset;
        double rightShare;
        double confidence; ///< logit of the answer
    };
    explicit VariantClassifier(std::vector<Skill> skills)
        : FakeClassifier(classes)
        , m_skills(std::move(skills)) {}

    const ModelInfo& model() const override { return m_model; }
    std::vector<ModelVariant> variants() const override {
        std::vector<ModelVariant> all;
        for (const Skill& skill : m_skills)
            all.push_back({*parsedPreprocessing(skill.preset), false});
        return all;
    }
    void decide(const ModelVariant& variant, PreprocessingBasis basis,
                std::vector<PreprocessingTrial> trials) override {
        m_model.preprocessing = variant.preprocessing;
        m_model.basis = basis;
        m_model.trials = std::move(trials);
    }
    base::Result<Scores> classify(std::span<const base::ImageView> images) override {
        auto scores = FakeClassifier::classify(images);
        const auto skill = std::find_if(m_skills.begin(), m_skills.end(), [&](const Skill& s) {
            return m_model.preprocessing.name == s.preset;
        });
        for (std::size_t i = 0; i < images.size(); ++i) {
            const std::uint32_t index = tests::indexOf(images[i]);
            // 617 is coprime to 1,000: any run of images is a fair sample.
            const bool right = index * 617 % 1000 < skill->rightShare * 1000;
            for (std::uint32_t k = 0; k < classes; ++k)
                scores->logits[i * classes + k] =
                    k == (index + (right ? 0 : 1)) % classes ? static_cast<float>(skill->confidence) : 0.0F;
        }
        return scores;
    }
    void state(double accuracy) { m_model.statedAccuracy = accuracy; }

private:
    std::vector<Skill> m_skills;
    ModelInfo m_model = FakeClassifier::model();
};

struct Found {
    Ending ending;
    ModelInfo model;
    std::uint64_t done = 0, total = 0;
};

Found detect(VariantClassifier& classifier, std::uint32_t images = 1000) {
    const tests::FakeImages set(images, classes);
    Found found{};
    base::Job job;
    job.progress = [&](std::uint64_t done, std::uint64_t total) {
        CHECK(done > found.done);
        found.done = done;
        found.total = total;
    };
    found.ending = detectVariant(set, classifier, 7, job).value();
    found.model = classifier.model();
    return found;
}

} // namespace

TEST_CASE("Clearly worse candidates are dropped after the screening, the rest runs over the whole set") {
    VariantClassifier classifier({{"unit", 0.5, 2}, {"cifar10", 0.9, 2}, {"imagenet", 0.91, 2}});
    const Found found = detect(classifier);
    CHECK(found.ending == Ending::Finished);
    REQUIRE(found.model.trials.size() == 3);
    CHECK(found.model.trials[0].images == 1000);
    CHECK(found.model.trials[1].images == 1000);
    CHECK(found.model.trials[2].preprocessing.name == "unit");
    CHECK(found.model.trials[2].images == screenedImages);
    CHECK(found.done == 3 * 500 + 2 * 1000);
    CHECK(found.done == found.total);
}

TEST_CASE("Without a stated accuracy the best mean log-likelihood wins, and it is uncertain") {
    VariantClassifier classifier({{"cifar10", 0.9, 3}, {"imagenet", 0.91, 9}});
    const Found found = detect(classifier);
    CHECK(found.model.preprocessing.name == "cifar10"); // imagenet is right more often, but far too sure
    CHECK(found.model.basis == PreprocessingBasis::Likeliest);
    CHECK(found.model.trials[0].correct == 900);
    CHECK(found.model.trials[1].correct == 910);
    CHECK(found.model.trials[0].meanLogLikelihood ==
          Approx(0.9 * (3 - std::log(std::exp(3.0) + 3)) - 0.1 * std::log(std::exp(3.0) + 3)).epsilon(1e-6));
}

TEST_CASE("The candidate that reproduces the stated accuracy wins, however likely the others are") {
    VariantClassifier classifier({{"cifar10", 0.9, 3}, {"imagenet", 0.887, 3}});
    classifier.state(0.887);
    const Found found = detect(classifier);
    CHECK(found.model.preprocessing.name == "imagenet");
    CHECK(found.model.basis == PreprocessingBasis::Reproduces);
    CHECK(found.model.trials[0].preprocessing.name == "imagenet");

    VariantClassifier other({{"cifar10", 0.9, 3}, {"imagenet", 0.887, 3}});
    other.state(0.95); // nobody's
    CHECK(detect(other).model.basis == PreprocessingBasis::Likeliest);
}

TEST_CASE("Where all is decided nothing is tried") {
    tests::FakeClassifier classifier(classes);
    const tests::FakeImages set(10, classes);
    base::Job job;
    job.progress = [](auto, auto) { FAIL("nothing is computed"); };
    CHECK(detectVariant(set, classifier, 0, job).value() == Ending::Finished);
    CHECK(classifier.batches.empty());
}

TEST_CASE("The search for a preprocessing stops when it is asked to") {
    VariantClassifier classifier({{"cifar10", 0.9, 3}, {"imagenet", 0.887, 3}});
    const tests::FakeImages set(1000, classes);
    std::stop_source stop;
    const base::Job job{1, stop.get_token(), [&](std::uint64_t, std::uint64_t) { stop.request_stop(); }};
    const auto ending = detectVariant(set, classifier, 0, job);
    CHECK(ending.value() == Ending::Cancelled);
    CHECK(classifier.batches.size() == 1);
}

TEST_CASE("An accuracy is reproduced to the digits that are printed") {
    CHECK(reproduces(0.9212, 9212, 10000));
    CHECK_FALSE(reproduces(0.9212, 9213, 10000));
    CHECK(reproduces(static_cast<double>(92.12F) / 100, 9212, 10000));
    CHECK(reproduces(0.921, 9212, 10000)); // 92.1
    CHECK(reproduces(0.921, 9205, 10000));
    CHECK_FALSE(reproduces(0.921, 9216, 10000));
    CHECK(reproduces(0.92, 9249, 10000)); // 92
    CHECK_FALSE(reproduces(0.5, 0, 0));
}

TEST_CASE("McNemar's exact tail is the binomial's") {
    CHECK(mcNemarLowerTail(0, 0) == 1);
    CHECK(mcNemarLowerTail(0, 10) == Approx(1.0 / 1024));
    CHECK(mcNemarLowerTail(1, 9) == Approx(11.0 / 1024));
    CHECK(mcNemarLowerTail(5, 5) == Approx(638.0 / 1024));
    CHECK(mcNemarLowerTail(10, 0) == Approx(1));
    CHECK(mcNemarLowerTail(400, 600) == Approx(1.364232e-10).epsilon(1e-5)); // R: pbinom(400, 1000, 0.5)
}
