// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/named.h"

#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace faultline::app {

/// An option whose value is called by its name in core/base/named.h, exactly.
template <base::Named Enum>
CLI::Option* addNamedOption(CLI::App& command, const std::string& option, Enum& into,
                            const std::string& description) {
    std::vector<std::string> names;
    for (const auto& [value, name] : base::Names<Enum>::all)
        names.emplace_back(name);
    return command
        .add_option_function<std::string>(
            option, [&into](const std::string& name) { into = base::valueNamed<Enum>(name).value_or(into); },
            description)
        ->check(CLI::IsMember(names));
}

/// The same in upper or lower case.
template <base::Named Enum>
CLI::Option* addAnyCaseOption(CLI::App& command, const std::string& option, Enum& into,
                              const std::string& description) {
    std::map<std::string, Enum> names;
    for (const auto& [value, name] : base::Names<Enum>::all)
        names.emplace(name, value);
    return command.add_option(option, into, description)
        ->transform(CLI::CheckedTransformer(names, CLI::ignore_case));
}

} // namespace faultline::app
