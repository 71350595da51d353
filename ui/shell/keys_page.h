// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/key_bindings.h"

#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QTableView;

namespace faultline::ui {

class KeyModel;

/// The page of the settings on which keys are changed: what is chosen applies at once, and what can't be
/// chosen is said below.
class KeysPage : public QWidget {
    Q_OBJECT

public:
    /// @param bindings outlive this object
    explicit KeysPage(KeyBindings& bindings, QWidget* parent = nullptr);
    ~KeysPage() override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum class Way { Instead, AsWell };

    QPushButton* addButton(const QString& name, const QString& text, const std::function<void()>& act);
    [[nodiscard]] const KeyBindings::Entry* selected() const;
    void take(Way way);
    void resetSelected();
    void refresh();
    void say(const QString& sentence);

    KeyBindings& m_bindings;
    KeyModel* m_model;
    QTableView* m_table;
    QKeySequenceEdit* m_key;
    QLabel* m_said;
    QList<QPushButton*> m_buttons; ///< of what is selected
};

} // namespace faultline::ui
