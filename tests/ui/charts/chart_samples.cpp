// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/charts/chart_samples.h"

#include "core/base/random.h"

namespace faultline::tests {

ui::ChartData chartData(const ChartCounts& counts, std::optional<analysis::GroupBy> by,
                        std::vector<std::string> classes) {
    const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
    std::vector<labels::Verdict> verdicts;
    const auto add = [&](int count, const labels::Verdict& verdict) {
        verdicts.insert(verdicts.end(), static_cast<std::size_t>(count), verdict);
    };
    add(counts.scale, labels::Verdict::of(taxonomy.find("scale")->id));
    add(counts.background, labels::Verdict::of(taxonomy.find("background")->id));
    add(counts.occlusion, labels::Verdict::of(taxonomy.find("occlusion")->id));
    add(counts.excluded, labels::Verdict::excluded());
    add(counts.unlabelled, labels::Verdict());

    base::Random random(11);
    std::vector<inference::Prediction> failures;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        const auto truth = random.below(random.below(classes.size()) + 1);
        const auto other = (truth + 1 + random.below(classes.size() - 1)) % classes.size();
        failures.push_back({base::SampleIndex(static_cast<std::uint32_t>(i)),
                            base::ClassId(static_cast<std::uint16_t>(truth)),
                            base::ClassId(static_cast<std::uint16_t>(other)), 0.5f, 0.1f});
    }
    return {QStringLiteral("Test × Model"), taxonomy,
            report::statisticsOf(failures, verdicts, taxonomy, classes, by)};
}

} // namespace faultline::tests
