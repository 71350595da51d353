#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch eager in Python on the same weights, images, threads, precision and batch: the peer of
faultline_bench_worker. Prints one JSON object a repetition, or "skipped: ..." where torch is not installed.

    peer.py --dataset DIR --model FILE [--images N] [--batch N] [--threads N] [--repeat N] [--layout nchw|nhwc]
            [--device cpu|cuda] [--precision fp32|bf16|fp16]
"""
import argparse
import json
import struct
import sys
import time

try:
    import numpy as np
    import torch
    import torch.nn as nn
    import torch.nn.functional as F
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        inputs = 64
        for number, outputs in enumerate((64, 128, 256, 512), start=1):
            stride = 1 if number == 1 else 2
            setattr(self, f"layer{number}", nn.Sequential(Block(inputs, outputs, stride), Block(outputs, outputs, 1)))
            inputs = outputs
        self.fc = nn.Linear(512, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
        return self.fc(x.mean((2, 3)))


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        body = file.read()
    metadata = header.pop("__metadata__")
    kinds = {"F16": np.float16, "F32": np.float32, "I64": np.int64}
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = np.frombuffer(body[begin:end], kinds[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.astype(np.float32))
    return metadata, tensors


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--images", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--layout", choices=("nchw", "nhwc"), default="nchw")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", choices=("fp32", "bf16", "fp16"), default="fp32")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    kind = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[arguments.precision]
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
    if arguments.threads:
        torch.set_num_threads(arguments.threads)

    metadata, tensors = read_safetensors(arguments.model)
    network = ResNet18()
    network.load_state_dict(tensors, strict=False)
    network.eval()
    layout = torch.channels_last if arguments.layout == "nhwc" else torch.contiguous_format
    network = network.to(device, kind, memory_format=layout)
    records = np.fromfile(arguments.dataset + "/test_batch.bin", np.uint8).reshape(-1, 3073)[: arguments.images]
    labels = torch.from_numpy(records[:, 0].astype(np.int64))
    images = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy())
    mean = torch.tensor(json.loads(metadata["mean"])).view(1, 3, 1, 1).to(device)
    std = torch.tensor(json.loads(metadata["std"])).view(1, 3, 1, 1).to(device)

    def run(count):
        failures = 0
        for first in range(0, count, arguments.batch):
            batch = images[first : first + arguments.batch].to(device)
            x = ((batch.float() / 255 - mean) / std).to(kind).contiguous(memory_format=layout)
            failures += int((network(x).argmax(1).cpu() != labels[first : first + arguments.batch]).sum())
        return failures

    with torch.inference_mode():
        run(4 * arguments.batch)
        for _ in range(arguments.repeat):
            start = time.perf_counter()
            failures = run(len(images))
            seconds = time.perf_counter() - start
            print(json.dumps({"program": "pytorch", "backend": f"PyTorch {torch.__version__} eager",
                              "layout": arguments.layout, "device": arguments.device,
                              "precision": arguments.precision, "threads": torch.get_num_threads(),
                              "batch": arguments.batch, "images": len(images), "failures": failures,
                              "images_per_second": len(images) / seconds}), flush=True)


if __name__ == "__main__":
    main()
