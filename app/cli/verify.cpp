// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/label_copies.h"
#include "app/cli/output.h"
#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/report/text_table.h"
#include "core/study/study.h"

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

std::string countsText(const study::Verification& found) {
    std::vector<std::vector<std::string>> rows;
    const auto add = [&](const char* what, std::uint64_t count) {
        rows.push_back({what, base::groupedText(count)});
    };
    add("runs", found.runs);
    add("predictions", found.predictions);
    add("failures", found.failures);
    add("controls", found.controls);
    add("labels", found.labels);
    add("events", found.events);
    add("annotators", found.annotators);
    return report::alignedTable({{"kept"}, {"count", report::Alignment::Right}}, rows);
}

int run(const std::string& path) {
    const auto study = study::Study::open(path, study::Access::ReadOnly);
    if (!study) {
        const std::string kept =
            study.error().kind == base::ErrorKind::InvalidInput ? keptLabelsOf(path) : "";
        return report(kept.empty() ? study.error()
                                   : base::Error{study.error().kind, study.error().message + "; " + kept});
    }
    const auto found = study->verify();
    if (!found)
        return report(found.error());
    std::string text = countsText(*found);
    for (const std::string& problem : found->problems)
        text += "problem: " + base::printable(problem) + '\n';
    for (const std::string& warning : found->warnings)
        text += "note: " + base::printable(warning) + '\n';
    if (found->problems.empty())
        return print(text + "the study is sound\n");
    const std::string kept = keptLabelsOf(path);
    print(text + (kept.empty() ? "" : "note: " + base::printable(kept) + '\n'));
    return report({base::ErrorKind::InvalidInput,
                   path + " is damaged: " + std::to_string(found->problems.size()) +
                       (found->problems.size() == 1 ? " problem" : " problems") +
                       " found; go back to a copy of it, or export what is left of its labels"});
}

} // namespace

void addVerify(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("verify", "Check a study's integrity, schema and counts");
    auto study = std::make_shared<std::string>();
    command->add_option("STUDY", *study, "Study file")->required();
    command->callback([study, &exitCode] { exitCode = run(*study); });
}

} // namespace faultline::app
