// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using base::ErrorKind;

namespace {

Bytes withLength(std::uint64_t length, std::string_view header, std::size_t dataBytes = 0) {
    Bytes file(8 + header.size() + dataBytes);
    std::memcpy(file.data(), &length, 8);
    std::copy(header.begin(), header.end(), file.begin() + 8);
    return file;
}

/// A file whose prefix is right; its tensors are all zero.
Bytes fileOf(std::string_view header, std::size_t dataBytes = 0) {
    return withLength(header.size(), header, dataBytes);
}

std::string tensorText(const std::string& name, const std::string& type, const std::string& shape,
                       const std::string& offsets) {
    return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape +
           ",\"data_offsets\":" + offsets + "}";
}

/// The header of the one tensor "a".
std::string one(const std::string& type, const std::string& shape, const std::string& offsets) {
    return "{" + tensorText("a", type, shape, offsets) + "}";
}

std::string refusalOf(const Bytes& file) {
    const auto result = formats::readSafetensors(file);
    if (result)
        return "(accepted)";
    CHECK(result.error().kind == ErrorKind::InvalidInput);
    return result.error().message;
}

struct Broken {
    Bytes file;
    std::string message;
};

/// Each file is refused with its message, and no two messages are the same.
void checkRefused(const std::vector<Broken>& files) {
    std::set<std::string> messages;
    for (const Broken& broken : files) {
        CHECK(refusalOf(broken.file) == broken.message);
        CHECK(messages.insert(broken.message).second);
    }
}

std::string manyTensors(std::size_t count, const std::string& type, const std::string& shape,
                        const std::string& offsets) {
    std::string header = "{";
    for (std::size_t i = 0; i < count; ++i)
        header += (i == 0 ? "" : ",") + tensorText(std::to_string(i), type, shape, offsets);
    return header + "}";
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i)
        result += text;
    return result;
}

} // namespace

TEST_CASE("A file too short for its prefix is refused (rule 1)") {
    for (std::size_t size = 0; size < 8; ++size)
        CHECK(refusalOf(Bytes(size)) ==
              "it has " + std::to_string(size) + " bytes, too few for a safetensors file");
}

TEST_CASE("A header above the limit is refused before it is looked for (rule 2)") {
    const std::string claims = "its header claims ";
    const std::string allowed = " bytes, more than the 1,048,576 allowed; it is probably no safetensors file";
    checkRefused(
        {{withLength(1'048'577, "{}"), claims + "1,048,577" + allowed},
         {withLength(std::numeric_limits<std::uint64_t>::max(), "{}"),
          claims + "18,446,744,073,709,551,615" + allowed},
         {withLength(100'000'001, "{}"), claims + "100,000,001" + allowed},
         {withLength(std::uint64_t{1} << 63, "{}"), claims + "9,223,372,036,854,775,808" + allowed}});
}

TEST_CASE("A header as long as the limit is read") {
    std::string header = "{}";
    header.resize(formats::safetensorsHeaderLimit, ' ');
    CHECK(formats::readSafetensors(fileOf(header)));
}

TEST_CASE("A header length that does not fit the file is refused, whatever 8 + N overflows to (rule 3)") {
    checkRefused(
        {{withLength(3, "{}"), "its header of 3 bytes reaches beyond the file's 10; the file is cut short"},
         {withLength(2, ""), "its header of 2 bytes reaches beyond the file's 8; the file is cut short"},
         {withLength(std::numeric_limits<std::uint64_t>::max() - 7, "{}"),
          "its header claims 18,446,744,073,709,551,608 bytes, more than the 1,048,576 allowed; it is "
          "probably no safetensors file"}});
}

TEST_CASE("A header that is not UTF-8 is refused (rule 4)") {
    CHECK(refusalOf(fileOf("{\"\xff\":{}}")) == "its header is not UTF-8 text");
    CHECK(refusalOf(fileOf("{\"\xc0\xaf\":{}}")) == "its header is not UTF-8 text");     // overlong
    CHECK(refusalOf(fileOf("{\"\xed\xa0\x80\":{}}")) == "its header is not UTF-8 text"); // a lone surrogate
}

