// Loops until *flag is not zero, or for at most `iterations` turns; thread 0 of block 0 stores the turns it took.
extern "C" __global__ void spin(const volatile unsigned int *flag, unsigned long long *turns, unsigned long long iterations)
{
    unsigned long long turn = 0;
    while (turn < iterations && *flag == 0)
        ++turn;
    if (blockIdx.x == 0 && threadIdx.x == 0)
        *turns = turn;
}
