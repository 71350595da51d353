// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// What Qt makes of these words for whoever includes it without QT_NO_KEYWORDS (qtmetamacros.h, qforeach.h).
#define signals public
#define slots
#define emit
#define foreach(variable, container) for (variable : container)
#define forever for (;;)
