// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/run_options_form.h"

#include "core/model/preprocessing_text.h"
#include "ui/new_study/choice_box.h"
#include "ui/new_study/field_note.h"
#include "ui/places/worker_setting.h"

#include <limits>

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QSpinBox>

namespace faultline::ui {

namespace {

using workbench::ModelKind;

constexpr int largestBatch = 4096;

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

QComboBox* boxOf(const QString& name, QWidget* parent) {
    auto* box = new QComboBox(parent);
    box->setObjectName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return box;
}

} // namespace

RunOptionsForm::RunOptionsForm(QWidget* parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this)) {
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setHorizontalSpacing(14);
    m_form->setVerticalSpacing(8);
    m_runName = new QLineEdit(this);
    m_runName->setPlaceholderText(tr("After the model"));
    m_runName->setMaxLength(200);
    m_form->addRow(tr("&Name of the run"), m_runName);
    addModelRows(*m_form);
    addDeviceRows(*m_form);
    addOrderRows(*m_form);
    m_worker = new QLineEdit(workerCommandSetting(), this);
    m_worker->setObjectName(QStringLiteral("worker"));
    m_worker->setPlaceholderText(tr("This computer; or for another one: ssh gpubox faultline-worker"));
    setTip(m_worker, tr("Data set and model are then paths on that computer"));
    m_form->addRow(tr("&Worker command"), m_worker);
    m_workerNote = new FieldNote(this);
    m_form->addRow(m_workerNote);
    connect(m_worker, &QLineEdit::textChanged, this, [this] {
        m_workerNote->tell({}, FieldNote::Kind::Fault);
        Q_EMIT changed();
    });
    for (QComboBox* box : findChildren<QComboBox*>())
        connect(box, &QComboBox::currentIndexChanged, this, &RunOptionsForm::changed);
    for (QLabel* label : findChildren<QLabel*>()) // else a screen reader has no name for the fields
        if (label->buddy() != nullptr)
            label->buddy()->setAccessibleName(label->text().remove(u'&'));
}

void RunOptionsForm::addModelRows(QFormLayout& form) {
    m_split = boxOf(QStringLiteral("split"), this);
    m_split->addItem(tr("Test images"), static_cast<int>(dataset::Split::Test));
    m_split->addItem(tr("Training images"), static_cast<int>(dataset::Split::Train));
    m_labels = boxOf(QStringLiteral("labels"), this);
    m_labels->addItem(tr("Fine: 100 classes"), static_cast<int>(dataset::LabelLevel::Fine));
    m_labels->addItem(tr("Coarse: 20 superclasses"), static_cast<int>(dataset::LabelLevel::Coarse));
    m_numbering = boxOf(QStringLiteral("numbering"), this);
    m_numbering->addItem(tr("Natural: img2 before img10"), static_cast<int>(dataset::Numbering::Auto));
    m_numbering->addItem(tr("By text: img10 before img2, as torchvision's ImageFolder"),
                         static_cast<int>(dataset::Numbering::Text));
    setTip(m_numbering, tr("Which number each file has; predictions made elsewhere may go by it"));
    m_weights = boxOf(QStringLiteral("weights"), this);
    setTip(m_weights, tr("The model's file holds several networks"));
    m_preprocessing = makePreprocessingBox(this);
    m_classes = makeClassesBox(this);
    m_refusal = new FieldNote(this);
    for (ChoiceBox* box : {m_preprocessing, m_classes}) {
        connect(box, &ChoiceBox::refused, this,
                [this](const QString& why) { m_refusal->tell(why, FieldNote::Kind::Fault); });
        connect(box, &QComboBox::currentIndexChanged, this,
                [this] { m_refusal->tell({}, FieldNote::Kind::Hint); });
    }
    form.addRow(tr("Sp&lit"), m_split);
    form.addRow(tr("CIFAR-100 la&bels"), m_labels);
    form.addRow(tr("Orde&r of files"), m_numbering);
    form.addRow(tr("Network t&aken"), m_weights);
    form.addRow(tr("&Preprocessing"), m_preprocessing);
    form.addRow(tr("&Classes"), m_classes);
    form.addRow(m_refusal);
}

