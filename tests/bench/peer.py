#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch in Python on the same weights, images, threads, precision and batch: the peer of faultline_bench_worker.
Prints one JSON object a repetition, or "skipped: ..." where torch is not installed. On a GPU the images come from pinned
memory and the host waits once, at the end. Several values of an option, divided by commas, are measured one after
the other. --logits writes the logits of all images as an .npy file, in fp32 without TF32; --onnx writes the network.

    peer.py --dataset DIR --model FILE [--images N] [--batch N,...] [--threads N] [--repeat N]
            [--layout nchw|nhwc,...] [--device cpu|cuda] [--precision fp32|bf16|fp16,...]
            [--mode eager|compile,...] [--search] [--logits FILE] [--onnx FILE]
"""
import argparse
import itertools
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


KINDS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
LAYOUTS = {"nchw": torch.contiguous_format, "nhwc": torch.channels_last}


class Peer:
    def __init__(self, arguments):
        self.arguments = arguments
        self.device = torch.device(arguments.device)
        metadata, self.tensors = read_safetensors(arguments.model)
        records = np.fromfile(arguments.dataset + "/test_batch.bin", np.uint8).reshape(-1, 3073)[: arguments.images]
        self.labels = torch.from_numpy(records[:, 0].astype(np.int64))
        self.images = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy())
        if self.device.type == "cuda":
            self.images = self.images.pin_memory()
        self.mean = torch.tensor(json.loads(metadata["mean"])).view(1, 3, 1, 1).to(self.device)
        self.std = torch.tensor(json.loads(metadata["std"])).view(1, 3, 1, 1).to(self.device)

    def network(self, precision, layout, mode):
        network = ResNet18()
        network.load_state_dict(self.tensors, strict=False)
        network = network.eval().to(self.device, KINDS[precision], memory_format=LAYOUTS[layout])
        return torch.compile(network, mode="reduce-overhead") if mode == "compile" else network

    def logits(self, network, precision, layout, batch):
        """Of all images, on the device."""
        answers = []
        for first in range(0, len(self.images), batch):
            part = self.images[first : first + batch].to(self.device, non_blocking=True)
            x = ((part.float() / 255 - self.mean) / self.std).to(KINDS[precision])
            answers.append(network(x.contiguous(memory_format=LAYOUTS[layout])).clone())
        return torch.cat(answers)

    def write_onnx(self, path):
        """From normalised images x, n × 3 × 32 × 32, to logits."""
        torch.onnx.export(self.network("fp32", "nchw", "eager"), torch.zeros(1, 3, 32, 32), path, opset_version=13,
                          input_names=["x"], output_names=["logits"], dynamic_axes={"x": {0: "n"}, "logits": {0: "n"}})

    def measure(self, precision, layout, mode, batch):
        network = self.network(precision, layout, mode)
        for _ in range(2):
            self.logits(network, precision, layout, batch).cpu()
        for _ in range(self.arguments.repeat):
            start = time.perf_counter()
            failures = int((self.logits(network, precision, layout, batch).argmax(1).cpu() != self.labels).sum())
            seconds = time.perf_counter() - start
            print(json.dumps({"program": "pytorch", "backend": f"PyTorch {torch.__version__} {mode}",
                              "layout": layout, "device": self.arguments.device,
                              "precision": precision, "threads": torch.get_num_threads(),
                              "batch": batch, "cudnn_search": self.arguments.search, "images": len(self.images),
                              "failures": failures, "images_per_second": len(self.images) / seconds}), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--images", type=int, default=2000)
    parser.add_argument("--batch", default="128")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--layout", default="nchw")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--mode", default="eager")
    parser.add_argument("--search", action="store_true", help="cuDNN times its kernels and takes the fastest")
    parser.add_argument("--logits")
    parser.add_argument("--onnx")
    arguments = parser.parse_args()
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.benchmark = arguments.search
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    peer = Peer(arguments)
    if arguments.onnx:
        peer.write_onnx(arguments.onnx)
        return
    with torch.inference_mode():
        if arguments.logits:
            np.save(arguments.logits, peer.logits(peer.network("fp32", "nchw", "eager"), "fp32", "nchw", 500).cpu().numpy())
            return
        for mode, precision, layout, batch in itertools.product(*(
                value.split(",") for value in (arguments.mode, arguments.precision, arguments.layout, arguments.batch))):
            peer.measure(precision, layout, mode, int(batch))


if __name__ == "__main__":
    main()
