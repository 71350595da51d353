// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QComboBox>

namespace faultline::ui {

/// What is done to an image before the model sees it: automatic, a preset, or a JSON file, whose text is
/// taken over so that it works for a worker on another machine, too.
class PreprocessingBox : public QComboBox {
    Q_OBJECT

public:
    explicit PreprocessingBox(QWidget* parent = nullptr);

    /// RunOptions::preprocessing
    [[nodiscard]] std::string value() const;
    void setValue(const std::string& value);
    /// Takes a JSON file over; on failure the choice stays and refused() says why.
    void takeFile(const QString& path);

Q_SIGNALS:
    void refused(const QString& sentence);

private:
    void chosen(int index);
    void addValue(const QString& text, const std::string& value);

    int m_last = 0; ///< the choice before "From a file…"
};

} // namespace faultline::ui
