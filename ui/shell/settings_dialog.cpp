// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings_dialog.h"

#include "ui/fitting/fitting_scroll.h"
#include "ui/fitting/screen_room.h"
#include "ui/text/plain_text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QSettings>
#include <QTabWidget>
#include <QVBoxLayout>

namespace faultline::ui {

SettingsDialog::SettingsDialog(const QList<Setting>& settings, const QList<SettingsPage>& pages,
                               QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Settings"));
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    constexpr int belowTabs = 12;
    form->setContentsMargins(0, pages.isEmpty() ? 0 : belowTabs, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(10);
    for (const Setting& setting : settings)
        form->addRow(setting.label, setting.editor(page));

    auto* place = new PlainLabel(tr("Settings apply at once and are kept in %1.")
                                     .arg(QDir::toNativeSeparators(QSettings().fileName())),
                                 this);
    place->setWordWrap(true);
    place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    place->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::accept);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(16);
    auto* preferences = new FittingScroll(page, this);
    if (pages.isEmpty()) {
        column->addWidget(preferences, 1);
    } else {
        auto* tabs = new QTabWidget(this);
        tabs->setDocumentMode(true);
        tabs->addTab(preferences, tr("&General"));
        for (const SettingsPage& each : pages)
            tabs->addTab(each.make(tabs), each.title);
        column->addWidget(tabs, 1);
    }
    column->addWidget(place);
    column->addWidget(buttons);
    resizeWithinScreen(*this, sizeHint().expandedTo({560, 0}));
}

Setting themeSetting(const QList<QAction*>& themes) {
    return {SettingsDialog::tr("&Theme"), [themes](QWidget* parent) {
                auto* box = new QComboBox(parent);
                box->setObjectName(QStringLiteral("theme"));
                for (const QAction* theme : themes) {
                    box->addItem(theme->text().remove(QLatin1Char('&')));
                    if (theme->isChecked())
                        box->setCurrentIndex(box->count() - 1);
                }
                QObject::connect(box, &QComboBox::activated, box,
                                 [themes](int index) { themes.at(index)->trigger(); });
                return box;
            }};
}

} // namespace faultline::ui
