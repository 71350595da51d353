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
class ElidedLabel;
class FlowLayout;
class LabelCard;

/// The adjudicator's page: an item on which annotators differ, large, with each label and note side by side;
/// whose they are is told once it is decided, of the item that was decided last also below the next one. And,
/// for everybody, the list "My differences".
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
    /// One of "My differences" is to be looked at.
    void itemWanted(faultline::base::SampleIndex sample);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void layOut();
    void giveFocusToName();
    void toggleDifferences(bool isOn);
    void follow();
    void refresh();
    void refreshItem(const workbench::DisputedItem& item);
    void refreshState(const workbench::DisputedItem& item);
    void refreshCards(const workbench::DisputedItem& item);
    void refreshProgress(bool isOfDiffering);
    /// Which item was decided last, here and while the page is seen.
    void followDecision();
    [[nodiscard]] const workbench::DisputedItem* itemOf(std::optional<base::SampleIndex> sample) const;
    /// "#12: You: Scale. ada: Scale, ben: Background"
    [[nodiscard]] QString lastText() const;
    void refreshPicture();
    [[nodiscard]] QString idleText() const;
    [[nodiscard]] QString doneText() const;
    void refreshOffer();

    Workspace& m_workspace;
    QLabel* m_caption;
    QLabel* m_state;
    QLabel* m_progress;
    ImageView* m_picture;
    std::optional<base::SampleIndex> m_shown; ///< whose it is
    labels::Judgement m_shownDecision;        ///< what was decided of it when it was shown
    std::optional<base::SampleIndex> m_last;  ///< that was decided
    ElidedLabel* m_lastDecided;
    FlowLayout* m_cardFlow = nullptr;
    std::vector<LabelCard*> m_cards; ///< more than are shown stay, hidden
    QLabel* m_idleText;
    QPushButton* m_name;
    QPushButton* m_goThrough; ///< to what lacks an answer, once those that differ are decided
    QWidget* m_asking = nullptr;
    QWidget* m_idle = nullptr;
    DifferencesView* m_differences;
    QStackedLayout* m_stack = nullptr;
    QAction* m_showDifferences;
    QList<ImageView*> m_pictures;
};

} // namespace faultline::ui
