/* After fork the child has no runtime, and closing does nothing. */
#include "check.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

static distos_gpu_device_t device;
static atomic_bool stop;

/* Keeps the runtime's locks busy, so that a fork finds some of them taken. */
static void *allocate_and_free(void *unused)
{
    (void)unused;
    while (!atomic_load(&stop)) {
        distos_gpu_buffer_t buffer;
        SUCCEEDS(distos_gpu_buffer_alloc(device, 64, NULL, &buffer, &error));
        SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    }
    return NULL;
}

static void child(distos_system_t system, distos_gpu_buffer_t buffer)
{
    alarm(20);
    distos_gpu_buffer_t other;
    distos_error_t *error = NULL;
    CHECK(distos_gpu_buffer_alloc(device, 64, NULL, &other, &error) == DISTOS_ERROR_FORKED_CHILD);
    CHECK(distos_error_code(error) == DISTOS_ERROR_FORKED_CHILD);
    distos_error_free(error);
    CHECK(distos_system_open(NULL, &system, NULL) == DISTOS_ERROR_FORKED_CHILD);
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    SUCCEEDS(distos_gpu_device_close(device, &error));
    _exit(0);
}

int main(void)
{
    distos_system_t system;
    distos_gpu_buffer_t buffer;
    pthread_t busy;
    open_device(&system, &device, 1 << 20);
    SUCCEEDS(distos_gpu_buffer_alloc(device, 64, NULL, &buffer, &error));
    CHECK(pthread_create(&busy, NULL, allocate_and_free, NULL) == 0);
    for (int i = 0; i < 20; i++) {
        pid_t pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
            child(system, buffer);
        }
        int status;
        CHECK(waitpid(pid, &status, 0) == pid);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    atomic_store(&stop, true);
    CHECK(pthread_join(busy, NULL) == 0);
    /* The parent is as it was. */
    SUCCEEDS(distos_gpu_buffer_free(buffer, &error));
    CHECK(free_memory(device) == 1 << 20);
    SUCCEEDS(distos_gpu_device_close(device, &error));
    SUCCEEDS(distos_system_close(system, &error));
    return 0;
}
