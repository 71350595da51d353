// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/new_study_dialog.h"

#include "core/model/preprocessing_text.h"
#include "core/model/run_header.h"
#include "ui/fitting/fitting_scroll.h"
#include "ui/fitting/screen_room.h"
#include "ui/new_study/choice_box.h"
#include "ui/new_study/path_field.h"
#include "ui/new_study/study_name.h"
#include "ui/places/paths.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/evaluation_request.h"

#include <limits>

#include <QDir>
#include <QFileInfo>
#include <QPushButton>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QSettings>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

const auto workerKey = QStringLiteral("run/workerCommand");
constexpr int largestBatch = 4096;

QLabel* sectionTitle(const QString& text, QWidget* parent) {
    auto* label = new PlainLabel(text, parent);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    label->setContentsMargins(0, 10, 0, 2);
    return label;
}

QString deviceText(const model::DeviceChoice& device) {
    return QString::fromStdString(base::TextForm<model::DeviceChoice>::text(device));
}

void choose(QComboBox& box, const QVariant& value) {
    int at = box.findData(value);
    if (at < 0) { // a device that this list does not foresee: cuda:3
        box.addItem(value.toString(), value);
        at = box.count() - 1;
    }
    box.setCurrentIndex(at);
}

} // namespace

NewStudyDialog::NewStudyDialog(QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("New study"));
    m_problem = new PlainLabel(this);
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(8);
    addFiles(*form);
    addModelOptions(*form);
    addRunOptions(*form);

    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("What has to be corrected"));
    m_problem->setMinimumHeight(2 * fontMetrics().lineSpacing());
    m_problem->setAlignment(Qt::AlignTop);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("Evaluate"));
    connect(m_buttons, &QDialogButtonBox::accepted, this, &NewStudyDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &NewStudyDialog::reject);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(14);
    column->addWidget(new FittingScroll(page, this), 1);
    column->addWidget(m_problem);
    column->addWidget(m_buttons);

    m_model->setPath(bundledModelFile());
    if (looksLikeCifar10(cifar10Folder()))
        m_dataset->setPath(cifar10Folder());
    suggestStudyFile();
    validate();
    constexpr QSize roomForPaths(680, 0);
    resizeWithinScreen(*this, sizeHint().expandedTo(roomForPaths));
}

void NewStudyDialog::addFiles(QFormLayout& form) {
    m_dataset = new PathField(PathField::Kind::Folder, tr("Data set"), {}, this);
    m_dataset->edit()->setPlaceholderText(
        tr("CIFAR-10 or CIFAR-100, a folder of images with one folder a class, or an .npy file"));
    m_dataset->setObjectName(QStringLiteral("dataset"));
    m_model = new PathField(PathField::Kind::File, tr("Model"), modelFilter(), this);
    m_model->edit()->setPlaceholderText(tr("A checkpoint: .safetensors, .pth, .pt, .th, .ckpt, .bin, .onnx"));
    m_model->setObjectName(QStringLiteral("model"));
    m_studyFile = new PathField(PathField::Kind::NewFile, tr("Study"),
                                tr("Faultline studies (*%1)").arg(studySuffix()), this);
    m_studyFile->setObjectName(QStringLiteral("study"));
    form.addRow(tr("&Data set"), m_dataset);
    form.addRow(tr("&Model"), m_model);
    form.addRow(tr("&Study file"), m_studyFile);
    for (PathField* field : {m_dataset, m_model, m_studyFile})
        connect(field, &PathField::changed, this, &NewStudyDialog::validate);
    for (PathField* field : {m_dataset, m_model})
        connect(field, &PathField::changed, this, &NewStudyDialog::suggestStudyFile);
    connect(m_studyFile, &PathField::edited, this, [this] { m_studyFileChosen = true; });
}

void NewStudyDialog::addModelOptions(QFormLayout& form) {
    form.addRow(sectionTitle(tr("How the model sees the images"), this));
    m_preprocessing = makePreprocessingBox(this);
    m_classes = makeClassesBox(this);
    for (ChoiceBox* box : {m_preprocessing, m_classes})
        connect(box, &ChoiceBox::refused, m_problem, &QLabel::setText);
    m_labels = new QComboBox(this);
    m_labels->addItem(tr("Fine: 100 classes"), static_cast<int>(dataset::LabelLevel::Fine));
    m_labels->addItem(tr("Coarse: 20 superclasses"), static_cast<int>(dataset::LabelLevel::Coarse));
    m_trust = new QCheckBox(tr("The model's file is a &program (TorchScript), and I trust it"), this);
    setTip(m_trust, tr("A TorchScript file can do on this computer whatever you can do"));
    form.addRow(tr("&Preprocessing"), m_preprocessing);
    form.addRow(tr("&Classes"), m_classes);
    form.addRow(tr("CIFAR-100 la&bels"), m_labels);
    form.addRow(QString(), m_trust);
}

