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
#include <QShortcut>
#include <QTabWidget>
#include <QVBoxLayout>

namespace faultline::ui {

SettingsDialog::SettingsDialog(const QList<Setting>& settings, const QList<SettingsPage>& pages,
                               QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Settings"));
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
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
        const auto add = [tabs](QWidget* content, const QString& title) {
            constexpr int belowTabs = 12; // pixels
            auto* framed = new QWidget(tabs);
            auto* frame = new QVBoxLayout(framed);
            frame->setContentsMargins(0, belowTabs, 0, 0);
            frame->addWidget(content);
            tabs->addTab(framed, title);
        };
        add(preferences, tr("&General"));
        for (const SettingsPage& each : pages)
            add(each.make(tabs), each.title);
        column->addWidget(tabs, 1);
        letKeysTurn(*tabs);
    }
    column->addWidget(place);
    column->addWidget(buttons);
    resizeWithinScreen(*this, sizeHint().expandedTo({560, 0}));
}

/// Wherever the keys are: the tabs themselves hear of it only from what lies on a page and does not use it.
void SettingsDialog::letKeysTurn(QTabWidget& tabs) {
    const auto turn = [this, &tabs](const QList<QKeySequence>& keys, int by) {
        for (const QKeySequence& key : keys) {
            auto* shortcut = new QShortcut(key, this);
            connect(shortcut, &QShortcut::activated, this, [this, &tabs, by] {
                tabs.setCurrentIndex((tabs.currentIndex() + by + tabs.count()) % tabs.count());
                focusFirstOf(*tabs.currentWidget());
            });
        }
    };
    turn({QKeySequence(Qt::CTRL | Qt::Key_Tab), QKeySequence(Qt::CTRL | Qt::Key_PageDown)}, 1);
    turn({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab),
          QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab), QKeySequence(Qt::CTRL | Qt::Key_PageUp)},
         -1);
}

void SettingsDialog::focusFirstOf(const QWidget& page) {
    for (QWidget* each = nextInFocusChain(); each != this; each = each->nextInFocusChain())
        if (page.isAncestorOf(each) && each->isVisible() && each->isEnabled() &&
            each->focusPolicy() & Qt::TabFocus)
            return each->setFocus(Qt::TabFocusReason);
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
