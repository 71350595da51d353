// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labels/label_actions.h"
#include "ui/labels/mode_button.h"
#include "ui/labels/note_editor.h"

#include <vector>

#include <QWidget>

class QLabel;
class QProgressBar;
class QVBoxLayout;

namespace faultline::ui {

/// The dock "Labels": what the keys will act on, one button for each decision with its key, and the progress.
class LabelPanel : public QWidget {
    Q_OBJECT

public:
    LabelPanel(Workspace& workspace, LabelActions& actions, QWidget* parent = nullptr);

private:
    void makeButtons();
    void refreshTarget();
    void refreshProgress();
    void refreshNote();

    Workspace& m_workspace;
    LabelActions& m_actions;
    QLabel* m_target;
    QVBoxLayout* m_buttons;
    std::vector<ModeButton*> m_modeButtons; ///< in the taxonomy's order
    ModeButton* m_exclude = nullptr;
    QLabel* m_note; ///< the present one, while nobody writes
    NoteEditor* m_editor;
    QLabel* m_progressText;
    QProgressBar* m_progress;
};

} // namespace faultline::ui
