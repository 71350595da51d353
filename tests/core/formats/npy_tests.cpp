// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/npy.h"

#include "core/base/files.h"
#include "tests/support/real_data.h"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using base::ErrorKind;
using formats::NpyType;

namespace {

Bytes fileOf(std::string_view header, const Bytes& data, int version = 1) {
    Bytes file{0x93, 'N', 'U', 'M', 'P', 'Y', static_cast<std::uint8_t>(version), 0};
    for (std::size_t i = 0; i < (version == 1 ? 2u : 4u); ++i)
        file.push_back(static_cast<std::uint8_t>(header.size() >> (8 * i)));
    file.insert(file.end(), header.begin(), header.end());
    file.insert(file.end(), data.begin(), data.end());
    return file;
}

std::string headerOf(const std::string& type, const std::string& shape,
                     const std::string& fortran = "False") {
    return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }  \n";
}

std::string refusalOf(const Bytes& file) {
    const auto result = formats::readNpy(file);
    if (result)
        return "(accepted)";
    CHECK(result.error().kind == ErrorKind::InvalidInput);
    return result.error().message;
}

template <class Value>
void checkRead(const std::string& descriptor, NpyType type, const std::vector<Value>& values) {
    const Bytes data = base::packed(values);
    for (const int version : {1, 2}) {
        const Bytes file = fileOf(headerOf(descriptor, "(3, 2)"), data, version);
        const auto array = formats::readNpy(file);
        CAPTURE(descriptor, version);
        REQUIRE(array);
        CHECK(array->type == type);
        CHECK(array->shape == std::vector<std::uint64_t>{3, 2});
        CHECK(base::unpacked<Value>(array->bytes) == values);
    }
}

} // namespace