void RunOptionsForm::addDeviceRows(QFormLayout& form) {
    m_device = boxOf(QStringLiteral("device"), this);
    m_device->addItem(tr("Automatic: a GPU where there is one"), deviceText({}));
    m_device->addItem(tr("CPU"), deviceText({model::DeviceKind::Cpu}));
    m_device->addItem(tr("First GPU (CUDA)"), deviceText({model::DeviceKind::Cuda}));
    m_precision = boxOf(QStringLiteral("precision"), this);
    m_precision->addItem(tr("fp32"), static_cast<int>(model::Precision::Fp32));
    m_precision->addItem(tr("Fast: screened in bf16 or fp16, decided in fp32"),
                         static_cast<int>(model::Precision::Fast));
    m_precision->addItem(tr("bf16"), static_cast<int>(model::Precision::Bf16));
    m_precision->addItem(tr("fp16 (GPU)"), static_cast<int>(model::Precision::Fp16));
    m_batch = new QSpinBox(this);
    m_batch->setRange(0, largestBatch);
    m_batch->setSpecialValueText(tr("Automatic"));
    setTip(m_batch, tr("Images computed at once; fewer need less memory"));
    form.addRow(tr("D&evice"), m_device);
    form.addRow(tr("Prec&ision"), m_precision);
    form.addRow(tr("Batc&h"), m_batch);
}

void RunOptionsForm::addOrderRows(QFormLayout& form) {
    m_limit = new QSpinBox(this);
    m_limit->setObjectName(QStringLiteral("limit"));
    m_limit->setRange(0, std::numeric_limits<int>::max());
    m_limit->setSpecialValueText(tr("All images"));
    setTip(m_limit, tr("Only the first images of the order"));
    connect(m_limit, &QSpinBox::valueChanged, this, &RunOptionsForm::changed);
    m_order = boxOf(QStringLiteral("order"), this);
    m_order->addItem(tr("Random: the failures so far are a fair sample"),
                     static_cast<int>(model::Order::Random));
    m_order->addItem(tr("By index"), static_cast<int>(model::Order::Index));
    m_seed = new QLineEdit(QStringLiteral("0"), this);
    m_seed->setObjectName(QStringLiteral("seed"));
    m_seed->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{1,20}")), m_seed));
    setTip(m_seed, tr("Fixes the random order and the draw of the controls: 0 to 18446744073709551615"));
    m_seedNote = new FieldNote(this);
    connect(m_seed, &QLineEdit::textChanged, this, [this] {
        m_seedNote->tell(fault(), FieldNote::Kind::Fault);
        Q_EMIT changed();
    });
    form.addRow(tr("Ima&ges"), m_limit);
    form.addRow(tr("&Order"), m_order);
    form.addRow(tr("&Seed"), m_seed);
    form.addRow(m_seedNote);
}

bool RunOptionsForm::applies(QWidget* field) const {
    return m_form->isRowVisible(field);
}

model::RunOptions RunOptionsForm::options() const {
    model::RunOptions options = m_fixed.value_or(model::RunOptions());
    options.batch = applies(m_batch) ? static_cast<std::uint32_t>(m_batch->value()) : 0;
    if (m_fixed)
        return options;
    options.split = static_cast<dataset::Split>(m_split->currentData().toInt());
    if (applies(m_labels))
        options.labels = static_cast<dataset::LabelLevel>(m_labels->currentData().toInt());
    if (applies(m_numbering))
        options.numbering = static_cast<dataset::Numbering>(m_numbering->currentData().toInt());
    if (applies(m_weights) && m_weights->currentIndex() > 0) // the first is what is taken anyway
        options.weights = m_weights->currentText().toStdString();
    auto preprocessing = model::parsedChoice(m_preprocessing->value()); // the box took no other text
    if (preprocessing && applies(m_preprocessing))
        options.preprocessing = std::move(*preprocessing);
    if (applies(m_classes))
        options.classes = model::classRule(m_classes->value());
    const auto device = model::parsedDevice(m_device->currentData().toString().toStdString());
    if (device && applies(m_device))
        options.device = *device;
    if (applies(m_precision))
        options.precision = static_cast<model::Precision>(m_precision->currentData().toInt());
    options.order = static_cast<model::Order>(m_order->currentData().toInt());
    options.seed = m_seed->text().toULongLong();
    options.limit = static_cast<std::uint32_t>(m_limit->value());
    return options;
}

