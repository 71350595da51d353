// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/labelling_model.h"

#include <algorithm>

namespace faultline::tests {

namespace {

std::string nameOf(const LabellingModel::Item& item) {
    return "#" + std::to_string(item.sample);
}

} // namespace

void LabellingModel::Person::set(const Item& item, const Word& word) {
    Word& held = words[item];
    changes[item] += (held.judgement != word.judgement ? 1 : 0) + (held.note != word.note ? 1 : 0);
    held = word;
}

std::size_t LabellingModel::Person::act(Action action) {
    if (action.changes.empty())
        return 0;
    for (const Change& change : action.changes)
        set(change.item, change.after);
    const std::size_t count = action.changes.size();
    done.push_back(std::move(action));
    undone.clear();
    return count;
}

std::size_t LabellingModel::label(const std::string& person, const std::vector<Item>& items,
                                  const Wish& wish) {
    Person& who = m_persons[person];
    Action action;
    bool isJudged = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (std::find(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i), items[i]) !=
            items.begin() + static_cast<std::ptrdiff_t>(i))
            continue; // named twice
        const Word before = who.words[items[i]];
        const Word after{wish.judgement.value_or(before.judgement), wish.note.value_or(before.note)};
        if (before != after)
            action.changes.push_back({items[i], before, after});
        isJudged = isJudged || before.judgement != after.judgement;
    }
    if (action.changes.empty())
        return 0;
    const std::size_t count = action.changes.size();
    const std::string what =
        count == 1 ? nameOf(action.changes.front().item) : std::to_string(count) + " images";
    if (!isJudged)
        action.text = "note on " + what;
    else if (wish.judgement->empty())
        action.text = "cleared " + what;
    else if (*wish.judgement == "excluded")
        action.text = "excluded " + what;
    else
        action.text = *wish.judgement + " on " + what;
    return who.act(std::move(action));
}

std::size_t LabellingModel::import(const std::string& person, const std::map<Item, Word>& rows) {
    Person& who = m_persons[person];
    Action action;
    for (const auto& [item, row] : rows) {
        const Word before = who.words[item];
        const Word after{row.judgement.empty() ? before.judgement : row.judgement,
                         row.note.empty() ? before.note : row.note}; // an empty cell takes nothing away
        if (before != after)
            action.changes.push_back({item, before, after});
    }
    action.text = "import of " + std::to_string(action.changes.size()) +
                  (action.changes.size() == 1 ? " label" : " labels");
    return who.act(std::move(action));
}

std::size_t LabellingModel::undo(const std::string& person) {
    Person& who = m_persons[person];
    if (who.done.empty())
        return 0;
    for (const Change& change : who.done.back().changes)
        who.set(change.item, change.before);
    who.undone.push_back(who.done.back());
    who.done.pop_back();
    return who.undone.back().changes.size();
}

std::size_t LabellingModel::redo(const std::string& person) {
    Person& who = m_persons[person];
    if (who.undone.empty())
        return 0;
    for (const Change& change : who.undone.back().changes)
        who.set(change.item, change.after);
    who.done.push_back(who.undone.back());
    who.undone.pop_back();
    return who.done.back().changes.size();
}

void LabellingModel::take(const std::string& person, const LabellingModel& there) {
    if (const auto known = there.m_persons.find(person); known != there.m_persons.end())
        m_persons[person] = known->second;
}

std::string LabellingModel::line(const Item& item, const std::string& person, const Word& word) {
    return std::to_string(item.run) + " " + std::to_string(item.sample) + " " + person + " " +
           word.judgement + ": " + word.note;
}

std::vector<std::string> LabellingModel::lines(const std::string& person) const {
    std::vector<std::string> lines;
    if (const auto known = m_persons.find(person); known != m_persons.end())
        for (const auto& [item, word] : known->second.words)
            if (word != Word())
                lines.push_back(line(item, person, word));
    std::sort(lines.begin(), lines.end());
    return lines;
}

std::vector<std::string> LabellingModel::lines() const {
    std::vector<std::string> all;
    for (const auto& [name, person] : m_persons)
        for (std::string& each : lines(name))
            all.push_back(std::move(each));
    std::sort(all.begin(), all.end());
    return all;
}

std::optional<std::string> LabellingModel::undoText(const std::string& person) const {
    const auto known = m_persons.find(person);
    if (known == m_persons.end() || known->second.done.empty())
        return std::nullopt;
    return known->second.done.back().text;
}

std::optional<std::string> LabellingModel::redoText(const std::string& person) const {
    const auto known = m_persons.find(person);
    if (known == m_persons.end() || known->second.undone.empty())
        return std::nullopt;
    return known->second.undone.back().text;
}

std::size_t LabellingModel::changes(const Item& item) const {
    std::size_t count = 0;
    for (const auto& [name, person] : m_persons)
        if (const auto known = person.changes.find(item); known != person.changes.end())
            count += known->second;
    return count;
}

} // namespace faultline::tests
