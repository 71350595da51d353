// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>
#include <string>

#include <QComboBox>

namespace faultline::ui {

/// Some fixed choices, or a file, whose text is taken over so that it works for a worker on another machine,
/// too.
class ChoiceBox : public QComboBox {
    Q_OBJECT

public:
    /// How a value is shown; fails where it makes no sense.
    using Describe = std::function<base::Result<QString>(const std::string& value)>;

    /// @param describe for texts of files; @param filter of the file dialog
    ChoiceBox(const QString& name, const QString& filter, Describe describe, QWidget* parent = nullptr);

    void addChoice(const QString& text, const std::string& value);
    /// A choice's value or a file's text.
    [[nodiscard]] std::string value() const;
    void setValue(const std::string& value);
    /// Takes a file over; on failure the choice stays and refused() says why.
    void takeFile(const QString& path);

Q_SIGNALS:
    void refused(const QString& sentence);

private:
    void chosen(int index);

    QString m_filter;
    Describe m_describe;
    int m_last = 0; ///< the choice before "From a file…"
};

/// RunOptions::preprocessing
[[nodiscard]] ChoiceBox* makePreprocessingBox(QWidget* parent);
/// RunOptions::classes
[[nodiscard]] ChoiceBox* makeClassesBox(QWidget* parent);

} // namespace faultline::ui
