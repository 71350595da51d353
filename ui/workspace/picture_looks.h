// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/looks.h"
#include "ui/workspace/items.h"
#include "ui/workspace/open_study.h"

#include <vector>

#include <QObject>

namespace faultline::ui {

/// How the pictures of the failures look. They are measured when somebody asks, off the GUI thread and some
/// at a time, so that labels are saved in between.
class PictureLooks : public QObject {
    Q_OBJECT

public:
    /// @param study, items outlive this object
    PictureLooks(const OpenStudy& study, const Items& items, QObject* parent = nullptr);

    /// nullptr: not measured, or not to be measured.
    [[nodiscard]] const workbench::Looks* of(int row) const;
    /// Measures what is not measured yet: ends with measured(), where there is something.
    void ask();
    [[nodiscard]] bool isMeasuring() const { return m_isMeasuring; }
    /// Nothing is known, as of another study.
    void reset();

Q_SIGNALS:
    void measured();
    void failed(const QString& message);

private:
    void measureSome();

    const OpenStudy& m_study;
    const Items& m_items;
    workbench::LooksBySample m_looks;
    std::vector<base::SampleIndex> m_wanted;
    std::size_t m_askedUpTo = 0; ///< failures, by row
    bool m_isMeasuring = false;
};

} // namespace faultline::ui
