// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/open_study.h"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// Whose predictions the present annotator has seen: whatever paints a prediction says so here, and the study
/// keeps the first time. A label on such an item is not blind.
class Disclosure : public QObject {
    Q_OBJECT

public:
    /// @param study outlives this object
    explicit Disclosure(const OpenStudy& study, QObject* parent = nullptr);

    /// These are known of the annotator in the run; what was shown to them meanwhile stays. What could not be
    /// stored, as where the study was open for reading, comes back with the same study, run and annotator.
    void begin(base::RunId run, const QString& annotator, std::set<base::SampleIndex> painted);
    /// The prediction of the sample is shown.
    void show(base::SampleIndex sample);
    [[nodiscard]] bool isShown(base::SampleIndex sample) const { return m_shown.contains(sample); }
    /// Stores at once what was shown and is not stored yet; what can't be stored now is kept for later.
    void flush();

Q_SIGNALS:
    void failed(const QString& message);

private:
    using Whose = std::tuple<std::string, base::RunId, QString>; ///< UUID of the study, run, annotator

    const OpenStudy& m_study;
    std::string m_uuid; ///< of the study
    base::RunId m_run;
    QString m_annotator;
    std::set<base::SampleIndex> m_shown;
    std::vector<base::SampleIndex> m_pending;               ///< not stored yet
    std::map<Whose, std::vector<base::SampleIndex>> m_left; ///< the same of others
    QTimer m_soon;
};

} // namespace faultline::ui
