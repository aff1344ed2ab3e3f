#include "CDrawing.h"

#include <dlfcn.h>
#include <stddef.h>

// It depends on all the others, so its handle finds their functions, too.
static const char library_name[] = "libpangocairo-1.0.so.0";

const struct drawing_functions *drawing_functions_open(const char **trouble) {
    static struct drawing_functions functions;
    void *library = dlopen(library_name, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        *trouble = dlerror();
        return NULL;
    }
#define FIND(result, name, arguments)                                                                                  \
    if ((functions.name = (result(*) arguments)dlsym(library, #name)) == NULL) {                                       \
        *trouble = dlerror();                                                                                          \
        return NULL;                                                                                                   \
    }
    DRAWING_FUNCTIONS(FIND)
#undef FIND
    return &functions;
}
