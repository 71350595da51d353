// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace faultline::tests {

/// The locale de_DE.UTF-8, which writes decimal commas, for the process while the object lives. The build
/// compiles it, so that no test depends on what the machine has installed.
class GermanLocale {
public:
    GermanLocale();
    ~GermanLocale();
    GermanLocale(const GermanLocale&) = delete;
    GermanLocale& operator=(const GermanLocale&) = delete;

private:
    std::string m_before;
};

/// The variables that give a program this locale.
[[nodiscard]] std::vector<std::string> germanEnvironment();

} // namespace faultline::tests
