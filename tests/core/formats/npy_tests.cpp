// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/npy.h"

#include <string>

#include <catch2/catch.hpp>

using namespace faultline;
using formats::NpyType;
using formats::readNpy;

namespace {

base::Bytes fileOf(const std::string& header, std::size_t dataBytes, int version = 1) {
    std::string text = std::string("\x93NUMPY") + static_cast<char>(version) + '\0';
    for (int shift = 0; shift < (version == 1 ? 16 : 32); shift += 8)
        text += static_cast<char>(header.size() >> shift);
    text += header + std::string(dataBytes, '\1');
    return {text.begin(), text.end()};
}

std::string headerOf(const std::string& descriptor, const std::string& shape) {
    return "{'descr': '" + descriptor + "', 'fortran_order': False, 'shape': " + shape + ", }   \n";
}

void requireRefusal(const base::Bytes& file, const std::string& words) {
    const auto array = readNpy(file);
    REQUIRE_FALSE(array.has_value());
    INFO("message: " << array.error().message);
    CHECK(array.error().message.find(words) != std::string::npos);
}

} // namespace

TEST_CASE("The four element types and both versions of .npy are read") {
    const auto floats = readNpy(fileOf(headerOf("<f4", "(2, 3)"), 24));
    REQUIRE(floats.has_value());
    CHECK(floats->type == NpyType::Float32);
    CHECK(floats->shape == std::vector<std::uint64_t>{2, 3});
    CHECK(floats->bytes.size() == 24);
    CHECK(readNpy(fileOf(headerOf("<f8", "(3,)"), 24))->type == NpyType::Float64);
    CHECK(readNpy(fileOf(headerOf("|u1", "()"), 1))->type == NpyType::UInt8);
    CHECK(readNpy(fileOf(headerOf("<i8", "(0, 5)"), 0, 2))->type == NpyType::Int64);
}

TEST_CASE("A .npy file that is cut is refused at every length") {
    const base::Bytes whole = fileOf(headerOf("<f4", "(2, 3)"), 24);
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(readNpy(base::ByteView(whole).first(size)).has_value());
}

TEST_CASE("What is not a plain array is refused with its reason") {
    requireRefusal(base::Bytes(64, 'x'), "NumPy's magic bytes");
    requireRefusal(fileOf(headerOf("<f4", "(1,)"), 4, 3), "version 3");
    requireRefusal(fileOf(headerOf("|O", "(1,)"), 4), "elements of type \"|O\"");
    requireRefusal(fileOf(headerOf(">f4", "(1,)"), 4), "elements of type \">f4\"");
    requireRefusal(fileOf("{'descr': '<f4', 'fortran_order': True, 'shape': (1,)}", 4), "Fortran order");
    requireRefusal(fileOf(headerOf("<f4", "(2,)"), 9), "needs 8 bytes, but 9 follow");
    requireRefusal(fileOf(headerOf("<f4", "(2,)"), 7), "needs 8 bytes, but 7 follow");
}

TEST_CASE("A malformed .npy header is refused") {
    requireRefusal(fileOf("", 0), "not a dictionary");
    requireRefusal(fileOf("[1]", 0), "not a dictionary");
    requireRefusal(fileOf("{'descr': '<f4'}", 4), "lacks one of");
    requireRefusal(fileOf("{'descr': '<f4", 4), "no valid descr");
    requireRefusal(fileOf("{'descr': [('a', '<f4')]}", 4), "no valid descr");
    requireRefusal(fileOf("{'descr': '<f4', 'descr': '<f4'}", 4), "\"descr\" twice");
    requireRefusal(fileOf("{'extra': 1}", 4), "unknown key \"extra\"");
    requireRefusal(fileOf("{'shape': (1 2)}", 4), "no valid shape");
    requireRefusal(fileOf("{'shape': (-1,)}", 4), "no valid shape");
    requireRefusal(fileOf("{'shape': (1,1,1,1,1,1,1,1,1)}", 4), "no valid shape");
    requireRefusal(fileOf("{'fortran_order': 0}", 4), "no valid fortran_order");
    requireRefusal(fileOf(headerOf("<f4", "(1,)") + "x", 4), "goes on after its dictionary");
    requireRefusal(fileOf("{'descr': '<f4' 'shape': ()}", 4), "malformed after \"descr\"");
}

TEST_CASE("A .npy shape that overflows is refused") {
    requireRefusal(fileOf(headerOf("<f8", "(4294967296, 4294967296)"), 8), "larger than any memory");
    requireRefusal(fileOf(headerOf("|u1", "(99999999999999999999,)"), 8), "no valid shape");
}
