// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/request_answers.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/dataset/left_out.h"
#include "core/dataset/picture_lookup.h"
#include "core/inference/detection.h"
#include "core/inference/samples.h"
#include "core/inference/screening.h"
#include "core/inference/visiting_order.h"
#include "core/model/class_mapping.h"
#include "core/model/imported.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace faultline::protocol {

using base::ErrorKind;
using base::failure;
using base::Result;
using inference::Ending;

namespace {

/// Programs and graphs know fp32 alone; of answers that are not computed here nobody asks.
Result<> checkPrecision(model::Precision wanted, const model::DeviceInfo& device) {
    if (wanted == model::Precision::Fast || base::nameOf(wanted) == device.precision ||
        device.device == model::noDevice)
        return {};
    return failure(ErrorKind::Refused,
                   "this kind of model is computed in " + device.precision + " only; choose that precision");
}

/// A folder, or a name in a table, that is no class is found by it, and why one is missing by what was left
/// out.
std::string foldersText(const dataset::DatasetInfo& info) {
    constexpr std::size_t named = 8;
    std::string text = dataset::isNumberedByTable(info) ? "; the classes of the table are "
                                                        : "; the classes are the folders ";
    for (std::size_t i = 0; i < std::min(named, info.classes.size()); ++i)
        text += (i == 0 ? "" : ", ") + base::printable(info.classes[i]);
    if (info.classes.size() > named)
        text += " and " + base::groupedText(info.classes.size() - named) + " more";
    const std::string left = dataset::leftOutText(info.leftOut);
    return left.empty() ? text : text + "; " + left;
}

/// Labels that count from 1 make one class too many, which has no image.
base::Error explained(base::Error error, const dataset::ImageSet& images) {
    if (dataset::isImageFolder(images.info().format))
        error.message += foldersText(images.info());
    const std::uint32_t size = images.info().size;
    std::uint16_t smallest = size == 0 ? 0 : images.label(base::SampleIndex(0)).value;
    for (std::uint32_t i = 1; i < size; ++i)
        smallest = std::min(smallest, images.label(base::SampleIndex(i)).value);
    if (images.info().format == dataset::Format::Npy && smallest > 0)
        error.message += "; the smallest label of the data set is " + std::to_string(smallest) +
                         ": where its labels count from 1, save them as labels - 1";
    return error;
}

} // namespace

/// Data set and model.
struct RequestAnswers::Opening {
    std::string dataset, model;
    model::RunOptions options;
    std::unique_ptr<dataset::ImageSet> images;
    inference::OpenedModel opened;
    std::optional<inference::Screening> screening; ///< where its network screens
    std::chrono::milliseconds screeningTime{};     ///< that measuring its bound took

    template <class AnyRequest>
    [[nodiscard]] bool serves(const AnyRequest& request) const {
        model::RunOptions same = request.options; // which images, and in what order, makes no difference
        same.order = options.order;
        same.seed = options.seed;
        same.limit = options.limit;
        same.batch = options.batch;
        return dataset == request.dataset && model == request.model && options == same;
    }
};

RequestAnswers::RequestAnswers(const WorkerBackend& backend, AnswerChannel& channel)
    : m_backend(backend)
    , m_channel(channel) {}

RequestAnswers::~RequestAnswers() = default;

void RequestAnswers::forget() {
    m_opening.reset();
}

base::Job RequestAnswers::jobOf(std::uint64_t run, const std::string& what) {
    base::Job job = m_channel.job();
    job.progress = [this, run, what, count = job.progress](std::uint64_t done, std::uint64_t total) {
        count(done, total);
        m_channel.send(Preparing{run, what, done, total, {}, 0});
    };
    return job;
}

/// Tells what is tried with its progress, and asks what the application takes of it.
Result<Ending> RequestAnswers::findPreprocessing(std::uint64_t run, const model::RunOptions& options,
                                                 const dataset::ImageSet& images,
                                                 inference::OpenedModel& model) {
    Preparing preparing{run, "Finding the preprocessing", 0, 0, {}, 0};
    base::Job job = m_channel.job();
    job.progress = [&, count = job.progress](std::uint64_t done, std::uint64_t total) {
        count(done, total);
        preparing.done = done;
        preparing.total = total;
        m_channel.send(preparing);
    };
    inference::DetectionTalk talk;
    talk.tell = [&](const std::vector<model::PreprocessingTrial>& trials, std::uint32_t contenders) {
        preparing.trials = trials;
        preparing.contenders = contenders;
    };
    talk.taken = [this] { return m_channel.taken(); };
    return inference::detectVariant(images, model, options, job, talk);
}

