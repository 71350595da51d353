// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/labelling_model.h"

#include <algorithm>
#include <set>
#include <utility>

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

std::string LabellingModel::counting(std::string judgement, const Merges& merges) {
    for (auto next = merges.find(judgement); next != merges.end(); next = merges.find(judgement))
        judgement = next->second.into;
    return judgement;
}

LabellingModel::Word LabellingModel::wordOf(const Person& person, const Item& item) const {
    const auto known = person.words.find(item);
    if (known == person.words.end())
        return {};
    return {counting(known->second.judgement, m_merged), known->second.note};
}

std::size_t LabellingModel::act(Person& person, Action action) {
    if (action.changes.empty())
        return 0;
    for (const Change& change : action.changes)
        person.set(change.item, change.after);
    const std::size_t count = action.changes.size();
    person.done.push_back(std::move(action));
    person.undone.clear();
    return count;
}

std::size_t LabellingModel::label(const std::string& person, const std::vector<Item>& items,
                                  const Wish& wish) {
    Person& who = m_persons[person];
    Action action;
    bool isJudged = false;
    for (const Item& item : std::set<Item>(items.begin(), items.end())) { // one may be named twice
        const Word before = who.words[item];
        const Word held = wordOf(who, item);
        Word after = before;
        if (wish.judgement && *wish.judgement != held.judgement)
            after.judgement = *wish.judgement;
        after.note = wish.note.value_or(before.note);
        if (before != after)
            action.changes.push_back({item, before, after});
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
    else if (*wish.judgement == "none")
        action.text = "none of the modes on " + what;
    else
        action.text = *wish.judgement + " on " + what;
    return act(who, std::move(action));
}

std::size_t LabellingModel::import(const std::string& person, const std::map<Item, Word>& rows) {
    Person& who = m_persons[person];
    Action action;
    for (const auto& [item, row] : rows) {
        const Word before = who.words[item];
        Word after = before;
        if (!row.judgement.empty() && row.judgement != wordOf(who, item).judgement)
            after.judgement = row.judgement;
        if (!row.note.empty()) // an empty cell takes nothing away
            after.note = row.note;
        if (before != after)
            action.changes.push_back({item, before, after});
    }
    action.text = "import of " + std::to_string(action.changes.size()) +
                  (action.changes.size() == 1 ? " label" : " labels");
    return act(who, std::move(action));
}

std::size_t LabellingModel::count(Merges merges, const std::string& person) {
    std::size_t own = 0;
    for (auto& [name, who] : m_persons)
        for (const auto& [item, word] : who.words)
            if (counting(word.judgement, m_merged) != counting(word.judgement, merges)) {
                ++m_told[{name, item}];
                own += name == person ? 1 : 0;
            }
    m_merged = std::move(merges);
    return own;
}

std::size_t LabellingModel::mergeModes(const std::string& person, const std::string& mode,
                                       const std::string& into) {
    Person& who = m_persons[person];
    Action action;
    action.number = ++m_lastAction;
    action.text = "merged " + mode + " into " + into;
    action.mode = mode;
    action.into = into;
    Merges merges = m_merged;
    merges[mode] = {into, action.number};
    who.done.push_back(std::move(action));
    who.undone.clear();
    return count(std::move(merges), person);
}

std::size_t LabellingModel::undo(const std::string& person) {
    Person& who = m_persons[person];
    if (who.done.empty())
        return 0;
    const Action action = who.done.back();
    who.done.pop_back();
    who.undone.push_back(action);
    if (!action.mode.empty()) {
        Merges merges = m_merged;
        if (const auto merged = merges.find(action.mode);
            merged != merges.end() && merged->second.action == action.number)
            merges.erase(merged); // what another action has merged since stays so
        return count(std::move(merges), person);
    }
    for (const Change& change : action.changes)
        who.set(change.item, change.before);
    return action.changes.size();
}

std::optional<std::size_t> LabellingModel::redo(const std::string& person) {
    Person& who = m_persons[person];
    if (who.undone.empty())
        return 0;
    const Action action = who.undone.back();
    std::size_t changed = action.changes.size();
    if (action.mode.empty()) {
        for (const Change& change : action.changes)
            who.set(change.item, change.after);
    } else {
        Merges merges = m_merged;
        const auto known = merges.try_emplace(action.mode, Merged{action.into, action.number}).first;
        if (known->second.into != action.into || counting(action.into, m_merged) == action.mode)
            return std::nullopt; // merged elsewhere since, or it would be a circle
        changed = count(std::move(merges), person);
    }
    who.undone.pop_back();
    who.done.push_back(action);
    return changed;
}

void LabellingModel::take(const std::string& person, const LabellingModel& there) {
    const auto known = there.m_persons.find(person);
    if (known == there.m_persons.end())
        return;
    m_persons[person] = known->second;
}

void LabellingModel::takeModes(const LabellingModel& there) {
    m_merged = there.m_merged;
    m_told = there.m_told;
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
                lines.push_back(line(item, person, wordOf(known->second, item)));
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
    const auto in = [](const auto& counts, const auto& key) {
        const auto known = counts.find(key);
        return known == counts.end() ? std::size_t{0} : known->second;
    };
    std::size_t count = 0;
    for (const auto& [name, person] : m_persons)
        count += in(person.changes, item) + in(m_told, std::pair(name, item));
    return count;
}

} // namespace faultline::tests
