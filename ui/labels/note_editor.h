// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <functional>
#include <map>
#include <tuple>
#include <vector>

#include <QPlainTextEdit>
#include <QPointer>
#include <QVariantList>

namespace faultline::ui {

/// The note of what a decision would act on, edited in its place while the pictures stay in sight: Enter
/// saves, Shift+Enter breaks the line, leaving it (Tab, a click elsewhere, the end of the study) saves, Esc
/// keeps a draft. Hidden while nobody writes.
class NoteEditor : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit NoteEditor(Workspace& workspace, QWidget* parent = nullptr);

    /// Begins to write, on from the draft where there is one; shows the panel that it lies in.
    void begin();
    [[nodiscard]] bool isWriting() const { return !m_samples.empty(); }
    /// What was written on the item and not saved.
    [[nodiscard]] QString draft(base::SampleIndex sample) const;
    /// All drafts of the open study, to be kept on its desk, and back from there.
    [[nodiscard]] QVariantList drafts() const;
    void takeDrafts(const QVariantList& kept);

Q_SIGNALS:
    void begun();
    void ended();
    void draftsTaken();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    using Place = std::tuple<QString, base::RunId, base::SampleIndex>; ///< whose note, and on what
    [[nodiscard]] Place placeOf(base::SampleIndex sample) const;
    enum class Leave { Save, KeepDraft };
    void leave(Leave how);
    void save(const std::vector<base::SampleIndex>& samples, const QString& text);
    /// What a decision would act on now: the place of a queue, or failures.
    [[nodiscard]] std::vector<base::SampleIndex> targets() const;
    /// As it is stored, or about to be.
    [[nodiscard]] QString note(base::SampleIndex sample) const;
    /// What the texts of all say, or nothing where they differ.
    [[nodiscard]] QString agreed(const std::function<QString(base::SampleIndex)>& textOf) const;
    void forgetSaved();

    Workspace& m_workspace;
    std::vector<base::SampleIndex> m_samples; ///< whose note is written; empty: nobody writes
    QString m_annotator;                      ///< whose note is written
    bool m_isOfQueue = false;                 ///< they are of the session
    QString m_noteBefore;
    bool m_isFresh = false; ///< no key was pressed since it began
    QPointer<QWidget> m_focusBefore;
    std::map<Place, QString> m_drafts;
    std::map<Place, QString> m_saving; ///< drafts again, where that fails
};

} // namespace faultline::ui