TEST_CASE("A large array is known by its beginning and its size") {
    const Bytes data(600'000, 1);
    const Bytes file = fileOf(headerOf("<f4", "(50000, 3)"), data);
    const base::ByteView head = base::ByteView(file).first(base::longestHead);
    CHECK(formats::checkNpyHead(head, file.size()));
    CHECK_FALSE(formats::checkNpyHead(head, file.size() - 1));
    CHECK_FALSE(formats::checkNpyHead(base::Bytes(base::longestHead), file.size()));
    CHECK_FALSE(formats::checkNpyHead({}, 0));
}

TEST_CASE("Arrays of every element type are read from versions 1 and 2") {
    checkRead<float>("<f4", NpyType::Float32, {0, -0.5F, 1e-40F, 3, 4, HUGE_VALF});
    checkRead<double>("<f8", NpyType::Float64, {0, -0.5, 1e-310, 3, 4, HUGE_VAL});
    checkRead<std::uint8_t>("|u1", NpyType::UInt8, {0, 1, 127, 128, 254, 255});
    checkRead<std::uint16_t>("<f2", NpyType::Float16, {0, 0x3c00, 0x8000, 0x7c00, 1, 2});
    checkRead<std::uint16_t>("<u2", NpyType::UInt16, {0, 1, 0xffff, 3, 4, 5});
    checkRead<std::uint32_t>("<u4", NpyType::UInt32, {0, 1, 0xffffffff, 3, 4, 5});
    checkRead<std::uint64_t>("<u8", NpyType::UInt64, {0, 1, ~std::uint64_t{0}, 3, 4, 5});
    checkRead<std::int8_t>("|i1", NpyType::Int8, {0, -1, -128, 127, 4, 5});
    checkRead<std::int16_t>("<i2", NpyType::Int16, {0, -1, -32768, 32767, 4, 5});
    checkRead<std::int32_t>("<i4", NpyType::Int32, {0, -1, 1 << 30, 3, 4, 5});
    checkRead<std::int64_t>("<i8", NpyType::Int64, {0, -1, 1LL << 62, 3, 4, 5});
}

TEST_CASE("Integers of every width come out as 64-bit numbers, and floats don't") {
    const auto values = [](const std::string& type, const Bytes& data) {
        const Bytes file = fileOf(headerOf(type, "(1,)"), data);
        return formats::integerValues(*formats::readNpy(file));
    };
    CHECK(values("|u1", {200})->at(0) == 200);
    CHECK(values("|i1", {200})->at(0) == -56);
    CHECK(values("<i2", {0xfe, 0xff})->at(0) == -2);
    CHECK(values("<u2", {0xfe, 0xff})->at(0) == 65'534);
    CHECK(values("<i4", {0, 0, 0, 0x80})->at(0) == std::numeric_limits<std::int32_t>::min());
    CHECK(values("<u4", {0, 0, 0, 0x80})->at(0) == 2'147'483'648);
    CHECK(values("<i8", Bytes(8, 0xff))->at(0) == -1);
    CHECK(values("<u8", {5, 0, 0, 0, 0, 0, 0, 0})->at(0) == 5);
    CHECK(values("<u8", Bytes(8, 0xff)).error().message ==
          "it holds the number 18446744073709551615, which is too large");
    CHECK(values("<f4", Bytes(4)).error().message ==
          "it holds elements of type <f4 where integers are needed");
}

TEST_CASE("Floating-point numbers of every width come out as floats, part by part") {
    const auto part = [](const std::string& type, const Bytes& data, std::uint64_t first,
                         std::uint64_t count) {
        const Bytes file = fileOf(headerOf(type, "(2,)"), data);
        return formats::floatValues(*formats::readNpy(file), first, count);
    };
    const Bytes singles = base::packed(std::vector<float>{0.5F, -2});
    CHECK(*part("<f4", singles, 0, 2) == std::vector<float>{0.5F, -2});
    CHECK(*part("<f4", singles, 1, 1) == std::vector<float>{-2});
    CHECK(part("<f4", singles, 2, 0)->empty());
    CHECK_FALSE(part("<f4", singles, 1, 2));
    CHECK_FALSE(part("<f4", singles, 3, 0));
    CHECK(*part("<f8", base::packed(std::vector<double>{0.1, 3}), 0, 2) == std::vector<float>{0.1F, 3});
    CHECK(*part("<f2", {0, 0x3c, 0, 0xc0}, 0, 2) == std::vector<float>{1, -2});
    CHECK(part("|u1", Bytes(2), 0, 1).error().message ==
          "it holds elements of type |u1 where floating-point numbers are needed");
}

TEST_CASE("Scalars, arrays of one dimension and arrays without elements are read") {
    CHECK(formats::readNpy(fileOf(headerOf("<f4", "()"), Bytes(4)))->shape.empty());
    CHECK(formats::readNpy(fileOf(headerOf("|u1", "(5,)"), Bytes(5)))->shape ==
          std::vector<std::uint64_t>{5});
    const auto empty = formats::readNpy(fileOf(headerOf("<f8", "(0, 3)"), {}));
    REQUIRE(empty);
    CHECK(empty->bytes.empty());
    CHECK(formats::readNpy(fileOf(headerOf("|u1", "(1, 1, 1, 1, 1, 1, 1, 1)"), Bytes(1))));
}

TEST_CASE("Keys in another order and without the last comma are read") {
    CHECK(formats::readNpy(fileOf("{'shape':(2,),'fortran_order':False,'descr':'|u1'}", Bytes(2))));
}

TEST_CASE("A file without NumPy's magic is refused as no .npy file") {
    const std::string message = "it is no .npy file: it does not begin with NumPy's magic bytes";
    Bytes file = fileOf(headerOf("|u1", "(1,)"), Bytes(1));
    file[0] = 'N';
    CHECK(refusalOf(file) == message);
    CHECK(refusalOf({}) == message);
    CHECK(refusalOf({0x93, 'N', 'U', 'M', 'P'}) == message);
    CHECK(refusalOf({'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0}) == message); // .npz
}

TEST_CASE("Versions other than 1 and 2 are refused with their number") {
    const std::string read = " of the .npy format; 1 and 2 are read";
    for (const int version : {0, 3, 255})
        CHECK(refusalOf(fileOf(headerOf("|u1", "(1,)"), Bytes(1), version)) ==
              "it has version " + std::to_string(version) + read);
}

TEST_CASE("An array in Fortran order is refused with what to do") {
    CHECK(refusalOf(fileOf(headerOf("<f4", "(3, 2)", "True"), Bytes(24))) ==
          "it is in Fortran order; save it in C order");
}

TEST_CASE("Other element types are refused by name, pickled objects among them") {
    for (const std::string type : {"|O", "<U8", "|V4", "<c8", "|b1", "<M8[ns]", "=f4", "f4", "<f16", ""})
        CHECK(refusalOf(fileOf(headerOf(type, "(1,)"), Bytes(4))) ==
              "it holds elements of type \"" + type +
                  "\"; floating point of 2, 4 or 8 bytes and integers are read");
    CHECK(refusalOf(fileOf("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", Bytes(4))) ==
          "the array's header has no valid descr");
}

TEST_CASE("Big-endian elements are refused with what to do") {
    for (const std::string type : {">f4", ">i8", ">u2"})
        CHECK(refusalOf(fileOf(headerOf(type, "(1,)"), Bytes(4))) ==
              "it holds big-endian elements of type \"" + type +
                  "\"; save it as array.astype(array.dtype.newbyteorder('<'))");
}

TEST_CASE("Every shortening of a sound array is refused") {
    for (const int version : {1, 2}) {
        const Bytes file = fileOf(headerOf("<f4", "(2, 2)"), Bytes(16), version);
        REQUIRE(formats::readNpy(file));
        for (std::size_t length = 0; length < file.size(); ++length) {
            CAPTURE(version, length);
            CHECK_FALSE(formats::readNpy(base::ByteView(file).first(length)));
        }
    }
}

TEST_CASE("A file cut within its header is told from one cut within its data") {
    const Bytes file = fileOf(headerOf("<f4", "(2, 2)"), Bytes(16));
    const std::string inHeader = "it ends within its header; the file is cut short";
    for (const std::size_t length : {6u, 7u, 8u, 9u, 10u, 40u})
        CHECK(refusalOf({file.begin(), file.begin() + length}) == inHeader);
    CHECK(refusalOf({file.begin(), file.end() - 1}) ==
          "its shape 2 × 2 needs 16 bytes, but 15 follow the header");
}

TEST_CASE("Bytes behind the array are refused") {
    CHECK(refusalOf(fileOf(headerOf("<f4", "(2, 2)"), Bytes(17))) ==
          "its shape 2 × 2 needs 16 bytes, but 17 follow the header");
    CHECK(refusalOf(fileOf(headerOf("<f4", "(0,)"), Bytes(4))) ==
          "its shape 0 needs 0 bytes, but 4 follow the header");
}

TEST_CASE("A shape whose product overflows is refused as larger than any memory") {
    CHECK(refusalOf(fileOf(headerOf("|u1", "(4294967296, 4294967296)"), {})) ==
          "its shape 4294967296 × 4294967296 is larger than any memory");
    CHECK(refusalOf(fileOf(headerOf("<f8", "(2305843009213693952,)"), {})) ==
          "its shape 2305843009213693952 is larger than any memory"); // 2^61 elements
    CHECK(refusalOf(fileOf(headerOf("<f8", "(1000000000000,)"), Bytes(8))) ==
          "its shape 1000000000000 needs 8,000,000,000,000 bytes, but 8 follow the header");
}

TEST_CASE("A shape that is no tuple of at most eight 64-bit sizes is refused") {
    for (const std::string shape : {"(-1,)", "(1.5,)", "(18446744073709551616,)", "[1]", "1", "(1", "(,)",
                                    "((1,),)", "(1 1)", "(1,1,1,1,1,1,1,1,1)", "None"})
        CHECK(refusalOf(fileOf(headerOf("|u1", shape), Bytes(1))) == "the array's header has no valid shape");
}

TEST_CASE("A header that is not the one dictionary is refused with what is wrong") {
    const auto refusal = [](std::string_view header) { return refusalOf(fileOf(header, Bytes(1))); };
    const std::string lacks = "the array's header lacks one of descr, fortran_order and shape";
    CHECK(refusal("") == "the array's header is not a dictionary");
    CHECK(refusal("['descr']") == "the array's header is not a dictionary");
    CHECK(refusal("{}") == lacks);
    CHECK(refusal("{'descr': '|u1', 'fortran_order': False}") == lacks);
    CHECK(refusal("{'descr'}") == "the array's header is malformed");
    CHECK(refusal("{'descr") == "the array's header is malformed");
    CHECK(refusal("{'descr': '|u1") == "the array's header has no valid descr");
    CHECK(refusal("{'descr': '|u1' 'shape': ()}") == "the array's header is malformed after \"descr\"");
    CHECK(refusal("{'descr': '|u1'") == "the array's header is malformed after \"descr\"");
    CHECK(refusal("{'fortran_order': 0}") == "the array's header has no valid fortran_order");
    CHECK(refusal("{'descr': '|u1', 'descr': '|u1'}") == "the array's header has the key \"descr\" twice");
    CHECK(refusal("{'shape': (), 'shape': ()}") == "the array's header has the key \"shape\" twice");
    CHECK(refusal("{'other': 1}") == "the array's header has the unknown key \"other\"");
    CHECK(refusal(headerOf("|u1", "()") + "import os") == "the array's header goes on after its dictionary");
}

TEST_CASE("A version 2 header above the limit is refused before it is looked for") {
    Bytes file = fileOf(headerOf("|u1", "()"), Bytes(1), 2);
    file[8] = file[9] = file[10] = file[11] = 0xff;
    CHECK(refusalOf(file) == "its header claims 4,294,967,295 bytes, more than the 65,536 allowed");
}

TEST_CASE("The reference logits are 10,000 rows of ten finite numbers") {
    const auto file = base::readFile(std::filesystem::path(FAULTLINE_SOURCE_DIR) /
                                         "tests/data/resnet18-cifar10-test-logits.npy",
                                     std::uint64_t{1} << 24);
    REQUIRE(file);
    const auto array = formats::readNpy(*file);
    REQUIRE(array);
    CHECK(array->type == NpyType::Float32);
    CHECK(array->shape == std::vector<std::uint64_t>{10'000, 10});
    bool finite = true;
    for (const float value : base::unpacked<float>(array->bytes))
        finite = finite && std::isfinite(value);
    CHECK(finite);
}
