// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labels/label_actions.h"
#include "ui/labels/mode_button.h"
#include "ui/labels/mode_examples.h"
#include "ui/labels/note_editor.h"

#include <vector>

#include <QWidget>

class QGridLayout;
class QLabel;
class QProgressBar;

namespace faultline::ui {

class ElidedLabel;
class FittingScroll;

/// The dock "Labels": what the keys will act on, one button for each decision with its key, and the progress.
/// Where it is low, the buttons leave out the examples that guidelines pin, then their definitions, then
/// stand in two columns; then it scrolls.
class LabelPanel : public QWidget {
    Q_OBJECT

public:
    LabelPanel(Workspace& workspace, LabelActions& actions, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    /// So high that the buttons of a usual taxonomy are all in sight.
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Form { Pictured, Full, Lines, TwoColumns };
    [[nodiscard]] static ModeButton::Form buttonForm(Form form);
    void layOut();
    [[nodiscard]] static int columnsOf(Form form) { return form == Form::TwoColumns ? 2 : 1; }
    /// In the order of the panel: the modes, then "None of these" and "Exclude".
    [[nodiscard]] std::vector<ModeButton*> buttons() const;
    /// Of the buttons, and of all, where the panel has this width, pixels.
    [[nodiscard]] int heightOfButtons(Form form, int width) const;
    [[nodiscard]] int heightOf(Form form, int width) const;
    void fitButtons();
    void placeButtons(Form form);
    void makeButtons();
    void showExamples();
    void refreshTarget();
    void refreshProgress();
    void refreshNote();
    /// In the form that the buttons leave room for.
    void showNote();
    /// The buttons of what the target carries.
    void check(const labels::Judgement& carried);
    /// It is asked of failures and of what was right alike, and names neither.
    [[nodiscard]] static QString question(base::SampleIndex sample);
    /// Reason, flag and secondary modes; a line each.
    [[nodiscard]] QString inWords(const labels::Label& label) const;
    /// What the annotator said of the failure beside its label: reason, flag, secondary modes, note; a line
    /// each.
    [[nodiscard]] QString extras(int row) const;
    /// Below the words, where there is one or a draft of one.
    [[nodiscard]] QString withNote(const QString& words, base::SampleIndex sample, const QString& note) const;

    Workspace& m_workspace;
    LabelActions& m_actions;
    QLabel* m_target;
    FittingScroll* m_scroll = nullptr;
    QGridLayout* m_buttons;
    std::vector<base::ModeId> m_modes;      ///< that are offered, in the taxonomy's order
    std::vector<ModeButton*> m_modeButtons; ///< parallel to m_modes
    ModeExamples m_examples;
    ModeButton* m_none = nullptr;
    ModeButton* m_exclude = nullptr;
    Form m_form = Form::Pictured;
    QLabel* m_note;          ///< extras(), the note while nobody writes it
    ElidedLabel* m_noteLine; ///< in two columns: the same in one line
    NoteEditor* m_editor;
    QLabel* m_progressText;
    QProgressBar* m_progress;
};

} // namespace faultline::ui
