// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pairs/confusion_view.h"
#include "ui/pairs/pair_model.h"

#include <QList>
#include <QTreeView>

class QAction;
class QLabel;
class QSplitter;

namespace faultline::ui {

/// The dock "Class pairs": the confusion matrix above the sorted list of pairs. A click shows a pair's
/// failures, `[` and `]` step through the list.
class PairsPanel : public QWidget {
    Q_OBJECT

public:
    explicit PairsPanel(Workspace& workspace, QWidget* parent = nullptr);

    /// Previous pair, next pair, all pairs, for the menu "Go".
    [[nodiscard]] const QList<QAction*>& goActions() const { return m_goActions; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    /// Matrix and list, of the height, until the user has.
    void share();
    /// Gives the predicted class its room first, then the true one.
    void fitColumns();
    void addActions();
    void showPair(base::ClassId truth, base::ClassId predicted);
    void showAll();
    void step(int direction);
    void followFilter();
    void tellWhose();

    Workspace& m_workspace;
    ConfusionView* m_matrix;
    PairModel* m_model;
    QTreeView* m_list;
    QLabel* m_whose; ///< labels are counted, where they are not the annotator's own
    QSplitter* m_splitter;
    bool m_isSplitByUser = false; ///< then the matrix keeps its share
    QList<QAction*> m_goActions;
};

} // namespace faultline::ui
