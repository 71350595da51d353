// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors_header.h"

#include "core/base/text.h"
#include "core/formats/wording.h"

#include <set>

#include <nlohmann/json.hpp>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

using Json = nlohmann::json;

std::optional<TensorType> typeNamed(std::string_view text) {
    for (int i = 0; i <= static_cast<int>(TensorType::F4); ++i)
        if (name(static_cast<TensorType>(i)) == text)
            return static_cast<TensorType>(i);
    return std::nullopt;
}

/// nlohmann-json calls it for each token; returning false ends the parse.
class HeaderReader final : public nlohmann::json_sax<Json> {
public:
    bool null() override { return unexpected("null"); }
    bool boolean(bool) override { return unexpected("true or false"); }
    bool number_integer(number_integer_t) override { return unexpected("a negative number"); }
    bool number_float(number_float_t, const string_t&) override {
        return unexpected("a number that is not a 64-bit integer");
    }
    bool binary(binary_t&) override { return unexpected("binary data"); }

    bool number_unsigned(number_unsigned_t value) override {
        if (m_place == Place::Shape) {
            if (entry().shape.size() == tensorRankLimit)
                return refuse("tensor " + quotedName(entry().name) + " has more than " +
                              std::to_string(tensorRankLimit) + " dimensions");
            entry().shape.push_back(value);
            return true;
        }
        if (m_place == Place::Offsets) {
            if (m_offsets == 2)
                return refuse("tensor " + quotedName(entry().name) + " has more than two data_offsets");
            (m_offsets++ == 0 ? entry().begin : entry().end) = value;
            return true;
        }
        return unexpected("a number");
    }

    bool string(string_t& text) override {
        if (m_place == Place::Metadata) {
            m_header.metadata.emplace_back(m_key, std::move(text));
            return true;
        }
        if (m_place != Place::Tensor || m_key != "dtype")
            return unexpected("text");
        const std::optional<TensorType> type = typeNamed(text);
        if (!type)
            return refuse("tensor " + quotedName(entry().name) + " has the unknown element type " +
                          quotedName(text));
        entry().type = *type;
        return true;
    }

    bool start_object(std::size_t) override {
        if (m_place == Place::Outside) {
            m_place = Place::Root;
            return true;
        }
        if (m_place != Place::Root)
            return unexpected("a nested object");
        m_members.clear();
        if (m_key == "__metadata__") {
            m_place = Place::Metadata;
            return true;
        }
        if (m_header.entries.size() == tensorLimit)
            return refuse("the header names more than " + base::groupedText(tensorLimit) + " tensors");
        m_header.entries.emplace_back();
        entry().name = m_key;
        m_place = Place::Tensor;
        return true;
    }

    bool key(string_t& text) override {
        m_key = std::move(text);
        if (m_place == Place::Root)
            return m_names.insert(m_key).second ||
                   refuse("the header has the key " + quotedName(m_key) + " twice");
        const std::string owner =
            m_place == Place::Metadata ? std::string("__metadata__") : "tensor " + quotedName(entry().name);
        if (!m_members.insert(m_key).second)
            return refuse(owner + " has the key " + quotedName(m_key) + " twice");
        if (m_place == Place::Tensor && m_key != "dtype" && m_key != "shape" && m_key != "data_offsets")
            return refuse(owner + " has the unknown key " + quotedName(m_key));
        return true;
    }

    bool end_object() override {
        if (m_place == Place::Tensor && m_members.size() != 3)
            return refuse("tensor " + quotedName(entry().name) +
                          " lacks one of dtype, shape and data_offsets");
        m_place = m_place == Place::Root ? Place::Outside : Place::Root;
        return true;
    }

    bool start_array(std::size_t) override {
        if (m_place != Place::Tensor || m_key == "dtype")
            return unexpected("a list");
        m_place = m_key == "shape" ? Place::Shape : Place::Offsets;
        m_offsets = 0;
        return true;
    }

    bool end_array() override {
        if (m_place == Place::Offsets && m_offsets != 2)
            return refuse("tensor " + quotedName(entry().name) + " has not two data_offsets");
        m_place = Place::Tensor;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        return refuse("the header is not JSON from its byte " + std::to_string(position) + " on");
    }

    Result<SafetensorsHeader> take() {
        if (!m_problem.empty())
            return failure(ErrorKind::InvalidInput, m_problem);
        return std::move(m_header);
    }

private:
    enum class Place { Outside, Root, Metadata, Tensor, Shape, Offsets };

    HeaderEntry& entry() { return m_header.entries.back(); }
    bool refuse(const std::string& problem) {
        m_problem = problem;
        return false;
    }
    bool unexpected(const std::string& what) {
        switch (m_place) {
        case Place::Outside:
            return refuse("the header is not a JSON object");
        case Place::Root:
            return refuse("the header's key " + quotedName(m_key) + " is " + what + " instead of an object");
        case Place::Metadata:
            return refuse("__metadata__ holds " + what + " under " + quotedName(m_key) + ", not text");
        default:
            return refuse("tensor " + quotedName(entry().name) + " has " + what + " in its " + m_key);
        }
    }

    SafetensorsHeader m_header;
    Place m_place = Place::Outside;
    std::string m_key;
    std::set<std::string> m_names;   ///< keys of the root
    std::set<std::string> m_members; ///< keys of the object that is open
    int m_offsets = 0;
    std::string m_problem;
};

template <class Value, class Take>
std::optional<std::vector<Value>> parsedList(std::string_view text, Take take) {
    constexpr std::size_t largest = 10'000;
    const Json list = Json::parse(text.begin(), text.end(), nullptr, false);
    if (!list.is_array() || list.size() > largest)
        return std::nullopt;
    std::vector<Value> values;
    for (const Json& value : list)
        if (!take(value, values))
            return std::nullopt;
    return values;
}

} // namespace

Result<SafetensorsHeader> readSafetensorsHeader(std::string_view json) {
    HeaderReader reader;
    Json::sax_parse(json.begin(), json.end(), &reader);
    return reader.take();
}

std::optional<std::vector<std::string>> parsedTextList(std::string_view json) {
    return parsedList<std::string>(json, [](const Json& value, std::vector<std::string>& into) {
        if (value.is_string())
            into.push_back(value.get<std::string>());
        return value.is_string();
    });
}

std::optional<std::vector<double>> parsedNumberList(std::string_view json) {
    return parsedList<double>(json, [](const Json& value, std::vector<double>& into) {
        if (value.is_number())
            into.push_back(value.get<double>());
        return value.is_number();
    });
}

} // namespace faultline::formats
