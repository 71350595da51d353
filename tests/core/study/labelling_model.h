// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace faultline::tests {

/// What labelling should do, said as plainly as it can be and with nothing of the program's own: who holds
/// what of which item, and what each person can take back. Runs and samples are numbers, persons names,
/// judgements "", "excluded" or a mode's name.
class LabellingModel {
public:
    struct Item {
        std::int64_t run = 0;
        std::uint32_t sample = 0;
        auto operator<=>(const Item&) const = default;
    };
    struct Word {
        std::string judgement;
        std::string note;
        bool operator==(const Word&) const = default;
    };
    /// Nothing: it stays as it is.
    struct Wish {
        std::optional<std::string> judgement;
        std::optional<std::string> note;
    };

    /// One action on items of one run; how many of them it changes.
    std::size_t label(const std::string& person, const std::vector<Item>& items, const Wish& wish);
    /// One action of a person's rows of a table; a row without a note takes none away.
    std::size_t import(const std::string& person, const std::map<Item, Word>& rows);
    std::size_t undo(const std::string& person);
    std::size_t redo(const std::string& person);
    /// Takes over all that another copy knows of a person who worked there alone.
    void take(const std::string& person, const LabellingModel& there);

    /// "1 12 ann scale: small", for everything that somebody holds, sorted.
    [[nodiscard]] std::vector<std::string> lines() const;
    [[nodiscard]] std::vector<std::string> lines(const std::string& person) const;
    /// What would be taken back, or done again: "Scale on #12".
    [[nodiscard]] std::optional<std::string> undoText(const std::string& person) const;
    [[nodiscard]] std::optional<std::string> redoText(const std::string& person) const;
    /// How often a judgement or a note of it was changed, by anybody.
    [[nodiscard]] std::size_t changes(const Item& item) const;

    [[nodiscard]] static std::string line(const Item& item, const std::string& person, const Word& word);

private:
    struct Change {
        Item item;
        Word before, after;
    };
    struct Action {
        std::string text;
        std::vector<Change> changes;
    };
    struct Person {
        std::map<Item, Word> words;
        std::map<Item, std::size_t> changes;
        std::vector<Action> done, undone;

        void set(const Item& item, const Word& word);
        std::size_t act(Action action);
    };

    std::map<std::string, Person> m_persons;
};

} // namespace faultline::tests
