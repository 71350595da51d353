// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/label.h"

namespace faultline::labels {

std::string_view name(Source source) {
    switch (source) {
    case Source::Window:
        return "window";
    case Source::CommandLine:
        return "command-line";
    case Source::Import:
        return "import";
    case Source::Undo:
        return "undo";
    case Source::Redo:
        return "redo";
    }
    return "window";
}

} // namespace faultline::labels
