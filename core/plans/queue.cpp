// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plans/queue.h"

#include "core/base/hash.h"
#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <map>

namespace faultline::plans {

namespace {

using base::Random;
using Samples = std::vector<base::SampleIndex>;

std::uint64_t hashOf(const std::string& uuid) {
    const base::Digest digest =
        base::sha256(base::ByteView(reinterpret_cast<const std::uint8_t*>(uuid.data()), uuid.size()));
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < sizeof(hash); ++i)
        hash = hash << 8 | digest[i];
    return hash;
}

/// How many items of a kind each block has, and bounds of a number for each block.
using Counts = std::vector<std::int64_t>;

Counts blockLengths(std::int64_t items) {
    constexpr auto length = static_cast<std::int64_t>(blockLength);
    Counts lengths(static_cast<std::size_t>(items / length), length);
    if (items % length != 0)
        lengths.push_back(items % length);
    return lengths;
}

/// `count` over the blocks in proportion to their lengths, each rounded up or down (systematic sampling with
/// a random start: each block's expected count is exactly its share).
Counts shares(std::int64_t count, std::int64_t items, const Counts& lengths, Random& random) {
    const auto start = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(items)));
    Counts result;
    std::int64_t position = 0, before = start / items;
    for (const std::int64_t length : lengths) {
        position += length;
        const std::int64_t upTo = (position * count + start) / items;
        result.push_back(upTo - before);
        before = upTo;
    }
    return result;
}

/// As shares(), each within the block's bounds; the sums of the bounds enclose `count`.
Counts sharesWithin(std::int64_t count, std::int64_t items, const Counts& lengths, const Counts& least,
                    const Counts& most, Random& random) {
    std::int64_t leastLater = 0, mostLater = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        leastLater += least[i];
        mostLater += most[i];
    }
    Counts result = shares(count, items, lengths, random);
    std::int64_t left = count, owed = 0; // owed: what an earlier block could not take, or took too many
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        leastLater -= least[i];
        mostLater -= most[i];
        const std::int64_t wanted = result[i] + owed;
        const std::int64_t low = std::max(least[i], left - mostLater);
        const std::int64_t high = std::min(most[i], left - leastLater);
        result[i] = std::clamp(wanted, low, high);
        owed = wanted - result[i];
        left -= result[i];
    }
    return result;
}

/// Each block's share of `count`, rounded up preferably where `prefers` is.
Counts alignedShares(std::int64_t count, std::int64_t items, const Counts& lengths,
                     const std::vector<bool>& prefers, Random& random) {
    Counts result;
    std::vector<std::size_t> fractional;
    std::int64_t left = count;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        result.push_back(lengths[i] * count / items);
        left -= result.back();
        if (lengths[i] * count % items != 0)
            fractional.push_back(i);
    }
    base::shuffle(fractional, random);
    std::stable_partition(fractional.begin(), fractional.end(), [&](std::size_t i) { return prefers[i]; });
    for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i)
        ++result[fractional[i]];
    return result;
}

/// How many items of the four kinds each block has: failure or control, of the overlap or not.
struct BlockPlan {
    Counts lengths, failures, overlap, failuresOfOverlap;
};

struct Bounds {
    Counts least, most;
    [[nodiscard]] bool enclose(std::int64_t count) const {
        std::int64_t low = 0, high = 0;
        for (std::size_t i = 0; i < least.size(); ++i) {
            low += least[i];
            high += most[i];
        }
        return low <= count && count <= high;
    }
};

/// Of the failures among a block's overlap.
Bounds boundsOf(const BlockPlan& blocks) {
    Bounds bounds;
    for (std::size_t i = 0; i < blocks.lengths.size(); ++i) {
        bounds.least.push_back(
            std::max<std::int64_t>(0, blocks.failures[i] + blocks.overlap[i] - blocks.lengths[i]));
        bounds.most.push_back(std::min(blocks.failures[i], blocks.overlap[i]));
    }
    return bounds;
}

