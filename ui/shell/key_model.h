// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/key_bindings.h"

#include <QAbstractTableModel>

namespace faultline::ui {

/// What has keys, and which: changed ones are bold.
class KeyModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Command, Keys, ColumnCount };

    /// @param bindings outlive this object
    explicit KeyModel(KeyBindings& bindings, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] const KeyBindings::Entry& entry(int row) const;

private:
    KeyBindings& m_bindings;
};

} // namespace faultline::ui
