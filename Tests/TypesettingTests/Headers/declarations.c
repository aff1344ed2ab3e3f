// Compiles where everything in Sources/CDrawing/include/drawing_list.h is as the libraries' own headers have it.
#include "drawing_list.h"
#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>
#include <stddef.h>

#ifndef __clang__
#define _Nonnull
#endif

// A macro, which would hide the function.
#undef g_object_unref

#define FUNCTION(result, name, arguments)                                                                              \
    _Static_assert(__builtin_types_compatible_p(__typeof__(name), result arguments), #name " has another type");
DRAWING_FUNCTIONS(FUNCTION)

#define VALUE(type, name, value)                                                                                       \
    _Static_assert(name == (value), #name " has another value");                                                       \
    _Static_assert(sizeof(type) == sizeof(int), #type " is no int");
DRAWING_VALUES(VALUE)

_Static_assert(offsetof(PangoRectangle, x) == 0 && offsetof(PangoRectangle, y) == sizeof(int)
                   && offsetof(PangoRectangle, width) == 2 * sizeof(int)
                   && offsetof(PangoRectangle, height) == 3 * sizeof(int) && sizeof(PangoRectangle) == 4 * sizeof(int),
               "PangoRectangle has another layout");
