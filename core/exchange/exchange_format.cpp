// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/exchange_format.h"

#include "core/exchange/label_json.h"

namespace faultline::exchange {

namespace {

constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";

ExchangeFormat formatOfObject(std::string_view text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.find("\"faultline label log\"") != std::string_view::npos)
        return ExchangeFormat::Events;
    if (const auto first = parsedJson(line); first && first->is_object() && first->contains("file_name"))
        return ExchangeFormat::ImageFolder;
    const auto whole = parsedJson(text);
    if (whole && whole->is_object() && whole->contains("labels"))
        return ExchangeFormat::FiftyOne;
    if (whole && whole->is_object() && whole->contains("flags"))
        return ExchangeFormat::Labelme;
    return ExchangeFormat::Json; // which says what is wrong with it
}

} // namespace

ExchangeFormat formatOfText(std::string_view text) {
    if (text.starts_with(byteOrderMark))
        text.remove_prefix(byteOrderMark.size());
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos || (text[start] != '{' && text[start] != '['))
        return ExchangeFormat::Csv;
    text.remove_prefix(start);
    if (text.front() == '{')
        return formatOfObject(text);
    const auto whole = parsedJson(text);
    const bool isOfTasks = whole && !whole->empty() && whole->front().is_object() &&
                           whole->front().contains("data") && !whole->front().contains("index");
    return isOfTasks ? ExchangeFormat::LabelStudio : ExchangeFormat::Json;
}

} // namespace faultline::exchange
