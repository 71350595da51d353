// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_limits.h"

#include "core/base/text.h"
#include "core/dataset/set_limits.h"
#include "core/model/run_header.h"

#include <algorithm>

namespace faultline::model {

namespace {

using base::ErrorKind;
using base::groupedText;

/// The first bytes of a UTF-8 text, at most `longest` with what is said of the cut.
std::string cut(const std::string& text, std::size_t longest) {
    if (text.size() <= longest)
        return text;
    const std::string said = "… (" + groupedText(text.size()) + " bytes)";
    std::size_t kept = longest - said.size();
    while (kept > 0 && (static_cast<unsigned char>(text[kept]) & 0xC0) == 0x80)
        --kept; // not within a character
    return text.substr(0, kept) + said;
}

/// Notes the first thing that is beyond its limit.
class Check {
public:
    void count(std::size_t number, std::size_t most, const std::string& what) {
        if (number > most)
            complain(what + ": " + groupedText(number) + ", and at most " + groupedText(most) +
                     " are possible");
    }
    void text(const std::string& text, std::size_t longest, const std::string& what) {
        if (text.size() > longest)
            complain(what + " has " + groupedText(text.size()) + " bytes, and at most " +
                     groupedText(longest) + " are possible");
    }
    void classNames(const std::vector<std::string>& names, const std::string& whose) {
        count(names.size(), dataset::mostClasses, "the classes of " + whose);
        for (std::size_t i = 0; i < names.size() && m_problem.empty(); ++i)
            text(names[i], dataset::longestClassName, "the name of class " + groupedText(i) + " of " + whose);
    }
    void notes(const std::vector<std::string>& notes, const std::string& what) {
        count(notes.size(), mostNotes, what);
        for (const std::string& note : notes)
            text(note, longestText, "one of " + what);
    }
    /// Every text among the fields; lists have limits of their own.
    template <class Struct>
    void texts(const Struct& value, const std::string& whose) {
        fields(value, [&](const char* name, const auto& field, base::Kept = base::Kept::Yes) {
            if constexpr (std::is_same_v<std::decay_t<decltype(field)>, std::string>)
                text(field, longestText, "\"" + std::string(name) + "\" of " + whose);
        });
    }

    [[nodiscard]] base::Result<> result() const {
        if (m_problem.empty())
            return {};
        return base::failure(ErrorKind::InvalidInput, m_problem);
    }

private:
    void complain(const std::string& problem) {
        if (m_problem.empty())
            m_problem = problem;
    }
    std::string m_problem;
};

} // namespace

Metadata bounded(Metadata metadata) {
    for (auto& [key, value] : metadata) {
        key = cut(key, longestMetadataKey);
        value = cut(value, longestMetadataValue);
    }
    if (metadata.size() > mostMetadata) {
        const std::size_t left = metadata.size() - (mostMetadata - 1);
        metadata.resize(mostMetadata - 1);
        metadata.emplace_back("…", groupedText(left) + " further entries");
    }
    return metadata;
}

base::Result<> checkLimits(const RunHeader& header) {
    Check check;
    const dataset::DatasetInfo& dataset = header.dataset;
    check.classNames(dataset.classes, "the data set");
    check.texts(dataset, "the data set");
    check.notes(dataset.notes, "the data set's notes");
    check.notes(dataset.unreadable, "its unreadable files");
    check.count(dataset.leftOut.size(), mostNotes, "the reasons why files of the data set were left out");
    for (const dataset::LeftOut& left : dataset.leftOut)
        check.texts(left, "what the data set left out");
    const ModelInfo& model = header.model;
    check.classNames(model.classes, "the model");
    check.texts(model, "the model");
    check.count(model.featureCount, mostFeatures, "the features of the model");
    check.count(model.trials.size(), mostTrials, "the preprocessings that were tried");
    check.count(model.metadata.size(), mostMetadata, "the entries of the model's metadata");
    for (const auto& [key, value] : model.metadata) {
        check.text(key, longestMetadataKey, "a key of the model's metadata");
        check.text(value, longestMetadataValue, "a value of the model's metadata");
    }
    check.texts(header.device, "the device");
    check.texts(header.options, "the run");
    return check.result();
}

} // namespace faultline::model
