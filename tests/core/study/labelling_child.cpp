// SPDX-License-Identifier: GPL-3.0-or-later
// A process for tests that kill it or take its disk away.
//   labelling_child label STUDY FIRST   labels for ever: the n-th label, from FIRST on, is of failure n
//   modulo
//                                       their number, with mode 1 + (n / number) modulo 3
//   labelling_child answer STUDY MODE   answers the queue of the study's plan, from where it stands, by a
//   mode's id labelling_child create FOLDER       makes studies FOLDER/0.faultline, FOLDER/1.faultline, … for
//   ever labelling_child full STUDY BYTES    labels while no file may grow beyond BYTES; then with room again
// Each commit is acknowledged with a line on stdout.
#include "core/workbench/labelling_plan.h"
#include "tests/support/first_run.h"
#include "tests/support/synthetic_study.h"

#include <csignal>
#include <iostream>
#include <string>

#include <sys/resource.h>

namespace {

using namespace faultline;

int failed(const std::string& message) {
    std::cout << "failed: " << message << std::endl;
    return 1;
}

base::Result<labels::ActionReport> labelNumber(study::Study& study, base::AnnotatorId annotator,
                                               const std::vector<model::Prediction>& failures,
                                               std::size_t n) {
    labels::LabelRequest request;
    request.annotator = annotator;
    request.samples = {failures[n % failures.size()].sample};
    request.change.judgement =
        labels::Judgement::of(base::ModeId(static_cast<std::int64_t>(1 + n / failures.size() % 3)));
    return tests::applyTo(study, request);
}

int labelForEver(study::Study& study, base::AnnotatorId annotator, std::size_t first) {
    const auto failures = tests::failuresOf(study);
    for (std::size_t n = first;; ++n) {
        if (const auto done = labelNumber(study, annotator, *failures, n); !done)
            return failed(done.error().message);
        std::cout << n << std::endl;
    }
}

int answerQueue(study::Study& study, const labels::Annotator& annotator, base::ModeId mode) {
    auto content = workbench::sessionContent(study, study.runs().first(), annotator.name);
    if (!content)
        return failed(content.error().message);
    plans::QueueWalk& walk = content->walk;
    while (const auto position = walk.current()) {
        const plans::QueuePlace& place = walk.places()[*position];
        labels::LabelRequest request;
        request.annotator = annotator.id;
        request.samples = {place.sample};
        request.change.judgement = labels::Judgement::of(mode);
        request.given.how = place.isRepeat ? labels::How::Repeat : labels::How::Session;
        request.given.blind = labels::Blind::Yes;
        request.given.planVersion = content->plan->version;
        request.given.position = *position;
        if (const auto done = tests::applyTo(study, request); !done)
            return failed(done.error().message);
        std::cout << *position << std::endl;
        walk.answer();
    }
    return 0;
}

int labelUntilFull(study::Study& study, base::AnnotatorId annotator, rlim_t limit) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit size{};
    ::getrlimit(RLIMIT_FSIZE, &size);
    const rlimit small{limit, size.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto failures = tests::failuresOf(study);
    std::size_t n = 0;
    for (;; ++n) {
        const auto done = labelNumber(study, annotator, *failures, n);
        if (!done) {
            std::cout << "refused: " << done.error().message << std::endl;
            break;
        }
        std::cout << n << std::endl;
    }
    ::setrlimit(RLIMIT_FSIZE, &size);
    const auto again = labelNumber(study, annotator, *failures, n);
    std::cout << (again ? "saved again" : again.error().message) << std::endl;
    return 0;
}

int createForEver(const std::filesystem::path& folder) {
    for (int n = 0;; ++n) {
        tests::SyntheticOptions options;
        options.completion = tests::Completion::Partial;
        options.seed = static_cast<std::uint64_t>(n);
        const auto study = tests::makeSyntheticStudy(folder / (std::to_string(n) + ".faultline"), options);
        std::cout << n << std::endl;
    }
}

} // namespace

int main(int argc, char** argv) try {
    const std::string job = argc > 2 ? argv[1] : "";
    if (job == "create")
        return createForEver(argv[2]);
    if (argc < 4)
        return failed("usage");
    auto study = faultline::study::Study::open(argv[2], faultline::study::Access::ReadWrite);
    if (!study)
        return failed(study.error().message);
    const auto annotator = study->labels().annotator("child");
    if (!annotator)
        return failed(annotator.error().message);
    if (job == "answer")
        return answerQueue(*study, *annotator, base::ModeId(std::stol(argv[3])));
    return job == "full" ? labelUntilFull(*study, annotator->id, std::stoul(argv[3]))
                         : labelForEver(*study, annotator->id, std::stoul(argv[3]));
} catch (const std::exception& error) {
    return failed(error.what());
}