TEST_CASE("A header that is no JSON object from its first byte is refused (rule 5)") {
    const std::string begins = "its header does not begin with \"{\"";
    for (const std::string_view header : {"", " {}", "[]", "\"{}\"", "\xef\xbb\xbf{}", "    "})
        CHECK(refusalOf(fileOf(header)) == begins);
    const std::string ends = "its header does not end with \"}\" and spaces";
    using namespace std::string_view_literals;
    for (const std::string_view header : {"{"sv, "{}\n"sv, "{}\0"sv, "{}x"sv, "{} x"sv})
        CHECK(refusalOf(fileOf(header)) == ends);
    checkRefused({{fileOf("{,}"), "the header is not JSON from its byte 2 on"},
                  {fileOf("{}{}"), "the header is not JSON from its byte 3 on"},
                  {fileOf("{\"a\" {}}"), "the header is not JSON from its byte 6 on"},
                  {fileOf("{\"abc\":}"), "the header is not JSON from its byte 8 on"}});
}

TEST_CASE("Tensors that overlap, leave a gap or end before they begin are refused (rule 6)") {
    const auto pair = [](const std::string& first, const std::string& second) {
        return fileOf(
            "{" + tensorText("a", "U8", "[4]", first) + "," + tensorText("b", "U8", "[4]", second) + "}", 9);
    };
    const std::string rule = ": tensors may neither overlap nor leave a gap";
    checkRefused({{pair("[0,4]", "[0,4]"), "tensor \"b\" lies at bytes 0 to 4, but must begin at 4" + rule},
                  {pair("[0,4]", "[3,7]"), "tensor \"b\" lies at bytes 3 to 7, but must begin at 4" + rule},
                  {pair("[0,4]", "[5,9]"), "tensor \"b\" lies at bytes 5 to 9, but must begin at 4" + rule},
                  {pair("[1,5]", "[5,9]"), "tensor \"a\" lies at bytes 1 to 5, but must begin at 0" + rule},
                  {pair("[0,4]", "[4,0]"), "tensor \"b\" lies at bytes 4 to 0, but must begin at 4" + rule}});
}

TEST_CASE("A shape whose size overflows is refused (rule 7)") {
    const std::string huge = "4294967296";
    checkRefused({{fileOf(one("U8", "[" + huge + "," + huge + "]", "[0,0]")),
                   "tensor \"a\" of shape 4294967296 × 4294967296 is larger than any memory"},
                  {fileOf(one("F32", "[2147483648,1073741824]", "[0,0]")), // only the bits overflow
                   "tensor \"a\" of shape 2147483648 × 1073741824 is larger than any memory"},
                  {fileOf(one("U8", "[2,9223372036854775808]", "[0,0]")),
                   "tensor \"a\" of shape 2 × 9223372036854775808 is larger than any memory"},
                  {fileOf(one("F64", "[18446744073709551615]", "[0,8]"), 8),
                   "tensor \"a\" of shape 18446744073709551615 is larger than any memory"}});
}

TEST_CASE("A tensor that does not fill whole bytes is refused (rule 8)") {
    checkRefused(
        {{fileOf(one("F4", "[3]", "[0,2]"), 2), "tensor \"a\" of F4 elements does not fill whole bytes"},
         {fileOf(one("F6_E2M3", "[2]", "[0,2]"), 2),
          "tensor \"a\" of F6_E2M3 elements does not fill whole bytes"}});
    CHECK(formats::readSafetensors(fileOf(one("F4", "[4]", "[0,2]"), 2)));
    CHECK(formats::readSafetensors(fileOf(one("F6_E3M2", "[4]", "[0,3]"), 3)));
}

TEST_CASE("Offsets that contradict shape and type are refused (rule 9)") {
    checkRefused({{fileOf(one("F32", "[2,3]", "[0,20]"), 20),
                   "tensor \"a\" has 20 bytes, but its shape 2 × 3 and type F32 need 24"},
                  {fileOf(one("F16", "[2,3]", "[0,24]"), 24),
                   "tensor \"a\" has 24 bytes, but its shape 2 × 3 and type F16 need 12"},
                  {fileOf(one("I64", "[]", "[0,0]")),
                   "tensor \"a\" has 0 bytes, but its shape scalar and type I64 need 8"},
                  {fileOf(one("I64", "[0]", "[0,8]"), 8),
                   "tensor \"a\" has 8 bytes, but its shape 0 and type I64 need 0"}});
}

