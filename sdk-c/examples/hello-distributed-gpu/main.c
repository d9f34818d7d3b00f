/* Saxpy over a million floats on the first device: allocate, copy, launch, await, read back, and provoke an error.
 *
 * The kernel goes through a ring, and its completion is awaited with the ring's event descriptor, as an event loop would.
 * Takes the path of the kernel's PTX; without one, it is found below the current folder. */
#include <distos.h>

#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT ((uint32_t)1 << 20)
#define SIZE ((uint64_t)COUNT * sizeof(float))
#define BLOCK 256u
#define KERNEL "saxpy"
#define DEFAULT_PATH "conformance/kernels/saxpy.ptx"

static const char *class_name(uint32_t class)
{
    switch (class) {
    case DISTOS_ERROR_CLASS_TRANSIENT: return "transient";
    case DISTOS_ERROR_CLASS_PERMANENT: return "permanent";
    case DISTOS_ERROR_CLASS_USAGE: return "usage";
    default: return "unknown";
    }
}

/* In groups of 8-4-4-4-12 digits, as RFC 9562 writes it. */
static void print_uuid(FILE *out, distos_uuid_t uuid)
{
    for (size_t index = 0; index < sizeof uuid.bytes; index++) {
        const bool starts_group = index == 4 || index == 6 || index == 8 || index == 10;
        fprintf(out, "%s%02x", starts_group ? "-" : "", uuid.bytes[index]);
    }
}

static void print_error(FILE *out, const distos_error_t *error)
{
    fprintf(out, "error %s (%s): %s\n", distos_error_name(error), class_name(distos_error_class(error)),
            distos_error_message(error));
    fprintf(out, "  clause: %s\n", distos_error_clause(error));
    fprintf(out, "  action: %s\n", distos_error_action(error));
    fprintf(out, "  correlation: ");
    print_uuid(out, distos_error_correlation_id(error));
    fprintf(out, "\n");
}

/* Nothing below is expected to fail; if it does, the error says why, and the program ends. */
static void must(distos_status_t status, distos_error_t *error)
{
    if (status == DISTOS_OK) {
        return;
    }
    if (error == NULL) {
        fprintf(stderr, "error %s\n", distos_status_name(status));
    } else {
        print_error(stderr, error);
    }
    distos_error_free(error);
    exit(1);
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* The whole file; the caller frees it. */
static char *read_text(const char *path, uint64_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        fail(path);
    }
    const long size = ftell(file);
    if (size < 0 || fseek(file, 0, SEEK_SET) != 0) {
        fail(path);
    }
    char *text = malloc((size_t)size + 1);
    if (text == NULL || fread(text, 1, (size_t)size, file) != (size_t)size) {
        fail(path);
    }
    fclose(file);
    *length = (uint64_t)size;
    return text;
}

static void print_devices(distos_system_t session)
{
    distos_error_t *error = NULL;
    uint64_t count = 0;
    distos_gpu_device_summary_t devices[16];
    for (size_t index = 0; index < 16; index++) {
        devices[index] = (distos_gpu_device_summary_t)DISTOS_GPU_DEVICE_SUMMARY_INIT;
    }
    must(distos_gpu_device_list(session, devices, 16, sizeof devices[0], &count, &error), error);
    for (uint64_t index = 0; index < count; index++) {
        const char *kind = devices[index].emulated ? "host:0 (emulated)" : "GPU";
        printf("device %" PRIu32 ": %s\n", devices[index].index, kind);
    }
}

static distos_gpu_module_t load(distos_gpu_device_t device, const char *path)
{
    distos_error_t *error = NULL;
    distos_gpu_module_t module;
    uint64_t length = 0;
    char *text = read_text(path, &length);
    must(distos_gpu_module_load(device, text, length, &module, &error), error);
    free(text);
    return module;
}

/* Waits for one completion without blocking in the runtime, so that an event loop could do other things. */
static distos_ring_completion_t await(distos_ring_t ring)
{
    distos_error_t *error = NULL;
    distos_ring_completion_t completion;
    uint64_t count = 0;
    int32_t descriptor = -1;
    must(distos_ring_event_fd(ring, &descriptor, &error), error);
    for (;;) {
        must(distos_ring_wait(ring, 0, 0, &completion, 1, &count, &error), error);
        if (count == 1) {
            return completion;
        }
        struct pollfd readable = {.fd = descriptor, .events = POLLIN};
        if (poll(&readable, 1, -1) < 0) {
            fail("poll");
        }
    }
}

