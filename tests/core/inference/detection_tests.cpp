// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/detection.h"
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"

#include "tests/core/inference/fake_inference.h"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::inference;
using namespace faultline::model;

namespace {

constexpr std::uint32_t classes = 4;

struct Skill {
    const char* preset;
    double rightShare;
    double confidence; ///< logit of the answer
};

/// Answers rightly for the share of images that its present variant is said to get right.
class VariantNetwork : public tests::FakeNetwork {
public:
    explicit VariantNetwork(std::vector<Skill> skills)
        : FakeNetwork(classes)
        , m_skills(std::move(skills)) {}

    void use(const ModelVariant& variant) override { m_preset = variant.preprocessing.name; }
    base::Result<Scores> classify(std::span<const base::ImageView> images) override {
        auto scores = FakeNetwork::classify(images);
        const auto skill = std::find_if(m_skills.begin(), m_skills.end(),
                                        [&](const Skill& s) { return m_preset == s.preset; });
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

private:
    std::vector<Skill> m_skills;
    std::string m_preset;
};

using VariantModel = tests::FakeModel<VariantNetwork>;

VariantModel modelOf(const std::vector<Skill>& skills, std::optional<double> statedAccuracy = std::nullopt) {
    ModelInfo info = tests::fakeInfo(classes);
    info.statedAccuracy = statedAccuracy;
    std::vector<ModelVariant> variants;
    for (const Skill& skill : skills)
        variants.push_back({*parsedPreprocessing(skill.preset), false});
    return VariantModel(std::make_unique<VariantNetwork>(skills), std::move(info), std::move(variants));
}

struct Found {
    Ending ending;
    ModelInfo model;
    std::uint64_t done = 0, total = 0;
};

RunOptions seeded(std::uint64_t seed, std::uint32_t limit = 0) {
    RunOptions options;
    options.seed = seed;
    options.limit = limit;
    return options;
}

Found detect(VariantModel model, const RunOptions& options = seeded(7), const DetectionTalk& talk = {}) {
    const tests::FakeImages set(1000, classes);
    Found found{};
    base::Job job;
    job.progress = [&](std::uint64_t done, std::uint64_t total) {
        CHECK(done > found.done);
        CHECK(done * found.total >= found.done * total); // the bar never runs backwards
        found.done = done;
        found.total = total;
    };
    found.ending = detectVariant(set, model, options, job, talk).value();
    found.model = model.info();
    return found;
}

} // namespace

TEST_CASE("Clearly worse candidates are dropped after the screening, the rest runs over the whole set") {
    const Found found = detect(modelOf({{"unit", 0.5, 2}, {"cifar10", 0.9, 2}, {"imagenet", 0.91, 2}}));
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
    const Found found = detect(modelOf({{"cifar10", 0.9, 3}, {"imagenet", 0.91, 9}}));
    CHECK(found.model.preprocessing.name == "cifar10"); // imagenet is right more often, but far too sure
    CHECK(found.model.basis == PreprocessingBasis::Likeliest);
    CHECK(found.model.trials[0].correct == 900);
    CHECK(found.model.trials[1].correct == 910);
    CHECK(found.model.trials[0].meanLogLikelihood ==
          Approx(0.9 * (3 - std::log(std::exp(3.0) + 3)) - 0.1 * std::log(std::exp(3.0) + 3)).epsilon(1e-6));
}

TEST_CASE("The candidate that reproduces the stated accuracy wins, however likely the others are") {
    const std::vector<Skill> skills{{"cifar10", 0.9, 3}, {"imagenet", 0.887, 3}};
    const Found found = detect(modelOf(skills, 0.887));
    CHECK(found.model.preprocessing.name == "imagenet");
    CHECK(found.model.basis == PreprocessingBasis::Reproduces);
    CHECK(found.model.trials[0].preprocessing.name == "imagenet");
    const double nobodys = 0.95;
    CHECK(detect(modelOf(skills, nobodys)).model.basis == PreprocessingBasis::Likeliest);
}

TEST_CASE("Where all is decided nothing is tried") {
    tests::FakeModel model(classes);
    const tests::FakeImages set(10, classes);
    base::Job job;
    job.progress = [](auto, auto) { FAIL("nothing is computed"); };
    CHECK(detectVariant(set, model, seeded(0), job).value() == Ending::Finished);
    CHECK(model.fake().batches.empty());
}

TEST_CASE("The search for a preprocessing stops when it is asked to") {
    VariantModel model = modelOf({{"cifar10", 0.9, 3}, {"imagenet", 0.887, 3}});
    const tests::FakeImages set(1000, classes);
    std::stop_source stop;
    const base::Job job{stop.get_token(), [&](std::uint64_t, std::uint64_t) { stop.request_stop(); }};
    const auto ending = detectVariant(set, model, seeded(0), job);
    CHECK(ending.value() == Ending::Cancelled);
    CHECK(model.fake().batches.size() == 1);
}

TEST_CASE("No candidate is tried on more images than the run may visit") {
    const std::vector<Skill> skills{{"cifar10", 0.9, 3}, {"imagenet", 0.89, 3}};
    const Found few = detect(modelOf(skills, 0.9), seeded(7, 60));
    CHECK(few.done == 2 * 60);
    CHECK(few.model.trials[0].images == 60);
    CHECK(few.model.basis == PreprocessingBasis::Likeliest); // the file speaks of all images
    const Found more = detect(modelOf(skills), seeded(7, 800));
    CHECK(more.done == 2 * 500 + 2 * 800);
    CHECK(more.model.trials[1].images == 800);
}

TEST_CASE("Each candidate is told as it is tried, those that are still in the search first") {
    std::vector<PreprocessingTrial> last;
    std::uint32_t contenders = 0;
    DetectionTalk talk;
    talk.tell = [&](const std::vector<PreprocessingTrial>& trials, std::uint32_t count) {
        REQUIRE(trials.size() == 3);
        for (const PreprocessingTrial& before : last)
            for (const PreprocessingTrial& trial : trials)
                if (trial.preprocessing == before.preprocessing)
                    CHECK(trial.images >= before.images);
        last = trials;
        contenders = count;
    };
    const Found found =
        detect(modelOf({{"unit", 0.5, 2}, {"cifar10", 0.9, 2}, {"imagenet", 0.91, 2}}), seeded(7), talk);
    CHECK(contenders == 2);
    CHECK(last[2].preprocessing.name == "unit");
    CHECK(last[2].images == screenedImages);
    CHECK(last[1].images == 1000);
    CHECK(found.model.trials[2] == last[2]);
}

TEST_CASE("A candidate that is taken ends the search at once, as if it had been chosen before") {
    std::uint64_t asked = 0;
    DetectionTalk talk;
    SECTION("one that is still in the search") {
        talk.taken = [&]() -> std::optional<ModelVariant> {
            return ++asked < 3 ? std::nullopt
                               : std::optional(ModelVariant{*parsedPreprocessing("imagenet"), false});
        };
        const Found found = detect(modelOf({{"cifar10", 0.9, 3}, {"imagenet", 0.2, 3}}), seeded(7), talk);
        CHECK(found.ending == Ending::Finished);
        CHECK(found.model.preprocessing.name == "imagenet");
        CHECK(found.model.basis == PreprocessingBasis::Chosen);
        CHECK(found.model.trials.size() == 2);
        CHECK(found.done < 500);
    }
    SECTION("what is no candidate changes nothing") {
        talk.taken = []() -> std::optional<ModelVariant> {
            return ModelVariant{*parsedPreprocessing("unit"), false};
        };
        const Found found = detect(modelOf({{"cifar10", 0.9, 3}, {"imagenet", 0.2, 3}}), seeded(7), talk);
        CHECK(found.model.preprocessing.name == "cifar10");
        CHECK(found.model.basis == PreprocessingBasis::Likeliest);
    }
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
