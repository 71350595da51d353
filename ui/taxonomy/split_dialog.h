// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/taxonomy.h"

#include <string>
#include <vector>

#include <QDialog>

class QCheckBox;
class QPushButton;

namespace faultline::ui {

/// Asks into which other modes one is to be split.
class SplitDialog : public QDialog {
    Q_OBJECT

public:
    SplitDialog(const labels::Taxonomy& taxonomy, const labels::Mode& mode, QWidget* parent = nullptr);

    /// Slugs: two or more, once it is accepted.
    [[nodiscard]] std::vector<std::string> parts() const;

private:
    void refresh();

    std::vector<std::pair<std::string, QCheckBox*>> m_boxes; ///< by slug
    QPushButton* m_split;
};

} // namespace faultline::ui
