// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/inflate.h"
#include "core/formats/zip.h"
#include "tests/support/torch_files.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using Catch::Contains;

namespace {

Bytes fromHex(std::string_view hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(16 * digit(hex[i]) + digit(hex[i + 1])));
    return bytes;
}

/// What zlib 1.2.13 compressed below.
Bytes plain() {
    constexpr std::string_view letters = "aaaaaaaabbcd";
    Bytes text;
    std::uint32_t random = 1;
    for (std::size_t i = 0; i < 500; ++i) {
        random = random * 1103515245 + 12345;
        text.push_back(static_cast<std::uint8_t>(letters[(random >> 16) % letters.size()]));
        if (i % 50 == 49) {
            const Bytes end(text.end() - 40, text.end());
            text.insert(text.end(), end.begin(), end.end());
        }
    }
    constexpr std::string_view end = "the end";
    text.insert(text.end(), end.begin(), end.end());
    return text;
}

/// Its codes are its own.
Bytes dynamicStream() {
    return fromHex(
        "9592c10ec33008437f65bf86f1a49d76daff6b6002ed6e2c52d3045e0a7663068bc198a925cd3c27cb773c3179c6"
        "818e2d39740ab3f7c45cf9fa48d28727fee2545f300a3d0583743fc86d2c390ecd74a4615628ce80daf2a8da73b2"
        "020553cdb439a024796aa4cea1fad872e8e21174b1ca7a15652bf3f91f5bceab6909fa31a737719ebcbbbce5b201"
        "29a82b73655c0a892b964baffd869b42b0be4138e6577f2cefa64ddb72e97ad9039f8a408b902a3b4dcc8d5b719f"
        "d7f3f17cf30b");
}

/// The same, and nothing that is copied from earlier on.
Bytes literalStream() {
    return fromHex(
        "05c1b10d02011004b15668cdb3f712d147f42f6c828b138e39306c2c1418271c7360d8582830c1104ccc66e00425"
        "b02b9898cdc0094a6057e0d844334ca0b60200886698406d05003820eec204479cea708e80bb30c111a73a9c2380"
        "d1851d0d43ba2ba65c871cec6818d25d31e53ae420c1e96ca8c3600e3883a1ce863a0ce68033181a23a77040e0a0"
        "7307800a07040e3a7700e86c87160260319700922504c0622e01248b3b20062e8ca8dc75e0000c5c1851b9ebc001"
        "7239a381a468810e59201a488a16e89005e2f77d3ecf7b7f");
}

/// The fixed codes.
Bytes fixedStream() {
    return fromHex(
        "4b4c4c4a04821420990266a6242626838844100dc4402219249e94041323525d124c2a09ce4f06294b06cb430c01"
        "a986aa4f4922491dd87eb0e2248852a8854095c9c95025488048752970d529a01081294e810801f524a580b92950"
        "5f11af0e1c144910c52960c7c002272905eca564901f53c0fa9220ee20565d12cc72a06032582d58361962690acc"
        "67c9f0f820565d32c4d1600fa1040e8c03d49f92821ccac4aa033900ec03489241c824837d98928410033193217c"
        "62d4c12d4a4a84a5a02468e043dc9702093bb833138955070a7548f02425c36d4c4a827902ecab44a823e0298e28"
        "752519a90aa9792900");
}

Bytes storedStream() {
    const Bytes bytes = plain();
    Bytes stream{1, static_cast<std::uint8_t>(bytes.size() & 255),
                 static_cast<std::uint8_t>(bytes.size() >> 8)};
    stream.push_back(static_cast<std::uint8_t>(~stream[1]));
    stream.push_back(static_cast<std::uint8_t>(~stream[2]));
    stream.insert(stream.end(), bytes.begin(), bytes.end());
    return stream;
}

} // namespace

TEST_CASE("What another program compressed comes back byte by byte, by each kind of block") {
    for (const Bytes& stream : {dynamicStream(), literalStream(), fixedStream(), storedStream()}) {
        const auto bytes = formats::inflated(stream, plain().size());
        REQUIRE(bytes);
        CHECK(*bytes == plain());
        CHECK_FALSE(formats::inflated(stream, plain().size() - 1));
        CHECK_FALSE(formats::inflated(stream, plain().size() + 1));
    }
}

TEST_CASE("A stream that is cut short is damaged at every place, and so long a promise is not believed") {
    for (const Bytes& stream : {dynamicStream(), fixedStream(), storedStream()})
        for (std::size_t length = 0; length < stream.size(); ++length)
            CHECK_FALSE(formats::inflated(base::ByteView(stream).first(length), plain().size()));
    CHECK_FALSE(formats::inflated(fixedStream(), std::uint64_t{1} << 40));
    CHECK_FALSE(formats::inflated(Bytes{0x07}, 0)); // the fourth kind of block, of which there is none
    CHECK_FALSE(formats::inflated(fromHex("030100"), 5));
}

TEST_CASE("Changed bytes of a stream are refused or make other bytes, and nothing is read beyond it") {
    const Bytes whole = dynamicStream();
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const int bit : {0, 3, 7}) {
            Bytes changed = whole;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ 1 << bit);
            if (const auto bytes = formats::inflated(changed, plain().size()))
                CHECK(bytes->size() == plain().size());
        }
}

TEST_CASE("An entry of an archive is unpacked, compared with its checksum, and bounded") {
    const Bytes bytes = tests::zipArchive({{"stored", plain()}, {"packed", plain(), dynamicStream()}});
    const auto archive = formats::ZipArchive::read(bytes);
    REQUIRE(archive);
    CHECK(archive->names() == std::vector<std::string>{"packed", "stored"});
    for (const char* name : {"stored", "packed"}) {
        const auto entry = archive->unpacked(name, plain().size());
        REQUIRE(entry);
        CHECK(*entry == plain());
        CHECK_THAT(archive->unpacked(name, plain().size() - 1).error().message, Contains("more than the"));
    }
    CHECK_THAT(archive->bytes("packed").error().message, Contains("is compressed or encrypted"));
    CHECK_THAT(archive->unpacked("other", 9).error().message, Contains("lacks its entry \"other\""));
    Bytes other = plain();
    other.back() ^= 1;
    const Bytes wrong = tests::zipArchive({{"packed", other, dynamicStream()}});
    CHECK_THAT(formats::ZipArchive::read(wrong)->unpacked("packed", 1000).error().message,
               Contains("has another checksum"));
}
