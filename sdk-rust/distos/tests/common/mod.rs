//! What the tests share: a session with one device, and a kernel that runs until it is told to stop.
#![allow(dead_code, reason = "each test file uses a part")]

use std::path::PathBuf;

use distos::gpu::{Buffer, Device, Dim3, KernelArg, Stream};
use distos::{Op, System};

/// A session, its device, and a stream.
pub struct Bench {
    pub system: System,
    pub device: Device,
    pub stream: Stream,
}

impl Bench {
    pub fn new() -> Self {
        let system = System::open(Default::default()).expect("a session opens");
        let device = system.device_open(0).expect("host:0 is always there");
        let stream = device
            .stream_create(Default::default())
            .expect("a stream is made");
        Self {
            system,
            device,
            stream,
        }
    }

    pub fn buffer(&self, size: usize) -> Buffer {
        self.device
            .buffer_alloc(size as u64, Default::default())
            .expect("there is enough memory")
    }

    pub fn free_memory(&self) -> u64 {
        self.device
            .info()
            .expect("the device tells about itself")
            .free_memory
    }
}

/// The text of one of the conformance kernels.
pub fn kernel(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../conformance/kernels")
        .join(format!("{name}.ptx"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A kernel that keeps its stream busy until it is cancelled.
pub fn spin(bench: &Bench, stream: &Stream) -> Op<()> {
    let module = bench
        .device
        .module_load(&kernel("spin"))
        .expect("the kernel loads");
    let flag = bench.buffer(4);
    let turns = bench.buffer(8);
    flag.write(stream, 0, [0u32; 1])
        .wait()
        .expect("the flag is cleared");
    let arguments = [
        KernelArg::Buffer(&flag),
        KernelArg::Buffer(&turns),
        KernelArg::U64(u64::MAX),
    ];
    let one = Dim3 { x: 1, y: 1, z: 1 };
    module.kernel_launch(stream, "spin", one, one, &arguments, Default::default())
}
