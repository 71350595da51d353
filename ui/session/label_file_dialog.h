// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/exchange_format.h"

#include <QFileDialog>

namespace faultline::ui {

/// Asks where labels go, and in which format. Where the format is a folder an earlier export can be chosen,
/// to be replaced; any other folder is entered.
class LabelFileDialog : public QFileDialog {
    Q_OBJECT

public:
    /// @param name proposed, without an ending
    LabelFileDialog(const QString& folder, const QString& name, QWidget* parent);

    [[nodiscard]] exchange::ExchangeFormat format() const;
    /// What was chosen, once it is accepted.
    [[nodiscard]] QString path() const;

protected:
    void accept() override;

private:
    [[nodiscard]] bool isFolderWanted() const;
    void follow(const QString& filter);
    /// By its name in the field.
    void takeExport(const QString& path);

    QString m_replaced;
};

} // namespace faultline::ui
