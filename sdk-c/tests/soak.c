/* Many operations with random cancellation, full queue and deadlines: each completes once, and nothing leaks. */
#include "check.h"

#include <time.h>

enum { CAPACITY = 64, BUFFER_SIZE = 4096 };

/* What the program knows of one operation in flight. */
struct slot {
    int busy;
    int wants_cancel;
    uint8_t *memory;
};

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t random_below(uint64_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % bound;
}

static uint64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint64_t operations(void)
{
    const char *text = getenv("DISTOS_SOAK_OPERATIONS");
    return text == NULL ? 20000 : strtoull(text, NULL, 10);
}

static int is_expected(distos_status_t status)
{
    return status == DISTOS_OK || status == DISTOS_ERROR_CANCELLED || status == DISTOS_ERROR_DEADLINE_EXCEEDED;
}

/* Memory is freed at the completion: a later touch is what AddressSanitizer finds. */
static uint64_t drain(distos_ring_t ring, struct slot *slots, uint32_t minimum)
{
    distos_ring_completion_t completions[CAPACITY];
    uint64_t count = 0;
    SUCCEEDS(distos_ring_wait(ring, minimum, 0, completions, CAPACITY, &count, &error));
    for (uint64_t i = 0; i < count; i++) {
        struct slot *slot = &slots[completions[i].user_data];
        CHECK(slot->busy && is_expected(completions[i].status));
        slot->busy = 0;
        free(slot->memory);
        slot->memory = NULL;
    }
    return count;
}

static distos_ring_submission_entry_t next_entry(distos_gpu_buffer_write_arguments_t *arguments, struct slot *slot,
                                                 uint64_t index)
{
    uint64_t length = 1 + random_below(BUFFER_SIZE);
    slot->memory = calloc(1, length);
    CHECK(slot->memory != NULL);
    slot->busy = 1;
    slot->wants_cancel = random_below(4) == 0;
    arguments->data = slot->memory;
    arguments->data_length = length;
    arguments->offset = 0;
    distos_ring_submission_entry_t entry = {0};
    entry.call = random_below(2) == 0 ? DISTOS_CALL_GPU_BUFFER_WRITE : DISTOS_CALL_GPU_BUFFER_READ;
    entry.user_data = index;
    entry.deadline = random_below(8) == 0 ? now_ns() + random_below(20000) : 0;
    entry.arguments = (uint64_t)(uintptr_t)arguments;
    entry.arguments_size = sizeof *arguments;
    return entry;
}

int main(void)
{
    distos_system_t system;
    distos_gpu_device_t device;
    open_device(&system, &device, 1 << 20);
    distos_gpu_stream_t stream;
    distos_gpu_buffer_t buffer;
    distos_ring_t ring;
    distos_ring_options_t options = DISTOS_RING_OPTIONS_INIT;
    options.capacity = CAPACITY;
    SUCCEEDS(distos_gpu_stream_create(device, NULL, &stream, &error));
    SUCCEEDS(distos_gpu_buffer_alloc(device, BUFFER_SIZE, NULL, &buffer, &error));
    SUCCEEDS(distos_ring_create(system, &options, &ring, &error));
    static struct slot slots[CAPACITY];
    distos_gpu_buffer_write_arguments_t arguments = {.size = sizeof arguments, .buffer = buffer, .stream = stream};
    uint64_t submitted = 0, completed = 0, refused = 0, total = operations();
    while (completed < total) {
        uint64_t index = 0;
        while (index < CAPACITY && slots[index].busy) {
            index++;
        }
        if (submitted == total || index == CAPACITY) {
            if (index == CAPACITY) {
                /* One more than there are credits. */
                struct slot extra = {0};
                distos_ring_submission_entry_t entry = next_entry(&arguments, &extra, CAPACITY);
                uint32_t accepted = 0;
                CHECK(distos_ring_submit(ring, &entry, 1, &accepted, NULL) == DISTOS_ERROR_WOULD_BLOCK);
                free(extra.memory);
                refused++;
            }
            completed += drain(ring, slots, 1);
            continue;
        }
        distos_ring_submission_entry_t entry = next_entry(&arguments, &slots[index], index);
        uint32_t accepted = 0;
        SUCCEEDS(distos_ring_submit(ring, &entry, 1, &accepted, &error));
        CHECK(accepted == 1);
        submitted++;
        if (slots[index].wants_cancel) {
            distos_ring_cancel_result_t result;
            SUCCEEDS(distos_ring_cancel(ring, index, &result, &error));
        }
        if (random_below(16) == 0) {
            completed += drain(ring, slots, 0);
        }
    }
    CHECK(submitted == completed && completed == total && refused > 0);
    SUCCEEDS(distos_ring_close(ring, &error));
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    SUCCEEDS(distos_gpu_stream_close(stream, &error));
    CHECK(free_memory(device) == 1 << 20);
    SUCCEEDS(distos_gpu_device_close(device, &error));
    SUCCEEDS(distos_system_close(system, &error));
    printf("%llu operations, %llu refused by a full ring\n", (unsigned long long)total, (unsigned long long)refused);
    return 0;
}
