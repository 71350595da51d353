// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/open.h"
#include "core/model/run_options.h"
#include "core/workbench/first_look.h"

#include <optional>
#include <string>
#include <vector>

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace faultline::ui {

class ChoiceBox;
class FieldNote;

/// How a run is made, with defaults that need no look: rows that do not apply to data set and model, as far
/// as these are known, are not there.
class RunOptionsForm : public QWidget {
    Q_OBJECT

public:
    explicit RunOptionsForm(QWidget* parent = nullptr);

    /// With the default of what does not apply. Trust in the model's file is asked elsewhere.
    [[nodiscard]] model::RunOptions options() const;
    [[nodiscard]] QString runName() const;
    [[nodiscard]] QString workerCommand() const;
    void setWorkerCommand(const QString& command);
    /// Says at the worker's field why it can't be used, until it is changed, and gives that the keys.
    void refuseWorker(const QString& sentence);
    void forgetRefusal();

    /// A further run is on the study's images.
    void fixImages(const model::RunOptions& options);
    /// A run goes on as it was begun: all but batch and worker is fixed.
    void fixAll(const model::RunOptions& options);
    /// Shows what applies; of what is not known all.
    void showFor(const dataset::SetOutline* images, const workbench::ModelOutline* model);

    /// What has to be corrected here; empty: nothing.
    [[nodiscard]] QString fault() const;
    void focusFault();
    /// Where a fault of a field is said; nullptr: there is none.
    [[nodiscard]] FieldNote* faultNote() const;

Q_SIGNALS:
    void changed();

private:
    void addModelRows(QFormLayout& form);
    void addDeviceRows(QFormLayout& form);
    void addOrderRows(QFormLayout& form);

    [[nodiscard]] bool applies(QWidget* field) const;
    void offerNetworks(const std::vector<std::string>& networks);

    std::optional<model::RunOptions> m_fixed; ///< of a run that goes on
    bool m_imagesAreFixed = false;
    QFormLayout* m_form;
    QLineEdit* m_runName;
    QComboBox* m_split;
    QComboBox* m_labels;
    QComboBox* m_numbering;
    QComboBox* m_weights;
    ChoiceBox* m_preprocessing;
    ChoiceBox* m_classes;
    FieldNote* m_refusal; ///< of a file that one of the two did not take
    QComboBox* m_device;
    QComboBox* m_precision;
    QComboBox* m_order;
    QLineEdit* m_seed;
    FieldNote* m_seedNote;
    QSpinBox* m_limit;
    QSpinBox* m_batch;
    QLineEdit* m_worker;
    FieldNote* m_workerNote;
};

} // namespace faultline::ui
