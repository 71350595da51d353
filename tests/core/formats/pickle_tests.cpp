// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle.h"

#include "tests/support/torch_files.h"

#include <catch2/catch.hpp>

using namespace faultline;
using formats::PickleNode;
using Kind = formats::PickleNode::Kind;
using tests::PickleWriter;

namespace {

formats::Pickle read(const base::Bytes& bytes) {
    auto pickle = formats::readPickle(bytes);
    INFO((pickle ? std::string() : pickle.error().message));
    REQUIRE(pickle);
    return *pickle;
}

std::string refusal(const base::Bytes& bytes) {
    const auto pickle = formats::readPickle(bytes);
    REQUIRE_FALSE(pickle);
    return pickle.error().message;
}

base::Bytes bytesOf(std::string_view text) {
    return {text.begin(), text.end()};
}

} // namespace

TEST_CASE("Plain values are read as they are") {
    const base::Bytes bytes = PickleWriter()
                                  .op("}(")
                                  .text("n")
                                  .integer(-7)
                                  .text("x")
                                  .real(2.5)
                                  .text("yes")
                                  .raw("\x88")
                                  .text("list")
                                  .op("](")
                                  .integer(1)
                                  .integer(2)
                                  .op("eu")
                                  .finish();
    const formats::Pickle pickle = read(bytes);
    CHECK(pickle.length == bytes.size());
    REQUIRE(pickle[pickle.root].kind == Kind::Dict);
    CHECK(pickle[*pickle.find(pickle.root, "n")].integer == -7);
    CHECK(pickle.number(*pickle.find(pickle.root, "x")) == 2.5);
    CHECK(pickle[*pickle.find(pickle.root, "yes")].kind == Kind::Bool);
    CHECK(pickle[*pickle.find(pickle.root, "list")].items.size() == 2);
    CHECK_FALSE(pickle.find(pickle.root, "nothing"));
}

TEST_CASE("Texts and numbers of protocol 0 are read line by line") {
    const base::Bytes bytes = bytesOf("(dp0\nS'a'\np1\nI12\nsVb\nL34L\nsS'c'\nF1.5\nsS'd'\nI01\ns.");
    const formats::Pickle pickle = read(bytes);
    CHECK(pickle[*pickle.find(pickle.root, "a")].integer == 12);
    CHECK(pickle[*pickle.find(pickle.root, "b")].integer == 34);
    CHECK(pickle[*pickle.find(pickle.root, "c")].real == 1.5);
    CHECK(pickle[*pickle.find(pickle.root, "d")].kind == Kind::Bool);
}

TEST_CASE("Integers of any length keep their sign, longer ones their bytes") {
    const base::Bytes negative = PickleWriter().raw(std::string_view("\x8a\x02\x00\xff", 4)).finish();
    CHECK(read(negative)[0].integer == -256);
    const base::Bytes longer = PickleWriter().raw("\x8a\x09").raw("123456789").finish();
    const formats::Pickle pickle = read(longer);
    CHECK(pickle[0].kind == Kind::Long);
    CHECK(pickle[0].text == "123456789");
}

TEST_CASE("A memo gives the same value again") {
    const base::Bytes bytes = PickleWriter(4).op("(").text("x").raw("\x94h").op('\0').op('t').finish();
    const formats::Pickle pickle = read(bytes);
    REQUIRE(pickle[pickle.root].items.size() == 2);
    CHECK(pickle[pickle.root].items[0] == pickle[pickle.root].items[1]);
}

TEST_CASE("An object of a foreign class is named, not made") {
    const base::Bytes bytes = PickleWriter()
                                  .global("argparse", "Namespace")
                                  .op(')')
                                  .raw("\x81")
                                  .op('}')
                                  .text("lr")
                                  .real(0.1)
                                  .op("sb")
                                  .finish();
    const formats::Pickle pickle = read(bytes);
    REQUIRE(pickle[pickle.root].kind == Kind::Object);
    CHECK(pickle.globalName(pickle.root) == "argparse.Namespace");
    REQUIRE(pickle[pickle.root].items.size() == 3);
    CHECK(pickle.find(pickle[pickle.root].items[2], "lr"));
}