void NewStudyDialog::addRunOptions(QFormLayout& form) {
    form.addRow(sectionTitle(tr("Run"), this));
    m_runName = new QLineEdit(this);
    m_runName->setPlaceholderText(tr("After the model"));
    m_runName->setMaxLength(200);
    m_split = new QComboBox(this);
    m_split->addItem(tr("Test images"), static_cast<int>(dataset::Split::Test));
    m_split->addItem(tr("Training images"), static_cast<int>(dataset::Split::Train));
    connect(m_split, &QComboBox::currentIndexChanged, this, &NewStudyDialog::suggestStudyFile);
    m_device = new QComboBox(this);
    m_device->addItem(tr("Automatic: a GPU where there is one"), deviceText({}));
    m_device->addItem(tr("CPU"), deviceText({model::DeviceKind::Cpu}));
    m_device->addItem(tr("First GPU (CUDA)"), deviceText({model::DeviceKind::Cuda}));
    m_precision = new QComboBox(this);
    m_precision->addItem(tr("fp32"), static_cast<int>(model::Precision::Fp32));
    m_precision->addItem(tr("Fast: screened in bf16 or fp16, decided in fp32"),
                         static_cast<int>(model::Precision::Fast));
    m_precision->addItem(tr("bf16"), static_cast<int>(model::Precision::Bf16));
    m_precision->addItem(tr("fp16 (GPU)"), static_cast<int>(model::Precision::Fp16));
    m_order = new QComboBox(this);
    m_order->addItem(tr("Random: the failures so far are a fair sample"),
                     static_cast<int>(model::Order::Random));
    m_order->addItem(tr("By index"), static_cast<int>(model::Order::Index));
    m_seed = new QLineEdit(QStringLiteral("0"), this);
    m_seed->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{1,20}")), m_seed));
    setTip(m_seed, tr("Fixes the random order and the draw of the controls: 0 to 18446744073709551615"));
    connect(m_seed, &QLineEdit::textChanged, this, &NewStudyDialog::validate);
    m_limit = new QSpinBox(this);
    m_limit->setRange(0, std::numeric_limits<int>::max());
    m_limit->setSpecialValueText(tr("All images"));
    setTip(m_limit, tr("Only the first images of the order"));
    m_batch = new QSpinBox(this);
    m_batch->setRange(0, largestBatch);
    m_batch->setSpecialValueText(tr("Automatic"));
    setTip(m_batch, tr("Images computed at once; fewer need less memory"));
    m_worker = new QLineEdit(workerCommandSetting(), this);
    m_worker->setPlaceholderText(tr("This computer; or for another one: ssh gpubox faultline-worker"));
    setTip(m_worker, tr("Data set and model are then paths on that computer"));
    connect(m_worker, &QLineEdit::textChanged, this, &NewStudyDialog::validate);
    form.addRow(tr("&Name"), m_runName);
    form.addRow(tr("Sp&lit"), m_split);
    form.addRow(tr("D&evice"), m_device);
    form.addRow(tr("Precisio&n"), m_precision);
    form.addRow(tr("&Order"), m_order);
    form.addRow(tr("Se&ed"), m_seed);
    form.addRow(tr("&Images"), m_limit);
    form.addRow(tr("Batc&h"), m_batch);
    form.addRow(tr("&Worker command"), m_worker);
}

void NewStudyDialog::setDataset(const QString& folder) {
    m_dataset->setPath(folder);
}

void NewStudyDialog::setModel(const QString& file) {
    m_model->setPath(file);
}

void NewStudyDialog::setInterrupted(const model::RunHeader& header, const QString& studyFile,
                                    const QString& why) {
    m_purpose = Purpose::Resume;
    m_why = why;
    setWindowTitle(tr("Resume the run"));
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("Resume"));
    m_dataset->setPath(QString::fromStdString(header.dataset.location));
    m_model->setPath(QString::fromStdString(header.model.location));
    m_studyFile->setPath(studyFile);
    choose(*m_split, static_cast<int>(header.options.split));
    m_preprocessing->setValue(base::TextForm<model::PreprocessingChoice>::text(header.options.preprocessing));
    m_classes->setValue(base::TextForm<model::ClassRule>::text(header.options.classes));
    choose(*m_labels, static_cast<int>(header.options.labels));
    choose(*m_device, deviceText(header.options.device));
    choose(*m_precision, static_cast<int>(header.options.precision));
    choose(*m_order, static_cast<int>(header.options.order));
    m_seed->setText(QString::number(header.options.seed));
    m_limit->setValue(static_cast<int>(header.options.limit));
    m_batch->setValue(static_cast<int>(header.options.batch));
    for (QWidget* fixed :
         std::initializer_list<QWidget*>{m_studyFile, m_split, m_preprocessing, m_classes, m_labels, m_device,
                                         m_precision, m_order, m_seed, m_limit})
        fixed->setEnabled(false);
    validate();
}

