// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/left_out.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::dataset {

namespace {

constexpr std::size_t mostReasons = 50;
constexpr std::size_t mostExamples = 5;
constexpr std::size_t longestReason = 300; ///< bytes; a reason may quote the file

} // namespace

LeftOutTally::Reason& LeftOutTally::of(const std::string& reason) {
    const auto find = [this](const std::string& text) {
        return std::find_if(m_reasons.begin(), m_reasons.end(),
                            [&](const Reason& known) { return known.text == text; });
    };
    if (const auto found = find(reason); found != m_reasons.end())
        return *found;
    const std::string text =
        m_reasons.size() < mostReasons && reason.size() <= longestReason ? reason : "for other reasons";
    if (const auto found = find(text); found != m_reasons.end())
        return *found;
    return m_reasons.emplace_back(Reason{text, 0, {}});
}

void LeftOutTally::add(const std::string& reason, const std::string& path) {
    Reason& known = of(reason);
    ++known.files;
    if (known.examples.size() < mostExamples)
        known.examples.push_back(path);
}

void LeftOutTally::add(const LeftOutTally& other) {
    for (const Reason& reason : other.m_reasons) {
        Reason& known = of(reason.text);
        known.files += reason.files;
        for (const std::string& example : reason.examples)
            if (known.examples.size() < mostExamples)
                known.examples.push_back(example);
    }
}

std::vector<LeftOut> LeftOutTally::byReason() const {
    std::vector<LeftOut> all;
    for (const Reason& reason : m_reasons) {
        LeftOut left{reason.text, reason.files, {}};
        for (const std::string& example : reason.examples)
            left.examples += (left.examples.empty() ? "" : ", ") + example;
        if (reason.files > reason.examples.size())
            left.examples += ", …";
        all.push_back(std::move(left));
    }
    std::sort(all.begin(), all.end(), [](const LeftOut& a, const LeftOut& b) { return a.reason < b.reason; });
    return all;
}

std::uint32_t LeftOutTally::files() const {
    std::uint32_t files = 0;
    for (const Reason& reason : m_reasons)
        files += reason.files;
    return files;
}

std::string leftOutText(const std::vector<LeftOut>& leftOut) {
    std::uint64_t files = 0;
    std::string reasons;
    for (const LeftOut& left : leftOut) {
        files += left.files;
        reasons += (reasons.empty() ? "" : "; ") + left.reason + ": " + base::groupedText(left.files) + " (" +
                   left.examples + ")";
    }
    if (files == 0)
        return {};
    return "left out " + std::string(files == 1 ? "is " : "are ") + base::groupedText(files) + ": " + reasons;
}

} // namespace faultline::dataset