TEST_CASE("A file that ends before or after its last tensor is refused (rule 10)") {
    checkRefused({{fileOf(one("U8", "[4]", "[0,4]"), 3),
                   "tensor \"a\" reaches beyond the end of the file, which has 3 bytes of tensors; the file "
                   "is cut short"},
                  {fileOf(one("U8", "[4]", "[0,4]"), 5), "it has 1 bytes behind its last tensor"},
                  {fileOf("{}", 2000), "it has 2,000 bytes behind its last tensor"}});
}

TEST_CASE("Metadata that is not a flat map of texts is refused (rule 11)") {
    checkRefused(
        {{fileOf(R"({"__metadata__":{"epochs":3}})"),
          "__metadata__ holds a number under \"epochs\", not text"},
         {fileOf(R"({"__metadata__":{"x":-3}})"),
          "__metadata__ holds a negative number under \"x\", not text"},
         {fileOf(R"({"__metadata__":{"x":null}})"), "__metadata__ holds null under \"x\", not text"},
         {fileOf(R"({"__metadata__":{"x":true}})"), "__metadata__ holds true or false under \"x\", not text"},
         {fileOf(R"({"__metadata__":{"x":["y"]}})"), "__metadata__ holds a list under \"x\", not text"},
         {fileOf(R"({"__metadata__":{"x":{}}})"), "__metadata__ holds a nested object under \"x\", not text"},
         {fileOf(R"({"__metadata__":"x"})"),
          "the header's key \"__metadata__\" is text instead of an object"},
         {fileOf(R"({"__metadata__":[]})"),
          "the header's key \"__metadata__\" is a list instead of an object"}});
}

TEST_CASE("A key that comes twice is refused, however it is spelt (rule 12)") {
    const std::string a = tensorText("a", "U8", "[0]", "[0,0]");
    checkRefused({{fileOf("{" + a + "," + a + "}"), "the header has the key \"a\" twice"},
                  {fileOf(R"({"__metadata__":{},"__metadata__":{}})"),
                   "the header has the key \"__metadata__\" twice"},
                  {fileOf(R"({"__metadata__":{"x":"1","x":"2"}})"), "__metadata__ has the key \"x\" twice"},
                  {fileOf(R"({"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}})"),
                   "tensor \"a\" has the key \"dtype\" twice"},
                  {fileOf(R"({"a":{"shape":[0],"dtype":"U8","shape":[0],"data_offsets":[0,0]}})"),
                   "tensor \"a\" has the key \"shape\" twice"}});
    CHECK(refusalOf(fileOf("{" + a + "," + tensorText("\\u0061", "U8", "[0]", "[0,0]") + "}")) ==
          "the header has the key \"a\" twice");
}

TEST_CASE("Tensors without elements, scalars and values that are not finite are accepted (rule 13)") {
    const std::string header = "{" + tensorText("none", "F32", "[3,0,5]", "[4,4]") + "," +
                               tensorText("wide", "F64", "[18446744073709551615,0]", "[4,4]") + "," +
                               tensorText("scalar", "F32", "[]", "[0,4]") + "," +
                               tensorText("first", "F16", "[0]", "[0,0]") + "}";
    Bytes file = fileOf(header);
    const float value = std::numeric_limits<float>::quiet_NaN();
    const Bytes data = base::packed(std::span<const float>(&value, 1));
    file.insert(file.end(), data.begin(), data.end());

    const auto read = formats::readSafetensors(file);
    REQUIRE(read);
    REQUIRE(read->tensors.size() == 4);
    CHECK(read->tensors[0].name == "first"); // in the order of the bytes
    CHECK(read->tensors[1].name == "scalar");
    CHECK(read->tensors[1].bytes.data() == file.data() + 8 + header.size());
    CHECK(read->find("wide")->elements == 0);
    CHECK(read->find("none")->elements == 0);
    CHECK(read->find("none")->shape == std::vector<std::uint64_t>{3, 0, 5});
    CHECK(formats::float32Values(*read->find("none"))->empty());
    CHECK(read->find("scalar")->elements == 1);
    CHECK(read->find("scalar")->shape.empty());
    CHECK(std::isnan(formats::float32Values(*read->find("scalar"))->at(0)));
    CHECK(read->find("second") == nullptr);
}

