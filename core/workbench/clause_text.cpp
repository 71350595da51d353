// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/clause_text.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace faultline::workbench {

using base::Result;

namespace {

constexpr std::string_view negation = "not ";
constexpr std::string_view alternative = " or ";
/// Whose values may go on behind an "or".
constexpr std::array<std::string_view, 12> forms{"true",    "predicted", "mode",  "note",
                                                 "shared",  "new",       "fixed", "suspected",
                                                 "flagged", "split",     "since", "before"};

bool isNegated(std::string_view text) {
    return base::lowered(text.substr(0, negation.size())) == negation;
}

/// "true:" of "true: cat"; empty where the text has no form.
std::string_view formOf(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        return {};
    const std::string name = base::lowered(base::trimmed(text.substr(0, colon)));
    const bool isForm = std::find(forms.begin(), forms.end(), name) != forms.end();
    return isForm ? text.substr(0, colon + 1) : std::string_view();
}

/// With the form of the one before it, where the text has none of its own. Any text may stand in a note: what
/// is a condition by itself is meant as one.
Result<Condition> conditionAfter(std::string_view form, std::string_view text, const Vocabulary& vocabulary) {
    auto alone = parsedCondition(text, vocabulary);
    const bool isWhole = !formOf(text).empty() || text.find_first_of("#<>") != std::string_view::npos;
    const bool isNote = base::lowered(form.substr(0, 4)) == "note";
    if (form.empty() || (alone && (isWhole || isNote)))
        return alone;
    auto continued = parsedCondition(std::string(form) + std::string(text), vocabulary);
    return continued ? continued : alone;
}

/// The parts between " or ", by where they begin and end.
struct Part {
    std::size_t begin;
    std::size_t end;
};

std::vector<Part> partsOf(std::string_view text) {
    const std::string lowered = base::lowered(text);
    std::vector<Part> parts;
    std::size_t begin = 0;
    for (auto at = lowered.find(alternative); at != std::string::npos;
         at = lowered.find(alternative, begin)) {
        parts.push_back({begin, at});
        begin = at + alternative.size();
    }
    parts.push_back({begin, text.size()});
    return parts;
}

/// The conditions of a line without its "not". A name may have " or " in it: the longest that can be read
/// counts.
Result<std::vector<Condition>> conditionsOf(std::string_view line, const Vocabulary& vocabulary) {
    const std::vector<Part> parts = partsOf(line);
    std::vector<Condition> conditions;
    std::string_view form;
    for (std::size_t i = 0; i < parts.size();) {
        std::size_t next = i;
        for (std::size_t last = parts.size(); last > i && next == i; --last) {
            const std::string_view text =
                base::trimmed(line.substr(parts[i].begin, parts[last - 1].end - parts[i].begin));
            const auto condition = conditionAfter(form, text, vocabulary);
            if (!condition)
                continue;
            if (std::find(conditions.begin(), conditions.end(), *condition) == conditions.end())
                conditions.push_back(*condition);
            if (const std::string_view own = formOf(text); !own.empty())
                form = own;
            next = last;
        }
        if (next == i) {
            const std::string_view text =
                base::trimmed(line.substr(parts[i].begin, parts[i].end - parts[i].begin));
            if (isNegated(text))
                return base::failure(
                    base::ErrorKind::InvalidInput,
                    "not stands once, before all conditions of a line: write not cat or dog");
            return base::failure(parsedCondition(text, vocabulary).error());
        }
        i = next;
    }
    return conditions;
}

} // namespace

Result<Clause> parsedClause(std::string_view typed, const Vocabulary& vocabulary) {
    const std::string_view text = base::trimmed(typed);
    auto single = parsedCondition(text, vocabulary);
    if (single)
        return Clause{Clause::Sense::AnyOf, {std::move(*single)}};
    const bool negated = isNegated(text);
    const std::string_view line = negated ? base::trimmed(text.substr(negation.size())) : text;
    FAULTLINE_TRY(conditions, conditionsOf(line, vocabulary));
    return Clause{negated ? Clause::Sense::NoneOf : Clause::Sense::AnyOf, std::move(conditions)};
}

std::string clauseText(const Clause& clause, const Vocabulary& vocabulary) {
    std::string line;
    std::string form;
    for (const Condition& condition : clause.conditions) {
        std::string text = conditionText(condition, vocabulary);
        if (const auto read = conditionAfter(form, text, vocabulary); !read || *read != condition)
            text = conditionText(condition, vocabulary, Wording::WithForm);
        if (const std::string_view own = formOf(text); !own.empty())
            form = own;
        line += (line.empty() ? std::string() : std::string(alternative)) + text;
    }
    return clause.sense == Clause::Sense::NoneOf ? std::string(negation) + line : line;
}

std::vector<std::string> filterTexts(const Filter& filter, const Vocabulary& vocabulary) {
    std::vector<std::string> texts;
    for (const Clause& clause : clausesOf(filter))
        texts.push_back(clauseText(clause, vocabulary));
    return texts;
}

Result<Filter> parsedFilter(std::span<const std::string> texts, const Vocabulary& vocabulary) {
    Filter filter;
    for (const std::string& text : texts) {
        FAULTLINE_TRY(clause, parsedClause(text, vocabulary));
        filter = with(filter, clause);
    }
    return filter;
}

std::size_t lastConditionAt(std::string_view text) {
    if (const Part last = partsOf(text).back(); last.begin > 0)
        return last.begin;
    return isNegated(text) ? negation.size() : 0;
}

std::string formGoingOn(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const std::string_view line = isNegated(text) ? text.substr(negation.size()) : text;
    std::vector<Part> parts = partsOf(line);
    parts.pop_back();
    std::string form;
    for (const Part& part : parts)
        if (const auto own = formOf(line.substr(part.begin, part.end - part.begin)); !own.empty())
            form = base::lowered(base::trimmed(own.substr(0, own.size() - 1))) + ":";
    return form;
}

} // namespace faultline::workbench
