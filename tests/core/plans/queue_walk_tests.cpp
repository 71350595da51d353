// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plans/queue_walk.h"

#include "core/base/random.h"

#include <algorithm>
#include <set>
#include <string>

#include <catch2/catch.hpp>

using faultline::base::SampleIndex;
using faultline::plans::QueuePlace;
using faultline::plans::QueueWalk;

namespace {

std::vector<QueuePlace> places(std::uint32_t count) {
    std::vector<QueuePlace> all;
    for (std::uint32_t i = 0; i < count; ++i)
        all.push_back({SampleIndex(100 + i), false});
    return all;
}

/// The same as plainly as it can be said: a letter for each place, open, put off or answered.
struct PlainWalk {
    std::string letters;
    std::vector<std::uint32_t> putOff, before;
    std::optional<std::uint32_t> here;

    explicit PlainWalk(std::size_t places)
        : letters(places, 'o') {
        goOn();
    }
    void goOn() {
        const std::string twice = letters + letters;
        const std::size_t next = twice.find('o', here.value_or(0));
        here.reset();
        if (next != std::string::npos)
            here = static_cast<std::uint32_t>(next % letters.size());
        else if (!putOff.empty())
            here = putOff.front();
    }
    void leave(char letter) {
        if (!here)
            return;
        before.push_back(*here);
        std::erase(putOff, *here);
        if (letter == 'p' && letters[*here] != 'a')
            putOff.push_back(*here);
        if (letter == 'a' || letters[*here] != 'a')
            letters[*here] = letter;
        goOn();
    }
    void back() {
        if (before.empty())
            return;
        here = before.back();
        before.pop_back();
    }
    void reopen(std::uint32_t place) {
        std::erase(putOff, place);
        letters[place] = 'o';
        here = place;
    }
    void beginAgain() {
        before.clear();
        here.reset();
        goOn();
    }
};

} // namespace

TEST_CASE("A walk begins at the first open place, goes on with each answer, and ends") {
    QueueWalk walk(places(4), {0, 2});
    CHECK(walk.current() == 1);
    CHECK(walk.answeredCount() == 2);
    walk.answer();
    CHECK(walk.current() == 3);
    walk.answer();
    CHECK_FALSE(walk.current());
    CHECK(walk.isDone());
    walk.answer(); // nothing is left
    CHECK(walk.answeredCount() == 4);
}

TEST_CASE("What is put off comes back when nothing else is open, in the order in which it was put off") {
    QueueWalk walk(places(4), {});
    walk.later();
    walk.answer(); // 1
    walk.later();  // 2
    CHECK(walk.current() == 3);
    walk.answer();
    CHECK(walk.current() == 0);
    walk.later(); // once more
    CHECK(walk.current() == 2);
    walk.answer();
    CHECK(walk.current() == 0);
    walk.answer();
    CHECK(walk.isDone());
}

TEST_CASE("What was put off in an earlier walk is put off in the next one") {
    QueueWalk walk(places(4), {3});
    walk.putOff({2, 0, 3, 9, 2}); // 3 is answered since, 9 is no place, 2 is said twice
    CHECK(walk.putOff() == std::vector<std::uint32_t>{2, 0});
    CHECK(walk.current() == 1);
    walk.answer();
    CHECK(walk.current() == 2);
    walk.answer();
    CHECK(walk.current() == 0);
}

TEST_CASE("Back leads to what was current before, answered or not") {
    QueueWalk walk(places(3), {});
    CHECK_FALSE(walk.back());
    walk.answer();
    walk.later();
    CHECK(walk.current() == 2);
    CHECK(walk.back());
    CHECK(walk.current() == 1);
    CHECK(walk.back());
    CHECK(walk.current() == 0);
    CHECK(walk.isAnswered(0));
    CHECK_FALSE(walk.back());
    walk.later(); // an answered one is not put off
    CHECK(walk.current() == 2);
}

TEST_CASE("A walk goes to what was asked for and to the next place, and to none ahead") {
    QueueWalk walk(places(5), {0});
    CHECK_FALSE(walk.goTo(2));
    CHECK_FALSE(walk.goTo(5));
    walk.later(); // 1 is put off
    CHECK(walk.current() == 2);
    CHECK(walk.goTo(0)); // answered: it may be answered anew
    CHECK(walk.current() == 0);
    CHECK(walk.goTo(1));
    CHECK_FALSE(walk.goTo(3));
    CHECK(walk.goTo(2)); // where it stood
    CHECK(walk.current() == 2);
    CHECK(walk.back());
    CHECK(walk.current() == 1);
    CHECK(walk.goTo(0));
    walk.answer();
    CHECK(walk.answeredCount() == 1);
    CHECK(walk.current() == 2);
}

TEST_CASE("What is taken back is open again and current") {
    QueueWalk walk(places(3), {0, 1, 2});
    CHECK(walk.isDone());
    walk.reopen(1);
    CHECK(walk.current() == 1);
    CHECK_FALSE(walk.isDone());
    walk.answer();
    CHECK(walk.isDone());
}

TEST_CASE("An empty queue has nothing to ask, and answers of places that it lacks count for nothing") {
    CHECK(QueueWalk().isDone());
    CHECK_FALSE(QueueWalk().current());
    CHECK(QueueWalk(places(2), {0, 7}).answeredCount() == 1);
}

TEST_CASE("Whatever is answered, put off, taken back and begun again, a plain walk agrees") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        CAPTURE(seed);
        faultline::base::Random random(seed);
        const auto count = static_cast<std::uint32_t>(1 + random.below(12));
        QueueWalk walk(places(count), {});
        PlainWalk plain(count);
        for (int step = 0; step < 1000; ++step) {
            const std::uint64_t what = random.below(20);
            if (what < 8) {
                walk.answer();
                plain.leave('a');
            } else if (what < 13) {
                walk.later();
                plain.leave('p');
            } else if (what < 16) {
                walk.back();
                plain.back();
            } else if (what < 19) {
                if (const auto answered = plain.letters.find('a'); answered != std::string::npos) {
                    walk.reopen(static_cast<std::uint32_t>(answered));
                    plain.reopen(static_cast<std::uint32_t>(answered));
                }
            } else {
                std::set<std::uint32_t> answered;
                for (std::uint32_t place = 0; place < count; ++place)
                    if (walk.isAnswered(place))
                        answered.insert(place);
                const std::vector<std::uint32_t> left = walk.putOff();
                walk = QueueWalk(places(count), answered);
                walk.putOff(left);
                plain.beginAgain();
            }
            REQUIRE(walk.current() == plain.here);
            REQUIRE(walk.putOff() == plain.putOff);
            REQUIRE(walk.answeredCount() ==
                    static_cast<std::size_t>(std::count(plain.letters.begin(), plain.letters.end(), 'a')));
            REQUIRE(walk.isDone() == (plain.letters.find_first_not_of('a') == std::string::npos));
        }
    }
}
