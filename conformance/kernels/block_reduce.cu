// partial[b] = the sum of the elements that block b covers, added as a binary tree in shared memory.
// One element a thread; blockDim.x is a power of two, at most 1,024.
extern "C" __global__ void block_reduce(const float *input, float *partial, unsigned int count)
{
    __shared__ float sums[1024];
    unsigned int thread = threadIdx.x;
    unsigned int index = blockIdx.x * blockDim.x + thread;
    sums[thread] = index < count ? input[index] : 0.0f;
    __syncthreads();
    for (unsigned int half = blockDim.x / 2; half > 0; half /= 2) {
        if (thread < half)
            sums[thread] += sums[thread + half];
        __syncthreads();
    }
    if (thread == 0)
        partial[blockIdx.x] = sums[0];
}
