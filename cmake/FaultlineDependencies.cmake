# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that Faultline stands on, all from Debian 12 (or newer) by name; see scripts/packages.txt.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
if(OPENSSL_USE_STATIC_LIBS)
  # LibTorch's libraries may bring a shared OpenSSL, which must not call into ours.
  add_link_options("LINKER:--exclude-libs,libcrypto.a")
endif()
find_package(nlohmann_json 3.9 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(Boost 1.74 REQUIRED) # Boost.Math, headers only
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)

if(FAULTLINE_BUILD_STUDY)
  find_package(SQLite3 REQUIRED)
  find_package(SQLiteCpp REQUIRED)
  find_package(ZLIB REQUIRED)
else()
  find_package(ZLIB) # without it compressed arrays are refused
endif()

if(FAULTLINE_BUILD_WINDOW)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core DBus Gui Network PrintSupport Svg Widgets)
  find_package(QCustomPlotQt6 REQUIRED)
  list(APPEND opencv_modules core imgproc)
  if(FAULTLINE_BUILD_WORKER)
    list(APPEND opencv_modules imgcodecs)
  endif()
endif()

if(FAULTLINE_BUILD_WORKER)
  find_package(Torch REQUIRED)
  if(NOT FAULTLINE_SANITIZE)
    # PyTorch's wheels hold an old std::filesystem of their own, which must not be found before the C++ library's.
    add_link_options("LINKER:--push-state,--no-as-needed" -lstdc++ "LINKER:--pop-state")
  endif()
  # Without them the worker opens no image folders or runs no ONNX models, and says so: a GPU host has no OpenCV.
  list(APPEND opencv_optional_modules core imgcodecs dnn)
endif()

if(FAULTLINE_BUILD_WORKER OR FAULTLINE_BUILD_TESTS)
  # Computes ResNets on the CPU; without it LibTorch does, at half the speed. Its interface of C++ changed with version 3.
  find_package(OneDnn 2.6...<3)
endif()
if(FAULTLINE_BUILD_WORKER)
  # PyTorch's own builds hold a oneDNN, whose functions the linker would take for this one's: it must be shared.
  if(OneDnn_FOUND AND TARGET torch_cpu)
    get_target_property(torch_library torch_cpu LOCATION)
    if(torch_library)
      file(STRINGS "${torch_library}" torch_shares_onednn LIMIT_COUNT 1 REGEX "^libdnnl[.]so[.]2$")
    endif()
  endif()
  if(torch_shares_onednn)
    find_package(OpenMP COMPONENTS CXX) # oneDNN's threads; without it OpenCV computes all ONNX models
    message(STATUS "ResNets on the CPU: by oneDNN ${OneDnn_VERSION}")
  else()
    message(STATUS "ResNets on the CPU: by LibTorch, at half of oneDNN's speed")
  endif()
endif()

if(FAULTLINE_BUILD_FUZZERS)
  list(APPEND opencv_modules core imgcodecs)
endif()

if(opencv_modules)
  list(REMOVE_DUPLICATES opencv_modules)
  list(REMOVE_ITEM opencv_optional_modules ${opencv_modules})
  find_package(OpenCV 4.5 REQUIRED COMPONENTS ${opencv_modules} OPTIONAL_COMPONENTS ${opencv_optional_modules})
elseif(opencv_optional_modules)
  find_package(OpenCV 4.5 OPTIONAL_COMPONENTS ${opencv_optional_modules})
endif()

if(FAULTLINE_BUILD_TESTS)
  find_package(Catch2 2.13 REQUIRED)
  include(Catch)
  if(FAULTLINE_BUILD_WINDOW)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
  endif()
endif()
