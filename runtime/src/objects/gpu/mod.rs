//! Objects of module `gpu`: devices, buffers, streams, modules and events, over `host:0`.

mod buffer;
mod device;
mod event;
mod module;
mod stream;

pub use buffer::Buffer;
pub use device::Device;
pub use event::Event;
pub use module::Module;
pub use stream::Stream;
