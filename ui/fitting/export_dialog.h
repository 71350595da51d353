// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileDialog>

namespace faultline::ui {

/// Asks where a file is to be written. What has no ending gets that of the chosen filter, and a file is
/// replaced only after it was asked. It deletes itself when it is closed.
class ExportDialog : public QFileDialog {
public:
    /// @param filters each with one ending: "SVG picture (*.svg)"
    /// @param name proposed, without an ending and without a dot
    ExportDialog(const QString& title, const QStringList& filters, const QString& folder, const QString& name,
                 QWidget* parent);
};

} // namespace faultline::ui
