// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/search_dialog.h"

#include "ui/fitting/screen_room.h"
#include "ui/run/search_page.h"

#include <QVBoxLayout>

namespace faultline::ui {

SearchDialog::SearchDialog(QAction* cancel, Evaluation* evaluation, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Finding the preprocessing"));
    auto* page = new SearchPage(cancel, this);
    page->follow(evaluation);
    connect(page, &SearchPage::over, this, &QDialog::close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(page);
    constexpr QSize wanted(640, 420);
    resizeWithinScreen(*this, wanted);
}

} // namespace faultline::ui
