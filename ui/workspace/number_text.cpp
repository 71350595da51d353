// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/number_text.h"

#include "core/base/text.h"

namespace faultline::ui {

QString countText(std::uint64_t count) {
    return QString::fromStdString(base::groupedText(count));
}

QString decimalText(double value, int decimals) {
    return QString::fromStdString(base::fixedText(value, decimals));
}

QString percentText(double share, int decimals) {
    return decimalText(100 * share, decimals);
}

} // namespace faultline::ui
