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
    explicit RunDetails(const model::RunHeader& header, QWidget* parent = nullptr);

    /// Names from files are escaped.
    [[nodiscard]] static QString html(const model::RunHeader& header);
};

} // namespace faultline::ui
