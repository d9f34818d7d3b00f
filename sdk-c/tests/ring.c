/* The ring: credits, order, deadlines, cancellation, links, the event descriptor, and quiescence. */
#include "check.h"

#include <poll.h>
#include <time.h>

static const char *kernels;
static distos_system_t session;
static distos_gpu_device_t device;
static distos_gpu_stream_t stream;

static uint64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static distos_ring_t create(uint32_t capacity)
{
    distos_ring_options_t options = DISTOS_RING_OPTIONS_INIT;
    options.capacity = capacity;
    distos_ring_t ring;
    SUCCEEDS(distos_ring_create(session, &options, &ring, &error));
    return ring;
}

static distos_gpu_buffer_t allocate(uint64_t size)
{
    distos_gpu_buffer_t buffer;
    SUCCEEDS(distos_gpu_buffer_alloc(device, size, NULL, &buffer, &error));
    return buffer;
}

static distos_ring_submission_entry_t entry_of(uint32_t call, uint64_t user_data, const void *arguments, uint32_t size)
{
    distos_ring_submission_entry_t entry = {0};
    entry.call = call;
    entry.user_data = user_data;
    entry.arguments = (uint64_t)(uintptr_t)arguments;
    entry.arguments_size = size;
    return entry;
}

static distos_gpu_buffer_write_arguments_t write_of(distos_gpu_buffer_t buffer, uint64_t offset, const void *data,
                                                    uint64_t length)
{
    distos_gpu_buffer_write_arguments_t arguments = {0};
    arguments.size = sizeof arguments;
    arguments.buffer = buffer;
    arguments.stream = stream;
    arguments.offset = offset;
    arguments.data = data;
    arguments.data_length = length;
    return arguments;
}

static uint32_t submit(distos_ring_t ring, const distos_ring_submission_entry_t *entries, uint64_t count)
{
    uint32_t accepted = 0;
    SUCCEEDS(distos_ring_submit(ring, entries, count, &accepted, &error));
    return accepted;
}

/* Takes exactly `count` completions. */
static void take(distos_ring_t ring, distos_ring_completion_t *completions, uint64_t count)
{
    uint64_t taken = 0;
    uint64_t deadline = now_ns() + UINT64_C(20000000000);
    while (taken < count) {
        uint64_t some = 0;
        SUCCEEDS(distos_ring_wait(ring, 1, deadline, completions + taken, count - taken, &some, &error));
        taken += some;
    }
}

static void order_and_data(void)
{
    enum { COUNT = 64 };
    distos_ring_t ring = create(COUNT);
    distos_gpu_buffer_t buffer = allocate(COUNT);
    uint8_t bytes[COUNT];
    distos_gpu_buffer_write_arguments_t arguments[COUNT];
    distos_ring_submission_entry_t entries[COUNT];
    for (uint32_t i = 0; i < COUNT; i++) {
        bytes[i] = (uint8_t)(i * 3);
        arguments[i] = write_of(buffer, i, &bytes[i], 1);
        entries[i] = entry_of(DISTOS_CALL_GPU_BUFFER_WRITE, i, &arguments[i], sizeof arguments[i]);
    }
    CHECK(submit(ring, entries, COUNT) == COUNT);
    /* Argument blocks are copied at submission. */
    memset(arguments, 0xff, sizeof arguments);
    distos_ring_completion_t completions[COUNT];
    take(ring, completions, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        CHECK(completions[i].status == DISTOS_OK && completions[i].error == 0 && completions[i].user_data == i);
    }
    uint8_t back[COUNT];
    SUCCEEDS(distos_gpu_buffer_read(buffer, stream, 0, back, COUNT, 0, &error));
    CHECK(memcmp(back, bytes, COUNT) == 0);
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    SUCCEEDS(distos_ring_close(ring, &error));
}

static void full(void)
{
    distos_ring_t ring = create(2);
    distos_gpu_buffer_t buffer = allocate(1);
    uint8_t byte = 1;
    distos_gpu_buffer_write_arguments_t arguments = write_of(buffer, 0, &byte, 1);
    distos_ring_submission_entry_t entries[3];
    for (uint64_t i = 0; i < 3; i++) {
        entries[i] = entry_of(DISTOS_CALL_GPU_BUFFER_WRITE, i, &arguments, sizeof arguments);
    }
    CHECK(submit(ring, entries, 3) == 2);
    uint32_t accepted = 7;
    distos_error_t *error = NULL;
    /* Credits come back when completions are taken, not when operations end. */
    CHECK(distos_ring_submit(ring, &entries[2], 1, &accepted, &error) == DISTOS_ERROR_WOULD_BLOCK);
    CHECK(error == NULL && accepted == 7);
    distos_ring_completion_t completions[2];
    take(ring, completions, 2);
    CHECK(submit(ring, &entries[2], 1) == 1);
    take(ring, completions, 1);
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    SUCCEEDS(distos_ring_close(ring, &error));
}

