//! Saxpy over a million floats on the first device: allocate, copy, launch, await, read back, and provoke an error.
//!
//! Takes the path of the kernel's PTX; without one, it is found below the current folder.

use std::error::Error;

use distos::System;
use distos::gpu::{Device, Dim3, KernelArg};

const COUNT: usize = 1 << 20;
const BLOCK: usize = 256;
const DEFAULT_KERNEL: &str = "conformance/kernels/saxpy.ptx";

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args()
        .nth(1)
        .unwrap_or_else(|| DEFAULT_KERNEL.to_owned());
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    distos::block_on(run(&text))?;
    Ok(())
}

async fn run(ptx: &str) -> distos::Result<()> {
    let system = System::open(Default::default())?;
    for device in system.device_list()? {
        let kind = if device.emulated {
            "host:0 (emulated)"
        } else {
            "GPU"
        };
        println!("device {}: {kind}", device.index);
    }
    let device = system.device_open(0)?;
    let y = saxpy(&device, ptx, 2.0).await?;
    println!(
        "saxpy over {COUNT} elements: y[0] = {}, y[{}] = {}",
        y[0],
        COUNT - 1,
        y[COUNT - 1]
    );
    println!("maximum error: {}", maximum_error(&y));
    read_past_the_end(&device).await
}

/// `y[i] = factor * x[i] + y[i]` with `x[i] = i` and `y[i] = 3`.
async fn saxpy(device: &Device, ptx: &str, factor: f32) -> distos::Result<Vec<f32>> {
    let stream = device.stream_create(Default::default())?;
    let module = device.module_load(ptx)?;
    let x = device.buffer_alloc(size_of::<[f32; COUNT]>() as u64, Default::default())?;
    let y = device.buffer_alloc(size_of::<[f32; COUNT]>() as u64, Default::default())?;

    // Each operation is submitted when its method is called; the stream keeps their order, so one await serves all.
    let host_x: Vec<f32> = (0..COUNT).map(|index| index as f32).collect();
    let write_x = x.write(&stream, 0, host_x);
    let write_y = y.write(&stream, 0, vec![3.0f32; COUNT]);
    let arguments = [
        KernelArg::F32(factor),
        KernelArg::Buffer(&x),
        KernelArg::Buffer(&y),
        KernelArg::U32(COUNT as u32),
    ];
    let grid = Dim3 {
        x: COUNT.div_ceil(BLOCK) as u32,
        y: 1,
        z: 1,
    };
    let block = Dim3 {
        x: BLOCK as u32,
        y: 1,
        z: 1,
    };
    module
        .kernel_launch(
            &stream,
            "saxpy",
            grid,
            block,
            &arguments,
            Default::default(),
        )
        .await?;

    write_x.await?;
    let host_y = write_y.await?;
    y.read(&stream, 0, host_y).await
}

fn maximum_error(y: &[f32]) -> f32 {
    let expected = (0..COUNT).map(|index| 2.0 * index as f32 + 3.0);
    y.iter()
        .zip(expected)
        .map(|(found, expected)| (found - expected).abs())
        .fold(0.0, f32::max)
}

/// Eight bytes from four before the end: the runtime refuses, and says which clause was broken.
async fn read_past_the_end(device: &Device) -> distos::Result<()> {
    let size = size_of::<[f32; COUNT]>() as u64;
    let stream = device.stream_create(Default::default())?;
    let buffer = device.buffer_alloc(size, Default::default())?;
    match buffer.read(&stream, size - 4, [0u8; 8]).await {
        Ok(_) => println!("read past the end of the buffer"),
        Err(error) => println!("error {error:#}"),
    }
    Ok(())
}
