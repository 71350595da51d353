// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/german_locale.h"

#include <clocale>
#include <cstdlib>
#include <stdexcept>

namespace faultline::tests {

GermanLocale::GermanLocale()
    : m_before(std::setlocale(LC_ALL, nullptr)) {
    ::setenv("LOCPATH", FAULTLINE_TEST_LOCALES, 1);
    if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr || *std::localeconv()->decimal_point != ',')
        throw std::runtime_error("the locale de_DE.UTF-8 is not in " FAULTLINE_TEST_LOCALES);
}

GermanLocale::~GermanLocale() {
    std::setlocale(LC_ALL, m_before.c_str());
    ::unsetenv("LOCPATH");
}

std::vector<std::string> germanEnvironment() {
    return {"LOCPATH=" FAULTLINE_TEST_LOCALES, "LANG=de_DE.UTF-8", "LC_ALL=de_DE.UTF-8", "LANGUAGE=de"};
}

} // namespace faultline::tests