static void refused(void)
{
    distos_ring_t ring = create(4);
    distos_gpu_buffer_t buffer = allocate(4);
    uint8_t byte = 1;
    distos_gpu_buffer_write_arguments_t good = write_of(buffer, 0, &byte, 1);
    distos_gpu_buffer_write_arguments_t bad = write_of(buffer, 4, &byte, 1);
    distos_ring_submission_entry_t entries[] = {
        entry_of(DISTOS_CALL_GPU_BUFFER_WRITE, 1, &good, sizeof good),
        entry_of(DISTOS_CALL_GPU_BUFFER_WRITE, 2, &bad, sizeof bad),
        entry_of(DISTOS_CALL_GPU_BUFFER_WRITE, 3, &good, sizeof good),
    };
    CHECK(submit(ring, entries, 3) == 1);
    uint32_t accepted = 0;
    FAILS(distos_ring_submit(ring, entries + 1, 2, &accepted, &error), DISTOS_ERROR_OUT_OF_RANGE, "IN_BOUNDS");
    entries[0].call = DISTOS_CALL_GPU_BUFFER_ALLOC;
    FAILS(distos_ring_submit(ring, entries, 1, &accepted, &error), DISTOS_ERROR_INVALID_ARGUMENT, "UNKNOWN_VALUE");
    entries[0].call = DISTOS_CALL_GPU_BUFFER_WRITE;
    entries[0].arguments = 0;
    FAILS(distos_ring_submit(ring, entries, 1, &accepted, &error), DISTOS_ERROR_INVALID_ARGUMENT, "NULL_POINTER");
    distos_ring_completion_t completion;
    take(ring, &completion, 1);
    CHECK(completion.user_data == 1);
    uint64_t none = 0;
    distos_error_t *error = NULL;
    CHECK(distos_ring_wait(ring, 1, now_ns() + 1000000, &completion, 1, &none, &error) ==
          DISTOS_ERROR_DEADLINE_EXCEEDED);
    CHECK(error == NULL);
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    SUCCEEDS(distos_ring_close(ring, &error));
}

/* A kernel that loops until a flag in memory is set, or for ever. */
struct spin {
    distos_gpu_module_t module;
    distos_gpu_buffer_t memory;
    distos_gpu_kernel_arg_t values[3];
    distos_gpu_kernel_launch_arguments_t launch;
};

static void prepare_spin(struct spin *spin)
{
    uint64_t length;
    char *text = read_file(kernels, "spin.ptx", &length);
    SUCCEEDS(distos_gpu_module_load(device, text, length, &spin->module, &error));
    free(text);
    spin->memory = allocate(16);
    uint8_t zero[16] = {0};
    SUCCEEDS(distos_gpu_buffer_write(spin->memory, stream, 0, zero, sizeof zero, 0, &error));
    memset(spin->values, 0, sizeof spin->values);
    uint64_t address;
    SUCCEEDS(distos_gpu_buffer_address(spin->memory, 0, &address, &error));
    spin->values[0].tag = DISTOS_GPU_KERNEL_ARG_BUFFER;
    spin->values[0].value.buffer = spin->memory;
    spin->values[1].tag = DISTOS_GPU_KERNEL_ARG_U64;
    spin->values[1].value.u64 = address + 8;
    spin->values[2].tag = DISTOS_GPU_KERNEL_ARG_U64;
    spin->values[2].value.u64 = UINT64_MAX;
    memset(&spin->launch, 0, sizeof spin->launch);
    spin->launch.size = sizeof spin->launch;
    spin->launch.module = spin->module;
    spin->launch.stream = stream;
    spin->launch.kernel = "spin";
    spin->launch.kernel_length = 4;
    spin->launch.grid = (distos_gpu_dim3_t){1, 1, 1};
    spin->launch.block = (distos_gpu_dim3_t){1, 1, 1};
    spin->launch.arguments = spin->values;
    spin->launch.arguments_length = 3;
}

static void finish_spin(struct spin *spin)
{
    SUCCEEDS(distos_gpu_buffer_free(spin->memory, &error));
    SUCCEEDS(distos_gpu_module_unload(spin->module, &error));
}