/// @param failuresOfOverlap how many of the overlap's items are failures
BlockPlan blocksOf(std::int64_t items, std::int64_t failures, std::int64_t overlap,
                   std::int64_t failuresOfOverlap, Random& random) {
    BlockPlan blocks;
    blocks.lengths = blockLengths(items);
    blocks.failures = shares(failures, items, blocks.lengths, random);
    blocks.overlap = shares(overlap, items, blocks.lengths, random);
    if (!boundsOf(blocks).enclose(failuresOfOverlap)) {
        // The overlap is nearly all items of one role: where it has one more than its share, the block must
        // have room for it among those.
        const bool isOfFailures = failuresOfOverlap * items >= overlap * failures;
        std::vector<bool> hasRoom;
        for (std::size_t i = 0; i < blocks.lengths.size(); ++i) {
            const std::int64_t ofRole =
                isOfFailures ? blocks.failures[i] : blocks.lengths[i] - blocks.failures[i];
            hasRoom.push_back(blocks.lengths[i] * overlap / items < ofRole);
        }
        blocks.overlap = alignedShares(overlap, items, blocks.lengths, hasRoom, random);
    }
    const Bounds bounds = boundsOf(blocks);
    blocks.failuresOfOverlap =
        sharesWithin(failuresOfOverlap, items, blocks.lengths, bounds.least, bounds.most, random);
    return blocks;
}

/// The items of the four kinds, shuffled, to be taken from the back.
class Stock {
public:
    Stock(const std::vector<const PlanItem*>& items, Random& random) {
        for (const PlanItem* item : items)
            kind(item->role, item->isOverlap).push_back(item->sample);
        for (Samples& samples : m_kinds)
            base::shuffle(samples, random);
    }
    [[nodiscard]] std::int64_t count(Role role, bool isOverlap) {
        return static_cast<std::int64_t>(kind(role, isOverlap).size());
    }
    void take(Role role, bool isOverlap, std::int64_t count, Samples& into) {
        Samples& from = kind(role, isOverlap);
        for (; count > 0; --count) {
            into.push_back(from.back());
            from.pop_back();
        }
    }

private:
    Samples& kind(Role role, bool isOverlap) {
        return m_kinds[(role == Role::Failure ? 0 : 2) + (isOverlap ? 0 : 1)];
    }
    std::array<Samples, 4> m_kinds;
};

Samples firstShowings(const std::vector<const PlanItem*>& items, Random& random) {
    Samples order;
    if (items.empty())
        return order;
    Stock stock(items, random);
    const std::int64_t ofBoth = stock.count(Role::Failure, true);
    const BlockPlan blocks =
        blocksOf(static_cast<std::int64_t>(items.size()), ofBoth + stock.count(Role::Failure, false),
                 ofBoth + stock.count(Role::Control, true), ofBoth, random);
    for (std::size_t i = 0; i < blocks.lengths.size(); ++i) {
        Samples block;
        const std::int64_t both = blocks.failuresOfOverlap[i];
        stock.take(Role::Failure, true, both, block);
        stock.take(Role::Failure, false, blocks.failures[i] - both, block);
        stock.take(Role::Control, true, blocks.overlap[i] - both, block);
        stock.take(Role::Control, false, blocks.lengths[i] - blocks.failures[i] - blocks.overlap[i] + both,
                   block);
        base::shuffle(block, random);
        order.insert(order.end(), block.begin(), block.end());
    }
    return order;
}

std::vector<QueuePlace> withRepeats(const Samples& order, std::size_t repeats, Random& random) {
    std::vector<std::size_t> firsts(order.size());
    for (std::size_t i = 0; i < firsts.size(); ++i)
        firsts[i] = i;
    base::shuffle(firsts, random);
    std::multimap<std::size_t, base::SampleIndex> before; ///< repeats by the first showing that they precede
    for (std::size_t i = 0; i < std::min(repeats, firsts.size()); ++i) {
        const std::size_t earliest = std::min(firsts[i] + repeatDistance, order.size());
        before.emplace(earliest + random.below(order.size() - earliest + 1), order[firsts[i]]);
    }
    std::vector<QueuePlace> queue;
    for (std::size_t i = 0; i <= order.size(); ++i) {
        const auto [first, last] = before.equal_range(i);
        for (auto repeat = first; repeat != last; ++repeat)
            queue.push_back({repeat->second, true});
        if (i < order.size())
            queue.push_back({order[i], false});
    }
    return queue;
}

} // namespace

std::vector<QueuePlace> queueOf(const Plan& plan, const labels::Annotator& annotator) {
    if (plan.given)
        return plan.given->annotator == annotator.id ? plan.given->places : std::vector<QueuePlace>();
    std::uint64_t seed = base::seededHash(plan.options.seed, plan.version);
    if (plan.options.order == Order::Own)
        seed = base::seededHash(seed, hashOf(annotator.uuid));
    Random random(seed);
    std::vector<const PlanItem*> items;
    for (const PlanItem& item : plan.items)
        if (plan.asks(annotator.id, item))
            items.push_back(&item);
    const Samples order = firstShowings(items, random);
    return withRepeats(order, plan.options.repeats, random);
}

} // namespace faultline::plans
