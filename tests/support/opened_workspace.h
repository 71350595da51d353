// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/synthetic_covariates.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"
#include "ui/workspace/workspace.h"

#include <functional>
#include <memory>
#include <stdexcept>

#include <QTest>

namespace faultline::tests {

/// Runs the event loop until `condition` holds; false when it does not within half a minute.
inline bool eventually(const std::function<bool()>& condition) {
    return QTest::qWaitFor(condition, 30'000);
}

/// A synthetic study, opened for writing in a workspace as "ada".
class OpenedWorkspace {
public:
    explicit OpenedWorkspace(const SyntheticOptions& options = {})
        : m_path(m_folder / "study.faultline") {
        auto study = std::make_shared<ui::StudyThread>(makeSyntheticStudy(m_path, options));
        workspace.open(std::move(study), QStringLiteral("ada"));
        if (!eventually([this] { return workspace.study().isOpen(); }))
            throw std::runtime_error("the synthetic study did not open");
    }

    /// Labels rows and waits until that is committed.
    void label(const std::vector<int>& rows, const labels::Judgement& judgement) {
        act([&] { workspace.labelling().label(rows, {judgement, std::nullopt}); });
    }
    /// Adds to what is known of the images, and waits until the window has read it.
    void know(const dataset::Covariate& covariate) {
        bool isKnown = false;
        const auto connection = QObject::connect(&workspace, &ui::Workspace::covariatesChanged, &workspace,
                                                 [&isKnown] { isKnown = true; });
        workspace.study().thread()->post(
            &workspace, [covariate](study::Study& file) { return file.covariates().add(covariate); },
            [this](const base::Result<>&) { workspace.refreshCovariates(); });
        const bool done = eventually([&isKnown] { return isKnown; });
        QObject::disconnect(connection);
        if (!done || workspace.study().covariates().empty())
            throw std::runtime_error("the covariate was not added");
    }
    /// Runs what ends with one committed action.
    void act(const std::function<void()>& action) {
        int acted = 0;
        const auto connection = QObject::connect(&workspace.labelling(), &ui::Labelling::acted, &workspace,
                                                 [&acted] { ++acted; });
        action();
        const bool done = eventually([&acted] { return acted == 1; });
        QObject::disconnect(connection);
        if (!done)
            throw std::runtime_error("the action was not committed");
    }
    [[nodiscard]] labels::Judgement mode(std::size_t number) const {
        return labels::Judgement::of(workspace.study().taxonomy().modes().at(number).id);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] const TemporaryFolder& folder() const { return m_folder; }

private:
    TemporaryFolder m_folder;
    std::filesystem::path m_path;

public:
    ui::Workspace workspace; ///< closes the study before the folder goes
};

} // namespace faultline::tests
