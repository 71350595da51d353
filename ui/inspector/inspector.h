// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fitting/elided_label.h"
#include "ui/inspector/image_view.h"
#include "ui/inspector/measure_ranks.h"
#include "ui/inspector/sample_details.h"
#include "ui/inspector/top_classes.h"

#include <optional>

#include <QLabel>
#include <QStringListModel>
#include <QWidget>

class QAction;
class QFormLayout;

namespace faultline::ui {

/// The dock "Inspector": the current failure large, what the model said, what is known of the sample, and who
/// labelled it when; a label of another run is offered.
class Inspector : public QWidget {
    Q_OBJECT

public:
    /// @param takeOver shown as a button while it is enabled; outlives the inspector
    Inspector(Workspace& workspace, QAction& takeOver, QWidget* parent = nullptr);

    [[nodiscard]] ImageView& picture() const { return *m_picture; }
    [[nodiscard]] SampleDetails& details() const { return *m_details; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QLabel* addFact(QFormLayout& form, const QString& name);
    void refresh();
    void showFacts(const SampleFacts& facts);
    void showCovariates(int row);
    void showMeasures();

    Workspace& m_workspace;
    SampleDetails* m_details;
    MeasureRanks* m_ranks;
    std::optional<SampleFacts> m_shown; ///< of the current failure
    ImageView* m_picture;
    QLabel* m_title;
    QLabel* m_confidence;
    QLabel* m_sample;
    QLabel* m_measures;
    QLabel* m_note;
    QLabel* m_covariates; ///< what others say of the image, to whoever has labelled it
    ElidedLabel* m_path;
    QFormLayout* m_facts;
    TopClasses* m_top;
    QStringListModel* m_history;
};

} // namespace faultline::ui
