// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include <string>

#include <catch2/catch.hpp>

using namespace faultline;
using formats::readSafetensors;

namespace {

base::Bytes withLength(std::uint64_t length, const std::string& rest) {
    base::Bytes file;
    for (int shift = 0; shift < 64; shift += 8)
        file.push_back(static_cast<std::uint8_t>(length >> shift));
    file.insert(file.end(), rest.begin(), rest.end());
    return file;
}

/// A file with the given header and `dataBytes` zeros behind it.
base::Bytes fileOf(const std::string& header, std::size_t dataBytes) {
    return withLength(header.size(), header + std::string(dataBytes, '\0'));
}

std::string tensor(const std::string& name, const std::string& type, const std::string& shape,
                   std::uint64_t begin, std::uint64_t end) {
    return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":[" +
           std::to_string(begin) + "," + std::to_string(end) + "]}";
}

void requireRefusal(const base::Bytes& file, const std::string& words) {
    const auto result = readSafetensors(file);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().kind == base::ErrorKind::InvalidInput);
    INFO("message: " << result.error().message);
    CHECK(result.error().message.find(words) != std::string::npos);
}

void requireRefusal(const std::string& header, std::size_t dataBytes, const std::string& words) {
    INFO("header: " << header.substr(0, 200));
    requireRefusal(fileOf(header, dataBytes), words);
}

} // namespace

TEST_CASE("A well-formed safetensors file gives its tensors in the order of their bytes") {
    const std::string header = "{" + tensor("second", "F32", "[1,2]", 4, 12) + "," +
                               tensor("first", "F16", "[2]", 0, 4) +
                               ",\"__metadata__\":{\"classes\":\"[\\\"a\\\"]\",\"mean\":\"[1]\"}}  ";
    const base::Bytes bytes = fileOf(header, 12);
    const auto file = readSafetensors(bytes);
    REQUIRE(file.has_value());
    REQUIRE(file->tensors.size() == 2);
    CHECK(file->tensors[0].name == "first");
    CHECK(file->tensors[0].type == formats::TensorType::F16);
    CHECK(file->tensors[1].shape == std::vector<std::uint64_t>{1, 2});
    CHECK(file->tensors[1].elements == 2);
    CHECK(file->tensors[1].bytes.data() == bytes.data() + 8 + header.size() + 4);
    REQUIRE(file->metadataValue("mean") != nullptr);
    CHECK(*file->metadataValue("mean") == "[1]");
    CHECK(file->metadataValue("std") == nullptr);
    CHECK(file->find("second") == &file->tensors[1]);
    CHECK(file->find("third") == nullptr);
}

TEST_CASE("Empty files, tensors without elements, scalars and NaN are well-formed safetensors") {
    CHECK(readSafetensors(fileOf("{}", 0)).has_value());
    const auto file = readSafetensors(
        fileOf("{" + tensor("empty", "F32", "[0,3]", 0, 0) + "," + tensor("scalar", "I64", "[]", 0, 8) + "," +
                   tensor("none", "F64", "[18446744073709551615,0]", 8, 8) + "}",
               8));
    REQUIRE(file.has_value());
    CHECK(file->find("scalar")->elements == 1);
    CHECK(file->find("empty")->elements == 0);
    std::string data = "{" + tensor("nan", "F32", "[1]", 0, 4) + "}";
    const std::uint64_t length = data.size();
    data += std::string("\0\0\xc0\x7f", 4);
    CHECK(readSafetensors(withLength(length, data)).has_value());
}

TEST_CASE("A safetensors file that is too short for its header length is refused") {
    for (std::size_t size = 0; size < 8; ++size)
        requireRefusal(base::Bytes(size, 0), "too few for a safetensors file");
}

TEST_CASE("A safetensors header above the limit is refused before anything is allocated") {
    requireRefusal(withLength(formats::safetensorsHeaderLimit + 1, "{}"), "more than the 1,048,576 allowed");
    requireRefusal(withLength(100'000'001, "{}"), "allowed");
    requireRefusal(withLength(UINT64_MAX, "{}"), "allowed");
    requireRefusal(withLength(UINT64_MAX - 7, "{}"), "allowed");
    requireRefusal(withLength(std::uint64_t{1} << 63, "{}"), "allowed");
}

