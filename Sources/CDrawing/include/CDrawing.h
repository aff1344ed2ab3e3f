#pragma once

#include "drawing_list.h"

// Cairo and pango bring thirty more libraries (X11, fonts, compression). Linked in the usual way, the loader would map
// all of them before every verification, which takes a tenth of the time of one over a small table; and none would run
// where they are not installed. So they are opened when a document is drawn, and what is called is declared here; a test
// holds it against the libraries' own headers.

typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;
typedef struct _cairo_font_options cairo_font_options_t;
typedef unsigned cairo_status_t, cairo_hint_style_t, cairo_hint_metrics_t;
typedef unsigned cairo_pdf_version_t, cairo_pdf_metadata_t, cairo_pdf_outline_flags_t;
typedef cairo_status_t (*_Nonnull cairo_write_func_t)(
    void *_Nonnull closure, const unsigned char *_Nonnull data, unsigned length);

typedef struct _PangoContext PangoContext;
typedef struct _PangoLanguage PangoLanguage;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct _PangoLayout PangoLayout;
typedef struct _PangoLayoutLine PangoLayoutLine;
typedef struct _PangoLayoutIter PangoLayoutIter;
typedef unsigned PangoDirection, PangoAlignment, PangoWrapMode;
typedef struct _PangoRectangle {
    int x, y, width, height;
} PangoRectangle;

#define DRAWING_VALUE(type, name, value) static const type name = value;
DRAWING_VALUES(DRAWING_VALUE)
#undef DRAWING_VALUE

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

struct drawing_functions {
#define DRAWING_FUNCTION(result, name, arguments) result (*_Nonnull name) arguments;
    DRAWING_FUNCTIONS(DRAWING_FUNCTION)
#undef DRAWING_FUNCTION
};

/// Opens the libraries and finds every function. It may be called again; not by two threads at once.
///
/// Returns NULL where something is missing: `trouble` then says what, until this thread's next call of dlopen's family.
const struct drawing_functions *_Nullable drawing_functions_open(const char *_Nullable *_Nonnull trouble);

#pragma clang diagnostic pop
