// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "core/imaging/imaging.h"
#include "ui/workspace/workspace.h"

#include <optional>
#include <vector>

#include <QObject>

namespace faultline::ui {

/// Where a picture's measures stand among those of the run's failures: of at most mostMeasured of them,
/// spread evenly over their arrival. They are measured off the GUI thread, a few at a time, once somebody
/// asks.
class MeasureRanks : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t mostMeasured = 300;

    explicit MeasureRanks(Workspace& workspace, QObject* parent = nullptr);

    /// Shares of the measured failures that have less of it, 0 … 1.
    struct Ranks {
        double brightness = 0, contrast = 0, sharpness = 0;
    };
    /// Nothing until they are measured: then gathered() follows.
    [[nodiscard]] std::optional<Ranks> of(const imaging::Measures& measures);

Q_SIGNALS:
    void gathered();

private:
    void begin();
    void measureSome();
    void reset();

    Workspace& m_workspace;
    std::vector<base::SampleIndex> m_samples;  ///< that are measured
    std::vector<imaging::Measures> m_measures; ///< of the first of them
    bool m_isMeasuring = false;
    bool m_isDone = false;
    std::size_t m_failures = 0; ///< when it began
    base::Latest m_round;       ///< the measuring whose answers count
};

} // namespace faultline::ui
