// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QWidget>

namespace faultline::ui {

/// A path that is typed or chosen with the Browse… button.
class PathField : public QWidget {
    Q_OBJECT

public:
    enum class Kind { Folder, File, NewFile };
    /// @param title of the file dialog, and the accessible name
    /// @param filter of the file dialog: "Models (*.safetensors)"
    PathField(Kind kind, const QString& title, const QString& filter, QWidget* parent = nullptr);

    /// Without surrounding blanks; a leading ~ is the user's home.
    [[nodiscard]] QString path() const;
    void setPath(const QString& path) { m_edit->setText(path); }
    [[nodiscard]] QLineEdit* edit() const { return m_edit; }

Q_SIGNALS:
    void changed();
    /// The user typed or chose it.
    void edited();

private:
    void browse();

    Kind m_kind;
    QString m_title;
    QString m_filter;
    QLineEdit* m_edit;
};

} // namespace faultline::ui
