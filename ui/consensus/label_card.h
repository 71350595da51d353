// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"

#include <QFrame>

class QLabel;

namespace faultline::ui {

class OpenStudy;

/// One label with its note, beside others of the same item.
class LabelCard : public QFrame {
    Q_OBJECT

public:
    explicit LabelCard(QWidget* parent = nullptr);

    /// @param whose "Label 2", or a name
    void setLabel(const QString& whose, const labels::Label& label, const OpenStudy& study);

private:
    QLabel* m_whose;
    QLabel* m_badge;
    QLabel* m_judgement;
    QLabel* m_note;
};

/// "Excluded: wrong truth, it is dog"
[[nodiscard]] QString judgementInWords(const labels::Judgement& judgement, const OpenStudy& study);

} // namespace faultline::ui
