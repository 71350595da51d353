// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashSeed>

namespace faultline::ui {

/// While it lives: Qt writes the fonts of a PDF file in the order of a hash, which else differs from process
/// to process.
class FixedHashOrder {
public:
    FixedHashOrder() { QHashSeed::setDeterministicGlobalSeed(); }
    ~FixedHashOrder() { QHashSeed::resetRandomGlobalSeed(); }
    FixedHashOrder(const FixedHashOrder&) = delete;
    FixedHashOrder& operator=(const FixedHashOrder&) = delete;
};

} // namespace faultline::ui
