// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace faultline::tests {

/// What labelling should do, said as plainly as it can be and with nothing of the program's own: who holds
/// what of which item, what the failure modes count as, and what each person can take back. Runs and samples
/// are numbers, persons names, judgements "", "none", "excluded" or a mode's name.
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
    /// One action of who merges: every present label of `mode` counts as `into`, whoever gave it. How many
    /// labels of that person it changes.
    std::size_t mergeModes(const std::string& person, const std::string& mode, const std::string& into);
    /// How many items of that person it changes.
    std::size_t undo(const std::string& person);
    /// The same; nothing: it is refused, since the modes can't be merged again as they are now.
    std::optional<std::size_t> redo(const std::string& person);
    /// Takes over all that another copy knows of a person who worked there alone.
    void take(const std::string& person, const LabellingModel& there);
    /// Takes over what the modes count as, and what merging them has told of everybody's labels.
    void takeModes(const LabellingModel& there);

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
        std::uint64_t number = 0;
        std::string text;
        std::vector<Change> changes;
        std::string mode, into; ///< what it merged, if anything
    };
    struct Person {
        std::map<Item, Word> words; ///< as they were given
        std::map<Item, std::size_t> changes;
        std::vector<Action> done, undone;

        void set(const Item& item, const Word& word);
    };
    /// A mode that is merged, and by which action.
    struct Merged {
        std::string into;
        std::uint64_t action = 0;
        bool operator==(const Merged&) const = default;
    };
    using Merges = std::map<std::string, Merged>;

    [[nodiscard]] static std::string counting(std::string judgement, const Merges& merges);
    [[nodiscard]] Word wordOf(const Person& person, const Item& item) const;
    std::size_t act(Person& person, Action action);
    /// From now on the modes count so; how many labels of `person` count as another mode thereby.
    std::size_t count(Merges merges, const std::string& person);

    std::map<std::string, Person> m_persons;
    Merges m_merged; ///< by mode
    /// How often a mode of a person came to count as another one.
    std::map<std::pair<std::string, Item>, std::size_t> m_told;
    std::uint64_t m_lastAction = 0;
};

} // namespace faultline::tests
