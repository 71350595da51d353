// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "core/workbench/first_look.h"

#include <optional>
#include <stop_token>

#include <QObject>
#include <QString>

namespace faultline::ui {

/// Looks at data set and model in the background each time another one is named. What comes of an older look
/// is dropped, and a look that nobody waits for any more is stopped.
class StudyLooks : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    ~StudyLooks() override;

    /// An empty path: there is none to look at. The same path with the same split and labels is not looked at
    /// again.
    void lookAtDataset(const QString& path, const model::RunOptions& options);
    void lookAtModel(const QString& path);
    /// What is there may be another one by now.
    void forget();
    /// What was wrong may be mended by now: the same path is looked at again, and what was found of it stands
    /// until that is over.
    void doubtFaults();

    /// Nothing: it was not looked at, or the first look goes on.
    [[nodiscard]] const std::optional<base::Result<dataset::SetOutline>>& dataset() const {
        return m_dataset;
    }
    /// What is wrong with the data set, as a sentence, and what may help; empty: nothing.
    [[nodiscard]] const QString& datasetRefusal() const { return m_datasetRefusal; }
    [[nodiscard]] const std::optional<base::Result<workbench::ModelOutline>>& model() const {
        return m_model;
    }
    /// Something is wrong, and all that is wrong is being looked at once more.
    [[nodiscard]] bool areFaultsDoubted() const;
    [[nodiscard]] bool isLooking() const { return m_isLookingAtDataset || m_isLookingAtModel; }

Q_SIGNALS:
    void changed();

private:
    struct DatasetAsked {
        QString path;
        dataset::Split split = dataset::Split::Test;
        dataset::LabelLevel labels = dataset::LabelLevel::Fine;
        bool operator==(const DatasetAsked&) const = default;
    };

    DatasetAsked m_datasetAsked;
    QString m_modelAsked;
    std::optional<base::Result<dataset::SetOutline>> m_dataset;
    QString m_datasetRefusal;
    std::optional<base::Result<workbench::ModelOutline>> m_model;
    bool m_isLookingAtDataset = false;
    bool m_isLookingAtModel = false;
    bool m_isDatasetDoubted = false; ///< the next look at the same one is made
    bool m_isModelDoubted = false;
    base::Latest m_datasetLooks, m_modelLooks;
    std::stop_source m_stop; ///< the look at the data set
};

} // namespace faultline::ui
