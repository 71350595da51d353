// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/study_looks.h"

#include "core/model/run_options.h"
#include "ui/workspace/background.h"

namespace faultline::ui {

StudyLooks::~StudyLooks() {
    m_stop.request_stop();
}

void StudyLooks::lookAtDataset(const QString& path, const model::RunOptions& options) {
    const DatasetAsked asked{path, options.split, options.labels};
    if (asked == m_datasetAsked && (m_dataset || m_isLookingAtDataset || path.isEmpty()))
        return;
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_datasetAsked = asked;
    m_dataset.reset();
    m_isLookingAtDataset = !path.isEmpty();
    const int number = ++m_datasetLooks;
    if (m_isLookingAtDataset)
        runInBackground(
            this,
            [path = path.toStdString(), options, job = base::Job{0, m_stop.get_token(), {}}] {
                return workbench::lookAtDataset(path, options, job);
            },
            [this, number](base::Result<dataset::SetOutline> outline) {
                if (number != m_datasetLooks)
                    return;
                m_isLookingAtDataset = false;
                m_dataset = std::move(outline);
                Q_EMIT changed();
            });
    Q_EMIT changed();
}

void StudyLooks::lookAtModel(const QString& path) {
    if (path == m_modelAsked && (m_model || m_isLookingAtModel || path.isEmpty()))
        return;
    m_modelAsked = path;
    m_model.reset();
    m_isLookingAtModel = !path.isEmpty();
    const int number = ++m_modelLooks;
    if (m_isLookingAtModel)
        runInBackground(
            this, [path = path.toStdString()] { return workbench::lookAtModel(path); },
            [this, number](base::Result<workbench::ModelOutline> outline) {
                if (number != m_modelLooks)
                    return;
                m_isLookingAtModel = false;
                m_model = std::move(outline);
                Q_EMIT changed();
            });
    Q_EMIT changed();
}

void StudyLooks::forgetFaults() {
    if (m_dataset && !*m_dataset)
        m_dataset.reset();
    if (m_model && !*m_model)
        m_model.reset();
}

void StudyLooks::forget() {
    m_stop.request_stop();
    ++m_datasetLooks;
    ++m_modelLooks;
    m_datasetAsked = {};
    m_modelAsked.clear();
    m_dataset.reset();
    m_model.reset();
    m_isLookingAtDataset = m_isLookingAtModel = false;
}

} // namespace faultline::ui
