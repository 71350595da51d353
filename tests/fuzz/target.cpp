// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/target.h"

#include <functional>
#include <stdexcept>

namespace faultline::fuzz {

namespace {

std::vector<Target>& known() {
    static std::vector<Target> list;
    return list;
}

} // namespace

const std::vector<Target>& targets() {
    return known();
}

Registered::Registered(std::string_view name, void (*run)(base::ByteView)) {
    known().push_back({name, run});
}

void expect(bool isKept, const char* promise) {
    if (!isKept)
        throw std::logic_error(promise);
}

bool liesIn(base::ByteView part, base::ByteView whole) {
    const std::less_equal<> before;
    return part.empty() || (before(whole.data(), part.data()) &&
                            before(part.data() + part.size(), whole.data() + whole.size()));
}

bool liesIn(std::string_view part, base::ByteView whole) {
    return liesIn({reinterpret_cast<const std::uint8_t*>(part.data()), part.size()}, whole);
}

Chosen chosenBy(base::ByteView bytes) {
    if (bytes.empty())
        return {};
    return {bytes[0], bytes.subspan(1)};
}

} // namespace faultline::fuzz
