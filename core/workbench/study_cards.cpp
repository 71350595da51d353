// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_cards.h"

#include "core/analysis/k_means.h"
#include "core/study/run_entry.h"
#include "core/workbench/human_uncertainty.h"
#include "core/workbench/run_comparison.h"
#include "core/workbench/verdict_draws.h"
#include "core/workbench/verdict_tests.h"

#include <algorithm>
#include <set>

namespace faultline::workbench {

namespace {

using analysis::CategorisedFailure;
using report::Cards;

constexpr std::size_t largestPairs = 10;
constexpr int clusterStarts = 10;
/// Why labels are not taken as a simple random sample.
constexpr const char* drawnByPairs = "the plan drew class pairs with different probabilities";

std::vector<std::uint64_t> countsOf(const report::Verdict& verdict) {
    std::vector<std::uint64_t> counts;
    for (const report::Verdict::OfMode& mode : verdict.composition)
        counts.push_back(mode.count);
    return counts;
}

Cards::Composition compositionOf(const report::Verdict& verdict) {
    constexpr std::uint64_t mostExact = 100;
    Cards::Composition card;
    if (verdict.isWeighted) {
        card.whyNoFit = card.whyNotExact = drawnByPairs;
        return card;
    }
    std::vector<std::uint64_t> counts = countsOf(verdict);
    std::erase(counts, 0U);
    card.fit = analysis::goodnessOfFit(counts);
    if (!card.fit) {
        card.whyNoFit = card.whyNotExact = "fewer than two categories have a label";
        return card;
    }
    if (verdict.labelled > mostExact)
        card.whyNotExact = "with more than 100 labels the asymptotic p-values are good enough";
    else if (card.exact = analysis::exactMultinomial(counts); !card.exact)
        card.whyNotExact = "so many categories have too many possible samples";
    return card;
}

Cards::Association associationOf(const VerdictMaterial& material, std::size_t categories, const char* by,
                                 bool hasTruth, bool hasPredicted, std::uint64_t tables, std::uint64_t seed,
                                 const std::stop_token& stop) {
    Cards::Association card;
    card.by = by;
    using Key = std::pair<std::optional<base::ClassId>, std::optional<base::ClassId>>;
    const auto keyOf = [&](const CategorisedFailure& failure) {
        return Key(hasTruth ? std::optional(failure.truth) : std::nullopt,
                   hasPredicted ? std::optional(failure.predicted) : std::nullopt);
    };
    std::map<Key, std::size_t> rowOf;
    for (const CategorisedFailure& failure : material.labelled.failures)
        rowOf.emplace(keyOf(failure), 0);
    for (auto& [key, row] : rowOf) {
        row = card.rows.size();
        card.rows.push_back({key.first, key.second});
    }
    card.table.rows = card.rows.size();
    card.table.columns = categories;
    card.table.counts.assign(card.table.rows * categories, 0);
    for (const CategorisedFailure& failure : material.labelled.failures)
        ++card.table.counts[rowOf.at(keyOf(failure)) * categories + failure.category];
    card.association = analysis::associationOf(card.table);
    card.test = analysis::fisherFreemanHalton(card.table, tables, seed, analysis::mostExactTables, stop);
    card.residuals = analysis::adjustedResiduals(card.table);
    if (!card.association)
        card.why = "there are not labels of two categories in two rows";
    return card;
}

std::vector<Cards::Association> associationsOf(const VerdictInput& input, const VerdictMaterial& material,
                                               std::size_t categories, int permutations,
                                               const std::stop_token& stop) {
    const auto tables = static_cast<std::uint64_t>(permutations) * 10 + 9; // 99,999 of 9,999
    const auto seed = [&](std::uint64_t which) {
        return drawSeed(input.agreement.seed, Draw::Tables, which);
    };
    return {associationOf(material, categories, "pair", true, true, tables, seed(0), stop),
            associationOf(material, categories, "true", true, false, tables, seed(1), stop),
            associationOf(material, categories, "predicted", false, true, tables, seed(2), stop)};
}

void addClusters(Cards::Representation& card, const LabelledFeatures& features, int permutations,
                 std::uint64_t seed, const std::stop_token& stop) {
    std::set<std::uint32_t> inUse;
    for (const CategorisedFailure& failure : features.failures)
        inUse.insert(failure.category);
    const auto clusters =
        analysis::kMeans(analysis::centredByPair(features.failures, features.rows, features.width),
                         features.width, inUse.size(), clusterStarts, drawSeed(seed, Draw::Clusters));
    card.agreement = analysis::clusterAgreement(features.failures, clusters.of, permutations,
                                                drawSeed(seed, Draw::ClusterAgreement), stop);
    if (card.agreement)
        card.clusters = inUse.size();
    else
        card.whyNoClusters = "the features fall into no clusters that could be compared";
}

Cards::Representation representationOf(const VerdictInput& input, const VerdictMaterial& material,
                                       std::size_t categories, int permutations,
                                       const std::stop_token& stop) {
    const LabelledFeatures& features = material.features;
    const std::uint64_t seed = input.agreement.seed;
    Cards::Representation card;
    card.failures = features.failures.size();
    card.isSample = features.isSample;
    for (const std::size_t each : {std::size_t{5}, std::size_t{10}, std::size_t{20}})
        if (const auto found = analysis::representationTest(
                features.failures, analysis::nearestOf(features.nearest, each), permutations,
                drawSeed(seed, Draw::OfNeighbours, each), {.stop = stop}))
            card.byNeighbours.push_back({each, *found});
    if (card.byNeighbours.empty()) {
        card.why = features.width == 0 ? "the model told no penultimate features"
                                       : "no class pair has labelled failures of two modes";
        card.whyNoClusters = card.why;
        return card;
    }
    const auto nearest = analysis::nearestOf(features.nearest, analysis::standardNeighbours);
    for (std::size_t category = 0; category < categories; ++category) {
        const auto number = static_cast<std::uint32_t>(category);
        if (const auto found =
                analysis::representationTestOf(number, features.failures, nearest, permutations,
                                               drawSeed(seed, Draw::OfCategory, category), {.stop = stop}))
            card.byCategory.push_back({category,
                                       static_cast<std::uint64_t>(std::ranges::count(
                                           features.failures, number, &CategorisedFailure::category)),
                                       *found});
    }
    addClusters(card, features, permutations, seed, stop);
    return card;
}

Cards::Where whereOf(const CardsInput& more, std::uint64_t seed) {
    Cards::Where card;
    card.images = more.predictions.size();
    card.failures = static_cast<std::uint64_t>(std::ranges::count_if(
        more.predictions, [](const model::Prediction& each) { return each.isFailure(); }));
    card.classes = analysis::classScores(more.predictions, more.classes.size());
    card.errorRates = analysis::errorRateTest(card.classes);
    if (!card.errorRates)
        card.whyNoErrorRates = "fewer than two classes have images, or all answers are right or all wrong";
    card.confusion = analysis::ConfusionMatrix(more.predictions, more.classes.size());
    card.largest = analysis::largestPairs(more.predictions, largestPairs);
    card.calibration = analysis::calibrationOf(more.predictions, drawSeed(seed, Draw::Calibration));
    if (!card.calibration)
        card.whyNoCalibration = "the model's confidences are not known";
    return card;
}

std::vector<Cards::Cost> costOf(std::uint64_t images, const report::Verdict& verdict, std::size_t modes) {
    std::vector<Cards::Cost> cost;
    if (verdict.labelled == 0 || images == 0)
        return cost;
    for (std::size_t i = 0; i < std::min(modes, verdict.composition.size()); ++i)
        cost.push_back({i, analysis::accuracyIfRight(images, verdict.failures, verdict.composition[i].share,
                                                     verdict.composition[i].interval)});
    return cost;
}

/// The tests by some of the labels; `without`: what is said where none of them is lacking.
template <class Keeps>
Cards::Variant variantOf(const VerdictInput& input, const Consensus& consensus, std::string name, Keeps keeps,
                         const char* without, int permutations, const std::stop_token& stop) {
    Cards::Variant variant;
    variant.name = std::move(name);
    std::vector<labels::Label> kept;
    for (const labels::Label& label : input.agreement.labels)
        if (keeps(label))
            kept.push_back(label);
    if (kept.size() == input.agreement.labels.size() &&
        consensus.decisions.size() == input.consensus.decisions.size()) {
        variant.why = without;
        return variant;
    }
    if (const auto enough = mayEstimate(consensus, kept, input.annotators); !enough) {
        variant.why = enough.error().message;
        return variant;
    }
    const VerdictMaterial material = materialOf(input, kept, consensus);
    variant.labelled = material.labelled.failures.size();
    if (variant.labelled == 0)
        variant.why = "no label is left";
    else
        variant.tests = verdictTests(input, material, permutations, {.stop = stop});
    return variant;
}

/// Without the images whose own label may be wrong, as if the data set had not got them.
Cards::Variant withoutSuspected(const VerdictInput& input, int permutations, const std::stop_token& stop) {
    const std::string name = "without suspected label errors";
    if (!input.suspected)
        return {name, 0, {}, report::notLoaded};
    VerdictInput kept = input;
    const auto isSuspected = [&](const auto& each) { return input.suspected->contains(each.sample); };
    std::erase_if(kept.failures, isSuspected);
    std::erase_if(kept.controls, isSuspected);
    std::erase_if(kept.consensus.decisions, isSuspected);
    return variantOf(
        kept, kept.consensus, name, [&](const labels::Label& label) { return !isSuspected(label); },
        "no labelled image is suspected", permutations, stop);
}

std::vector<Cards::Variant> robustnessOf(const VerdictInput& input, int permutations, const base::Job& job) {
    std::vector<Cards::Variant> variants;
    variants.push_back(withoutSuspected(input, permutations, job.stop));
    variants.push_back(variantOf(
        input, input.consensus, "without bulk labels",
        [](const labels::Label& label) { return label.given.how != labels::How::Bulk; },
        "no label was given to several failures at once", permutations, job.stop));
    variants.push_back(variantOf(
        input, input.consensus.onlyBlind(), "blind labels only",
        [](const labels::Label& label) { return label.given.blind == labels::Blind::Yes; },
        "all labels were given blind", permutations, job.stop));
    for (const labels::Annotator& annotator : input.agreement.annotators) {
        if (job.isStopped())
            break;
        variants.push_back(variantOf(
            input, {Consensus::Rule::Annotator, annotator.name}, "annotator " + annotator.name,
            [&](const labels::Label& label) { return label.annotator == annotator.id; },
            "all labels are theirs", permutations, job.stop));
    }
    return variants;
}

Cards::Design designOf(const VerdictInput& input) {
    Cards::Design design;
    if (!input.agreement.plan)
        return design;
    design.plan = input.agreement.plan->options;
    for (const plans::PlanItem& item : input.agreement.plan->items) {
        ++(item.role == plans::Role::Failure ? design.failures : design.controls);
        design.overlap += item.isOverlap ? 1 : 0;
    }
    return design;
}

} // namespace

base::Result<CardsInput> cardsInput(const study::Study& study, base::RunId run) {
    CardsInput input;
    FAULTLINE_TRY(predictions, study.runs().predictions(run));
    input.predictions = std::move(predictions);
    input.classes = study.runs().header(run).classNames();
    FAULTLINE_TRY(covariates, covariatesOf(study));
    input.covariates = std::move(covariates);
    for (const study::RunEntry& other : study.runs().all()) {
        if (other.id == run)
            continue;
        FAULTLINE_TRY(comparison, compareRuns(study, run, other.id));
        input.runs.push_back(
            {other.name, comparison.errors, comparison.consistency, comparison.whyNoConsistency});
    }
    return input;
}

report::Cards countedCards(const VerdictInput& input, const report::Verdict& verdict, std::uint64_t images) {
    Cards cards;
    cards.composition = compositionOf(verdict);
    cards.cost = costOf(images, verdict, input.agreement.taxonomy.modes().size());
    cards.design = designOf(input);
    if (verdict.isWeighted) {
        cards.whyNotNeeded = std::string("how many are needed is not computed where ") + drawnByPairs;
        return cards;
    }
    cards.needed =
        analysis::labelsNeeded(countsOf(verdict), verdict.labelled + verdict.excluded, verdict.failures);
    if (!cards.needed)
        cards.whyNotNeeded = "without a label nothing is known of the shares";
    return cards;
}

report::Cards cardsOf(const VerdictInput& input, const CardsInput& more, const VerdictMaterial& material,
                      const report::Verdict& verdict, int permutations, const base::Job& job) {
    const std::size_t categories = verdict.composition.size();
    Cards cards = countedCards(input, verdict, more.predictions.size());
    cards.classes = more.classes;
    cards.runs = more.runs;
    cards.uncertainty = humanUncertaintyOf(more.covariates, more.predictions, input.controls);
    constexpr std::uint64_t steps = 4;
    std::uint64_t done = 0;
    const auto goesOn = [&] {
        job.tell(done++, steps);
        return !job.isStopped();
    };
    if (goesOn())
        cards.where = whereOf(more, input.agreement.seed);
    if (goesOn())
        cards.pairs = associationsOf(input, material, categories, permutations, job.stop);
    if (goesOn())
        cards.representation = representationOf(input, material, categories, permutations, job.stop);
    if (goesOn())
        cards.robustness = robustnessOf(input, permutations, job);
    return cards;
}

WholeVerdict wholeVerdict(const VerdictInput& input, const CardsInput& more, int permutations) {
    const VerdictMaterial material = materialOf(input, input.agreement.labels, input.consensus);
    WholeVerdict whole;
    whole.verdict = verdictOf(input, material, permutations);
    whole.cards = cardsOf(input, more, material, whole.verdict, permutations);
    return whole;
}

} // namespace faultline::workbench
