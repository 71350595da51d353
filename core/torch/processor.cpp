// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/processor.h"

#include "core/base/text.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include <sched.h>

namespace faultline::libtorch {

namespace fs = std::filesystem;

namespace {

/// What follows "key<blanks>:" in the first line of that key.
std::optional<std::string> valueIn(const fs::path& file, const std::string& key) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t colon = line.find(':');
        if (colon != std::string::npos && base::trimmed(std::string_view(line).substr(0, colon)) == key)
            return std::string(base::trimmed(std::string_view(line).substr(colon + 1)));
    }
    return std::nullopt;
}

std::string firstLine(const fs::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

bool hasFlag(const std::string& name) {
    const std::string flags = " " + valueIn("/proc/cpuinfo", "flags").value_or("") + " ";
    return flags.find(" " + name + " ") != std::string::npos;
}

} // namespace

std::string processorName() {
    return valueIn("/proc/cpuinfo", "model name").value_or("unknown processor");
}

std::uint32_t computeThreads() {
    if (const char* const wanted = std::getenv("OMP_NUM_THREADS"))
        if (const auto number = base::parsedNumber<std::uint16_t>(wanted); number && *number > 0)
            return *number;
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return 1;
    std::set<std::string> cores;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed))
            continue;
        const fs::path topology =
            fs::path("/sys/devices/system/cpu") / ("cpu" + std::to_string(cpu)) / "topology";
        const std::string core = firstLine(topology / "core_id");
        cores.insert(core.empty() ? "cpu" + std::to_string(cpu)
                                  : firstLine(topology / "physical_package_id") + ":" + core);
    }
    return cores.empty() ? 1 : static_cast<std::uint32_t>(cores.size());
}

bool computesBf16() {
    return hasFlag("avx512_bf16") || hasAmx();
}

bool hasAmx() {
    return hasFlag("amx_bf16");
}

std::vector<std::string> nvidiaCardNames() {
    std::set<fs::path> folders; // by bus address, the driver's own order
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/proc/driver/nvidia/gpus", ignored))
        folders.insert(entry.path());
    std::vector<std::string> names;
    for (const fs::path& folder : folders)
        names.push_back(valueIn(folder / "information", "Model").value_or("NVIDIA GPU"));
    return names;
}

bool hasNvidiaDriver() {
    std::error_code ignored;
    return fs::exists("/proc/driver/nvidia/version", ignored);
}

} // namespace faultline::libtorch
