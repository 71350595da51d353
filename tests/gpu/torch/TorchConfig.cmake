# SPDX-License-Identifier: GPL-3.0-or-later
# The LibTorch inside a Python installation, for hosts where its own CMake files ask for more of CUDA's toolkit than is
# there: -DTorch_DIR=…/tests/gpu/torch -DFAULTLINE_TORCH=FOLDER, which holds lib and include. CUDA's headers and runtime
# are looked for in CUDA_HOME, in /usr/local/cuda and in the packages that PyTorch's wheels depend on.
set(lib "${FAULTLINE_TORCH}/lib")
find_path(FAULTLINE_CUDA_INCLUDE cuda_runtime_api.h
          HINTS "$ENV{CUDA_HOME}/include" /usr/local/cuda/include "${FAULTLINE_TORCH}/../nvidia/cu13/include"
                "${FAULTLINE_TORCH}/../nvidia/cuda_runtime/include")
file(GLOB runtimes "${FAULTLINE_TORCH}/../nvidia/cu13/lib/libcudart.so*" "$ENV{CUDA_HOME}/lib64/libcudart.so*"
                   "${FAULTLINE_TORCH}/../nvidia/cuda_runtime/lib/libcudart.so*" "/usr/local/cuda/lib64/libcudart.so*")
set(TORCH_LIBRARIES "-Wl,--no-as-needed" "${lib}/libtorch.so" "${lib}/libtorch_cpu.so" "${lib}/libc10.so")
if(EXISTS "${lib}/libtorch_cuda.so" AND FAULTLINE_CUDA_INCLUDE AND runtimes)
  list(GET runtimes 0 runtime)
  set(TORCH_CUDA_LIBRARIES "${lib}/libtorch_cuda.so" "${lib}/libc10_cuda.so" "${runtime}")
  list(APPEND TORCH_LIBRARIES ${TORCH_CUDA_LIBRARIES})
  include_directories(SYSTEM "${FAULTLINE_CUDA_INCLUDE}")
endif()
# What LibTorch's libraries need themselves is found when the program starts.
list(APPEND TORCH_LIBRARIES "-Wl,--as-needed" "-Wl,--unresolved-symbols=ignore-in-shared-libs"
                            "-Wl,-rpath,${lib}")
include_directories(SYSTEM "${FAULTLINE_TORCH}/include" "${FAULTLINE_TORCH}/include/torch/csrc/api/include")
