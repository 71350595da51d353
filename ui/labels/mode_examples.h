// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plans/guidelines.h"
#include "ui/workspace/workspace.h"

#include <vector>

#include <QImage>
#include <QObject>

namespace faultline::ui {

/// The pictures that a plan's guidelines pin as examples of modes, while its session is seen.
class ModeExamples : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t most = 3; ///< of a mode
    static constexpr int side = 40;        ///< pixels of a picture's longer side, at most

    /// @param workspace outlives this object
    explicit ModeExamples(Workspace& workspace, QObject* parent = nullptr);

    struct Example {
        base::SampleIndex sample;
        QImage picture; ///< null: not read yet, then changed() follows
    };
    /// Those that are pinned by the mode's slug or name, in the order of the text.
    [[nodiscard]] std::vector<Example> of(const labels::Mode& mode) const;

Q_SIGNALS:
    void changed();

private:
    void refresh();

    Workspace& m_workspace;
    QString m_guidelines;
    std::vector<plans::PinnedExample> m_pinned;
};

} // namespace faultline::ui
