// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/study_looks.h"

#include "core/model/run_options.h"
#include "ui/new_study/study_faults.h"
#include "ui/workspace/background.h"

#include <utility>

namespace faultline::ui {

namespace {

struct LookedAt {
    base::Result<dataset::SetOutline> outline;
    QString refusal;
};

/// What may help is asked of the disk as well: here, and not where a key is waited for.
LookedAt looked(const QString& path, const model::RunOptions& options, const base::Job& job) {
    auto outline = workbench::lookAtDataset(path.toStdString(), options, job);
    QString refusal = outline ? QString() : datasetRefusal(path, outline.error());
    return {std::move(outline), std::move(refusal)};
}

} // namespace

StudyLooks::~StudyLooks() {
    m_stop.request_stop();
}

void StudyLooks::lookAtDataset(const QString& path, const model::RunOptions& options) {
    const DatasetAsked asked{path, options.split, options.labels};
    const bool isSame = asked == m_datasetAsked;
    if (isSame && !std::exchange(m_isDatasetDoubted, false) &&
        (m_dataset || m_isLookingAtDataset || path.isEmpty()))
        return;
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_datasetAsked = asked;
    m_isDatasetDoubted = false;
    if (!isSame) {
        m_dataset.reset();
        m_datasetRefusal.clear();
    }
    m_isLookingAtDataset = !path.isEmpty();
    const auto look = m_datasetLooks.ask();
    if (m_isLookingAtDataset)
        runInBackground(
            this,
            [path, options, job = base::Job{m_stop.get_token(), {}}] { return looked(path, options, job); },
            [this, look](LookedAt found) {
                if (!m_datasetLooks.counts(look))
                    return;
                m_isLookingAtDataset = false;
                m_dataset = std::move(found.outline);
                m_datasetRefusal = std::move(found.refusal);
                Q_EMIT changed();
            });
    Q_EMIT changed();
}

void StudyLooks::lookAtModel(const QString& path) {
    const bool isSame = path == m_modelAsked;
    if (isSame && !std::exchange(m_isModelDoubted, false) &&
        (m_model || m_isLookingAtModel || path.isEmpty()))
        return;
    m_modelAsked = path;
    m_isModelDoubted = false;
    if (!isSame)
        m_model.reset();
    m_isLookingAtModel = !path.isEmpty();
    const auto look = m_modelLooks.ask();
    if (m_isLookingAtModel)
        runInBackground(
            this, [path = path.toStdString()] { return workbench::lookAtModel(path); },
            [this, look](base::Result<workbench::ModelOutline> outline) {
                if (!m_modelLooks.counts(look))
                    return;
                m_isLookingAtModel = false;
                m_model = std::move(outline);
                Q_EMIT changed();
            });
    Q_EMIT changed();
}

void StudyLooks::doubtFaults() {
    m_isDatasetDoubted = m_dataset && !*m_dataset;
    m_isModelDoubted = m_model && !*m_model;
}

bool StudyLooks::areFaultsDoubted() const {
    const bool isDatasetWrong = m_dataset && !*m_dataset, isModelWrong = m_model && !*m_model;
    return (isDatasetWrong || isModelWrong) && (!isDatasetWrong || m_isLookingAtDataset) &&
           (!isModelWrong || m_isLookingAtModel);
}

void StudyLooks::forget() {
    m_stop.request_stop();
    m_datasetLooks.drop();
    m_modelLooks.drop();
    m_datasetAsked = {};
    m_modelAsked.clear();
    m_dataset.reset();
    m_datasetRefusal.clear();
    m_model.reset();
    m_isLookingAtDataset = m_isLookingAtModel = false;
    m_isDatasetDoubted = m_isModelDoubted = false;
}

} // namespace faultline::ui
