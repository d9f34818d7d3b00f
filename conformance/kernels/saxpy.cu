// y[i] = factor * x[i] + y[i] for i < count, with one rounding (fused multiply-add).
extern "C" __global__ void saxpy(float factor, const float *x, float *y, unsigned int count)
{
    unsigned int index = blockIdx.x * blockDim.x + threadIdx.x;
    if (index < count)
        y[index] = __fmaf_rn(factor, x[index], y[index]);
}
