/* Every misuse in section 14 of docs/reference/semantics.md, and its answer. */
#include "check.h"

static distos_system_t session;
static distos_gpu_device_t device;

static distos_gpu_buffer_t allocate(uint64_t size)
{
    distos_gpu_buffer_t buffer;
    SUCCEEDS(distos_gpu_buffer_alloc(device, size, NULL, &buffer, &error));
    return buffer;
}

static void null_pointers(void)
{
    distos_gpu_stream_t stream;
    distos_gpu_buffer_t buffer = allocate(16);
    SUCCEEDS(distos_gpu_stream_create(device, NULL, &stream, &error));
    FAILS(distos_system_open(NULL, NULL, &error), DISTOS_ERROR_INVALID_ARGUMENT, "NULL_POINTER");
    FAILS(distos_gpu_buffer_alloc(device, 1, NULL, NULL, &error), DISTOS_ERROR_INVALID_ARGUMENT, "NULL_POINTER");
    FAILS(distos_gpu_buffer_write(buffer, stream, 0, NULL, 4, 0, &error), DISTOS_ERROR_INVALID_ARGUMENT, "NULL_POINTER");
    FAILS(distos_gpu_device_info(device, NULL, &error), DISTOS_ERROR_INVALID_ARGUMENT, "NULL_POINTER");
    SUCCEEDS(distos_gpu_buffer_write(buffer, stream, 0, NULL, 0, 0, &error));
    /* The error pointer itself may be null. */
    CHECK(distos_gpu_buffer_alloc(device, 0, NULL, &buffer, NULL) == DISTOS_ERROR_INVALID_ARGUMENT);
    CHECK(distos_error_code(NULL) == DISTOS_OK && distos_error_message(NULL)[0] == '\0');
    distos_error_free(NULL);
    SUCCEEDS(distos_gpu_stream_close(stream, &error));
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
}

static void structs_of_other_ages(void)
{
    /* Larger than ours: an application that was compiled against a later header. */
    struct {
        distos_gpu_buffer_options_t known;
        uint64_t later;
    } newer = {.known = DISTOS_GPU_BUFFER_OPTIONS_INIT, .later = 0};
    newer.known.size = sizeof newer;
    distos_gpu_buffer_t buffer;
    SUCCEEDS(distos_gpu_buffer_alloc(device, 1, &newer.known, &buffer, &error));
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    newer.later = 7;
    FAILS(distos_gpu_buffer_alloc(device, 1, &newer.known, &buffer, &error), DISTOS_ERROR_UNSUPPORTED, "UNKNOWN_FIELD");

    distos_gpu_buffer_options_t options = DISTOS_GPU_BUFFER_OPTIONS_INIT;
    options.size = 4;
    FAILS(distos_gpu_buffer_alloc(device, 1, &options, &buffer, &error), DISTOS_ERROR_INVALID_ARGUMENT, "STRUCT_SIZE");
    options.size = 5000;
    FAILS(distos_gpu_buffer_alloc(device, 1, &options, &buffer, &error), DISTOS_ERROR_INVALID_ARGUMENT, "STRUCT_SIZE");
    options.size = sizeof options;
    options.reserved = 1;
    FAILS(distos_gpu_buffer_alloc(device, 1, &options, &buffer, &error), DISTOS_ERROR_INVALID_ARGUMENT,
          "RESERVED_NOT_ZERO");

    struct {
        distos_gpu_device_info_t known;
        uint64_t later;
    } wide;
    memset(&wide, 0xff, sizeof wide);
    wide.known.size = sizeof wide;
    wide.known.reserved = 0;
    SUCCEEDS(distos_gpu_device_info(device, &wide.known, &error));
    CHECK(wide.later == 0 && wide.known.size == sizeof wide && wide.known.warp_size == 32);
}

static void handles(void)
{
    distos_gpu_buffer_t buffer = allocate(16);
    uint64_t address;
    distos_gpu_buffer_t nothing = {0};
    distos_gpu_buffer_t forged = {buffer.value + (UINT64_C(1) << 24)};
    distos_gpu_buffer_t beyond = {buffer.value | 0xffffff};
    distos_gpu_buffer_t foreign = {buffer.value ^ (UINT64_C(1) << 56)};
    distos_gpu_buffer_t other_type = {device.value};
    FAILS(distos_gpu_buffer_address(nothing, 0, &address, &error), DISTOS_ERROR_INVALID_HANDLE, "FORGED");
    FAILS(distos_gpu_buffer_address(forged, 0, &address, &error), DISTOS_ERROR_INVALID_HANDLE, "FORGED");
    FAILS(distos_gpu_buffer_address(beyond, 0, &address, &error), DISTOS_ERROR_INVALID_HANDLE, "FORGED");
    FAILS(distos_gpu_buffer_address(foreign, 0, &address, &error), DISTOS_ERROR_INVALID_HANDLE, "OTHER_RUNTIME");
    FAILS(distos_gpu_buffer_address(other_type, 0, &address, &error), DISTOS_ERROR_WRONG_TYPE, "WRONG_TYPE");
    SUCCEEDS(distos_gpu_buffer_address(buffer, 0, &address, &error));
    CHECK(address != 0);
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    FAILS(distos_gpu_buffer_address(buffer, 0, &address, &error), DISTOS_ERROR_INVALID_HANDLE, "CLOSED");
    FAILS(distos_gpu_buffer_free(buffer, &error), DISTOS_ERROR_INVALID_HANDLE, "CLOSED");
}

