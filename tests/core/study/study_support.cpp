// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <array>
#include <stdexcept>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/wait.h>
#include <unistd.h>

namespace faultline::tests {

namespace fs = std::filesystem;

std::map<std::string, std::string> contents(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files[entry.path().filename().string()] = readText(entry.path());
    return files;
}

std::vector<std::string> names(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : contents(folder))
        names.push_back(name);
    return names;
}

void tamper(const fs::path& file, const std::string& sql) {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec(sql);
}

study::Study opened(const fs::path& path, study::Access access) {
    return valueOf(study::Study::open(path, access));
}

void makeClosedStudy(const fs::path& path, const SyntheticOptions& options) {
    study::Study study = makeSyntheticStudy(path, options);
    const labels::Annotator ann = valueOf(study.labels().annotator("ann"));
    valueOf(applyTo(study, request(ann.id, {failingSamples(study).at(0)}, mode(1), "small")));
}

labels::Judgement mode(std::int64_t number) {
    return labels::Judgement::of(base::ModeId(number));
}

labels::LabelRequest request(base::AnnotatorId annotator, std::vector<base::SampleIndex> samples,
                             std::optional<labels::Judgement> judgement, std::optional<std::string> note) {
    labels::LabelRequest request;
    request.annotator = annotator;
    request.samples = std::move(samples);
    request.change = {judgement, std::move(note)};
    return request;
}

std::vector<base::SampleIndex> failingSamples(const study::Study& study) {
    std::vector<base::SampleIndex> samples;
    for (const model::Prediction& prediction : valueOf(failuresOf(study)))
        samples.push_back(prediction.sample);
    return samples;
}

std::string asOrdinaryUser(const std::function<std::string()>& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0)
        throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr uid_t nobody = 65534;
        std::string answer = "cannot drop root's rights";
        if (::geteuid() != 0 || (::setgid(nobody) == 0 && ::setuid(nobody) == 0))
            answer = work();
        const bool written =
            ::write(ends[1], answer.data(), answer.size()) == static_cast<ssize_t>(answer.size());
        ::_exit(written ? 0 : 1);
    }
    ::close(ends[1]);
    std::string answer;
    std::array<char, 4096> bytes{};
    for (ssize_t got = 0; (got = ::read(ends[0], bytes.data(), bytes.size())) > 0;)
        answer.append(bytes.data(), static_cast<std::size_t>(got));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw std::runtime_error("the child process ended badly");
    return answer;
}

std::string stateOfLabels(const study::Study& study) {
    std::map<base::AnnotatorId, std::string> names;
    std::string state;
    for (const labels::Annotator& annotator : valueOf(study.labels().annotators())) {
        names[annotator.id] = annotator.uuid;
        state += annotator.uuid + " " + annotator.name + "\n";
    }
    std::vector<std::string> lines;
    for (const labels::Label& label : valueOf(labelsOf(study)))
        lines.push_back(std::to_string(label.sample.value) + " " + names[label.annotator] + " " +
                        labels::judgementText(label.judgement, study.labels().taxonomy()) + " " + label.note +
                        " " + base::isoText(label.labelledAt));
    for (const base::SampleIndex sample : failingSamples(study))
        for (const labels::LabelEvent& event : valueOf(historyOf(study, sample)))
            lines.push_back(event.uuid + " " + event.action + " " + base::isoText(event.at));
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines)
        state += line + "\n";
    return state;
}

} // namespace faultline::tests