void NewStudyDialog::setFurtherRun(const model::RunHeader& header, const QString& studyFile) {
    m_purpose = Purpose::FurtherRun;
    setWindowTitle(tr("Add a run"));
    m_dataset->setPath(QString::fromStdString(header.dataset.location));
    m_model->setPath({});
    m_studyFileChosen = true;
    m_studyFile->setPath(studyFile);
    m_studyFile->setEnabled(false);
    choose(*m_split, static_cast<int>(header.options.split));
    m_split->setEnabled(false);
    choose(*m_labels, static_cast<int>(header.options.labels));
    m_labels->setEnabled(false);
    validate();
}

EvaluationRequest NewStudyDialog::request() const {
    EvaluationRequest request;
    request.isFurtherRun = m_purpose == Purpose::FurtherRun;
    request.runName = m_runName->text().trimmed();
    request.dataset = m_dataset->path();
    request.model = m_model->path();
    request.study = m_studyFile->path().toStdString();
    request.workerCommand = m_worker->text().trimmed();
    request.options.split = static_cast<dataset::Split>(m_split->currentData().toInt());
    if (auto preprocessing = model::parsedChoice(m_preprocessing->value())) // the box took no other text
        request.options.preprocessing = std::move(*preprocessing);
    request.options.classes = model::classRule(m_classes->value());
    request.options.labels = static_cast<dataset::LabelLevel>(m_labels->currentData().toInt());
    request.options.trustCode = m_trust->isChecked();
    if (const auto device = model::parsedDevice(m_device->currentData().toString().toStdString()))
        request.options.device = *device;
    request.options.precision = static_cast<model::Precision>(m_precision->currentData().toInt());
    request.options.order = static_cast<model::Order>(m_order->currentData().toInt());
    request.options.seed = m_seed->text().toULongLong();
    request.options.limit = static_cast<std::uint32_t>(m_limit->value());
    request.options.batch = static_cast<std::uint32_t>(m_batch->value());
    return request;
}

QString NewStudyDialog::workerCommandSetting() {
    return QSettings().value(workerKey).toString();
}

void NewStudyDialog::setWorkerCommandSetting(const QString& command) {
    QSettings().setValue(workerKey, command);
}

void NewStudyDialog::suggestStudyFile() {
    if (m_studyFileChosen || m_purpose != Purpose::New)
        return;
    const auto split = static_cast<dataset::Split>(m_split->currentData().toInt());
    m_studyFile->setPath(suggestedStudyFile(m_dataset->path(), split, m_model->path()));
}

QString NewStudyDialog::pathProblem() const {
    const bool isLocal = m_worker->text().trimmed().isEmpty();
    if (m_dataset->path().isEmpty())
        return tr("Choose the data set: a CIFAR folder, a folder of images, or an .npy file.");
    if (isLocal && !QFileInfo::exists(m_dataset->path()))
        return tr("There is no %1: choose the data set's folder or file.").arg(m_dataset->path());
    if (m_model->path().isEmpty())
        return tr("Choose the model: a checkpoint (.safetensors, .pth, .onnx …).");
    if (isLocal && !QFileInfo(m_model->path()).isFile())
        return tr("There is no file %1: choose the model's file.").arg(m_model->path());
    const QFileInfo study(m_studyFile->path());
    if (m_studyFile->path().isEmpty())
        return tr("Say where to keep the study.");
    if (study.isDir())
        return tr("%1 is a folder: name a file for the study.").arg(m_studyFile->path());
    if (!study.dir().exists() && study.absolutePath() != studiesFolder())
        return tr("There is no folder %1: choose another place for the study.").arg(study.absolutePath());
    return {};
}

QString NewStudyDialog::problem() const {
    const QString path = pathProblem();
    if (!path.isEmpty())
        return path;
    bool isNumber = false;
    m_seed->text().toULongLong(&isNumber);
    if (!isNumber)
        return tr("The seed is a whole number from 0 to 18446744073709551615.");
    return {};
}

QString NewStudyDialog::note() const {
    if (m_purpose == Purpose::Resume)
        return tr("%1. They must be the ones that the run was begun with.").arg(m_why);
    if (m_purpose == Purpose::FurtherRun)
        return tr("The run joins the open study: another model, or other options, on the same images.");
    if (QFileInfo::exists(m_studyFile->path()))
        return tr(
            "This study exists: its run is resumed where it is the same one, and refused where it differs.");
    return {};
}

void NewStudyDialog::validate() {
    if (m_buttons == nullptr)
        return; // while the fields are being made
    const QString wrong = problem();
    m_problem->setText(wrong.isEmpty() ? note() : wrong);
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(wrong.isEmpty());
}

void NewStudyDialog::accept() {
    const QFileInfo study(m_studyFile->path());
    if (!study.dir().exists() && !QDir().mkpath(study.absolutePath())) {
        m_problem->setText(
            tr("The folder %1 can't be made: choose another place for the study.").arg(study.absolutePath()));
        return;
    }
    setWorkerCommandSetting(m_worker->text().trimmed());
    QDialog::accept();
}

} // namespace faultline::ui