QString RunOptionsForm::runName() const {
    return m_runName->text().trimmed();
}

QString RunOptionsForm::workerCommand() const {
    return m_worker->text().trimmed();
}

void RunOptionsForm::setWorkerCommand(const QString& command) {
    m_worker->setText(command);
}

void RunOptionsForm::forgetRefusal() {
    m_workerNote->tell({}, FieldNote::Kind::Fault);
}

void RunOptionsForm::refuseWorker(const QString& sentence) {
    m_workerNote->tell(sentence, FieldNote::Kind::Fault);
    m_worker->setFocus();
}

void RunOptionsForm::fixImages(const model::RunOptions& options) {
    choose(*m_split, static_cast<int>(options.split));
    choose(*m_labels, static_cast<int>(options.labels));
    m_split->setEnabled(false);
    m_labels->setEnabled(false);
    m_form->setRowVisible(m_numbering, false); // the study's images have their numbers
    m_imagesAreFixed = true;
}

void RunOptionsForm::fixAll(const model::RunOptions& options) {
    m_fixed = options;
    fixImages(options);
    m_preprocessing->setValue(base::TextForm<model::PreprocessingChoice>::text(options.preprocessing));
    m_classes->setValue(base::TextForm<model::ClassRule>::text(options.classes));
    choose(*m_device, deviceText(options.device));
    choose(*m_precision, static_cast<int>(options.precision));
    choose(*m_order, static_cast<int>(options.order));
    m_seed->setText(QString::number(options.seed));
    m_limit->setValue(static_cast<int>(options.limit));
    m_batch->setValue(static_cast<int>(options.batch));
    for (QWidget* fixed : std::initializer_list<QWidget*>{m_runName, m_preprocessing, m_classes, m_device,
                                                          m_precision, m_order, m_seed, m_limit})
        fixed->setEnabled(false);
}

void RunOptionsForm::showFor(const dataset::SetOutline* images, const workbench::ModelOutline* model) {
    const bool isKnown = images != nullptr && model != nullptr;
    const bool isCifar100 = images == nullptr || images->format == dataset::Format::Cifar100Binary ||
                            images->format == dataset::Format::Cifar100Python;
    const bool isComputed = model == nullptr || model->kind != ModelKind::Predictions;
    const bool isCheckpoint = model == nullptr || model->kind == ModelKind::Checkpoint;
    m_form->setRowVisible(m_labels, isCifar100);
    m_form->setRowVisible(m_numbering, !m_imagesAreFixed && images != nullptr && images->mayBeRenumbered);
    offerNetworks(model == nullptr || m_fixed ? std::vector<std::string>() : model->networks);
    m_form->setRowVisible(m_classes, !isKnown || m_classes->value() != "auto" ||
                                         workbench::classesMatter(*images, *model));
    m_form->setRowVisible(m_preprocessing, isComputed);
    m_form->setRowVisible(m_device, isComputed && (model == nullptr || model->kind != ModelKind::Graph));
    m_form->setRowVisible(m_precision, isCheckpoint);
    m_form->setRowVisible(m_batch, isComputed);
}

void RunOptionsForm::offerNetworks(const std::vector<std::string>& networks) {
    m_form->setRowVisible(m_weights, networks.size() > 1);
    QStringList names;
    for (const std::string& name : networks)
        names << QString::fromStdString(name);
    QStringList offered;
    for (int i = 0; i < m_weights->count(); ++i)
        offered << m_weights->itemText(i);
    if (offered == names)
        return;
    const QSignalBlocker quiet(m_weights); // what is offered is no choice
    m_weights->clear();
    m_weights->addItems(names);
}

QString RunOptionsForm::fault() const {
    bool isNumber = false;
    m_seed->text().toULongLong(&isNumber);
    return isNumber ? QString() : tr("The seed is a whole number from 0 to 18446744073709551615.");
}

FieldNote* RunOptionsForm::faultNote() const {
    for (FieldNote* note : {m_workerNote, m_seedNote})
        if (!note->fault().isEmpty())
            return note;
    return nullptr;
}

void RunOptionsForm::focusFault() {
    m_seed->setFocus();
}

} // namespace faultline::ui
