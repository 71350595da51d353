// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_model.h"

#include <QAction>
#include <QFont>

namespace faultline::ui {

KeyModel::KeyModel(KeyBindings& bindings, QObject* parent)
    : QAbstractTableModel(parent)
    , m_bindings(bindings) {
    connect(&bindings, &KeyBindings::changed, this,
            [this] { Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1)); });
}

int KeyModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_bindings.entries().size());
}

int KeyModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

const KeyBindings::Entry& KeyModel::entry(int row) const {
    return m_bindings.entries().at(static_cast<std::size_t>(row));
}

QVariant KeyModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const KeyBindings::Entry& its = entry(index.row());
    if (role == Qt::FontRole && m_bindings.isChanged(its)) {
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    if (role != Qt::DisplayRole)
        return {};
    return index.column() == Command
               ? tr("%1: %2").arg(its.menu, commandName(*its.action))
               : QKeySequence::listToString(its.action->shortcuts(), QKeySequence::NativeText);
}

QVariant KeyModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Command ? tr("Command") : tr("Keys");
}

} // namespace faultline::ui
