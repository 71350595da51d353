// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/named.h"
#include "core/base/result.h"
#include "core/dataset/picture_path.h"
#include "core/model/results.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::dataset {
struct DatasetInfo;
}
namespace faultline::model {
struct RunHeader;
}

namespace faultline::study {

struct RunEntry;
class StudyFile;

struct RunState {
    std::uint32_t done = 0;                      ///< positions whose results are stored, from 0 without gaps
    std::uint32_t failures = 0;                  ///< among them
    bool finished = false;                       ///< all positions done and controls stored
    std::vector<std::uint32_t> controlShortfall; ///< by true class, once finished
};

/// What may carry a label in a run.
struct Item {
    enum class Role {
        Failure,
        Control,
        Undisclosed ///< came without a prediction, and nobody says what it is
    };
    base::SampleIndex sample;
    Role role = Role::Failure;
    bool operator==(const Item&) const = default;
};

/// The penultimate features of failures and controls, row-major.
struct FeatureMatrix {
    std::vector<base::SampleIndex> samples; ///< ascending, one a row
    std::size_t width = 0;                  ///< ModelInfo::featureCount
    std::vector<float> values;              ///< samples × width

    [[nodiscard]] std::span<const float> row(std::size_t index) const {
        return std::span(values).subspan(index * width, width);
    }
};

/// The runs of a study, all on one data set, and their results. Each function is one transaction.
class RunLog {
public:
    /// @param file outlives the log
    [[nodiscard]] static base::Result<RunLog> read(StudyFile& file);
    ~RunLog();
    RunLog(RunLog&&) noexcept;
    RunLog& operator=(RunLog&&) noexcept;

    /// In the order in which they were added; at least one.
    [[nodiscard]] const std::vector<RunEntry>& all() const { return m_runs; }
    [[nodiscard]] base::RunId first() const;
    [[nodiscard]] const RunEntry& entry(base::RunId run) const;
    [[nodiscard]] const model::RunHeader& header(base::RunId run) const;
    /// By name, or by number from 1; empty: the first one. NotFound names those that there are.
    [[nodiscard]] base::Result<base::RunId> find(std::string_view nameOrNumber) const;
    /// A further run with its first results. Refused on another data set, and while a run is unfinished.
    /// @param name empty: after the model
    [[nodiscard]] base::Result<base::RunId> add(const model::RunHeader& header,
                                                const model::BatchReport& first, const std::string& name);
    /// Why add() would refuse a run of that name, as far as that can be known before data set and model are
    /// open.
    [[nodiscard]] base::Result<> mayAdd(const std::string& name) const;
    /// Why add() would refuse a run on that data set.
    [[nodiscard]] base::Result<> mayAddOn(const dataset::DatasetInfo& dataset) const;
    [[nodiscard]] base::Result<> rename(base::RunId run, const std::string& name);

    /// The annotator for whom the file is a package: it holds pictures and a queue, and no run of it has
    /// results, so that what is asked of them is refused.
    [[nodiscard]] const std::optional<std::string>& packagedFor() const { return m_packagedFor; }

    [[nodiscard]] base::Result<RunState> state(base::RunId run) const;
    /// `report.firstPosition` must be state().done.
    [[nodiscard]] base::Result<> append(base::RunId run, const model::BatchReport& report);
    /// Stores the controls' details and marks the run finished. Needs all positions done.
    [[nodiscard]] base::Result<> finish(base::RunId run, std::span<const model::SampleDetail> controls,
                                        std::span<const std::uint32_t> shortfall);

    /// In arrival (visiting) order.
    [[nodiscard]] base::Result<std::vector<model::Prediction>> predictions(base::RunId run) const;
    [[nodiscard]] base::Result<std::vector<model::Prediction>> failures(base::RunId run) const;
    [[nodiscard]] base::Result<std::vector<base::SampleIndex>> controls(base::RunId run) const;
    /// By sample.
    [[nodiscard]] base::Result<std::vector<Item>> items(base::RunId run) const;
    /// The true classes of the items, as far as they are told: a package of a plan that hides them has none.
    [[nodiscard]] base::Result<std::map<base::SampleIndex, base::ClassId>> truths(base::RunId run) const;
    /// Logits, features, pixels and path of one failure or control.
    [[nodiscard]] base::Result<model::SampleDetail> detail(base::RunId run, base::SampleIndex sample) const;
    /// Where the pictures of its items came from, as far as that is known.
    [[nodiscard]] base::Result<dataset::PicturePaths> paths(base::RunId run) const;
    [[nodiscard]] base::Result<FeatureMatrix> features(base::RunId run) const;

private:
    explicit RunLog(StudyFile& file);

    [[nodiscard]] base::Result<> checkWhole() const;

    StudyFile* m_file;
    std::vector<RunEntry> m_runs;
    std::optional<std::string> m_packagedFor;
};

} // namespace faultline::study

template <>
struct faultline::base::Names<faultline::study::Item::Role> {
    using enum study::Item::Role;
    static constexpr std::array<std::pair<study::Item::Role, std::string_view>, 3> all{
        {{Failure, "failure"}, {Control, "control"}, {Undisclosed, "undisclosed"}}};
};
