/* The peer: the least that a call into a shared library can be. */
#include <stdint.h>

uint32_t plain_null(void **error)
{
    if (error) {
        *error = 0;
    }
    return 0;
}
