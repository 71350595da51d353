// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <QString>
#include <QVariant>

namespace faultline::ui {

// A file's name may be any bytes, and Qt's texts hold only those that are UTF-8: of the others it makes
// U+FFFD, which may be another file's name.

/// The path as a text that keeps every byte: one that is not part of a UTF-8 character stands as a lone
/// surrogate, U+DC80 … U+DCFF, which no other text has (as in Python, PEP 383). Qt finds no such file: the
/// disk is asked through pathOf().
[[nodiscard]] QString pathText(const std::filesystem::path& path);
/// The path that pathText() made a text of, or that somebody typed.
[[nodiscard]] std::filesystem::path pathOf(const QString& text);

/// Whether it stands for itself, so that others than pathOf() may be given it.
[[nodiscard]] bool isUtf8Path(const QString& text);

/// Such a text for the settings, which would write a lone surrogate as U+FFFD, and back.
[[nodiscard]] QVariant storedPath(const QString& text);
[[nodiscard]] QString pathTextIn(const QVariant& stored);

} // namespace faultline::ui
