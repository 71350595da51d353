// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/pixel_source.h"

#include "core/preprocessing/resampling.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>

namespace faultline::ui {

namespace {

constexpr int whole = std::numeric_limits<int>::max(); ///< as a limit of the longer side

constexpr std::size_t mostInsertedBytes = std::size_t{64} << 10;

/// For so long a query holds the study's thread: a label that is given meanwhile waits no longer.
constexpr std::chrono::milliseconds longestQuery{15};

} // namespace

PixelSource::PixelSource(QObject* parent, std::size_t capacity)
    : QObject(parent)
    , m_copies(static_cast<qsizetype>(capacity / 1024)) {
    m_collect.setSingleShot(true);
    m_collect.setInterval(0);
    connect(&m_collect, &QTimer::timeout, this, &PixelSource::fetchReduced);
}

void PixelSource::setStudy(std::shared_ptr<StudyThread> study) {
    m_user.require("a PixelSource");
    m_study = std::move(study);
    m_copies.clear();
    m_wanted.clear();
    m_pending.clear();
    m_lost.clear();
    m_told.clear();
    m_isFetching = false;
    m_wholeSample.reset();
    m_whole = {};
    m_wholeWanted.reset();
    m_isFetchingWhole = false;
}

QImage PixelSource::reduced(base::SampleIndex sample, int longest) {
    m_user.require("a PixelSource");
    const Copy* const copy = m_copies.object(sample.value);
    if (copy == nullptr || (!copy->isWhole && copy->longest < longest))
        ask(sample, longest);
    return copy != nullptr ? copy->image : QImage();
}

PixelSource::Picture PixelSource::whole(base::SampleIndex sample) {
    m_user.require("a PixelSource");
    const Copy* const copy = m_copies.object(sample.value);
    if (copy != nullptr && copy->isWhole)
        return {copy->image, true};
    if (m_wholeSample == sample)
        return {m_whole, true};
    if (m_study && !m_lost.contains(sample.value)) {
        m_wholeWanted = sample;
        fetchWhole();
    }
    return {copy != nullptr ? copy->image : QImage(), false};
}

void PixelSource::forgetLost() {
    m_user.require("a PixelSource");
    m_lost.clear();
}

void PixelSource::insert(base::SampleIndex sample, const base::Image& picture) {
    m_user.require("a PixelSource");
    if (picture.pixels().size() <= mostInsertedBytes)
        keep(sample, copyOf(picture, ui::whole));
}

void PixelSource::keep(base::SampleIndex sample, Copy copy) {
    if (const auto pending = m_pending.find(sample.value);
        pending != m_pending.end() && (copy.isWhole || pending->second <= copy.longest))
        m_pending.erase(pending);
    const qsizetype kibibytes = std::max<qsizetype>(1, copy.image.sizeInBytes() / 1024);
    m_copies.insert(sample.value, new Copy(std::move(copy)), kibibytes);
}

void PixelSource::ask(base::SampleIndex sample, int longest) {
    if (!m_study || m_lost.contains(sample.value))
        return;
    int& asked = m_pending[sample.value];
    if (asked >= longest)
        return;
    asked = longest;
    m_wanted.push_back({sample, longest});
    if (!m_collect.isActive() && !m_isFetching)
        m_collect.start();
}

PixelSource::Copy PixelSource::copyOf(const base::Image& picture, int longest) {
    if (std::max(picture.width(), picture.height()) <= longest)
        return {toQImage(picture.view()), longest, true};
    return {toQImage(preprocessing::reduced(picture.view(), longest).view()), longest, false};
}

/// From the last one back, as many as there is time for, one at least. One picture is unpacked at a time.
base::Result<PixelSource::Reads> PixelSource::read(study::Study& study, const std::vector<Wanted>& wanted) {
    std::vector<base::SampleIndex> samples;
    for (auto each = wanted.rbegin(); each != wanted.rend(); ++each)
        samples.push_back(each->sample);
    const auto end = std::chrono::steady_clock::now() + longestQuery;
    Reads reads;
    FAULTLINE_CHECK(
        study.pictures().visit(samples, [&](base::SampleIndex sample, base::Result<base::Image> picture) {
            const int longest = wanted[wanted.size() - 1 - reads.size()].longest;
            if (picture)
                reads.push_back({sample, copyOf(*picture, longest)});
            else
                reads.push_back({sample, base::failure(std::move(picture).error())});
            return std::chrono::steady_clock::now() < end ? study::Visit::GoOn : study::Visit::Enough;
        }));
    return reads;
}

void PixelSource::fetchReduced() {
    if (!m_study || m_wanted.empty() || m_isFetching)
        return;
    m_isFetching = true;
    auto asked = std::make_shared<const std::vector<Wanted>>(std::move(m_wanted));
    m_wanted.clear();
    m_study->post(
        this, [asked](study::Study& study) { return read(study, *asked); },
        [this, asked, from = std::weak_ptr(m_study)](base::Result<Reads> reads) {
            if (isStill(from, m_study)) // else another study was opened meanwhile
                take(*asked, std::move(reads));
        });
}

void PixelSource::take(const std::vector<Wanted>& asked, base::Result<Reads> reads) {
    m_isFetching = false;
    if (!reads) {
        for (const Wanted& each : asked) {
            m_pending.erase(each.sample.value);
            m_lost.insert(each.sample.value);
        }
        Q_EMIT failed(QString::fromStdString(reads.error().message));
        return;
    }
    // What there was no time for comes after what was asked for meanwhile.
    m_wanted.insert(m_wanted.begin(), asked.begin(),
                    asked.end() - static_cast<std::ptrdiff_t>(reads->size()));
    std::vector<base::SampleIndex> here;
    for (Read& read : *reads) {
        if (!read.copy) {
            lose(read.sample, read.copy.error());
            continue;
        }
        keep(read.sample, std::move(*read.copy));
        here.push_back(read.sample);
    }
    if (!m_wanted.empty())
        m_collect.start();
    if (!here.empty())
        Q_EMIT arrived(here);
}

void PixelSource::fetchWhole() {
    if (m_isFetchingWhole || !m_wholeWanted)
        return;
    m_isFetchingWhole = true;
    const base::SampleIndex sample = *m_wholeWanted;
    m_wholeWanted.reset();
    m_study->post(
        this,
        [sample](study::Study& study) {
            return read(study, {{sample, ui::whole}});
        },
        [this, sample, from = std::weak_ptr(m_study)](base::Result<Reads> reads) {
            if (isStill(from, m_study))
                takeWhole(sample, std::move(reads));
        });
}

void PixelSource::takeWhole(base::SampleIndex sample, base::Result<Reads> reads) {
    m_isFetchingWhole = false;
    if (!reads)
        lose(sample, reads.error());
    else if (!reads->front().copy)
        lose(sample, reads->front().copy.error());
    else if (!m_wholeWanted || *m_wholeWanted == sample) {
        m_wholeSample = sample;
        m_whole = std::move(reads->front().copy->image);
        m_wholeWanted.reset();
        Q_EMIT arrived({sample});
    }
    fetchWhole();
}

void PixelSource::lose(base::SampleIndex sample, const base::Error& why) {
    m_pending.erase(sample.value);
    m_lost.insert(sample.value);
    if (m_told.insert(sample.value).second)
        Q_EMIT failed(QString::fromStdString(why.message));
}

QImage toQImage(const base::ImageView& picture) {
    QImage image(picture.width(), picture.height(), QImage::Format_RGB888);
    for (int y = 0; y < image.height(); ++y) // Qt pads its rows; it has none where memory is short
        std::memcpy(image.scanLine(y), picture.row(y), picture.rowBytes());
    return image;
}

} // namespace faultline::ui
