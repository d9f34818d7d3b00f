//! What the tests of the border share: the exported functions, called as a C program calls them.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char};
use std::ptr::{null, null_mut};
use std::time::Duration;

pub use distos_runtime::abi::base::*;
pub use distos_runtime::failure::distos_error_t;
pub use distos_runtime::generated::abi::*;
pub use distos_runtime::generated::glue::*;

/// What a failed call tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub status: u32,
    pub name: String,
    pub reason: String,
    pub clause: String,
    pub message: String,
    pub call: String,
    pub outcome: u32,
    pub metadata: BTreeMap<String, String>,
    pub cause: Option<Box<Told>>,
}

/// Runs a call with a place for its error: its value, or what the error tells. Panics when both or neither is there.
pub fn call(run: impl FnOnce(*mut *mut distos_error_t) -> u32) -> Result<(), Box<Told>> {
    // A call must overwrite this.
    let mut error = std::ptr::dangling_mut::<distos_error_t>();
    let status = run(&mut error);
    if status == DISTOS_OK {
        assert!(error.is_null(), "success leaves no error object");
        return Ok(());
    }
    Err(tell(status, error))
}

/// Reads and frees an error object, which silent statuses don't have.
pub fn tell(status: u32, error: *mut distos_error_t) -> Box<Told> {
    let silent = [
        DISTOS_ERROR_WOULD_BLOCK,
        DISTOS_ERROR_CANCELLED,
        DISTOS_ERROR_DEADLINE_EXCEEDED,
        DISTOS_ERROR_NOT_READY,
    ];
    assert_eq!(error.is_null(), silent.contains(&status), "status {status}");
    // SAFETY: the object is live, or null, which accessors allow.
    let mut told = Box::new(unsafe { read(error) });
    told.status = status;
    // SAFETY: nothing of it is used after this.
    unsafe { distos_error_free(error) };
    told
}

/// # Safety
/// `error` is null or live.
unsafe fn read(error: *const distos_error_t) -> Told {
    // SAFETY: the accessors answer texts that are never null here.
    unsafe {
        let cause = distos_error_cause(error);
        let metadata = (0..distos_error_metadata_count(error)).map(|index| {
            (
                text(distos_error_metadata_key(error, index)),
                text(distos_error_metadata_value(error, index)),
            )
        });
        Told {
            status: distos_error_code(error),
            name: text(distos_error_name(error)),
            reason: text(distos_error_reason(error)),
            clause: text(distos_error_clause(error)),
            message: text(distos_error_message(error)),
            call: text(distos_error_source_call(error)),
            outcome: distos_error_outcome(error),
            metadata: metadata.collect(),
            cause: (!cause.is_null()).then(|| Box::new(read(cause))),
        }
    }
}

/// # Safety
/// `pointer` leads to a text that ends in a zero byte.
pub unsafe fn text(pointer: *const c_char) -> String {
    // SAFETY: the caller vouches for it.
    unsafe { CStr::from_ptr(pointer) }
        .to_str()
        .expect("texts are UTF-8")
        .to_owned()
}

/// The status and reason of a failed call.
pub fn refusal(outcome: Result<(), Box<Told>>) -> (u32, String) {
    let told = outcome.expect_err("the call should fail");
    (told.status, told.reason)
}

/// A deadline this far from now.
pub fn in_time(distance: Duration) -> u64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the kernel writes the struct.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now) };
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64 + distance.as_nanos() as u64
}

/// Makes an exported function with a result a Rust function.
macro_rules! make {
    ($(fn $name:ident($($argument:ident: $ty:ty),*) -> $result:ident = $function:ident;)*) => {$(
        pub fn $name($($argument: $ty),*) -> Result<$result, Box<Told>> {
            let mut result = $result { value: 0 };
            // SAFETY: the pointers are valid for the call.
            call(|error| unsafe { $function($($argument,)* &mut result, error) })?;
            assert_ne!(result.value, 0);
            Ok(result)
        }
    )*};
}

make! {
    fn system_open(options: *const distos_system_options_t) -> distos_system_t = distos_system_open;
    fn device_open(system: distos_system_t, index: u32) -> distos_gpu_device_t = distos_gpu_device_open;
    fn buffer_alloc(device: distos_gpu_device_t, size: u64, options: *const distos_gpu_buffer_options_t) -> distos_gpu_buffer_t = distos_gpu_buffer_alloc;
    fn stream_create(device: distos_gpu_device_t, options: *const distos_gpu_stream_options_t) -> distos_gpu_stream_t = distos_gpu_stream_create;
    fn event_record(stream: distos_gpu_stream_t) -> distos_gpu_event_t = distos_gpu_event_record;
    fn ring_create(system: distos_system_t, options: *const distos_ring_options_t) -> distos_ring_t = distos_ring_create;
    fn handle_duplicate(handle: distos_handle_t, rights: u32) -> distos_handle_t = distos_handle_duplicate;
}

