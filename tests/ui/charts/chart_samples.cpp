// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/charts/chart_samples.h"

#include "core/base/random.h"

namespace faultline::tests {

namespace {

std::vector<labels::Judgement> judgementsOf(const ChartCounts& counts) {
    const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
    std::vector<labels::Judgement> judgements;
    const auto add = [&](int count, const labels::Judgement& judgement) {
        judgements.insert(judgements.end(), static_cast<std::size_t>(count), judgement);
    };
    add(counts.scale, labels::Judgement::of(taxonomy.find("scale")->id));
    add(counts.background, labels::Judgement::of(taxonomy.find("background")->id));
    add(counts.occlusion, labels::Judgement::of(taxonomy.find("occlusion")->id));
    add(counts.excluded, labels::Judgement::excluded());
    add(counts.unlabelled, labels::Judgement());
    return judgements;
}

const std::vector<std::string> animals{"cat", "dog"};

} // namespace

ui::ChartData chartData(const ChartCounts& counts, std::optional<analysis::GroupBy> by,
                        std::vector<std::string> classes) {
    const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
    const std::vector<labels::Judgement> judgements = judgementsOf(counts);
    base::Random random(11);
    std::vector<model::Prediction> failures;
    for (std::size_t i = 0; i < judgements.size(); ++i) {
        const auto truth = random.below(random.below(classes.size()) + 1);
        const auto other = (truth + 1 + random.below(classes.size() - 1)) % classes.size();
        failures.push_back({base::SampleIndex(static_cast<std::uint32_t>(i)),
                            base::ClassId(static_cast<std::uint16_t>(truth)),
                            base::ClassId(static_cast<std::uint16_t>(other)), 0.5f, 0.1f});
    }
    return {QStringLiteral("Test × Model"), std::move(classes), taxonomy,
            analysis::statisticsOf(failures, judgements, taxonomy, by)};
}

ui::ChartData withIntervals(ui::ChartData data) {
    data.form = ui::GroupForm::Intervals;
    return data;
}

ui::ChartData againstControls(const ChartCounts& counts) {
    const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
    std::vector<labels::Judgement> controls;
    const auto failures = judgementsOf(counts);
    for (std::size_t i = 0; i < failures.size(); i += 2)
        controls.push_back(i % 3 == 0 ? labels::Judgement() : failures[i]);
    return {QStringLiteral("Test × Model"), animals, taxonomy,
            analysis::statisticsByRole(failures, controls, taxonomy)};
}

ui::ChartData overLabels(const ChartCounts& counts) {
    const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
    std::vector<labels::Judgement> decisions = judgementsOf(counts);
    const std::size_t failures = decisions.size();
    std::erase_if(decisions, [](const labels::Judgement& each) { return each.isUnlabelled(); });
    base::Random random(11);
    base::shuffle(decisions, random);
    return {QStringLiteral("Test × Model"), animals, taxonomy,
            analysis::statisticsOverLabels(decisions, failures, taxonomy)};
}

} // namespace faultline::tests
