// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/export_note.h"

#include "core/exchange/label_json.h"

namespace faultline::exchange {

namespace {

constexpr const char* noteFormat = "faultline export";
constexpr int noteVersion = 1;

tl::unexpected<base::Error> isNone() {
    return base::failure(base::ErrorKind::InvalidInput, "it is no note of an export that this program knows");
}

} // namespace

std::string exportNote(const ExportNote& note) {
    report::Json files = report::Json::object();
    for (const auto& [name, size] : note.files)
        files[name] = size;
    return report::jsonText({{"format", noteFormat},
                             {"version", noteVersion},
                             {"kind", base::nameOf(note.format)},
                             {"annotator", note.annotator},
                             {"files", std::move(files)}});
}

base::Result<ExportNote> parsedExportNote(std::string_view text) {
    FAULTLINE_TRY(document, parsedJson(text));
    if (!document.is_object())
        return isNone();
    FAULTLINE_TRY(format, textOf(document, "format"));
    FAULTLINE_TRY(version, textOf(document, "version"));
    FAULTLINE_TRY(kind, textOf(document, "kind"));
    FAULTLINE_TRY(annotator, textOf(document, "annotator"));
    const auto known = base::valueNamed<ExchangeFormat>(kind.value_or(""));
    const auto files = document.find("files");
    if (format != noteFormat || version != std::to_string(noteVersion) || !known || files == document.end() ||
        !files->is_object())
        return isNone();
    ExportNote note{*known, annotator.value_or(""), {}};
    for (auto each = files->begin(); each != files->end(); ++each) {
        if (!each->is_number_unsigned())
            return isNone();
        note.files.emplace(each.key(), each->get<std::uint64_t>());
    }
    return note;
}

} // namespace faultline::exchange
