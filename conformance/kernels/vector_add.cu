// sum[i] = left[i] + right[i] for i < count.
extern "C" __global__ void vector_add(const float *left, const float *right, float *sum, unsigned int count)
{
    unsigned int index = blockIdx.x * blockDim.x + threadIdx.x;
    if (index < count)
        sum[index] = left[index] + right[index];
}
