// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QWidget>

class QFileDialog;

namespace faultline::ui {

class FieldNote;

/// A path that is typed or chosen with the Browse… button; what there is to say of it stands below.
class PathField : public QWidget {
    Q_OBJECT

public:
    enum class Kind { FolderOrFile, File, NewFile };
    /// @param title of the file dialog, and the accessible name
    /// @param filter of the file dialog: "Models (*.safetensors)"
    PathField(Kind kind, const QString& title, const QString& filter, QWidget* parent = nullptr);

    /// Without surrounding blanks; a leading ~ is the user's home.
    [[nodiscard]] QString path() const;
    void setPath(const QString& path) { m_edit->setText(path); }
    [[nodiscard]] QLineEdit* edit() const { return m_edit; }
    [[nodiscard]] FieldNote& note() const { return *m_note; }

Q_SIGNALS:
    void changed();
    /// The user typed or chose it.
    void edited();
    /// The path stands for now: the field was left, or Enter pressed, or a path chosen.
    void left();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void browse();
    void browseForFolder();
    void choose(QFileDialog* dialog);

    Kind m_kind;
    QString m_title;
    QString m_filter;
    QLineEdit* m_edit;
    FieldNote* m_note;
};

} // namespace faultline::ui
