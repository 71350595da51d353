# SPDX-License-Identifier: GPL-3.0-or-later
# How a Faultline target is declared: one folder, one target, includes from the repository root.
include(GNUInstallDirs)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
# Both programs stand side by side, so that faultline finds its worker beside itself.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

# moc 6.4 can't parse libstdc++ 12's <concepts>, which it meets through <compare>: for moc alone it is empty.
set(FAULTLINE_MOC_OPTIONS -D_GLIBCXX_CONCEPTS)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache asks for where headers are precompiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${CCACHE_PROGRAM}")
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess> "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
endif()

set(FAULTLINE_SANITIZE "" CACHE STRING "Sanitizers to build with: \"address,undefined\" or \"thread\"")
if(FAULTLINE_SANITIZE)
  add_compile_options(-fsanitize=${FAULTLINE_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${FAULTLINE_SANITIZE})
endif()
if(FAULTLINE_BUILD_FUZZERS)
  # Asserts of the C++ library, too: an index beyond a span ends the program.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  add_link_options(-fsanitize=address,undefined)
endif()

# What is tested is optimised in its own target; a test's many assertions only take a third longer to compile.
set(FAULTLINE_TEST_OPTIONS $<$<CONFIG:Release>:-O1>)

function(faultline_settings target)
  target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False alarms of GCC 12 inside std::string and tl::expected once they are inlined.
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-free-nonheap-object -Wno-maybe-uninitialized)
    if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS) # more of them where a header is precompiled
      target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow
                                               -Wno-stringop-overread)
    endif()
  endif()
endfunction()

# faultline_library(<name> SOURCES <file>... [DEPENDS <public target>...] [PRIVATE <third-party target>...]
#                   [HEADER_SET <kind>])
# A folder with headers alone becomes an interface library. What is precompiled: FaultlinePrecompiled, "none" is nothing.
function(faultline_library name)
  cmake_parse_arguments(ARG "" "HEADER_SET" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  set(target faultline_${name})
  if(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_SOURCES})
    faultline_settings(${target})
    target_link_libraries(${target} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
    if(NOT ARG_HEADER_SET)
      faultline_use_header_set(${target} core)
    elseif(NOT ARG_HEADER_SET STREQUAL "none")
      faultline_use_header_set(${target} ${ARG_HEADER_SET})
    endif()
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${target} INTERFACE ${ARG_DEPENDS})
  endif()
  add_library(faultline::${name} ALIAS ${target})
endfunction()

# faultline_ui_library: as faultline_library, with moc and the Qt rules of the house.
function(faultline_ui_library name)
  cmake_parse_arguments(ARG "" "HEADER_SET" "" ${ARGN})
  if(NOT ARG_HEADER_SET)
    set(ARG_HEADER_SET ui)
  endif()
  faultline_library(${name} ${ARG_UNPARSED_ARGUMENTS} HEADER_SET ${ARG_HEADER_SET})
  get_target_property(type faultline_${name} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    return()
  endif()
  set_target_properties(faultline_${name} PROPERTIES AUTOMOC ON AUTORCC ON AUTOMOC_MOC_OPTIONS "${FAULTLINE_MOC_OPTIONS}")
  target_compile_definitions(faultline_${name} PRIVATE ${FAULTLINE_QT_RULES})
endfunction()

# faultline_test(<name> SOURCES <file>... DEPENDS <target>... [HEADER_SET none]): one Catch2 program a folder. A test case tagged
# [real] gets the ctest label "real": it needs CIFAR-10 or other real files and says when it skips them. One tagged [slow]
# gets the label "slow": it draws thousands of studies, and is left out where sanitizers would make it take an hour.
function(faultline_test name)
  cmake_parse_arguments(ARG "QT" "HEADER_SET" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  set(target test_${name})
  add_executable(${target} ${ARG_SOURCES})
  faultline_settings(${target})
  target_compile_options(${target} PRIVATE ${FAULTLINE_TEST_OPTIONS})
  if(ARG_QT)
    set_target_properties(${target} PROPERTIES AUTOMOC ON AUTOMOC_MOC_OPTIONS "${FAULTLINE_MOC_OPTIONS}")
    target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS)
    target_link_libraries(${target} PRIVATE faultline_test_support_qt)
    faultline_use_header_set(${target} test_qt)
  else()
    target_link_libraries(${target} PRIVATE faultline_test_support)
    if(NOT ARG_HEADER_SET)
      faultline_use_header_set(${target} test)
    endif()
  endif()
  target_link_libraries(${target} PRIVATE ${ARG_DEPENDS} ${ARG_PRIVATE})
  catch_discover_tests(${target} TEST_PREFIX "${name}: " TEST_SPEC "~[real]~[slow]"
                       PROPERTIES TIMEOUT 300)
  foreach(source IN LISTS ARG_SOURCES)
    file(STRINGS ${source} real REGEX "\\[real\\]")
    if(real)
      catch_discover_tests(${target} TEST_PREFIX "${name} (real): " TEST_SPEC "[real]" TEST_LIST ${target}_REAL_TESTS
                           PROPERTIES LABELS real TIMEOUT 900 SKIP_REGULAR_EXPRESSION "SKIPPED:")
      break()
    endif()
  endforeach()
  foreach(source IN LISTS ARG_SOURCES)
    file(STRINGS ${source} slow REGEX "\\[slow\\]")
    if(slow AND NOT FAULTLINE_SANITIZE)
      catch_discover_tests(${target} TEST_PREFIX "${name} (slow): " TEST_SPEC "[slow]" TEST_LIST ${target}_SLOW_TESTS
                           PROPERTIES LABELS slow TIMEOUT 900)
      break()
    endif()
  endforeach()
endfunction()