TEST_CASE("A safetensors header that reaches beyond the file is refused") {
    requireRefusal(withLength(3, "{}"), "reaches beyond the file's 10");
    requireRefusal(withLength(1, ""), "reaches beyond");
}

TEST_CASE("A safetensors header must be UTF-8") {
    requireRefusal("{\"\xff\":1}", 0, "not UTF-8");
    requireRefusal("{\"\xed\xa0\x80\":1}", 0, "not UTF-8"); // a lone surrogate
    requireRefusal("{\"a", 0, "does not end");
}

TEST_CASE("A safetensors header is one JSON object with nothing before and only spaces behind it") {
    requireRefusal("", 0, "does not begin");
    requireRefusal(" {}", 0, "does not begin");
    requireRefusal("[]", 0, "does not begin");
    requireRefusal("\xef\xbb\xbf{}", 0, "does not begin");
    requireRefusal("{}\n", 0, "does not end");
    requireRefusal("{} x", 0, "does not end");
    requireRefusal("{}{}", 0, "is not JSON from its byte");
    requireRefusal("{\"a\":}", 0, "is not JSON from its byte");
    requireRefusal("{'a':1}", 0, "is not JSON");
    requireRefusal("{/* */}", 0, "is not JSON");
    requireRefusal("{\"a\":{},}", 0, "lacks one of");
    requireRefusal("{\"a\":1}", 0, "\"a\" is a number instead of an object");
    requireRefusal("{\"a\":null}", 0, "\"a\" is null instead of an object");
}

TEST_CASE("Safetensors tensors may neither overlap nor leave a gap") {
    const std::string whole = tensor("a", "U8", "[4]", 0, 4);
    requireRefusal("{" + whole + "," + tensor("b", "U8", "[4]", 2, 6) + "}", 8, "neither overlap");
    requireRefusal("{" + whole + "," + tensor("b", "U8", "[4]", 5, 9) + "}", 9, "neither overlap");
    requireRefusal("{" + tensor("a", "U8", "[4]", 1, 5) + "}", 5, "must begin at 0");
    requireRefusal("{" + whole + "," + tensor("b", "U8", "[4]", 0, 4) + "}", 8, "neither overlap");
    requireRefusal("{" + tensor("a", "U8", "[4]", 4, 0) + "}", 4, "neither overlap");
}