TEST_CASE("A pickle that asks to call a program's function is refused by its name") {
    const auto call = [](std::string_view module, std::string_view name) {
        return PickleWriter().global(module, name).op('(').text("touch /tmp/owned").op("tR").finish();
    };
    CHECK(refusal(call("posix", "system")).find("\"posix.system\"") != std::string::npos);
    CHECK(refusal(call("builtins", "eval")).find("\"builtins.eval\"") != std::string::npos);
    CHECK(refusal(call("torch.hub", "load")).find("nothing was run") != std::string::npos);
    const base::Bytes stacked =
        PickleWriter(4).text("os").text("system").raw("\x93").op(')').op('R').finish();
    CHECK(refusal(stacked).find("\"os.system\"") != std::string::npos);
    const base::Bytes nested =
        PickleWriter().global("builtins", "getattr").op('(').text("a").op("tR)R").finish();
    CHECK(refusal(nested).find("getattr") != std::string::npos);
    const base::Bytes method = PickleWriter()
                                   .global("builtins", "getattr")
                                   .op('(')
                                   .global("os", "system")
                                   .text("__call__")
                                   .op("tR(")
                                   .text("touch /tmp/owned")
                                   .op("tR")
                                   .finish();
    CHECK(refusal(method).find("a value that it made itself") != std::string::npos);
}

TEST_CASE("A member of an enum, which Python 3.11 writes as an attribute of its class, is data") {
    const base::Bytes bytes = PickleWriter()
                                  .global("builtins", "getattr")
                                  .op('(')
                                  .global("palette", "Mode")
                                  .text("FAST")
                                  .op("tR")
                                  .finish();
    const formats::Pickle pickle = read(bytes);
    CHECK(pickle[pickle.root].kind == Kind::Object);
    CHECK(pickle.notCalled.empty());
}

TEST_CASE("A damaged pickle is refused, never read past its end") {
    CHECK(refusal({}).find("cut off") != std::string::npos);
    const base::Bytes whole = PickleWriter().op("}(").text("key").integer(5).op('u').finish();
    for (std::size_t length = 0; length < whole.size(); ++length)
        CHECK_FALSE(formats::readPickle(base::ByteView(whole).first(length)));
    CHECK(refusal(bytesOf("t.")).find("mark") != std::string::npos);
    CHECK(refusal(bytesOf("a.")).find("too few") != std::string::npos);
    CHECK(refusal(bytesOf("(N0R.")).find("damaged") != std::string::npos);
    CHECK(refusal(bytesOf("h\x05.")).find("does not hold") != std::string::npos);
    CHECK(refusal(bytesOf("NN.")).find("one value") != std::string::npos);
    CHECK(refusal(bytesOf("\x80\x09N.")).find("protocol 9") != std::string::npos);
    CHECK(refusal(bytesOf("X\xff\xff\xff\xffx.")).find("cut off") != std::string::npos);
    CHECK(refusal(bytesOf("~")).find("no instruction") != std::string::npos);
    CHECK(refusal(bytesOf("N(Nu.")).find("damaged") != std::string::npos);
}

TEST_CASE("A small file can't ask for much memory") {
    // A list of 1,000 pairs, made into a dict again and again.
    PickleWriter pickle;
    pickle.op("](");
    for (int i = 0; i < 1000; ++i)
        pickle.op("(").integer(1).integer(2).op("t");
    pickle.op('e').op('q').op('\0').op('0');
    for (int i = 0; i < 2000; ++i)
        pickle.global("collections", "OrderedDict").op('(').op('h').op('\0').op("tR0");
    CHECK(refusal(pickle.op('N').finish()).find("million values") != std::string::npos);
}

TEST_CASE("A class name of more than 1,000 bytes is refused, which a file could give to a million values") {
    const std::string longest(1000, 'a');
    CHECK(read(PickleWriter().global(longest, longest).finish()).globalName(0).size() == 2001);
    CHECK(refusal(PickleWriter().global(longest + "a", "b").finish()).find("1,000 bytes") !=
          std::string::npos);
    CHECK(refusal(PickleWriter(4).text("a").text(longest + "b").raw("\x93").finish()).find("1,000 bytes") !=
          std::string::npos);
}