static void launch(distos_ring_t ring, distos_gpu_module_t module, distos_gpu_stream_t stream, float factor,
                   distos_gpu_buffer_t x, distos_gpu_buffer_t y)
{
    const distos_gpu_kernel_arg_t arguments[] = {
        {.tag = DISTOS_GPU_KERNEL_ARG_F32, .value.f32 = factor},
        {.tag = DISTOS_GPU_KERNEL_ARG_BUFFER, .value.buffer = x},
        {.tag = DISTOS_GPU_KERNEL_ARG_BUFFER, .value.buffer = y},
        {.tag = DISTOS_GPU_KERNEL_ARG_U32, .value.u32 = COUNT},
    };
    const distos_gpu_kernel_launch_arguments_t block = {
        .size = sizeof block,
        .module = module,
        .stream = stream,
        .kernel = KERNEL,
        .kernel_length = strlen(KERNEL),
        .grid = {COUNT / BLOCK, 1, 1},
        .block = {BLOCK, 1, 1},
        .arguments = arguments,
        .arguments_length = sizeof arguments / sizeof arguments[0],
    };
    const distos_ring_submission_entry_t entry = {
        .call = DISTOS_CALL_GPU_KERNEL_LAUNCH,
        .user_data = 1,
        .arguments = (uint64_t)(uintptr_t)&block,
        .arguments_size = sizeof block,
    };
    distos_error_t *error = NULL;
    uint32_t accepted = 0;
    must(distos_ring_submit(ring, &entry, 1, &accepted, &error), error);

    const distos_ring_completion_t completion = await(ring);
    if (completion.status != DISTOS_OK) {
        distos_ring_error(ring, completion.error, &error);
        must(completion.status, error);
    }
}

/* The largest difference from what y should be. */
static float maximum_error(const float *y)
{
    float maximum = 0.0f;
    for (uint32_t index = 0; index < COUNT; index++) {
        maximum = fmaxf(maximum, fabsf(y[index] - (2.0f * (float)index + 3.0f)));
    }
    return maximum;
}

/* y[i] = 2 * x[i] + y[i] with x[i] = i and y[i] = 3. */
static void saxpy(distos_system_t session, distos_gpu_stream_t stream, distos_gpu_module_t module,
                  distos_gpu_buffer_t x, distos_gpu_buffer_t y)
{
    distos_error_t *error = NULL;
    float *host = malloc(SIZE);
    if (host == NULL) {
        fail("malloc");
    }
    for (uint32_t index = 0; index < COUNT; index++) {
        host[index] = (float)index;
    }
    must(distos_gpu_buffer_write(x, stream, 0, (const uint8_t *)host, SIZE, 0, &error), error);
    for (uint32_t index = 0; index < COUNT; index++) {
        host[index] = 3.0f;
    }
    must(distos_gpu_buffer_write(y, stream, 0, (const uint8_t *)host, SIZE, 0, &error), error);

    distos_ring_t ring;
    must(distos_ring_create(session, NULL, &ring, &error), error);
    launch(ring, module, stream, 2.0f, x, y);
    must(distos_ring_close(ring, &error), error);

    must(distos_gpu_buffer_read(y, stream, 0, (uint8_t *)host, SIZE, 0, &error), error);
    printf("saxpy over %" PRIu32 " elements: y[0] = %.9g, y[%" PRIu32 "] = %.9g\n", COUNT, (double)host[0], COUNT - 1,
           (double)host[COUNT - 1]);
    printf("maximum error: %.9g\n", (double)maximum_error(host));
    free(host);
}

/* Eight bytes from four before the end: the runtime refuses, and says which clause was broken. */
static void read_past_the_end(distos_gpu_buffer_t buffer, distos_gpu_stream_t stream)
{
    uint8_t bytes[8];
    distos_error_t *error = NULL;
    if (distos_gpu_buffer_read(buffer, stream, SIZE - 4, bytes, sizeof bytes, 0, &error) == DISTOS_OK) {
        printf("read past the end of the buffer\n");
        return;
    }
    print_error(stdout, error);
    distos_error_free(error);
}

int main(int count, char **arguments)
{
    distos_error_t *error = NULL;
    distos_system_t session;
    distos_gpu_device_t device;
    distos_gpu_stream_t stream;
    distos_gpu_buffer_t x;
    distos_gpu_buffer_t y;

    must(distos_system_open(NULL, &session, &error), error);
    print_devices(session);
    must(distos_gpu_device_open(session, 0, &device, &error), error);
    must(distos_gpu_stream_create(device, NULL, &stream, &error), error);
    must(distos_gpu_buffer_alloc(device, SIZE, NULL, &x, &error), error);
    must(distos_gpu_buffer_alloc(device, SIZE, NULL, &y, &error), error);
    const distos_gpu_module_t module = load(device, count > 1 ? arguments[1] : DEFAULT_PATH);

    saxpy(session, stream, module, x, y);
    read_past_the_end(y, stream);

    must(distos_gpu_module_unload(module, &error), error);
    must(distos_gpu_buffer_free(y, &error), error);
    must(distos_gpu_buffer_free(x, &error), error);
    must(distos_gpu_stream_close(stream, &error), error);
    must(distos_gpu_device_close(device, &error), error);
    must(distos_system_close(session, &error), error);
    return 0;
}
