// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace faultline::model {
struct RunHeader;
}

namespace faultline::ui {

/// All that a study knows of its run: data set, model, preprocessing and how it was found, device and
/// options.
class RunDetails : public QDialog {
    Q_OBJECT

public:
    /// @param doubt what speaks against the order of imported predictions: a sentence, or empty
    explicit RunDetails(const model::RunHeader& header, QWidget* parent = nullptr, const QString& doubt = {});

    /// Names from files are escaped.
    [[nodiscard]] static QString html(const model::RunHeader& header, const QString& doubt = {});
};

} // namespace faultline::ui
