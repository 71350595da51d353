// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/pixel_source.h"

#include <algorithm>
#include <cstring>

namespace faultline::ui {

PixelSource::PixelSource(QObject* parent, std::size_t capacity)
    : QObject(parent)
    , m_cache(static_cast<qsizetype>(capacity / 1024)) {
    m_collect.setSingleShot(true);
    m_collect.setInterval(0);
    connect(&m_collect, &QTimer::timeout, this, &PixelSource::fetch);
}

void PixelSource::setStudy(std::shared_ptr<StudyThread> study) {
    m_user.require("a PixelSource");
    m_study = std::move(study);
    m_cache.clear();
    m_wanted.clear();
    m_pending.clear();
    m_lost.clear();
}

QImage PixelSource::image(base::SampleIndex sample) {
    m_user.require("a PixelSource");
    if (const QImage* cached = m_cache.object(sample.value))
        return *cached;
    if (m_study && !m_lost.contains(sample.value) && m_pending.insert(sample.value).second) {
        m_wanted.push_back(sample);
        if (!m_collect.isActive())
            m_collect.start();
    }
    return {};
}

void PixelSource::insert(base::SampleIndex sample, const base::Image& picture) {
    m_user.require("a PixelSource");
    auto* image = new QImage(toQImage(picture.view()));
    m_cache.insert(sample.value, image, std::max<qsizetype>(1, image->sizeInBytes() / 1024));
    m_pending.erase(sample.value);
}

void PixelSource::fetch() {
    if (!m_study || m_wanted.empty())
        return;
    auto samples = std::make_shared<std::vector<base::SampleIndex>>(std::move(m_wanted));
    m_wanted.clear();
    m_study->post(
        this, [samples](study::Study& study) { return study.pictures().of(*samples); },
        [this, samples, asked = std::weak_ptr(m_study)](base::Result<std::vector<base::Image>> pictures) {
            if (!isStill(asked, m_study))
                return; // another study was opened meanwhile
            for (std::size_t i = 0; i < samples->size(); ++i) {
                m_pending.erase((*samples)[i].value);
                if (pictures)
                    insert((*samples)[i], (*pictures)[i]);
                else
                    m_lost.insert((*samples)[i].value);
            }
            if (pictures)
                Q_EMIT arrived(*samples);
            else
                Q_EMIT failed(QString::fromStdString(pictures.error().message));
        });
}

QImage toQImage(const base::ImageView& picture) {
    QImage image(picture.width(), picture.height(), QImage::Format_RGB888);
    for (int y = 0; y < image.height(); ++y) // Qt pads its rows; it has none where memory is short
        std::memcpy(image.scanLine(y), picture.row(y), picture.rowBytes());
    return image;
}

} // namespace faultline::ui