static void rights(void)
{
    distos_gpu_buffer_t buffer = allocate(16);
    distos_handle_t any = {buffer.value};
    distos_handle_t weak;
    distos_handle_t again;
    uint64_t address;
    SUCCEEDS(distos_handle_duplicate(any, DISTOS_RIGHTS_READ, &weak, &error));
    CHECK(weak.value != any.value);
    SUCCEEDS(distos_gpu_buffer_address((distos_gpu_buffer_t){weak.value}, 15, &address, &error));
    FAILS(distos_handle_duplicate(weak, DISTOS_RIGHTS_READ, &again, &error), DISTOS_ERROR_PERMISSION_DENIED,
          "MISSING_RIGHT");
    FAILS(distos_handle_duplicate(any, DISTOS_RIGHTS_READ | DISTOS_RIGHTS_EXECUTE, &again, &error),
          DISTOS_ERROR_PERMISSION_DENIED, "SUBSET");
    FAILS(distos_handle_duplicate(any, 0x80000000u, &again, &error), DISTOS_ERROR_INVALID_ARGUMENT, "UNKNOWN_FLAG");
    distos_gpu_stream_t stream;
    SUCCEEDS(distos_gpu_stream_create(device, NULL, &stream, &error));
    uint8_t byte = 1;
    FAILS(distos_gpu_buffer_write((distos_gpu_buffer_t){weak.value}, stream, 0, &byte, 1, 0, &error),
          DISTOS_ERROR_PERMISSION_DENIED, "MISSING_RIGHT");
    /* Closing one name leaves the other. */
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    SUCCEEDS(distos_gpu_buffer_address((distos_gpu_buffer_t){weak.value}, 0, &address, &error));
    SUCCEEDS(distos_gpu_buffer_free((distos_gpu_buffer_t){weak.value}, &error));
    SUCCEEDS(distos_gpu_stream_close(stream, &error));
}

static void values(void)
{
    static const char broken[] = {'.', 'v', (char)0xc3, '('};
    distos_gpu_module_t module;
    FAILS(distos_gpu_module_load(device, broken, sizeof broken, &module, &error), DISTOS_ERROR_INVALID_ARGUMENT, "NOT_UTF8");
    distos_gpu_device_summary_t none[1] = {DISTOS_GPU_DEVICE_SUMMARY_INIT};
    uint64_t count = 99;
    FAILS(distos_gpu_device_list(session, NULL, 0, sizeof none[0], &count, &error), DISTOS_ERROR_BUFFER_TOO_SMALL,
          "TOO_FEW_PLACES");
    CHECK(count >= 1);
    distos_gpu_buffer_t buffer;
    FAILS(distos_gpu_buffer_alloc(device, 0, NULL, &buffer, &error), DISTOS_ERROR_INVALID_ARGUMENT, "SIZE_POSITIVE");
    distos_gpu_buffer_options_t options = DISTOS_GPU_BUFFER_OPTIONS_INIT;
    options.alignment = 3;
    FAILS(distos_gpu_buffer_alloc(device, 1, &options, &buffer, &error), DISTOS_ERROR_INVALID_ARGUMENT, "ALIGNMENT_POW2");
    FAILS(distos_gpu_buffer_alloc(device, UINT64_MAX, NULL, &buffer, &error), DISTOS_ERROR_OUT_OF_MEMORY, "TOO_LARGE");
    distos_gpu_device_t absent;
    FAILS(distos_gpu_device_open(session, 4711, &absent, &error), DISTOS_ERROR_NOT_FOUND, "NO_DEVICE");
}

/* offset + length would wrap around in 64 bits. */
static void ranges(void)
{
    distos_gpu_stream_t stream;
    distos_gpu_buffer_t buffer = allocate(16);
    uint8_t data[4] = {0};
    SUCCEEDS(distos_gpu_stream_create(device, NULL, &stream, &error));
    FAILS(distos_gpu_buffer_write(buffer, stream, UINT64_MAX, data, 4, 0, &error), DISTOS_ERROR_OUT_OF_RANGE, "IN_BOUNDS");
    FAILS(distos_gpu_buffer_read(buffer, stream, 13, data, 4, 0, &error), DISTOS_ERROR_OUT_OF_RANGE, "IN_BOUNDS");
    SUCCEEDS(distos_gpu_buffer_read(buffer, stream, 12, data, 4, 0, &error));
    SUCCEEDS(distos_gpu_stream_close(stream, &error));
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
}

