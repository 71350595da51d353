// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/one_thread.h"
#include "ui/workspace/study_thread.h"

#include <cstddef>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <QCache>
#include <QImage>
#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// Pictures of failures and controls for the GUI thread, from a bounded cache that is filled off it: what is
/// asked for within one turn of the event loop becomes one query. Used by one thread.
class PixelSource : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t defaultCapacity = 48u << 20; ///< bytes

    explicit PixelSource(QObject* parent = nullptr, std::size_t capacity = defaultCapacity);

    void setStudy(std::shared_ptr<StudyThread> study);
    /// The picture where it is at hand; else a null image, and arrived() follows.
    [[nodiscard]] QImage image(base::SampleIndex sample);
    /// Puts in a picture that is at hand anyway (a failure that has just arrived).
    void insert(base::SampleIndex sample, const base::Image& picture);

Q_SIGNALS:
    void arrived(const std::vector<faultline::base::SampleIndex>& samples);
    void failed(const QString& message);

private:
    void fetch();

    base::OneThread m_user;
    std::shared_ptr<StudyThread> m_study;
    QCache<std::uint32_t, QImage> m_cache; ///< cost in KiB
    std::vector<base::SampleIndex> m_wanted;
    std::unordered_set<std::uint32_t> m_pending; ///< asked for and not yet here
    std::unordered_set<std::uint32_t> m_lost;    ///< could not be read: not asked for again
    QTimer m_collect;
};

/// An RGB888 copy.
[[nodiscard]] QImage toQImage(const base::ImageView& picture);

} // namespace faultline::ui
