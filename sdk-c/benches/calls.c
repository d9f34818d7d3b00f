/* What a call costs in C, beside a call into a plain shared library, in interleaved rounds of one process. */
#include <distos.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 31, CALLS = 200000 };

uint32_t plain_null(void **error);

static distos_gpu_buffer_t buffer;

static double now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int compare(const void *left, const void *right)
{
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[count / 2];
}

static void expect(distos_status_t status)
{
    if (status != DISTOS_OK) {
        fprintf(stderr, "%s\n", distos_status_name(status));
        exit(1);
    }
}

static double plain_calls(void)
{
    void *error;
    double start = now_ns();
    for (int i = 0; i < CALLS; i++) {
        plain_null(&error);
    }
    return (now_ns() - start) / CALLS;
}

static double null_calls(void)
{
    distos_error_t *error;
    double start = now_ns();
    for (int i = 0; i < CALLS; i++) {
        distos_null_call(&error);
    }
    return (now_ns() - start) / CALLS;
}

/* A handle, a right, a clause and a result. */
static double checked_calls(void)
{
    distos_error_t *error;
    uint64_t address;
    double start = now_ns();
    for (int i = 0; i < CALLS; i++) {
        distos_gpu_buffer_address(buffer, (uint64_t)(i & 63), &address, &error);
    }
    return (now_ns() - start) / CALLS;
}

static atomic_int ready;

static void *checked_calls_together(void *result)
{
    atomic_fetch_add(&ready, 1);
    while (atomic_load(&ready) < 2) {
    }
    *(double *)result = checked_calls();
    return NULL;
}

/* The slower of two threads that use one handle. */
static double two_threads(void)
{
    pthread_t threads[2];
    double results[2];
    atomic_store(&ready, 0);
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, checked_calls_together, &results[i]);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    return results[0] > results[1] ? results[0] : results[1];
}

int main(void)
{
    distos_system_t system;
    distos_gpu_device_t device;
    expect(distos_system_open(NULL, &system, NULL));
    expect(distos_gpu_device_open(system, 0, &device, NULL));
    expect(distos_gpu_buffer_alloc(device, 64, NULL, &buffer, NULL));
    double plain[ROUNDS], null[ROUNDS], checked[ROUNDS], together[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        plain[i] = plain_calls();
        null[i] = null_calls();
        checked[i] = checked_calls();
        together[i] = two_threads();
    }
    double bare = median(plain, ROUNDS), one = median(checked, ROUNDS);
    printf("bench\tC: null call\tns\t%.2f\ta call into a plain shared library\t%.2f\tover\t5\n", median(null, ROUNDS), bare);
    printf("bench\tC: handle, right and clause checked\tns\t%.2f\ta call into a plain shared library\t%.2f\tover\t40\n", one, bare);
    printf("bench\tC: two threads on one handle\tns\t%.2f\tone thread\t%.2f\tratio\t1.7\n", median(together, ROUNDS), one);
    return 0;
}
