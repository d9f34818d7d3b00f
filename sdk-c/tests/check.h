/* Checks that name the place and end the program. */
#ifndef DISTOS_TESTS_CHECK_H
#define DISTOS_TESTS_CHECK_H

#define DISTOS_ENABLE_EXPERIMENTAL
#include <distos.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                  \
    do {                                                                                  \
        if (!(condition)) {                                                               \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                                      \
        }                                                                                 \
    } while (0)

/* The call succeeds; otherwise its message is shown. */
#define SUCCEEDS(call)                                                                               \
    do {                                                                                             \
        distos_error_t *error = NULL;                                                                \
        distos_status_t status = (call);                                                             \
        if (status != DISTOS_OK || error != NULL) {                                                  \
            fprintf(stderr, "%s:%d: %s: %s: %s\n", __FILE__, __LINE__, #call,                        \
                    distos_status_name(status), distos_error_message(error));                        \
            exit(1);                                                                                 \
        }                                                                                            \
    } while (0)

/* The call fails with this code and reason; what it says is coherent. */
#define FAILS(call, code, why)                                                                        \
    do {                                                                                              \
        distos_error_t *error = NULL;                                                                 \
        distos_status_t status = (call);                                                              \
        if (status != (code) || strcmp(distos_error_reason(error), (why)) != 0) {                     \
            fprintf(stderr, "%s:%d: %s answers %s, reason %s (%s), not %s, reason %s\n", __FILE__,    \
                    __LINE__, #call, distos_status_name(status), distos_error_reason(error),          \
                    distos_error_message(error), distos_status_name(code), (why));                    \
            exit(1);                                                                                  \
        }                                                                                             \
        CHECK(distos_error_code(error) == (code));                                                    \
        CHECK(strcmp(distos_error_name(error), distos_status_name(code)) == 0);                       \
        CHECK(distos_error_message(error)[0] != '\0');                                                \
        CHECK(distos_error_action(error)[0] != '\0');                                                 \
        CHECK(distos_error_clause(error)[0] != '\0');                                                 \
        CHECK(distos_error_outcome(error) == DISTOS_ERROR_OUTCOME_NOT_APPLIED);                       \
        distos_error_free(error);                                                                     \
        (void)error;                                                                                  \
    } while (0)

/* A session and host:0 in it. */
static inline void open_device(distos_system_t *system, distos_gpu_device_t *device, uint64_t memory_limit)
{
    distos_system_options_t options = DISTOS_SYSTEM_OPTIONS_INIT;
    options.host_memory_limit = memory_limit;
    SUCCEEDS(distos_system_open(&options, system, &error));
    SUCCEEDS(distos_gpu_device_open(*system, 0, device, &error));
}

static inline uint64_t free_memory(distos_gpu_device_t device)
{
    distos_gpu_device_info_t info = DISTOS_GPU_DEVICE_INFO_INIT;
    SUCCEEDS(distos_gpu_device_info(device, &info, &error));
    return info.free_memory;
}

/* A whole file; the caller frees it. */
static inline char *read_file(const char *directory, const char *name, uint64_t *length)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL);
    CHECK(fseek(file, 0, SEEK_END) == 0);
    long size = ftell(file);
    CHECK(size > 0);
    rewind(file);
    char *text = malloc((size_t)size);
    CHECK(text != NULL && fread(text, 1, (size_t)size, file) == (size_t)size);
    fclose(file);
    *length = (uint64_t)size;
    return text;
}

#endif