TEST_CASE("Spaces behind the header, an empty header and its metadata are accepted") {
    const auto padded = formats::readSafetensors(fileOf(one("U8", "[2]", "[0,2]") + "     ", 2));
    REQUIRE(padded);
    CHECK(padded->tensors.at(0).bytes.size() == 2);
    const auto empty = formats::readSafetensors(fileOf("{}"));
    REQUIRE(empty);
    CHECK(empty->tensors.empty());
    const auto described =
        formats::readSafetensors(fileOf(R"({"__metadata__":{"format":"pt","shape":"x"}})"));
    REQUIRE(described);
    REQUIRE(described->metadataValue("format"));
    CHECK(*described->metadataValue("format") == "pt");
    CHECK(*described->metadataValue("shape") == "x");
    CHECK(described->metadataValue("absent") == nullptr);
}

TEST_CASE("A tensor whose description is incomplete or of the wrong kind is refused") {
    checkRefused(
        {{fileOf(R"({"a":{}})"), "tensor \"a\" lacks one of dtype, shape and data_offsets"},
         {fileOf(R"({"b":{"dtype":"U8","shape":[0]}})"),
          "tensor \"b\" lacks one of dtype, shape and data_offsets"},
         {fileOf(R"({"a":{"extra":1}})"), "tensor \"a\" has the unknown key \"extra\""},
         {fileOf(R"({"a":null})"), "the header's key \"a\" is null instead of an object"},
         {fileOf(R"({"a":7})"), "the header's key \"a\" is a number instead of an object"},
         {fileOf(one("F33", "[0]", "[0,0]")), "tensor \"a\" has the unknown element type \"F33\""},
         {fileOf(one("f32", "[0]", "[0,0]")), "tensor \"a\" has the unknown element type \"f32\""},
         {fileOf(R"({"a":{"dtype":32}})"), "tensor \"a\" has a number in its dtype"},
         {fileOf(R"({"a":{"dtype":["F32"]}})"), "tensor \"a\" has a list in its dtype"},
         {fileOf(one("U8", "3", "[0,0]")), "tensor \"a\" has a number in its shape"},
         {fileOf(one("U8", "[-1]", "[0,0]")), "tensor \"a\" has a negative number in its shape"},
         {fileOf(one("U8", "[1.0]", "[0,1]"), 1),
          "tensor \"a\" has a number that is not a 64-bit integer in its shape"},
         {fileOf(one("U8", "[[1]]", "[0,1]"), 1), "tensor \"a\" has a list in its shape"},
         {fileOf(one("U8", "[\"1\"]", "[0,1]"), 1), "tensor \"a\" has text in its shape"},
         {fileOf(one("U8", "[1,1,1,1,1,1,1,1,1]", "[0,1]"), 1), "tensor \"a\" has more than 8 dimensions"},
         {fileOf(one("U8", "[1]", "[0]"), 1), "tensor \"a\" has not two data_offsets"},
         {fileOf(one("U8", "[1]", "[0,1,1]"), 1), "tensor \"a\" has more than two data_offsets"},
         {fileOf(one("U8", "[1]", "[-1,0]"), 1), "tensor \"a\" has a negative number in its data_offsets"},
         {fileOf(one("U8", "[1]", "[0,18446744073709551616]"), 1),
          "tensor \"a\" has a number that is not a 64-bit integer in its data_offsets"}});
    CHECK(formats::readSafetensors(fileOf(one("U8", "[1,1,1,1,1,1,1,1]", "[0,1]"), 1)));
}

