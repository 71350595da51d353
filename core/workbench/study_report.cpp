// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_report.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/model/preprocessing_text.h"
#include "core/report/document_text.h"
#include "core/report/png_bytes.h"
#include "core/study/run_entry.h"
#include "core/workbench/label_exchange.h"
#include "core/workbench/labelling_plan.h"
#include "core/workbench/run_title.h"
#include "core/workbench/verdict_draws.h"
#include "core/workbench/verdict_tests.h"

#include <algorithm>
#include <set>

namespace faultline::workbench {

namespace {

constexpr std::size_t mostExamples = 24;

std::string quoted(const std::string& word) {
    const bool isPlain = !word.empty() && std::ranges::all_of(word, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') ||
               std::string_view("._-:/,+").find(letter) != std::string_view::npos;
    });
    if (isPlain)
        return word;
    std::string result = "'";
    for (const char letter : word)
        result += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return result + "'";
}

/// What writes the same report, by file names without their folders.
std::string commandOf(const study::Study& study, base::RunId run, const std::filesystem::path& file,
                      const ReportOptions& options) {
    std::string command = "faultline report " + quoted(study.path().filename().string()) + " -o " +
                          quoted(file.filename().string());
    if (study.runs().all().size() > 1)
        command += " --run " + quoted(study.runs().entry(run).name);
    if (!options.consensus.empty())
        command += " --consensus " + quoted(options.consensus);
    if (options.permutations != analysis::standardPermutations)
        command += " --permutations " + std::to_string(options.permutations);
    if (options.pictures == ReportPictures::Left)
        command += " --no-pictures";
    if (!options.labelledBy.empty())
        command += " --labelled-by " + quoted(options.labelledBy);
    return command;
}

std::string digestOf(std::string_view text) {
    return base::hex(base::sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
}

std::vector<report::StudyReport::OfCategory> examplesOf(const VerdictInput& input) {
    const VerdictMaterial material = labelsOf(input, input.agreement.labels, input.consensus);
    const std::size_t categories = labels::categoriesOf(input.agreement.taxonomy).size();
    std::map<base::SampleIndex, const model::Prediction*> failures;
    for (const model::Prediction& failure : input.failures)
        failures[failure.sample] = &failure;
    std::vector<report::StudyReport::OfCategory> examples;
    for (std::size_t category = 0; category < categories; ++category) {
        std::vector<base::SampleIndex> samples;
        for (std::size_t i = 0; i < material.labelled.failures.size(); ++i)
            if (material.labelled.failures[i].category == category)
                samples.push_back(material.labelled.samples[i]);
        if (samples.empty())
            continue;
        report::StudyReport::OfCategory of{category, samples.size(), {}};
        std::ranges::sort(samples);
        base::Random random(drawSeed(input.agreement.seed, Draw::Examples, category));
        base::shuffle(samples, random);
        samples.resize(std::min(samples.size(), mostExamples));
        for (const base::SampleIndex sample : samples)
            of.examples.push_back({sample, failures.at(sample)->truth, failures.at(sample)->predicted, {}});
        examples.push_back(std::move(of));
    }
    return examples;
}

base::Result<> addPictures(const study::Study& study,
                           std::vector<report::StudyReport::OfCategory>& examples) {
    for (report::StudyReport::OfCategory& each : examples) {
        std::vector<base::SampleIndex> samples;
        for (const report::StudyReport::Example& example : each.examples)
            samples.push_back(example.sample);
        FAULTLINE_TRY(pictures, study.pictures().of(samples));
        for (std::size_t i = 0; i < pictures.size(); ++i)
            each.examples[i].png = report::pngBytes(pictures[i].view());
    }
    return {};
}

std::string dayOf(base::Timestamp time) {
    return base::isoText(time).substr(0, 10);
}

std::vector<report::StudyReport::OfAnnotator> annotatorsOf(const VerdictInput& input) {
    std::set<base::SampleIndex> failures;
    for (const model::Prediction& failure : input.failures)
        failures.insert(failure.sample);
    std::vector<report::StudyReport::OfAnnotator> result;
    for (const labels::Annotator& annotator : input.annotators) {
        report::StudyReport::OfAnnotator of;
        of.name = annotator.name;
        std::optional<base::Timestamp> first, last;
        for (const labels::Label& label : input.agreement.labels) {
            if (label.annotator != annotator.id || label.judgement.isUnlabelled())
                continue;
            ++(failures.contains(label.sample) ? of.failures : of.controls);
            of.excluded += label.judgement.isExcluded() ? 1 : 0;
            of.blind += label.given.blind == labels::Blind::Yes ? 1 : 0;
            of.bulk += label.given.how == labels::How::Bulk ? 1 : 0;
            first = std::min(first.value_or(label.labelledAt), label.labelledAt);
            last = std::max(last.value_or(label.labelledAt), label.labelledAt);
        }
        if (!first)
            continue;
        of.from = dayOf(*first);
        of.to = dayOf(*last);
        result.push_back(std::move(of));
    }
    return result;
}

base::Result<std::optional<report::PlanView>> planOf(const study::Study& study, const VerdictInput& input) {
    if (!input.agreement.plan)
        return std::nullopt;
    report::PlanView view{*input.agreement.plan, {}, {}};
    FAULTLINE_TRY(queues, planProgress(study, view.plan));
    for (const AnnotatorQueue& queue : queues)
        view.annotators.push_back({queue.annotator.name, queue.places.size(), queue.answeredCount()});
    return std::optional(std::move(view));
}

base::Result<std::vector<std::pair<std::string, std::string>>>
provenanceOf(const study::Study& study, base::RunId run, const std::filesystem::path& file,
             const ReportOptions& options, const Consensus& consensus) {
    const model::RunHeader& header = study.runs().header(run);
    FAULTLINE_TRY(labels, labelText(study, run, exchange::LabelFormat::Json));
    std::vector<std::pair<std::string, std::string>> rows{
        {"program", std::string("Faultline ") + FAULTLINE_VERSION},
        {"command", commandOf(study, run, file, options)},
        {"study", study.path().filename().string()},
        {"study's identity", study.uuid()},
        {"run", study.runs().entry(run).name},
        {"model", header.model.architecture + ", " + header.model.format},
        {"model, SHA-256", header.model.sha256.empty() ? "not known" : header.model.sha256},
        {"preprocessing", model::description(header.model.preprocessing)},
        {"data set", header.dataset.name + ", " + std::string(dataset::name(header.dataset.split)) + ", " +
                         base::groupedText(header.dataset.readableCount()) + " images"},
        {"data set, SHA-256", header.dataset.identity},
        {"labels, SHA-256", digestOf(labels.text) + " (of faultline export --format json)"},
        {"device", header.device.device + (header.device.name.empty() ? "" : ", " + header.device.name)},
        {"precision",
         header.device.precision +
             (header.device.precisionReason.empty() ? "" : " (" + header.device.precisionReason + ")")},
        {"computed by", header.device.backend},
        {"seed of the run", std::to_string(header.options.seed)},
        {"images visited", base::groupedText(header.positions) + ", " +
                               std::string(model::name(header.options.order)) + " order"},
        {"permutations", base::groupedText(static_cast<std::uint64_t>(options.permutations))}};
    if (!consensus.decisions.empty()) { // which the labels of annotators don't tell
        FAULTLINE_TRY(decided, labelText(study, run, exchange::LabelFormat::Json, consensus.text()));
        rows.emplace_back("labels of the consensus, SHA-256",
                          digestOf(decided.text) + " (of faultline export --format json --consensus " +
                              consensus.text() + ")");
    }
    return rows;
}

/// What is told of where it comes from, labels among it, and so the same for the same report.
std::string identityOf(const study::Study& study, base::RunId run,
                       const std::vector<std::pair<std::string, std::string>>& provenance) {
    std::string text = study.uuid() + '\n' + study.runs().entry(run).name;
    for (const auto& [what, which] : provenance)
        text += '\n' + what + '\t' + which;
    return digestOf(text);
}

} // namespace

base::Result<ReportFormat> reportFormatOf(const std::filesystem::path& path) {
    const std::string suffix = base::lowered(path.extension().string());
    if (suffix == ".html" || suffix == ".htm")
        return ReportFormat::Html;
    if (suffix == ".md")
        return ReportFormat::Markdown;
    if (suffix == ".pdf")
        return ReportFormat::Pdf;
    return base::failure(base::ErrorKind::InvalidInput,
                         "a report's name ends in .html, .pdf or .md, not \"" + suffix + '"');
}

base::Result<ReportInput> reportInput(const study::Study& study, base::RunId run,
                                      const std::filesystem::path& file, const ReportOptions& options) {
    FAULTLINE_TRY(format, reportFormatOf(file));
    if (std::error_code ignored; std::filesystem::equivalent(file, study.path(), ignored))
        return base::failure(base::ErrorKind::Refused,
                             file.string() + " is the study itself; choose another name for its report");
    ReportInput input;
    input.permutations = options.permutations;
    FAULTLINE_TRY(verdict, verdictInput(study, run, options.consensus));
    FAULTLINE_TRY(cards, cardsInput(study, run));
    FAULTLINE_TRY(plan, planOf(study, verdict));
    FAULTLINE_TRY(provenance, provenanceOf(study, run, file, options, verdict.consensus));
    input.report.title = runTitle(study.path(), study.runs().all(), run);
    input.report.examples = examplesOf(verdict);
    if (options.pictures == ReportPictures::Shown && format != ReportFormat::Markdown)
        FAULTLINE_CHECK(addPictures(study, input.report.examples));
    input.report.annotators = annotatorsOf(verdict);
    input.report.labelledBy = options.labelledBy;
    input.report.plan = std::move(plan);
    input.identity = identityOf(study, run, provenance);
    input.report.provenance = std::move(provenance);
    for (const labels::Label& label : verdict.agreement.labels)
        input.lastLabel = std::max(input.lastLabel, label.labelledAt);
    for (const labels::Mode& mode : verdict.agreement.taxonomy.modes())
        input.report.definitions.emplace_back(mode.name, mode.definition);
    input.verdict = std::move(verdict);
    input.cards = std::move(cards);
    return input;
}

std::string reportBytes(ReportInput input, ReportFormat format, const PdfPainter& paint) {
    WholeVerdict whole = wholeVerdict(input.verdict, input.cards, input.permutations);
    input.report.verdict = std::move(whole.verdict);
    input.report.cards = std::move(whole.cards);
    const report::Document document = report::reportDocument(input.report);
    switch (format) {
    case ReportFormat::Html:
        return report::htmlDocument(document);
    case ReportFormat::Markdown:
        return report::markdownDocument(document);
    case ReportFormat::Pdf:
        break;
    }
    return paint(document, input.lastLabel, input.identity);
}

base::Result<> writeReport(const study::Study& study, base::RunId run, const std::filesystem::path& file,
                           const ReportOptions& options, base::Overwrite overwrite, const PdfPainter& paint) {
    FAULTLINE_TRY(format, reportFormatOf(file));
    if (format == ReportFormat::Pdf && !paint)
        return base::failure(base::ErrorKind::Internal, "nobody is here who paints a PDF");
    // Said before it is computed, not only when it is written.
    if (std::error_code ignored;
        overwrite == base::Overwrite::No && std::filesystem::is_regular_file(file, ignored))
        return base::failure(base::ErrorKind::Refused,
                             file.string() + " exists already; choose another name or --force");
    FAULTLINE_TRY(input, reportInput(study, run, file, options));
    return base::writeFileAtomically(file, reportBytes(std::move(input), format, paint), overwrite);
}

} // namespace faultline::workbench
