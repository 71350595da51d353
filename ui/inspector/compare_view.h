// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <memory>
#include <vector>

#include <QList>
#include <QWidget>

class QGridLayout;

namespace faultline::ui {

class CompareTile;
class ElidedLabel;
class ImageView;

/// Pictures side by side: two to six selected failures; or the current one beside samples of its true and of
/// its predicted class that the model has right, from the controls of the run. Steps and labels act on the
/// framed failure alone.
class CompareView : public QWidget {
    Q_OBJECT

public:
    static constexpr std::size_t mostFailures = 6;
    static constexpr std::size_t examplesOfClass = 3;

    explicit CompareView(Workspace& workspace, QWidget* parent = nullptr);

    /// Of all its places, whether they are used or not.
    [[nodiscard]] QList<ImageView*> pictures() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    /// What is selected is compared, where it is two failures or more.
    void begin();
    void followSelection();
    void refresh();
    void showFailures(const std::vector<int>& rows);
    void showBesideExamples(int row);
    void showFailure(CompareTile& tile, int row);
    [[nodiscard]] std::vector<model::Prediction> examplesOf(base::ClassId ofClass) const;
    void showExample(CompareTile& tile, const model::Prediction& control);
    struct Place {
        int row = 0, column = 0;
        int rows = 1, columns = 1;
    };
    void place(std::size_t tile, const Place& place);
    /// So many parts of the room for each column and row.
    void share(const std::vector<int>& columns, const std::vector<int>& rows);
    void showPicture(CompareTile& tile, base::SampleIndex sample);
    void hideFrom(std::size_t tile);
    void askForControls();

    Workspace& m_workspace;
    ElidedLabel* m_caption;
    QGridLayout* m_grid;
    std::vector<CompareTile*> m_tiles;
    std::vector<int> m_rows;                   ///< of the failures in the first tiles
    std::vector<int> m_selected;               ///< when the comparison began
    std::vector<model::Prediction> m_controls; ///< as far as they are stored
    std::weak_ptr<StudyThread> m_controlsOf;   ///< the study of which they were asked, and
    base::RunId m_controlsRun;                 ///< its run
    bool m_isAsking = false;
};

} // namespace faultline::ui
