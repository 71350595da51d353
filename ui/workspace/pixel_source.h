// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/one_thread.h"
#include "ui/workspace/study_thread.h"

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <QCache>
#include <QImage>
#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// Pictures of failures and controls for the GUI thread, read, unpacked and reduced off it. Reduced copies
/// come from a bounded cache; of whole pictures that are larger than what a tile shows, one is held: the one
/// that was asked for last. Used by one thread.
class PixelSource : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t defaultCapacity = 48u << 20; ///< bytes of reduced copies

    explicit PixelSource(QObject* parent = nullptr, std::size_t capacity = defaultCapacity);

    void setStudy(std::shared_ptr<StudyThread> study);
    /// With at most `longest` pixels on its longer side; a picture that has no more is itself. A null image
    /// or a smaller copy where that is not at hand: then arrived() follows. What is asked for within one turn
    /// of the event loop becomes one query, unless that takes long: others have the study's thread in
    /// between.
    [[nodiscard]] QImage reduced(base::SampleIndex sample, int longest);

    struct Picture {
        QImage image; ///< null: nothing is at hand
        bool isWhole = false;
    };
    /// The whole picture; until it is at hand (arrived() tells), a reduced copy. Of several that are asked
    /// for meanwhile the last one is read.
    [[nodiscard]] Picture whole(base::SampleIndex sample);
    /// Puts in a picture that is at hand anyway (a failure that has just arrived), where it is small; a
    /// larger one is read when it is shown.
    void insert(base::SampleIndex sample, const base::Image& picture);
    /// What could not be read may be asked for again: somebody has written the study.
    void forgetLost();

Q_SIGNALS:
    void arrived(const std::vector<faultline::base::SampleIndex>& samples);
    void failed(const QString& message);

private:
    struct Copy {
        QImage image;
        int longest = 0; ///< pixels that its longer side may have; of a whole picture no limit
        bool isWhole = false;
    };
    struct Wanted {
        base::SampleIndex sample;
        int longest = 0;
    };
    /// What was read for a Wanted; one that failed has the reason.
    struct Read {
        base::SampleIndex sample;
        base::Result<Copy> copy;
    };
    using Reads = std::vector<Read>;

    [[nodiscard]] static Copy copyOf(const base::Image& picture, int longest);
    [[nodiscard]] static base::Result<Reads> read(study::Study& study, const std::vector<Wanted>& wanted);
    void keep(base::SampleIndex sample, Copy copy);
    void ask(base::SampleIndex sample, int longest);
    void fetchReduced();
    void take(const std::vector<Wanted>& asked, base::Result<Reads> reads);
    void fetchWhole();
    void takeWhole(base::SampleIndex sample, base::Result<Reads> reads);
    void lose(base::SampleIndex sample, const base::Error& why);

    base::OneThread m_user;
    std::shared_ptr<StudyThread> m_study;
    QCache<std::uint32_t, Copy> m_copies;             ///< cost in KiB
    std::vector<Wanted> m_wanted;                     ///< the last ones are fetched first
    std::unordered_map<std::uint32_t, int> m_pending; ///< sample → longest: asked for and not yet here
    std::unordered_set<std::uint32_t> m_lost;         ///< could not be read: not asked for again
    std::unordered_set<std::uint32_t> m_told;         ///< the same, ever: the reason was told
    bool m_isFetching = false;                        ///< some of m_pending are being read
    QTimer m_collect;

    std::optional<base::SampleIndex> m_wholeSample; ///< whose m_whole is
    QImage m_whole;
    std::optional<base::SampleIndex> m_wholeWanted;
    bool m_isFetchingWhole = false;
};

/// An RGB888 copy.
[[nodiscard]] QImage toQImage(const base::ImageView& picture);

} // namespace faultline::ui
