// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/text/plain_text.h"

namespace faultline::ui {

/// A sentence below what it is about: a hint, or a fault that has to be corrected, which also a screen reader
/// tells apart. It takes no room while there is none.
class FieldNote : public PlainLabel {
    Q_OBJECT

public:
    enum class Kind { Hint, Fault };

    explicit FieldNote(QWidget* parent = nullptr);

    /// An empty one: nothing.
    void tell(const QString& sentence, Kind kind);
    /// Empty: there is none.
    [[nodiscard]] QString fault() const { return m_kind == Kind::Fault ? m_sentence : QString(); }

protected:
    void changeEvent(QEvent* event) override;

private:
    void takeColours();

    Kind m_kind = Kind::Hint;
    QString m_sentence;
    bool m_isTakingColours = false;
};

} // namespace faultline::ui
