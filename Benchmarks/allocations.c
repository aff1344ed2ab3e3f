// Counts what a program asks of malloc and its kin, whichever thread it is, and writes the counts to a file as it exits.
//
//     cc -O2 -shared -fPIC allocations.c -o allocations.so
//     LD_PRELOAD=./allocations.so ALLOCATIONS=counts PROGRAM …
//
// The file then has a line for each function: 'malloc 12345'. glibc only: its own names for these functions are what
// the counted ones go on to.

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

enum { MALLOC, CALLOC, REALLOC, ALIGNED, FREE, FUNCTIONS };
static const char *const names[FUNCTIONS] = {"malloc", "calloc", "realloc", "aligned", "free"};
static unsigned long counts[FUNCTIONS];

static void count(int function) { __atomic_fetch_add(&counts[function], 1, __ATOMIC_RELAXED); }

void *malloc(size_t size) {
    count(MALLOC);
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count(CALLOC);
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    count(REALLOC);
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    count(ALIGNED);
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count(ALIGNED);
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count(ALIGNED);
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) {
        return EINVAL;
    }
    void *made = __libc_memalign(alignment, size);
    if (!made) {
        return ENOMEM;
    }
    *memory = made;
    return 0;
}

void free(void *memory) {
    if (memory) {
        count(FREE);
    }
    __libc_free(memory);
}

__attribute__((destructor)) static void write_down(void) {
    const char *path = getenv("ALLOCATIONS");
    int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
    if (file < 0) {
        return;
    }
    for (int function = 0; function < FUNCTIONS; function++) {
        dprintf(file, "%s %lu\n", names[function], counts[function]);
    }
    close(file);
}
