// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/export_dialog.h"

namespace faultline::ui {

ExportDialog::ExportDialog(const QString& title, const QStringList& filters, const QString& folder,
                           const QString& name, QWidget* parent)
    : QFileDialog(parent, title, folder) {
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptMode(QFileDialog::AcceptSave);
    setNameFilters(filters);
    const auto followFilter = [this](const QString& filter) {
        setDefaultSuffix(filter.mid(filter.lastIndexOf(QLatin1String("*.")) + 2).chopped(1));
    };
    connect(this, &QFileDialog::filterSelected, this, followFilter);
    followFilter(selectedNameFilter());
    selectFile(name);
}

} // namespace faultline::ui
