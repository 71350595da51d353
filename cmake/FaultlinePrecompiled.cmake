# SPDX-License-Identifier: GPL-3.0-or-later
# Precompiled headers: most of a compilation is reading the C++ library, Catch2 and Qt again. A few sets of them are
# compiled once and shared by the targets of one kind. No source may count on them: the preset `worker` (core) and
# scripts/check-tidy (any source) read each file without. CMAKE_DISABLE_PRECOMPILE_HEADERS=ON turns them off.
set(FAULTLINE_STANDARD_HEADERS <algorithm> <array> <chrono> <cmath> <cstdint> <filesystem> <functional> <map> <memory>
                               <numeric> <optional> <set> <span> <string> <string_view> <unordered_map> <utility>
                               <variant> <vector> <tl/expected.hpp>)
set(FAULTLINE_QT_HEADERS <QAbstractListModel> <QAction> <QApplication> <QBoxLayout> <QComboBox> <QDateTime> <QDialog>
                         <QDir> <QEvent> <QFileInfo> <QImage> <QKeyEvent> <QLabel> <QLineEdit> <QList> <QMenu>
                         <QObject> <QPainter> <QPointer> <QPushButton> <QSettings> <QString> <QStringList> <QTimer>
                         <QToolButton> <QWidget>)
set(FAULTLINE_QT_RULES QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CONTEXTLESS_CONNECT)

# What holds the set of one kind: a library for libraries, a program for programs, since their code is placed differently.
function(faultline_header_set kind)
  cmake_parse_arguments(ARG "PROGRAM" "" "HEADERS;DEPENDS;DEFINITIONS;OPTIONS" ${ARGN})
  set(target faultline_headers_${kind})
  set(source "${PROJECT_BINARY_DIR}/precompiled/${kind}.cpp")
  if(ARG_PROGRAM)
    file(CONFIGURE OUTPUT "${source}" CONTENT "int main() {}\n")
    add_executable(${target} "${source}")
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/precompiled")
  else()
    file(CONFIGURE OUTPUT "${source}" CONTENT "// What is precompiled lies beside.\n")
    add_library(${target} OBJECT "${source}")
  endif()
  faultline_settings(${target}) # GCC takes a set only where the options are the same
  target_link_libraries(${target} PRIVATE tl::expected ${ARG_DEPENDS})
  target_compile_definitions(${target} PRIVATE ${ARG_DEFINITIONS})
  target_compile_options(${target} PRIVATE ${ARG_OPTIONS})
  target_precompile_headers(${target} PRIVATE ${ARG_HEADERS})
endfunction()

function(faultline_use_header_set target kind)
  if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} REUSE_FROM faultline_headers_${kind})
  endif()
endfunction()

if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
  faultline_header_set(core HEADERS ${FAULTLINE_STANDARD_HEADERS})
  if(FAULTLINE_BUILD_WINDOW)
    faultline_header_set(ui HEADERS ${FAULTLINE_STANDARD_HEADERS} ${FAULTLINE_QT_HEADERS}
                         DEPENDS Qt6::Widgets DEFINITIONS ${FAULTLINE_QT_RULES})
    faultline_header_set(cli HEADERS ${FAULTLINE_STANDARD_HEADERS} <QString> <CLI/CLI.hpp>
                         DEPENDS Qt6::Widgets CLI11::CLI11 DEFINITIONS ${FAULTLINE_QT_RULES})
  endif()
  if(FAULTLINE_BUILD_TESTS)
    faultline_header_set(test PROGRAM HEADERS ${FAULTLINE_STANDARD_HEADERS} <catch2/catch.hpp>
                         DEPENDS Catch2::Catch2 OPTIONS ${FAULTLINE_TEST_OPTIONS})
    if(FAULTLINE_BUILD_WINDOW)
      faultline_header_set(test_qt PROGRAM HEADERS ${FAULTLINE_STANDARD_HEADERS} ${FAULTLINE_QT_HEADERS}
                                   <catch2/catch.hpp>
                           DEPENDS Catch2::Catch2 Qt6::Widgets DEFINITIONS QT_NO_KEYWORDS OPTIONS ${FAULTLINE_TEST_OPTIONS})
    endif()
  endif()
endif()
