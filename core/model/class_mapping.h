// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/fields.h"
#include "core/base/ids.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::model {

/// Largest text of a file that maps classes.
inline constexpr std::size_t classFileLimit = 1u << 20;

/// How the outputs of a model find their classes.
struct ClassRule {
    enum class Kind {
        Auto, ///< by name where the outputs have names, else by order
        Order,
        Name,
        File
    };
    Kind kind = Kind::Auto;
    std::string file = {}; ///< its text, of Kind::File

    bool operator==(const ClassRule&) const = default;
};

/// Of "auto", "order" or "name"; any other text is that of a file.
[[nodiscard]] ClassRule classRule(std::string_view text);

/// Which class of the data set each output of the model stands for.
struct ClassMapping {
    std::vector<std::string> outputs; ///< their names
    /// By output; numbers beyond the data set's classes are outputs that stand for none of them, in their
    /// order: what they predict is a failure under the output's own name.
    std::vector<std::uint16_t> classOf;
};

/// @param classes  of the data set
/// @param outputs  of the model; "0", "1", … where its file has no names
/// @param rule  a file's is a JSON object from class to output or list of outputs (by number or name), or the
///   names of the outputs in order, as a JSON list or one a line.
/// By Order output i is class i. By Name upper and lower case, blanks and underscores make no difference.
/// Auto goes by name where the outputs have names, else by order, and refuses differing counts and names:
/// nothing is guessed. Every class must have an output.
[[nodiscard]] base::Result<ClassMapping> mapClasses(const std::vector<std::string>& classes,
                                                    const std::vector<std::string>& outputs,
                                                    const ClassRule& rule);

/// For comparing names of classes: lower case, blanks and underscores alike, nothing around it.
[[nodiscard]] std::string comparableName(std::string_view name);

/// The outputs that the text of a file tells of, as far as it does: what mapClasses() takes for granted.
struct RuleOutputs {
    std::vector<std::string> names; ///< in their order
    std::size_t numbered = 0;       ///< the largest number of an output, and 1; 0: none is called by number
};
/// Of a rule that is no file's text, or a text that mapClasses() refuses: none.
[[nodiscard]] RuleOutputs outputsOfRule(const ClassRule& rule);

/// The names of all numbers in ClassMapping::classOf: the data set's classes, then the unmapped outputs.
[[nodiscard]] std::vector<std::string> allClassNames(const std::vector<std::string>& classes,
                                                     const std::vector<std::string>& outputs,
                                                     const std::vector<std::uint16_t>& classOf);

/// How many outputs stand for none of `classCount` classes.
[[nodiscard]] std::size_t unmappedCount(std::size_t classCount, const std::vector<std::uint16_t>& classOf);

} // namespace faultline::model

template <>
struct faultline::base::TextForm<faultline::model::ClassRule> {
    static std::string text(const model::ClassRule& rule);
    static std::optional<model::ClassRule> parsed(std::string_view text);
};
