// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/original_picture.h"

#include "ui/inspector/original_file.h"
#include "ui/workspace/background.h"

#include <utility>

namespace faultline::ui {

namespace {

base::Result<QImage> readFrom(const PictureOrigin& origin) {
    FAULTLINE_TRY(file, fileOf(origin));
    return readOriginal(file);
}

} // namespace

OriginalPicture::OriginalPicture(Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace) {
    connect(&workspace.cursor(), &Cursor::currentChanged, this, &OriginalPicture::look);
    connect(&workspace, &Workspace::opened, this, &OriginalPicture::look);
    connect(&workspace, &Workspace::closed, this, [this] { m_sample.reset(), m_image = {}; });
}

void OriginalPicture::setWanted(bool isWanted) {
    if (isWanted == m_isWanted)
        return;
    m_isWanted = isWanted;
    m_sample.reset();
    m_image = {};
    if (isWanted)
        look();
    else
        Q_EMIT changed();
}

bool OriginalPicture::isAbout(const std::optional<base::SampleIndex>& sample) const {
    const int row = m_workspace.study().isOpen() ? m_workspace.cursor().current() : -1;
    return row >= 0 && sample && m_workspace.items().failure(row).sample == *sample;
}

QImage OriginalPicture::image() const {
    return isAbout(m_sample) ? m_image : QImage();
}

QString OriginalPicture::problem() const {
    return isAbout(m_sample) ? m_problem : QString();
}

void OriginalPicture::look() {
    if (!m_isWanted || m_isReading || isAbout(m_sample) || !m_workspace.study().isOpen() ||
        m_workspace.cursor().current() < 0)
        return;
    const int row = m_workspace.cursor().current();
    const base::SampleIndex sample = m_workspace.items().failure(row).sample;
    m_image = {};
    if (const auto origin = originOf(m_workspace, row))
        read(sample, *origin);
    else
        take(sample, {}, QString::fromStdString(origin.error().message));
}

void OriginalPicture::read(base::SampleIndex sample, const PictureOrigin& origin) {
    m_isReading = true;
    runInBackground(
        this, [origin] { return readFrom(origin); },
        [this, sample, asked = std::weak_ptr(m_workspace.study().thread())](base::Result<QImage> image) {
            m_isReading = false;
            if (!m_isWanted)
                return;
            if (!isStill(asked, m_workspace.study().thread()) || !isAbout(sample))
                return look(); // the user has moved on
            take(sample, image ? std::move(*image) : QImage(),
                 image ? QString() : QString::fromStdString(image.error().message));
        });
}

void OriginalPicture::take(base::SampleIndex sample, QImage image, const QString& problem) {
    m_sample = sample;
    m_image = std::move(image);
    m_problem = problem;
    Q_EMIT changed();
}

} // namespace faultline::ui
