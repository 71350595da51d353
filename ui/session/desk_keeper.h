// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <functional>
#include <vector>

#include <QObject>
#include <QTimer>
#include <QVariant>

namespace faultline::ui {

/// Keeps of each study where a person left it, outside of the study: the run and the annotator, of each run
/// the filter and the current failure, the sorting, and what features add. It is written when the study is
/// left and every minute, so that little is lost with the program.
class DeskKeeper : public QObject {
    Q_OBJECT

public:
    explicit DeskKeeper(Workspace& workspace, QObject* parent = nullptr);

    /// @param key of letters, unique; @param give a value that QSettings can hold, or none: what was kept
    /// stays; @param take that value, some later day
    void add(const QString& key, std::function<QVariant()> give, std::function<void(const QVariant&)> take);
    /// From now on it is written; said when everybody is there who leaves something when a study is left.
    void begin();
    /// Puts everything back in the study that has been opened. Where nothing was kept, or it is not there any
    /// more, the first undecided failure is current.
    void restore();
    void save();

private:
    struct Value {
        QString key;
        std::function<QVariant()> give;
        std::function<void(const QVariant&)> take;
    };
    [[nodiscard]] QString runKey(const QString& key) const;
    [[nodiscard]] QStringList filterTexts() const;
    void restoreFilter(const QStringList& texts);
    void restoreCurrent(const QVariant& sample);

    Workspace& m_workspace;
    std::vector<Value> m_values;
    QTimer m_everyMinute;
};

/// Who labelled the study here last; empty: nobody.
[[nodiscard]] QString annotatorLeftOn(const study::Study& study);
/// The run that was shown here last; nothing: none, or it is not in the study.
[[nodiscard]] std::optional<base::RunId> runLeftOn(const study::Study& study);

} // namespace faultline::ui
