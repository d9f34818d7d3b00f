//! The DistOS SDK: GPU calls and the asynchronous ring, awaited as ordinary Rust futures.
//!
//! ```no_run
//! use distos::gpu::{Dim3, KernelArg};
//!
//! # async fn run(ptx: &str) -> distos::Result<()> {
//! let system = distos::System::open(Default::default())?;
//! let device = system.device_open(0)?;
//! let stream = device.stream_create(Default::default())?;
//! let buffer = device.buffer_alloc(4 * 1024, Default::default())?;
//! let module = device.module_load(ptx)?;
//! let input = buffer.write(&stream, 0, vec![1.0f32; 1024]).await?;
//! let arguments = [KernelArg::Buffer(&buffer), KernelArg::U32(1024)];
//! module.kernel_launch(&stream, "double", Dim3 { x: 4, y: 1, z: 1 }, Dim3 { x: 256, y: 1, z: 1 }, &arguments, Default::default()).await?;
//! let output = buffer.read(&stream, 0, input).await?;
//! # let _ = output; Ok(()) }
//! ```
//!
//! A call that takes time submits at once and answers an [`Op`]: a future for any executor, which can also be waited for
//! without one. Memory goes into it by value and comes back when the operation is complete, so a future that is dropped
//! early leaves nothing dangling. A [`Ring`](ring::Ring) of the runtime carries them; one thread per [`System`] takes
//! the completions.
//!
//! | feature | what for |
//! |---|---|
//! | `static` (default) | links the runtime into the program |
//! | `dynamic` | links `libdistos.so` |
//! | `experimental` | offers what may still change |
#![deny(missing_docs)]

mod arrays;
mod error;
mod handle;
mod kept;
mod operation;
mod reactor;
mod time;

#[rustfmt::skip]
mod generated;

pub use arrays::{HostBytes, HostBytesMut, Plain, Uuid};
pub use error::{Class, Error, Outcome, Result, Retry, Scope, Severity};
pub use generated::*;
pub use handle::Handle;
pub use operation::{Failed, Op, Settle, block_on};
pub use time::MonotonicTime;