/// A session with a device and a stream.
#[derive(Clone, Copy)]
pub struct Session {
    pub system: distos_system_t,
    pub device: distos_gpu_device_t,
    pub stream: distos_gpu_stream_t,
}

impl Session {
    pub fn open() -> Self {
        let options = distos_system_options_t {
            size: 24,
            reserved: 0,
            api_version: 0,
            reserved0: 0,
            host_memory_limit: 2 << 30,
        };
        let system = system_open(&options).unwrap();
        let device = device_open(system, 0).unwrap();
        let stream = stream_create(device, null()).unwrap();
        Session {
            system,
            device,
            stream,
        }
    }

    pub fn buffer(&self, size: u64) -> distos_gpu_buffer_t {
        buffer_alloc(self.device, size, null()).unwrap()
    }

    pub fn write(&self, buffer: distos_gpu_buffer_t, data: &[u8]) -> Result<(), Box<Told>> {
        // SAFETY: the data outlive the call, which waits.
        call(|error| unsafe {
            distos_gpu_buffer_write(
                buffer,
                self.stream,
                0,
                data.as_ptr(),
                data.len() as u64,
                0,
                error,
            )
        })
    }

    pub fn read(&self, buffer: distos_gpu_buffer_t, data: &mut [u8]) -> Result<(), Box<Told>> {
        // SAFETY: the data outlive the call, which waits.
        call(|error| unsafe {
            distos_gpu_buffer_read(
                buffer,
                self.stream,
                0,
                data.as_mut_ptr(),
                data.len() as u64,
                0,
                error,
            )
        })
    }

    pub fn load(&self, name: &str) -> distos_gpu_module_t {
        let path = format!(
            "{}/../conformance/kernels/{name}.ptx",
            env!("CARGO_MANIFEST_DIR")
        );
        let text = std::fs::read_to_string(path).unwrap();
        let mut module = distos_gpu_module_t { value: 0 };
        // SAFETY: the text outlives the call.
        call(|error| unsafe {
            distos_gpu_module_load(
                self.device,
                text.as_ptr().cast(),
                text.len() as u64,
                &mut module,
                error,
            )
        })
        .unwrap();
        module
    }

    pub fn ring(&self, capacity: u32) -> distos_ring_t {
        let options = distos_ring_options_t {
            size: 12,
            reserved: 0,
            capacity,
        };
        ring_create(self.system, &options).unwrap()
    }

    pub fn allocated(&self) -> u64 {
        let mut info = device_info(size_of::<distos_gpu_device_info_t>() as u32);
        // SAFETY: the struct says its size.
        call(|error| unsafe { distos_gpu_device_info(self.device, &mut info, error) }).unwrap();
        info.total_memory - info.free_memory
    }
}

pub fn device_info(size: u32) -> distos_gpu_device_info_t {
    // SAFETY: all zero is a valid struct of numbers.
    let mut info: distos_gpu_device_info_t = unsafe { std::mem::zeroed() };
    info.size = size;
    info
}

/// Keeps a stream busy until it is dropped: a kernel that spins on a flag, and the write that ends it on another stream.
pub struct Busy {
    session: Session,
    other: distos_gpu_stream_t,
    flag: distos_gpu_buffer_t,
}

impl Busy {
    pub fn new(session: Session) -> Self {
        let module = session.load("spin");
        let (flag, turns) = (session.buffer(4), session.buffer(8));
        session.write(flag, &[0; 4]).unwrap();
        let arguments = [
            buffer_argument(flag),
            buffer_argument(turns),
            u64_argument(u64::MAX),
        ];
        enqueue(session.stream, module, "spin", &arguments).unwrap();
        let other = stream_create(session.device, null()).unwrap();
        Busy {
            session,
            other,
            flag,
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let session = Session {
            stream: self.other,
            ..self.session
        };
        session.write(self.flag, &[1, 0, 0, 0]).unwrap();
    }
}

pub fn buffer_argument(buffer: distos_gpu_buffer_t) -> distos_gpu_kernel_arg_t {
    distos_gpu_kernel_arg_t {
        tag: DISTOS_GPU_KERNEL_ARG_BUFFER,
        reserved: 0,
        value: distos_gpu_kernel_arg_value_t { buffer },
    }
}

pub fn u64_argument(value: u64) -> distos_gpu_kernel_arg_t {
    distos_gpu_kernel_arg_t {
        tag: DISTOS_GPU_KERNEL_ARG_U64,
        reserved: 0,
        value: distos_gpu_kernel_arg_value_t { u64: value },
    }
}

pub fn u32_argument(value: u32) -> distos_gpu_kernel_arg_t {
    distos_gpu_kernel_arg_t {
        tag: DISTOS_GPU_KERNEL_ARG_U32,
        reserved: 0,
        value: distos_gpu_kernel_arg_value_t { u32: value },
    }
}

const ONE: distos_gpu_dim3_t = distos_gpu_dim3_t { x: 1, y: 1, z: 1 };

/// Launches one thread, and returns when it is enqueued.
pub fn enqueue(
    stream: distos_gpu_stream_t,
    module: distos_gpu_module_t,
    kernel: &str,
    arguments: &[distos_gpu_kernel_arg_t],
) -> Result<(), Box<Told>> {
    // SAFETY: everything is copied at submission.
    call(|error| unsafe {
        distos_gpu_kernel_launch_enqueue(
            module,
            stream,
            kernel.as_ptr().cast(),
            kernel.len() as u64,
            &ONE,
            &ONE,
            arguments.as_ptr(),
            arguments.len() as u64,
            null(),
            error,
        )
    })
}

/// A ring with what its entries point at, which must outlive them.
pub struct Submitter {
    pub ring: distos_ring_t,
}

impl Submitter {
    pub fn submit(&self, entries: &[distos_ring_submission_entry_t]) -> Result<u32, Box<Told>> {
        let mut accepted = u32::MAX;
        // SAFETY: the entries' blocks outlive the call.
        call(|error| unsafe {
            distos_ring_submit(
                self.ring,
                entries.as_ptr(),
                entries.len() as u64,
                &mut accepted,
                error,
            )
        })?;
        Ok(accepted)
    }