static void what_an_error_says(void)
{
    distos_gpu_buffer_t buffer;
    distos_error_t *error;
    CHECK(distos_gpu_buffer_alloc(device, 0, NULL, &buffer, &error) == DISTOS_ERROR_INVALID_ARGUMENT);
    CHECK(distos_error_class(error) == DISTOS_ERROR_CLASS_USAGE);
    CHECK(distos_error_severity(error) == DISTOS_ERROR_SEVERITY_ERROR);
    CHECK(distos_error_scope(error) == DISTOS_ERROR_SCOPE_CALL);
    CHECK(distos_error_retry(error) == DISTOS_ERROR_RETRY_NEVER);
    CHECK(strcmp(distos_error_clause(error), "gpu.buffer_alloc.size_positive") == 0);
    CHECK(strcmp(distos_error_source_subsystem(error), "gpu") == 0);
    CHECK(strcmp(distos_error_source_call(error), "gpu.buffer_alloc") == 0);
    CHECK(distos_error_cause(error) == NULL);
    distos_uuid_t first = distos_error_correlation_id(error);
    distos_uuid_t zero = {{0}};
    CHECK(memcmp(&first, &zero, sizeof first) != 0);
    uint64_t count = distos_error_metadata_count(error);
    CHECK(count > 0 && distos_error_metadata_key(error, count) == NULL);
    for (uint64_t i = 0; i < count; i++) {
        CHECK(distos_error_metadata_key(error, i)[0] != '\0' && distos_error_metadata_value(error, i) != NULL);
    }
    distos_error_free(error);
    CHECK(distos_gpu_buffer_alloc(device, 0, NULL, &buffer, &error) == DISTOS_ERROR_INVALID_ARGUMENT);
    distos_uuid_t second = distos_error_correlation_id(error);
    CHECK(memcmp(&first, &second, sizeof first) != 0);
    distos_error_free(error);
}

static void versions(void)
{
    distos_system_options_t options = DISTOS_SYSTEM_OPTIONS_INIT;
    distos_system_t other;
    options.api_version = 2000;
    FAILS(distos_system_open(&options, &other, &error), DISTOS_ERROR_VERSION_MISMATCH, "VERSION");
    distos_call_info_t info = DISTOS_CALL_INFO_INIT;
    SUCCEEDS(distos_call_info(session, DISTOS_CALL_GPU_BUFFER_WRITE, &info, &error));
    CHECK(info.tier == DISTOS_TIER_STABLE && info.kind == DISTOS_CALL_KIND_STREAM && info.since == 1);
    SUCCEEDS(distos_call_info(session, DISTOS_CALL_NULL_CALL, &info, &error));
    CHECK(info.tier == DISTOS_TIER_EXPERIMENTAL);
    SUCCEEDS(distos_call_info(session, DISTOS_CALL_GPU_DEVICE_COUNT, &info, &error));
    CHECK(info.tier == DISTOS_TIER_DEPRECATED && info.deprecated == 1 && info.removed == 3);
    SUCCEEDS(distos_call_info(session, 0xdead, &info, &error));
    CHECK(info.tier == DISTOS_TIER_ABSENT && info.number == 0xdead);
}

/* A child keeps its parents alive; what is freed is accounted at once. */
static void lives(void)
{
    distos_system_t system;
    distos_gpu_device_t parent;
    open_device(&system, &parent, 1 << 20);
    uint64_t before = free_memory(parent);
    CHECK(before == 1 << 20);
    distos_gpu_buffer_t buffer;
    SUCCEEDS(distos_gpu_buffer_alloc(parent, 1 << 19, NULL, &buffer, &error));
    CHECK(free_memory(parent) == before - (1 << 19));
    distos_gpu_buffer_t more;
    FAILS(distos_gpu_buffer_alloc(parent, (1 << 19) + 1, NULL, &more, &error), DISTOS_ERROR_OUT_OF_MEMORY, "NO_DEVICE_MEMORY");
    SUCCEEDS(distos_system_close(system, &error));
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    CHECK(free_memory(parent) == before);
    SUCCEEDS(distos_gpu_device_close(parent, &error));
}

int main(void)
{
    open_device(&session, &device, 64 << 20);
    null_pointers();
    structs_of_other_ages();
    handles();
    rights();
    values();
    ranges();
    what_an_error_says();
    versions();
    lives();
    SUCCEEDS(distos_gpu_device_close(device, &error));
    SUCCEEDS(distos_system_close(session, &error));
    return 0;
}