/* A running kernel and a copy that waits behind it are both cancelled; the copy's memory may go at its completion. */
static void cancellation(void)
{
    distos_ring_t ring = create(8);
    struct spin spin;
    prepare_spin(&spin);
    uint8_t *data = malloc(1 << 16);
    CHECK(data != NULL);
    memset(data, 1, 1 << 16);
    distos_gpu_buffer_t buffer = allocate(1 << 16);
    distos_gpu_buffer_write_arguments_t copy = write_of(buffer, 0, data, 1 << 16);
    distos_ring_submission_entry_t entries[] = {
        entry_of(DISTOS_CALL_GPU_KERNEL_LAUNCH, 1, &spin.launch, sizeof spin.launch),
        entry_of(DISTOS_CALL_GPU_BUFFER_WRITE, 2, &copy, sizeof copy),
    };
    CHECK(submit(ring, entries, 2) == 2);
    distos_ring_cancel_result_t result = 99;
    SUCCEEDS(distos_ring_cancel(ring, 2, &result, &error));
    CHECK(result == DISTOS_RING_CANCEL_RESULT_REQUESTED);
    distos_ring_completion_t completion;
    /* It has not started, so it ends without waiting for its turn. */
    take(ring, &completion, 1);
    CHECK(completion.user_data == 2 && completion.status == DISTOS_ERROR_CANCELLED && completion.error == 0);
    free(data);
    SUCCEEDS(distos_ring_cancel(ring, 1, &result, &error));
    CHECK(result == DISTOS_RING_CANCEL_RESULT_REQUESTED);
    take(ring, &completion, 1);
    CHECK(completion.user_data == 1 && completion.status == DISTOS_ERROR_CANCELLED);
    SUCCEEDS(distos_ring_cancel(ring, 1, &result, &error));
    CHECK(result == DISTOS_RING_CANCEL_RESULT_NOT_FOUND);
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    finish_spin(&spin);
    SUCCEEDS(distos_ring_close(ring, &error));
}

static void deadlines(void)
{
    distos_ring_t ring = create(8);
    struct spin spin;
    prepare_spin(&spin);
    distos_ring_submission_entry_t entry =
        entry_of(DISTOS_CALL_GPU_KERNEL_LAUNCH, 1, &spin.launch, sizeof spin.launch);
    entry.deadline = now_ns() + 20000000;
    CHECK(submit(ring, &entry, 1) == 1);
    distos_ring_completion_t completion;
    take(ring, &completion, 1);
    CHECK(completion.status == DISTOS_ERROR_DEADLINE_EXCEEDED && completion.error == 0);
    /* The form that waits. */
    distos_error_t *error = NULL;
    CHECK(distos_gpu_kernel_launch(spin.module, stream, "spin", 4, &spin.launch.grid, &spin.launch.block, spin.values, 3,
                                   NULL, now_ns() + 20000000, &error) == DISTOS_ERROR_DEADLINE_EXCEEDED);
    CHECK(error == NULL);
    /* A deadline leaves the stream as it is. */
    uint8_t byte;
    SUCCEEDS(distos_gpu_buffer_read(spin.memory, stream, 0, &byte, 1, 0, &error));
    finish_spin(&spin);
    SUCCEEDS(distos_ring_close(ring, &error));
}

