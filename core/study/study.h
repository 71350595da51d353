// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/labels/label_report.h"
#include "core/labels/label_request.h"
#include "core/model/results.h"
#include "core/model/run_header.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace faultline::study {

/// ReadOnly takes no lock and changes nothing; only where a writer left a log (it was killed, or closed
/// earlier) does the last one to leave fold it into the file. ReadWrite takes the writer's lock, waiting up
/// to `lockPatience`.
enum class Access { ReadOnly, ReadWrite };
inline constexpr std::chrono::milliseconds lockPatience{5000};

struct RunState {
    std::uint32_t done = 0;                      ///< positions whose results are stored, from 0 without gaps
    std::uint32_t failures = 0;                  ///< among them
    bool finished = false;                       ///< all positions done and controls stored
    std::vector<std::uint32_t> controlShortfall; ///< by true class, once finished
};

/// Counts and findings of an integrity check.
struct Verification {
    std::vector<std::string> problems; ///< empty: the study is sound
    std::uint64_t predictions = 0, failures = 0, controls = 0, labels = 0, events = 0, annotators = 0;
};

/// An open study file: one SQLite database that holds everything. Committed when a writing function returns;
/// a failed one changes nothing. Used by one thread at a time; moving is cheap. Closing the last writer
/// leaves one file, without -wal, -shm or lock beside it.
class Study {
public:
    /// Makes a new file; refused where one exists. Written under a temporary name and renamed, so that
    /// failure leaves nothing. The first batch belongs to the creation: a study never exists without results.
    [[nodiscard]] static base::Result<Study> create(const std::filesystem::path& path,
                                                    const model::RunHeader& header,
                                                    const model::BatchReport& firstBatch);
    /// Refuses what is not a study, a newer schema, a changed schema; migrates an older one after keeping a
    /// copy. ReadWrite: Busy after lockPatience, naming the holder.
    [[nodiscard]] static base::Result<Study> open(const std::filesystem::path& path, Access access,
                                                  std::chrono::milliseconds patience = lockPatience);
    ~Study();
    Study(Study&&) noexcept;
    Study& operator=(Study&&) noexcept;

    [[nodiscard]] const std::filesystem::path& path() const;
    [[nodiscard]] Access access() const;
    [[nodiscard]] const std::string& uuid() const;
    [[nodiscard]] const model::RunHeader& header() const;
    [[nodiscard]] const labels::Taxonomy& taxonomy() const;

    // The run
    [[nodiscard]] base::Result<RunState> runState() const;
    /// `report.firstPosition` must be runState().done.
    [[nodiscard]] base::Result<> appendBatch(const model::BatchReport& report);
    /// Stores the controls' details and marks the run finished, in one transaction. Needs all positions done.
    [[nodiscard]] base::Result<> finishRun(std::span<const model::SampleDetail> controls,
                                           std::span<const std::uint32_t> shortfall);

    // Results, in arrival (visiting) order
    [[nodiscard]] base::Result<std::vector<model::Prediction>> predictions() const;
    [[nodiscard]] base::Result<std::vector<model::Prediction>> failures() const;
    [[nodiscard]] base::Result<std::vector<base::SampleIndex>> controls() const;
    /// Pixels of failures and controls, in the order asked for; NotFound for any other sample.
    [[nodiscard]] base::Result<std::vector<base::Image>>
    images(std::span<const base::SampleIndex> samples) const;
    /// Logits, features and pixels of one failure or control.
    [[nodiscard]] base::Result<model::SampleDetail> detail(base::SampleIndex sample) const;

    // Labels
    [[nodiscard]] base::Result<std::vector<labels::Annotator>> annotators() const;
    /// The annotator of that name, made when new (needs ReadWrite then). Names are 1 … 200 bytes of UTF-8
    /// without control characters, compared exactly after trimming.
    [[nodiscard]] base::Result<labels::Annotator> annotator(const std::string& name);
    /// Present labels and notes (unlabelled samples without a note are absent), by sample; of one annotator
    /// or all.
    [[nodiscard]] base::Result<std::vector<labels::Label>>
    labels(std::optional<base::AnnotatorId> annotator = std::nullopt) const;
    /// One transaction, one undo step. Samples already in the wanted state are left alone.
    [[nodiscard]] base::Result<labels::ActionReport> label(const labels::LabelRequest& request);
    /// All or nothing, one undo step for each annotator in it; repeating it changes nothing. A sample that is
    /// neither failure nor control is refused.
    [[nodiscard]] base::Result<labels::ActionReport>
    importLabels(std::span<const labels::ImportedLabel> imported);
    /// Takes back, or does again, the annotator's own last action. Without limit; survives a restart.
    [[nodiscard]] base::Result<labels::ActionReport> undo(base::AnnotatorId annotator);
    [[nodiscard]] base::Result<labels::ActionReport> redo(base::AnnotatorId annotator);
    [[nodiscard]] base::Result<labels::UndoState> undoState(base::AnnotatorId annotator) const;
    /// Every event of a sample, oldest first.
    [[nodiscard]] base::Result<std::vector<labels::LabelEvent>> history(base::SampleIndex sample) const;

    /// SQLite's integrity check, the schema's text, counts and cross references.
    [[nodiscard]] base::Result<Verification> verify() const;

private:
    struct Impl;
    explicit Study(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace faultline::study
