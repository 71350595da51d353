# SPDX-License-Identifier: GPL-3.0-or-later
# Finds oneDNN 2 without dnnl-config.cmake: Debian's asks for OpenCL, of which we use nothing. Defines onednn.
find_path(OneDnn_INCLUDE_DIR oneapi/dnnl/dnnl.hpp)
find_library(OneDnn_LIBRARY dnnl)
if(OneDnn_INCLUDE_DIR)
  file(STRINGS "${OneDnn_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h" numbers
       REGEX "#define DNNL_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
  string(REGEX MATCHALL "[0-9]+" numbers "${numbers}")
  list(JOIN numbers "." OneDnn_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OneDnn REQUIRED_VARS OneDnn_INCLUDE_DIR OneDnn_LIBRARY
                                  VERSION_VAR OneDnn_VERSION HANDLE_VERSION_RANGE)

if(OneDnn_FOUND AND NOT TARGET onednn)
  add_library(onednn UNKNOWN IMPORTED)
  set_target_properties(onednn PROPERTIES IMPORTED_LOCATION "${OneDnn_LIBRARY}"
                                          INTERFACE_INCLUDE_DIRECTORIES "${OneDnn_INCLUDE_DIR}")
endif()
