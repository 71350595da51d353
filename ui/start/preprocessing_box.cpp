// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/preprocessing_box.h"

#include "core/base/files.h"
#include "core/inference/preprocessing.h"

#include <QFileDialog>
#include <QFileInfo>

namespace faultline::ui {

namespace {

const QString fromFile = QStringLiteral("file");
constexpr std::uint64_t fileLimit = 4096;

base::Result<std::string> preprocessingFile(const QString& path) {
    FAULTLINE_TRY(bytes, base::readFile(path.toStdString(), fileLimit));
    std::string text(bytes.begin(), bytes.end());
    FAULTLINE_CHECK(inference::parsedPreprocessing(text));
    return text;
}

} // namespace

PreprocessingBox::PreprocessingBox(QWidget* parent)
    : QComboBox(parent) {
    setObjectName(QStringLiteral("preprocessing"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(20);
    addValue(tr("Automatic: what the model's file says, else found by trial"), "auto");
    for (const inference::Preprocessing& preset : inference::presets())
        addValue(QString::fromStdString(preset.name + ": " + inference::description(preset)), preset.name);
    addItem(tr("From a JSON file…"), fromFile);
    setToolTip(
        tr("The normalisation that the model was trained with: a wrong one costs accuracy in silence"));
    connect(this, &QComboBox::activated, this, &PreprocessingBox::chosen);
}

void PreprocessingBox::addValue(const QString& text, const std::string& value) {
    const int place = findData(fromFile) < 0 ? count() : findData(fromFile);
    insertItem(place, text, QByteArray::fromStdString(value));
    setItemData(place, text, Qt::ToolTipRole);
}

std::string PreprocessingBox::value() const {
    return currentData().toByteArray().toStdString();
}

void PreprocessingBox::setValue(const std::string& value) {
    if (findData(QByteArray::fromStdString(value)) < 0) {
        const auto parsed = inference::parsedPreprocessing(value);
        addValue(
            QString::fromStdString(parsed ? parsed->name + ": " + inference::description(*parsed) : value),
            value);
    }
    m_last = findData(QByteArray::fromStdString(value));
    setCurrentIndex(m_last);
}

void PreprocessingBox::takeFile(const QString& path) {
    const auto text = preprocessingFile(path);
    if (text) {
        setValue(*text);
        return;
    }
    setCurrentIndex(m_last);
    Q_EMIT refused(tr("%1: %2").arg(path, QString::fromStdString(text.error().message)));
}

void PreprocessingBox::chosen(int index) {
    if (itemData(index) != fromFile) {
        m_last = index;
        return;
    }
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Preprocessing"), {}, tr("JSON files (*.json)"));
    if (path.isEmpty())
        setCurrentIndex(m_last);
    else
        takeFile(path);
}

} // namespace faultline::ui