template <class AnyRequest>
Result<Ending> RequestAnswers::open(const AnyRequest& request) {
    m_opening.reset();
    FAULTLINE_CHECK(request.options.validate());
    dataset::OpenOptions reading;
    reading.split = request.options.split;
    reading.labels = request.options.labels;
    reading.numbering = request.options.numbering;
    reading.job = jobOf(request.run, "Reading the images");
    auto images = m_backend.openImages(request.dataset, reading);
    if (!images && images.error().kind == ErrorKind::Cancelled)
        return Ending::Cancelled;
    if (!images)
        return failure(std::move(images).error());
    FAULTLINE_TRY(model, m_backend.openModel(request.model, request.options, **images));
    FAULTLINE_CHECK(checkPrecision(request.options.precision, model.network().device()));
    const auto mapping =
        model::mapClasses((*images)->info().classes, model.info().classes, request.options.classes);
    if (!mapping)
        return failure(explained(mapping.error(), **images));
    model.mapOutputs(*mapping);
    FAULTLINE_TRY(detected, findPreprocessing(request.run, request.options, **images, model));
    if (detected == Ending::Cancelled)
        return Ending::Cancelled;
    const auto began = std::chrono::steady_clock::now();
    FAULTLINE_TRY(screening, inference::prepareScreening(**images, model, request.options, m_channel.job()));
    m_opening =
        std::make_unique<Opening>(Opening{request.dataset, request.model, request.options, std::move(*images),
                                          std::move(model), std::move(screening)});
    if (m_opening->screening)
        m_opening->screeningTime =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    return Ending::Finished;
}

Result<> RequestAnswers::cancelled(std::uint64_t run) {
    m_channel.send(Finished{run, true});
    return {};
}

Result<> RequestAnswers::answer(const RunRequest& request) {
    FAULTLINE_TRY(opened, open(request));
    if (opened == Ending::Cancelled)
        return cancelled(request.run);
    const dataset::DatasetInfo& info = m_opening->images->info();
    const inference::Network& network = m_opening->opened.network();
    const auto positions = static_cast<std::uint32_t>(
        inference::visitingOrder(request.options, *m_opening->images, network.covered()).size());
    model::DeviceInfo device = network.device();
    if (m_opening->screening)
        device.screeningBound = m_opening->screening->bound();
    if (request.options.precision == model::Precision::Fast && !network.screens() &&
        device.precisionReason.empty() && device.device != model::noDevice)
        device.precisionReason = "this kind of model is computed in fp32 only";
    m_channel.send(Opened{request.run, info, m_opening->opened.info(), std::move(device), positions,
                          static_cast<std::uint32_t>(m_opening->screeningTime.count())});
    Result<> sent;
    const auto report = [&](const model::BatchReport& batch) {
        if (sent = m_channel.sendBounded(BatchDone{request.run, batch}); !sent)
            m_channel.stop();
    };
    FAULTLINE_TRY(ending, inference::runInference(*m_opening->images, m_opening->opened, request.options,
                                                  request.startPosition, m_channel.job(), report,
                                                  m_opening->screening ? &*m_opening->screening : nullptr));
    FAULTLINE_CHECK(sent);
    m_channel.send(Finished{request.run, ending == Ending::Cancelled});
    return {};
}

Result<> RequestAnswers::answer(const SamplesRequest& request) {
    if (m_opening == nullptr || !m_opening->serves(request)) {
        FAULTLINE_TRY(opened, open(request));
        if (opened == Ending::Cancelled)
            return cancelled(request.run);
    }
    Result<> sent;
    const auto report = [&](std::vector<model::SampleDetail> details, bool last) {
        if (sent)
            sent = m_channel.sendBounded(SamplesDone{request.run, std::move(details), last});
    };
    FAULTLINE_TRY(ending, inference::collectSamples(*m_opening->images, m_opening->opened, request.samples,
                                                    m_channel.job(), report,
                                                    m_opening->screening ? &*m_opening->screening : nullptr));
    FAULTLINE_CHECK(sent);
    return ending == Ending::Cancelled ? cancelled(request.run) : Result<>();
}

} // namespace faultline::protocol
