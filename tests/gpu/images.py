# SPDX-License-Identifier: GPL-3.0-or-later
"""CIFAR-10's binary records (label, then 3 planes of 32 × 32 bytes) in files of a limited size, without loss.

Each pixel is predicted from its left, upper and upper left neighbour (the median edge detector of JPEG-LS: Weinberger,
Seroussi and Sapiro 2000), red and blue as differences from green; what is left goes through xz.
"""
import lzma

import numpy as np

side, record = 32, 1 + 3 * 32 * 32
filters = [{"id": lzma.FILTER_LZMA2, "preset": 6, "lc": 4, "lp": 0, "pb": 0, "dict_size": 1 << 20, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3, "nice_len": 273}]


def predicted(left, above, corner):
    """int16 arrays, for any number of images at once."""
    low, high = np.minimum(left, above), np.maximum(left, above)
    return np.where(corner >= high, low, np.where(corner <= low, high, left + above - corner))


def neighbours(planes, y, x):
    zero = np.zeros(planes.shape[:2], np.int16)
    left = planes[:, :, y, x - 1] if x else (planes[:, :, y - 1, x] if y else zero)
    above = planes[:, :, y - 1, x] if y else left
    corner = planes[:, :, y - 1, x - 1] if x and y else left
    return left, above, corner


def differences(planes):
    """n × 3 × 32 × 32 bytes → those of red - green, green, blue - green, modulo 256."""
    out = planes.copy()
    out[:, 0] -= planes[:, 1]
    out[:, 2] -= planes[:, 1]
    return out


def residuals(planes):
    planes = differences(planes)
    numbers = planes.astype(np.int16)
    for channel in (0, 2):  # differences are small on both sides of zero
        numbers[:, channel] = planes[:, channel].view(np.int8)
    out = np.empty_like(planes)
    for y in range(side):
        for x in range(side):
            out[:, :, y, x] = (numbers[:, :, y, x] - predicted(*neighbours(numbers, y, x))).astype(np.uint8)
    return out


def restored(residual):
    numbers = np.zeros(residual.shape, np.int16)
    for y in range(side):
        for x in range(side):
            value = (predicted(*neighbours(numbers, y, x)) + residual[:, :, y, x]).astype(np.uint8)
            numbers[:, 1, y, x] = value[:, 1]
            for channel in (0, 2):
                numbers[:, channel, y, x] = value[:, channel].view(np.int8)
    planes = numbers.astype(np.uint8)
    planes[:, 0] += planes[:, 1]
    planes[:, 2] += planes[:, 1]
    return planes


def compressed(records):
    """Small differences of either sign become small numbers: 0, -1, 1, -2, … as 0, 1, 2, 3, …"""
    array = np.frombuffer(records, np.uint8).reshape(-1, record)
    residual = residuals(array[:, 1:].reshape(-1, 3, side, side).copy()).view(np.int8).astype(np.int16)
    folded = np.where(residual < 0, -2 * residual - 1, 2 * residual).astype(np.uint8)
    body = array[:, 0].tobytes() + folded.tobytes()
    return lzma.compress(body, format=lzma.FORMAT_XZ, filters=filters)


def decompressed(packed):
    body = lzma.decompress(packed)
    count = len(body) // record
    folded = np.frombuffer(body, np.uint8, offset=count).astype(np.int16)
    residual = np.where(folded & 1, -(folded + 1) // 2, folded // 2).astype(np.int8).view(np.uint8)
    planes = restored(residual.reshape(count, 3, side, side)).reshape(count, -1)
    return np.concatenate([np.frombuffer(body, np.uint8, count).reshape(count, 1), planes], axis=1).tobytes()


def packed(split, records, most):
    """Yields (name, bytes) of files of at most `most` bytes each."""
    count = len(records) // record
    parts = 1
    while True:
        cuts = [count * part // parts for part in range(parts + 1)]
        files = [compressed(records[begin * record:end * record]) for begin, end in zip(cuts, cuts[1:])]
        if max(map(len, files)) <= most:
            break
        parts += 1
    for number, data in enumerate(files, start=1):
        assert decompressed(data) == records[cuts[number - 1] * record:cuts[number] * record]
        yield (f"images-{split}.xz" if split == "test" else f"images-{split}-{number}.xz"), data