TEST_CASE("Abuse: a header of too many tensors is refused by length or by count") {
    const std::string header = manyTensors(100'000, "F32", "[0]", "[0,0]");
    CHECK_THAT(refusalOf(fileOf(header)), Catch::StartsWith("its header claims 5,"));
    CHECK(refusalOf(fileOf(manyTensors(10'001, "F32", "[0]", "[0,0]"))) ==
          "the header names more than 10,000 tensors");
    const auto most = formats::readSafetensors(fileOf(manyTensors(10'000, "F32", "[0]", "[0,0]")));
    REQUIRE(most);
    CHECK(most->tensors.size() == 10'000);
}

TEST_CASE("Abuse: thousands of tensors on one range are refused at the second") {
    CHECK(refusalOf(fileOf(manyTensors(9000, "U8", "[1000]", "[0,1000]"), 1000))
              .ends_with(" lies at bytes 0 to 1000, but must begin at 1000: tensors may neither overlap nor "
                         "leave a gap"));
}

TEST_CASE("Abuse: offsets out of the file are refused") {
    const std::string all = "18446744073709551615";
    checkRefused({{fileOf(one("U8", "[1000000000000]", "[0,1000000000000]"), 16),
                   "tensor \"a\" reaches beyond the end of the file, which has 16 bytes of tensors; the file "
                   "is cut short"},
                  {fileOf(one("U8", "[0]", "[" + all + "," + all + "]"), 16),
                   "tensor \"a\" lies at bytes 18446744073709551615 to 18446744073709551615, but must begin "
                   "at 0: tensors may neither overlap nor leave a gap"}});
}

TEST_CASE("Abuse: what is no JSON ends the reading, however deep or odd") {
    const std::string inShape = "{\"a\":{\"shape\":";
    checkRefused({{fileOf(inShape + repeated("[", 500'000) + "}"), "tensor \"a\" has a list in its shape"},
                  {fileOf("{\"a\":" + repeated("{\"shape\":", 80'000) + repeated("}", 80'001)),
                   "tensor \"a\" has a nested object in its shape"},
                  {fileOf("{\"a\":" + repeated("{\"dtype\":", 80'000) + repeated("}", 80'001)),
                   "tensor \"a\" has a nested object in its dtype"},
                  {fileOf(inShape + "[NaN]}}"), "the header is not JSON from its byte 16 on"},
                  {fileOf(inShape + "[1e999]}}"), "the header is not JSON from its byte 20 on"},
                  {fileOf("{/**/}"), "the header is not JSON from its byte 2 on"},
                  {fileOf("{\"\\ud800\":{}}"), "the header is not JSON from its byte 9 on"},
                  {fileOf("{\"a\nb\":{}}"), "the header is not JSON from its byte 4 on"}});
}

TEST_CASE("Abuse: a name in a message is cut and free of control characters") {
    const std::string message = refusalOf(fileOf("{\"" + repeated("é", 5000) + "\":1}"));
    CHECK(message == "the header's key \"" + repeated("é", 30) + "…\" is a number instead of an object");
    CHECK(refusalOf(fileOf(R"({"a\u001b[31m\n\u0000b":1})")) ==
          "the header's key \"a?[31m??b\" is a number instead of an object");
}

TEST_CASE("Every shortening of a sound model file is refused") {
    const Bytes file =
        fileOf("{\"__metadata__\":{\"x\":\"y\"}," + tensorText("a", "F32", "[2]", "[0,8]") + "}", 8);
    REQUIRE(formats::readSafetensors(file));
    for (std::size_t length = 0; length < file.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(formats::readSafetensors(base::ByteView(file).first(length)));
    }
}

TEST_CASE("No flipped bit of a safetensors file crashes the reader, and those of the values are accepted") {
    const Bytes whole =
        fileOf("{" + tensorText("a", "F16", "[2]", "[0,4]") + "," +
                   tensorText("b", "F32", "[1,2]", "[4,12]") + ",\"__metadata__\":{\"k\":\"v\"}}",
               12);
    REQUIRE(formats::readSafetensors(whole));
    std::size_t accepted = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            Bytes changed = whole;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1 << bit));
            accepted += formats::readSafetensors(changed) ? 1 : 0;
        }
    }
    CHECK(accepted >= 12 * 8);
    CHECK(accepted < whole.size() * 8 / 2); // and some names
}
