// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/covariates.h"
#include "core/workbench/other_run.h"
#include "ui/workspace/study_thread.h"

#include <memory>
#include <string>
#include <vector>

#include <QString>

namespace faultline::ui {

/// Which study, and which run of it, the window shows: what does not change while both are open.
class OpenStudy {
public:
    /// Whether its columns are read; until then only thread() and run() say something.
    [[nodiscard]] bool isOpen() const { return m_isLoaded; }
    [[nodiscard]] bool isWritable() const {
        return m_isLoaded && !m_isLost && m_thread->access() == study::Access::ReadWrite;
    }
    /// It holds the queue of one annotator and nothing else.
    [[nodiscard]] bool isPackage() const { return m_isLoaded && m_thread->packagedFor().has_value(); }
    /// Its file was deleted, moved or replaced while it is open: nothing can be saved there.
    [[nodiscard]] bool isLost() const { return m_isLost; }
    void setLost(bool isLost) { m_isLost = isLost; }
    /// nullptr: there is none.
    [[nodiscard]] const std::shared_ptr<StudyThread>& thread() const { return m_thread; }
    [[nodiscard]] base::RunId run() const { return m_run; }
    [[nodiscard]] const model::RunHeader& header() const;
    [[nodiscard]] const labels::Taxonomy& taxonomy() const { return m_thread->taxonomy(); }
    /// The other runs of the study, to compare the failures with; without those that the annotator labels
    /// blind.
    [[nodiscard]] const std::vector<workbench::OtherRun>& otherRuns() const { return m_otherRuns; }
    /// What is known of the images from elsewhere. It biases whoever has not labelled an image.
    [[nodiscard]] const workbench::Covariates& covariates() const { return m_covariates; }

    /// By ClassId: the data set's classes, then outputs of the model that stand for none of them.
    [[nodiscard]] const std::vector<std::string>& classNames() const { return m_classNames; }
    [[nodiscard]] QString className(base::ClassId id) const;
    /// Of an output of the model, and the class that it stands for.
    [[nodiscard]] QString outputName(std::size_t output) const;
    [[nodiscard]] base::ClassId outputClass(std::size_t output) const;

    /// A study or another run of it, not loaded yet.
    void choose(std::shared_ptr<StudyThread> thread, base::RunId run);
    void takeLoaded(std::vector<workbench::OtherRun> otherRuns, workbench::Covariates covariates);
    void takeOtherRuns(std::vector<workbench::OtherRun> otherRuns) { m_otherRuns = std::move(otherRuns); }
    void takeCovariates(workbench::Covariates covariates) { m_covariates = std::move(covariates); }
    void close();

private:
    std::shared_ptr<StudyThread> m_thread;
    base::RunId m_run;
    bool m_isLoaded = false;
    bool m_isLost = false;
    std::vector<workbench::OtherRun> m_otherRuns;
    workbench::Covariates m_covariates;
    std::vector<std::string> m_classNames;
};

} // namespace faultline::ui
