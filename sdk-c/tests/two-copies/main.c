/* Two copies of the runtime in one process tell each other's handles apart. */
#include <distos.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct copy {
    distos_status_t (*open)(const distos_system_options_t *, distos_system_t *, distos_error_t **);
    distos_status_t (*close)(distos_system_t, distos_error_t **);
    distos_status_t (*info)(distos_system_t, uint32_t, distos_call_info_t *, distos_error_t **);
    const char *(*reason)(const distos_error_t *);
    void (*free)(distos_error_t *);
};

#define CHECK(condition)                                                     \
    do {                                                                     \
        if (!(condition)) {                                                  \
            fprintf(stderr, "line %d: %s does not hold\n", __LINE__, #condition); \
            exit(1);                                                         \
        }                                                                    \
    } while (0)

static void *symbol(void *library, const char *name)
{
    void *address = dlsym(library, name);
    if (address == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return address;
}

static struct copy load(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    struct copy copy;
    *(void **)&copy.open = symbol(library, "distos_system_open");
    *(void **)&copy.close = symbol(library, "distos_system_close");
    *(void **)&copy.info = symbol(library, "distos_call_info");
    *(void **)&copy.reason = symbol(library, "distos_error_reason");
    *(void **)&copy.free = symbol(library, "distos_error_free");
    return copy;
}

static void refuses(struct copy copy, distos_system_t foreign)
{
    distos_error_t *error = NULL;
    distos_call_info_t info = DISTOS_CALL_INFO_INIT;
    CHECK(copy.info(foreign, DISTOS_CALL_CALL_INFO, &info, &error) == DISTOS_ERROR_INVALID_HANDLE);
    CHECK(strcmp(copy.reason(error), "OTHER_RUNTIME") == 0);
    copy.free(error);
    CHECK(copy.close(foreign, NULL) == DISTOS_ERROR_INVALID_HANDLE);
}

int main(int count, char **arguments)
{
    CHECK(count == 3);
    struct copy first = load(arguments[1]);
    struct copy second = load(arguments[2]);
    CHECK(first.open != second.open);
    distos_system_t here, there;
    CHECK(first.open(NULL, &here, NULL) == DISTOS_OK);
    CHECK(second.open(NULL, &there, NULL) == DISTOS_OK);
    CHECK(here.value != there.value);
    refuses(second, here);
    refuses(first, there);
    CHECK(first.close(here, NULL) == DISTOS_OK);
    CHECK(second.close(there, NULL) == DISTOS_OK);
    return 0;
}
