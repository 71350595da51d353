// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keys_page.h"

#include "ui/fitting/flow_layout.h"
#include "ui/shell/key_model.h"
#include "ui/text/plain_text.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QKeySequenceEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace faultline::ui {

KeysPage::KeysPage(KeyBindings& bindings, QWidget* parent)
    : QWidget(parent)
    , m_bindings(bindings)
    , m_model(new KeyModel(bindings, this))
    , m_table(new QTableView(this))
    , m_key(new QKeySequenceEdit(this))
    , m_said(new PlainLabel(this)) {
    m_table->setObjectName(QStringLiteral("keyTable"));
    m_table->setAccessibleName(tr("Commands and their keys"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(KeyModel::Command, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(KeyModel::Keys, QHeaderView::ResizeToContents);
    m_table->setMinimumHeight(160);
    m_key->setObjectName(QStringLiteral("newKey"));
    m_key->setAccessibleName(tr("New key: press it"));
    m_said->setObjectName(QStringLiteral("keySaid"));
    m_said->setWordWrap(true);

    auto* row = new FlowLayout;
    row->setSpacing(6);
    row->addWidget(m_key);
    for (QPushButton* button :
         {addButton(QStringLiteral("keyInstead"), tr("Use &instead"), [this] { take(Way::Instead); }),
          addButton(QStringLiteral("keyAsWell"), tr("Use as &well"), [this] { take(Way::AsWell); }),
          addButton(QStringLiteral("noKey"), tr("&No key"),
                    [this] {
                        m_bindings.set(*selected(), {});
                        say({});
                    }),
          addButton(QStringLiteral("builtInKey"), tr("&Built-in"), [this] { resetSelected(); })}) {
        row->addWidget(button);
        m_buttons.append(button);
    }
    row->addWidget(addButton(QStringLiteral("allBuiltIn"), tr("A&ll built-in"), [this] {
        m_bindings.resetAll();
        say({});
    }));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table, 1);
    column->addLayout(row);
    column->addWidget(m_said);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        m_key->clear();
        say({});
        refresh();
    });
    connect(m_key, &QKeySequenceEdit::keySequenceChanged, this, [this] {
        say({});
        refresh();
    });
    m_key->installEventFilter(this);
    m_table->selectRow(0); // what looks chosen is
    refresh();
    say({});
}

// The field says once more what stands in it when it loses the focus as it goes.
KeysPage::~KeysPage() {
    m_key->disconnect(this);
}

QPushButton* KeysPage::addButton(const QString& name, const QString& text, const std::function<void()>& act) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, act);
    return button;
}

const KeyBindings::Entry* KeysPage::selected() const {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : &m_model->entry(rows.front().row());
}

void KeysPage::take(Way way) {
    const KeyBindings::Entry& entry = *selected();
    const QKeySequence key(m_key->keySequence()[0]); // one key, not a row of them
    if (const QString why = m_bindings.refusal(entry, key); !why.isEmpty())
        return say(why);
    QList<QKeySequence> keys = way == Way::AsWell ? entry.action->shortcuts() : QList<QKeySequence>();
    if (!keys.contains(key))
        keys.append(key);
    m_bindings.set(entry, keys);
    m_table->setFocus(); // the button that was pressed is off now, and the next one takes keys away
    m_key->clear();
    say({});
}

/// Alt and a letter press a button of the dialog, and Ctrl+Tab turns its page, also from the field.
bool KeysPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_key || event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(watched, event);
    const auto& key = static_cast<const QKeyEvent&>(*event);
    const bool isOfButton =
        key.modifiers() == Qt::AltModifier && key.key() >= Qt::Key_A && key.key() <= Qt::Key_Z;
    const bool turnsPage = key.modifiers().testFlag(Qt::ControlModifier) &&
                           (key.key() == Qt::Key_Tab || key.key() == Qt::Key_Backtab);
    if (!isOfButton && !turnsPage)
        return false;
    event->ignore();
    return true;
}

void KeysPage::resetSelected() {
    say(m_bindings.reset(*selected()));
}

void KeysPage::refresh() {
    const bool isSelected = selected() != nullptr;
    for (QPushButton* button : m_buttons)
        button->setEnabled(isSelected);
    for (QPushButton* button : m_buttons.first(2))
        button->setEnabled(isSelected && !m_key->keySequence().isEmpty());
    m_key->setEnabled(isSelected);
}

void KeysPage::say(const QString& sentence) {
    m_said->setText(sentence.isEmpty()
                        ? tr("Choose a command, click into the field and press a key. The keys of "
                             "failure modes are changed with the modes.")
                        : sentence);
}

} // namespace faultline::ui
