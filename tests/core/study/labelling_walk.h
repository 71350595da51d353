// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/study/study.h"
#include "tests/core/study/labelling_model.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::tests {

/// Random labelling of one study file by some persons, next to the model of it: after each step the two are
/// compared, and std::runtime_error says where they part.
class LabellingWalk {
public:
    enum class Modes { Stay, Merge };
    /// The persons are annotators of the study already; whoever else labels in it is left out of account.
    LabellingWalk(std::filesystem::path path, std::vector<std::string> persons, std::uint64_t seed,
                  Modes modes = Modes::Stay);

    /// Labels, bulk labels, notes, exclusions, clearing, imports, undo, redo, merges of modes where they are
    /// asked for, and what must be refused.
    void step();
    void open(); ///< waits until nobody else writes, however long
    void close();
    void goOnIn(std::filesystem::path path); ///< another file that holds the same of these persons
    [[nodiscard]] study::Study& study() { return *m_study; }
    [[nodiscard]] LabellingModel& model() { return m_model; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    /// As LabellingModel::lines(), of what a study holds; of all persons where none is named.
    [[nodiscard]] static std::vector<std::string> linesOf(const study::Study& study,
                                                          const std::vector<std::string>& persons = {});
    /// All of it, and the undo and redo of each person. @param everybody nobody labels but who is in the
    /// model
    void compare(bool everybody = false) const;

private:
    using Item = LabellingModel::Item;

    [[nodiscard]] base::AnnotatorId annotator(const std::string& person) const;
    [[nodiscard]] std::vector<Item> anyItems(std::int64_t run, std::size_t most);
    [[nodiscard]] std::string anyJudgement();
    [[nodiscard]] std::string anyNote();
    void label(const std::string& person, bool isBulk);
    void import();
    void mergeModes(const std::string& person);
    void undo(const std::string& person);
    void redo(const std::string& person);
    void refuse(const std::string& person);
    void expectChanged(const labels::ActionReport& report, std::size_t count, const std::string& what) const;
    void expect(bool isSo, const std::string& what) const;

    std::filesystem::path m_path;
    std::vector<std::string> m_persons;
    base::Random m_random;
    Modes m_modes;
    LabellingModel m_model;
    std::optional<study::Study> m_study;
    std::vector<Item> m_items;
    std::size_t m_step = 0;
};

} // namespace faultline::tests
