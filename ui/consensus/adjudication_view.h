// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/image_view.h"
#include "ui/workspace/workspace.h"

#include <vector>

#include <QList>
#include <QWidget>

class QAction;
class QLabel;
class QPushButton;
class QStackedLayout;

namespace faultline::ui {

class DifferencesView;
class FlowLayout;
class LabelCard;

/// The adjudicator's page: an item on which annotators differ, large, with each label and note side by side;
/// whose they are is told once it is decided. And, for everybody, the list "My differences".
class AdjudicationView : public QWidget {
    Q_OBJECT

public:
    explicit AdjudicationView(Workspace& workspace, QWidget* parent = nullptr);

    /// For the menu "Queue".
    [[nodiscard]] QList<QAction*> actions() const { return {m_showDifferences}; }
    [[nodiscard]] const QList<ImageView*>& pictures() const { return m_pictures; }

Q_SIGNALS:
    /// "My differences" were asked for, and this page is not shown.
    void wanted();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void layOut();
    void toggleDifferences(bool isOn);
    void follow();
    void refresh();
    void refreshItem(const workbench::DisputedItem& item);
    void refreshState(const workbench::DisputedItem& item);
    void refreshCards(const workbench::DisputedItem& item);
    void refreshPicture();
    [[nodiscard]] QString idleText() const;

    Workspace& m_workspace;
    QLabel* m_caption;
    QLabel* m_state;
    QLabel* m_progress;
    ImageView* m_picture;
    std::optional<base::SampleIndex> m_shown; ///< whose it is
    FlowLayout* m_cardFlow = nullptr;
    std::vector<LabelCard*> m_cards; ///< more than are shown stay, hidden
    QLabel* m_idleText;
    QPushButton* m_name;
    QWidget* m_asking = nullptr;
    QWidget* m_idle = nullptr;
    DifferencesView* m_differences;
    QStackedLayout* m_stack = nullptr;
    QAction* m_showDifferences;
    QList<ImageView*> m_pictures;
};

} // namespace faultline::ui