/* A failed entry ends its chain, and its error can be taken once. */
static void links_and_errors(void)
{
    distos_ring_t ring = create(8);
    distos_gpu_stream_t other;
    SUCCEEDS(distos_gpu_stream_create(device, NULL, &other, &error));
    uint64_t length;
    char *text = read_file(kernels, "out_of_bounds.ptx", &length);
    distos_gpu_module_t module;
    SUCCEEDS(distos_gpu_module_load(device, text, length, &module, &error));
    free(text);
    distos_gpu_buffer_t buffer = allocate(64);
    distos_gpu_kernel_arg_t values[2] = {{0}, {0}};
    values[0].tag = DISTOS_GPU_KERNEL_ARG_BUFFER;
    values[0].value.buffer = buffer;
    values[1].tag = DISTOS_GPU_KERNEL_ARG_U32;
    values[1].value.u32 = 1000;
    distos_gpu_kernel_launch_arguments_t launch = {0};
    launch.size = sizeof launch;
    launch.module = module;
    launch.stream = other;
    launch.kernel = "out_of_bounds";
    launch.kernel_length = 13;
    launch.grid = (distos_gpu_dim3_t){1, 1, 1};
    launch.block = (distos_gpu_dim3_t){32, 1, 1};
    launch.arguments = values;
    launch.arguments_length = 2;
    uint8_t byte = 1;
    distos_gpu_buffer_write_arguments_t copy = write_of(buffer, 0, &byte, 1);
    distos_ring_submission_entry_t entries[] = {
        entry_of(DISTOS_CALL_GPU_KERNEL_LAUNCH, 1, &launch, sizeof launch),
        entry_of(DISTOS_CALL_GPU_BUFFER_WRITE, 2, &copy, sizeof copy),
        entry_of(DISTOS_CALL_GPU_BUFFER_WRITE, 3, &copy, sizeof copy),
    };
    entries[0].flags = DISTOS_RING_SUBMISSION_FLAGS_LINK;
    CHECK(submit(ring, entries, 3) == 3);
    distos_ring_completion_t completions[3];
    take(ring, completions, 3);
    for (int i = 0; i < 3; i++) {
        distos_ring_completion_t completion = completions[i];
        distos_status_t expected[] = {DISTOS_ERROR_KERNEL_FAULT, DISTOS_ERROR_CANCELLED, DISTOS_OK};
        CHECK(completion.status == expected[completion.user_data - 1]);
        if (completion.user_data == 1) {
            distos_error_t *error = NULL;
            CHECK(distos_ring_error(ring, completion.error, &error) == DISTOS_OK);
            CHECK(distos_error_code(error) == DISTOS_ERROR_KERNEL_FAULT);
            CHECK(distos_error_scope(error) == DISTOS_ERROR_SCOPE_STREAM);
            CHECK(strstr(distos_error_message(error), "out_of_bounds") != NULL);
            distos_error_free(error);
            error = NULL;
            CHECK(distos_ring_error(ring, completion.error, &error) == DISTOS_ERROR_NOT_FOUND);
            distos_error_free(error);
        }
    }
    /* The stream has failed; the cause is kept. */
    distos_error_t *error = NULL;
    CHECK(distos_gpu_buffer_read(buffer, other, 0, &byte, 1, 0, &error) == DISTOS_ERROR_STREAM_FAILED);
    CHECK(distos_error_code(distos_error_cause(error)) == DISTOS_ERROR_KERNEL_FAULT);
    distos_error_free(error);
    SUCCEEDS(distos_gpu_module_unload(module, &error));
    SUCCEEDS(distos_gpu_stream_close(other, &error));
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    SUCCEEDS(distos_ring_close(ring, &error));
}

static void event_descriptor(void)
{
    distos_ring_t ring = create(8);
    int32_t descriptor;
    SUCCEEDS(distos_ring_event_fd(ring, &descriptor, &error));
    struct pollfd poller = {.fd = descriptor, .events = POLLIN, .revents = 0};
    CHECK(poll(&poller, 1, 0) == 0);
    for (int i = 0; i < 100; i++) {
        distos_gpu_event_t event;
        SUCCEEDS(distos_gpu_event_record(stream, &event, &error));
        distos_gpu_event_wait_arguments_t arguments = {0};
        arguments.size = sizeof arguments;
        arguments.event = event;
        distos_ring_submission_entry_t entry =
            entry_of(DISTOS_CALL_GPU_EVENT_WAIT, (uint64_t)i, &arguments, sizeof arguments);
        CHECK(submit(ring, &entry, 1) == 1);
        /* The operation holds the event; its name may go. */
        SUCCEEDS(distos_gpu_event_close(event, &error));
        CHECK(poll(&poller, 1, 20000) == 1);
        distos_ring_completion_t completions[4];
        uint64_t count = 0;
        SUCCEEDS(distos_ring_wait(ring, 0, 0, completions, 4, &count, &error));
        CHECK(count == 1 && completions[0].user_data == (uint64_t)i && completions[0].status == DISTOS_OK);
        SUCCEEDS(distos_ring_wait(ring, 0, 0, completions, 4, &count, &error));
        CHECK(count == 0 && poll(&poller, 1, 0) == 0);
    }
    SUCCEEDS(distos_ring_close(ring, &error));
}

int main(int count, char **arguments)
{
    CHECK(count == 2);
    kernels = arguments[1];
    open_device(&session, &device, 64 << 20);
    SUCCEEDS(distos_gpu_stream_create(device, NULL, &stream, &error));
    order_and_data();
    full();
    refused();
    cancellation();
    deadlines();
    links_and_errors();
    event_descriptor();
    SUCCEEDS(distos_gpu_stream_close(stream, &error));
    CHECK(free_memory(device) == 64 << 20);
    SUCCEEDS(distos_gpu_device_close(device, &error));
    SUCCEEDS(distos_system_close(session, &error));
    return 0;
}
