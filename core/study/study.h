// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/covariate_store.h"
#include "core/study/label_log.h"
#include "core/study/pictures.h"
#include "core/study/plan_store.h"
#include "core/study/run_log.h"
#include "core/study/study_file.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace faultline::study {

struct PackageRequest;

/// Counts and findings of an integrity check.
struct Verification {
    std::vector<std::string> problems; ///< empty: the study is sound
    std::vector<std::string> warnings; ///< what a person should know all the same
    std::uint64_t runs = 0, predictions = 0, failures = 0, controls = 0, labels = 0, events = 0,
                  annotators = 0;
};

/// An open study file: one SQLite database that holds everything, by its parts. Committed when a writing
/// function returns; a failed one changes nothing. Used by one thread; moving is cheap, and hands it over to
/// the thread that uses it next. Closing the last writer leaves one file, without -wal, -shm or lock beside
/// it.
class Study {
public:
    /// Makes a new file with its first run; refused where one exists. Written under a temporary name and
    /// renamed, so that failure leaves nothing. The first batch belongs to the creation: a study never exists
    /// without results.
    /// @param runName empty: after the model
    [[nodiscard]] static base::Result<Study> create(const std::filesystem::path& path,
                                                    const model::RunHeader& header,
                                                    const model::BatchReport& firstBatch,
                                                    const std::string& runName = {});
    /// Refuses what is not a study, a newer schema, a changed schema; migrates an older one after keeping a
    /// copy. ReadWrite: Busy after lockPatience, naming the holder.
    [[nodiscard]] static base::Result<Study> open(const std::filesystem::path& path, Access access,
                                                  std::chrono::milliseconds patience = lockPatience);
    ~Study();
    Study(Study&&) noexcept;
    Study& operator=(Study&&) noexcept;

    [[nodiscard]] const std::filesystem::path& path() const;
    [[nodiscard]] Access access() const;
    /// NotFound, with what to do, when the file was deleted, moved or replaced while it is open. Each commit
    /// asks this by itself.
    [[nodiscard]] base::Result<> inPlace() const;
    /// The whole study, log included, in a new file; works also when inPlace() fails.
    [[nodiscard]] base::Result<> copyTo(const std::filesystem::path& target) const;
    /// A new file with what one annotator needs to label their queue, and nothing that tells what the model
    /// predicted; Refused where the file exists: it may hold labels.
    [[nodiscard]] base::Result<> writePackage(const std::filesystem::path& target,
                                              const PackageRequest& request) const;
    [[nodiscard]] const std::string& uuid() const;
    [[nodiscard]] const dataset::DatasetInfo& dataset() const;

    [[nodiscard]] RunLog& runs();
    [[nodiscard]] const RunLog& runs() const;
    [[nodiscard]] LabelLog& labels();
    [[nodiscard]] const LabelLog& labels() const;
    [[nodiscard]] const Pictures& pictures() const;
    [[nodiscard]] PlanStore& plans();
    [[nodiscard]] const PlanStore& plans() const;
    [[nodiscard]] CovariateStore& covariates();
    [[nodiscard]] const CovariateStore& covariates() const;

    /// The union of this study's label log with others of it: see LabelLog::merge().
    [[nodiscard]] base::Result<labels::MergeReport> merge(std::span<const LogCopy> copies);

    /// Sentences on what a person should know when the study is opened: a log that is missing or was another
    /// copy's, labels that are dated ahead of the clock.
    [[nodiscard]] base::Result<std::vector<std::string>> warnings() const;

    /// SQLite's integrity check, the schema's text, counts and cross references, run by run.
    [[nodiscard]] base::Result<Verification> verify() const;

private:
    struct Parts;
    explicit Study(std::unique_ptr<Parts> parts);
    [[nodiscard]] static base::Result<Study> opened(StudyFile file);

    std::unique_ptr<Parts> m_parts;
};

} // namespace faultline::study