    pub fn wait(
        &self,
        minimum: u32,
        places: usize,
        deadline: u64,
    ) -> Result<Vec<distos_ring_completion_t>, Box<Told>> {
        let none = distos_ring_completion_t {
            user_data: 0,
            status: 0,
            outcome: 0,
            error: 0,
        };
        let mut completions = vec![none; places];
        let mut count = u64::MAX;
        // SAFETY: the places are as many as said.
        call(|error| unsafe {
            distos_ring_wait(
                self.ring,
                minimum,
                deadline,
                completions.as_mut_ptr(),
                places as u64,
                &mut count,
                error,
            )
        })?;
        completions.truncate(count as usize);
        Ok(completions)
    }

    pub fn cancel(&self, user_data: u64) -> u32 {
        let mut result = u32::MAX;
        // SAFETY: the result's place is valid.
        call(|error| unsafe { distos_ring_cancel(self.ring, user_data, &mut result, error) })
            .unwrap();
        result
    }

    pub fn descriptor(&self) -> i32 {
        let mut descriptor = -1;
        // SAFETY: the result's place is valid.
        call(|error| unsafe { distos_ring_event_fd(self.ring, &mut descriptor, error) }).unwrap();
        descriptor
    }

    /// The error of a completion, once.
    pub fn error(&self, completion: &distos_ring_completion_t) -> Result<Box<Told>, u32> {
        let mut error = null_mut();
        // SAFETY: the error's place is valid.
        let status = unsafe { distos_ring_error(self.ring, completion.error, &mut error) };
        if status != DISTOS_OK {
            assert!(error.is_null());
            return Err(status);
        }
        Ok(tell(completion.status, error))
    }

    pub fn close(&self) {
        // SAFETY: takes values only.
        call(|error| unsafe { distos_ring_close(self.ring, error) }).unwrap();
    }
}

/// An entry for an argument block.
pub fn entry<T>(number: u32, user_data: u64, block: &T) -> distos_ring_submission_entry_t {
    distos_ring_submission_entry_t {
        call: number,
        flags: 0,
        user_data,
        deadline: 0,
        arguments: std::ptr::from_ref(block).expose_provenance() as u64,
        arguments_size: size_of::<T>() as u32,
        reserved0: 0,
    }
}

pub fn write_block(
    session: Session,
    buffer: distos_gpu_buffer_t,
    data: &[u8],
) -> distos_gpu_buffer_write_arguments_t {
    distos_gpu_buffer_write_arguments_t {
        size: size_of::<distos_gpu_buffer_write_arguments_t>() as u32,
        reserved: 0,
        buffer,
        stream: session.stream,
        offset: 0,
        data: data.as_ptr(),
        data_length: data.len() as u64,
    }
}

pub fn wait_block(event: distos_gpu_event_t) -> distos_gpu_event_wait_arguments_t {
    distos_gpu_event_wait_arguments_t {
        size: 16,
        reserved: 0,
        event,
    }
}

pub fn launch_block(
    session: Session,
    module: distos_gpu_module_t,
    kernel: &str,
    arguments: &[distos_gpu_kernel_arg_t],
) -> distos_gpu_kernel_launch_arguments_t {
    // SAFETY: all zero is a valid block of numbers and null pointers.
    let mut block: distos_gpu_kernel_launch_arguments_t = unsafe { std::mem::zeroed() };
    block.size = size_of::<distos_gpu_kernel_launch_arguments_t>() as u32;
    block.module = module;
    block.stream = session.stream;
    block.kernel = kernel.as_ptr().cast();
    block.kernel_length = kernel.len() as u64;
    block.grid = ONE;
    block.block = ONE;
    block.arguments = arguments.as_ptr();
    block.arguments_length = arguments.len() as u64;
    block
}
