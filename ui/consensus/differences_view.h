// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "ui/consensus/difference_model.h"
#include "ui/inspector/image_view.h"
#include "ui/workspace/workspace.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace faultline::ui {

/// "My differences": what was decided otherwise than the present annotator had said, with the picture of the
/// current row.
class DifferencesView : public QWidget {
    Q_OBJECT

public:
    explicit DifferencesView(Workspace& workspace, QWidget* parent = nullptr);

    [[nodiscard]] ImageView& picture() { return *m_picture; }
    /// For whom it is shown: reads again.
    void ask();

Q_SIGNALS:
    /// The current one is to be looked at, by Enter or a double click.
    void itemWanted(faultline::base::SampleIndex sample);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void showPicture();
    void showTable(bool isShown);
    void clear();

    Workspace& m_workspace;
    DifferenceModel* m_model;
    QLabel* m_heading;
    QTableView* m_table;
    ImageView* m_picture;
    base::Latest m_reading;
    QString m_whose; ///< it was asked for them last
};

} // namespace faultline::ui