TEST_CASE("A hundred thousand safetensors tensors on one range are refused at the ten-thousandth") {
    std::string header = "{";
    for (int i = 0; i < 10'001; ++i)
        header += tensor("t" + std::to_string(i), "U8", "[4]", 0, 4) + ",";
    header.back() = '}';
    REQUIRE(header.size() < formats::safetensorsHeaderLimit);
    requireRefusal(header, 4, "more than 10,000 tensors");
}

TEST_CASE("A safetensors shape that overflows is refused") {
    requireRefusal("{" + tensor("a", "U8", "[4294967296,4294967296]", 0, 0) + "}", 0,
                   "larger than any memory");
    requireRefusal("{" + tensor("a", "F32", "[1152921504606846976]", 0, 0) + "}", 0,
                   "larger than any memory");
    requireRefusal("{" + tensor("a", "U8", "[2,9223372036854775808]", 0, 0) + "}", 0,
                   "larger than any memory");
    requireRefusal("{" + tensor("a", "U8", "[18446744073709551616]", 0, 0) + "}", 0, "not a 64-bit integer");
}

TEST_CASE("A safetensors tensor must fill whole bytes") {
    requireRefusal("{" + tensor("a", "F4", "[3]", 0, 1) + "}", 1, "does not fill whole bytes");
    requireRefusal("{" + tensor("a", "F6_E2M3", "[2]", 0, 1) + "}", 1, "does not fill whole bytes");
    CHECK(readSafetensors(fileOf("{" + tensor("a", "F4", "[4]", 0, 2) + "}", 2)).has_value());
}

TEST_CASE("A safetensors tensor's bytes must be those of its shape and type") {
    requireRefusal("{" + tensor("a", "F32", "[2]", 0, 4) + "}", 4,
                   "has 4 bytes, but its shape 2 and type F32 need 8");
    requireRefusal("{" + tensor("a", "F16", "[2]", 0, 8) + "}", 8, "need 4");
    requireRefusal("{" + tensor("a", "U8", "[]", 0, 0) + "}", 0, "its shape scalar and type U8 need 1");
}

TEST_CASE("A safetensors file ends with its last tensor") {
    requireRefusal("{" + tensor("a", "U8", "[4]", 0, 4) + "}", 5, "1 bytes behind its last tensor");
    requireRefusal("{" + tensor("a", "U8", "[4]", 0, 4) + "}", 3, "reaches beyond the end of the file");
    requireRefusal("{}", 1, "behind its last tensor");
    requireRefusal("{" + tensor("a", "U8", "[9999999999]", 0, 9999999999) + "}", 3, "cut short");
}

TEST_CASE("Safetensors metadata are text by text") {
    requireRefusal("{\"__metadata__\":{\"a\":1}}", 0, "__metadata__ holds a number under \"a\"");
    requireRefusal("{\"__metadata__\":{\"a\":{}}}", 0, "__metadata__ holds a nested object");
    requireRefusal("{\"__metadata__\":[]}", 0, "\"__metadata__\" is a list");
    requireRefusal("{\"__metadata__\":{\"a\":null}}", 0, "__metadata__ holds null");
}

TEST_CASE("Duplicate keys in a safetensors header are refused on every level") {
    const std::string empty = tensor("a", "U8", "[0]", 0, 0);
    requireRefusal("{" + empty + "," + empty + "}", 0, "the key \"a\" twice");
    requireRefusal("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "__metadata__ has the key \"k\" twice");
    requireRefusal("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0,
                   "tensor \"a\" has the key \"dtype\" twice");
    requireRefusal("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"\\u0061\":{}}", 0,
                   "the key \"a\" twice");
}

TEST_CASE("A safetensors tensor has exactly dtype, shape and two data_offsets") {
    requireRefusal("{\"a\":{\"dtype\":\"U8\",\"shape\":[0]}}", 0, "lacks one of");
    requireRefusal("{\"a\":{\"dtype\":\"X9\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0,
                   "unknown element type \"X9\"");
    requireRefusal("{\"a\":{\"colour\":\"U8\"}}", 0, "unknown key \"colour\"");
    requireRefusal("{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,0]}}", 0,
                   "a negative number");
    requireRefusal("{\"a\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,0]}}", 0,
                   "not a 64-bit integer");
    requireRefusal("{\"a\":{\"dtype\":\"U8\",\"shape\":[\"1\"],\"data_offsets\":[0,0]}}", 0,
                   "text in its shape");
    requireRefusal("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0]}}", 0,
                   "not two data_offsets");
    requireRefusal("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0,0]}}", 0,
                   "more than two data_offsets");
    requireRefusal("{" + tensor("a", "U8", "[1,1,1,1,1,1,1,1,1]", 0, 1) + "}", 1, "more than 8 dimensions");
}

TEST_CASE("Deep nesting in a safetensors header ends at once") {
    requireRefusal("{\"a\":" + std::string(500'000, '[') + "}", 0, "instead of an object");
    requireRefusal("{\"a\":{\"shape\":" + std::string(500'000, '[') + "}", 0, "a list in its shape");
    std::string objects = "{\"a\":{";
    for (int i = 0; i < 100'000; ++i)
        objects += "\"dtype\":{";
    requireRefusal(objects + "}", 0, "nested object");
}

TEST_CASE("Control characters of a hostile name do not reach the message") {
    const auto result = readSafetensors(fileOf("{\"\\u001b[31m\\n" + std::string(100, 'x') + "\":1}", 0));
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().message.find('\x1b') == std::string::npos);
    CHECK(result.error().message.find('\n') == std::string::npos);
    CHECK(result.error().message.size() < 200);
}

TEST_CASE("No truncation and no flipped byte of a safetensors file crashes the reader") {
    const base::Bytes whole =
        fileOf("{" + tensor("a", "F16", "[2]", 0, 4) + "," + tensor("b", "F32", "[1,2]", 4, 12) +
                   ",\"__metadata__\":{\"k\":\"v\"}}",
               12);
    REQUIRE(readSafetensors(whole).has_value());
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(readSafetensors(base::ByteView(whole).first(size)).has_value());
    int accepted = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            base::Bytes changed = whole;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1 << bit));
            accepted += readSafetensors(changed).has_value() ? 1 : 0;
        }
    }
    CHECK(accepted >= 12 * 8);                                // all of the tensors' own bytes
    CHECK(accepted < static_cast<int>(whole.size()) * 8 / 2); // and some names
}
