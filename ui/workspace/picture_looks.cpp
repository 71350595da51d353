// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/picture_looks.h"

#include "core/imaging/imaging.h"

#include <algorithm>
#include <utility>

namespace faultline::ui {

namespace {

base::Result<workbench::Looks> measuredLooks(const base::ImageView& picture) {
    FAULTLINE_TRY(measures, imaging::measures(picture));
    return workbench::Looks{measures.brightness, measures.sharpness};
}

} // namespace

PictureLooks::PictureLooks(const OpenStudy& study, const Items& items, QObject* parent)
    : QObject(parent)
    , m_study(study)
    , m_items(items) {}

const workbench::Looks* PictureLooks::of(int row) const {
    const auto found = m_looks.find(m_items.failure(row).sample);
    return found == m_looks.end() ? nullptr : &found->second;
}

void PictureLooks::reset() {
    m_looks.clear();
    m_wanted.clear();
    m_askedUpTo = 0;
    m_isMeasuring = false;
}

void PictureLooks::ask() {
    for (; m_askedUpTo < m_items.failures().size(); ++m_askedUpTo)
        if (!m_looks.contains(m_items.failures()[m_askedUpTo].sample))
            m_wanted.push_back(m_items.failures()[m_askedUpTo].sample);
    if (!m_isMeasuring && !m_wanted.empty())
        measureSome();
}

void PictureLooks::measureSome() {
    constexpr std::size_t atOnce = 256; // pictures, between which the study's thread serves others
    const std::size_t count = std::min(atOnce, m_wanted.size());
    std::vector<base::SampleIndex> samples(m_wanted.end() - static_cast<std::ptrdiff_t>(count),
                                           m_wanted.end());
    m_wanted.resize(m_wanted.size() - count);
    m_isMeasuring = true;
    m_study.thread()->post(
        this, [samples](study::Study& file) { return workbench::looksOf(file, samples, measuredLooks); },
        [this, asked = std::weak_ptr(m_study.thread())](base::Result<workbench::LooksBySample> looks) {
            if (!isStill(asked, m_study.thread()) || !m_isMeasuring)
                return;
            if (!looks) {
                m_isMeasuring = false;
                m_wanted.clear();
                m_askedUpTo = 0; // the next one who asks may have more luck
                return Q_EMIT failed(QString::fromStdString(looks.error().message));
            }
            m_looks.merge(std::move(*looks));
            if (!m_wanted.empty())
                return measureSome();
            m_isMeasuring = false;
            Q_EMIT measured();
        });
}

} // namespace faultline::ui
