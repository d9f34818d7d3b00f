//! The exported GPU calls, as a C program calls them, with results instead of places to write to.

use std::ffi::CStr;
use std::ptr;
use std::sync::Arc;

use distos_runtime::failure::distos_error_t;
use distos_runtime::generated::abi::*;
use distos_runtime::generated::glue::*;

/// The error object; none for the four statuses that have none.
pub type Outcome<T = ()> = Result<T, (u32, Option<Arc<distos_error_t>>)>;

/// Calls `call` with a place for the result and one for the error.
pub fn answer<T: Default>(
    call: impl FnOnce(*mut T, *mut *mut distos_error_t) -> distos_status_t,
) -> Outcome<T> {
    let mut result = T::default();
    let mut error = ptr::null_mut();
    let status = call(&mut result, &mut error);
    if status == DISTOS_OK {
        assert!(error.is_null());
        return Ok(result);
    }
    // SAFETY: a failed call gives its error object to the caller; it came from an `Arc`, as `distos_error_free` knows.
    let object = (!error.is_null()).then(|| unsafe { Arc::from_raw(error.cast_const()) });
    Err((status, object))
}

/// A session with `host:0` and one stream.
pub struct Session {
    system: distos_system_t,
    pub device: distos_gpu_device_t,
    pub stream: distos_gpu_stream_t,
}

pub const MEMORY: u64 = 1 << 20;

impl Session {
    pub fn open() -> Session {
        let options = distos_system_options_t {
            size: size_of::<distos_system_options_t>() as u32,
            host_memory_limit: MEMORY,
            ..zeroed()
        };
        // SAFETY: the options outlive the call, and `answer` gives places for the results.
        let value = answer(|value: *mut u64, error| unsafe {
            distos_system_open(&options, value.cast(), error)
        });
        let system = distos_system_t {
            value: value.unwrap(),
        };
        // SAFETY: as above.
        let value = answer(|value: *mut u64, error| unsafe {
            distos_gpu_device_open(system, 0, value.cast(), error)
        });
        let device = distos_gpu_device_t {
            value: value.unwrap(),
        };
        Session {
            system,
            device,
            stream: stream(device),
        }
    }

    pub fn alloc(&self, size: u64) -> Outcome<distos_gpu_buffer_t> {
        // SAFETY: null options are allowed, and `answer` gives places for the results.
        let value = answer(|value: *mut u64, error| unsafe {
            distos_gpu_buffer_alloc(self.device, size, ptr::null(), value.cast(), error)
        });
        value.map(|value| distos_gpu_buffer_t { value })
    }

    pub fn load(&self, text: &str) -> Outcome<distos_gpu_module_t> {
        let (text, length) = (text.as_ptr().cast(), text.len() as u64);
        // SAFETY: the text is as long as its length says, and `answer` gives places for the results.
        let value = answer(|value: *mut u64, error| unsafe {
            distos_gpu_module_load(self.device, text, length, value.cast(), error)
        });
        value.map(|value| distos_gpu_module_t { value })
    }

    /// Loads `conformance/kernels/<name>.ptx`.
    pub fn kernel(&self, name: &str) -> distos_gpu_module_t {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/kernels");
        let text = std::fs::read_to_string(format!("{folder}/{name}.ptx")).unwrap();
        self.load(&text).unwrap()
    }

    pub fn write(&self, buffer: distos_gpu_buffer_t, bytes: &[u8]) -> Outcome {
        let (data, length) = (bytes.as_ptr(), bytes.len() as u64);
        // SAFETY: the waiting form returns after the completion, and `bytes` is borrowed until then.
        answer(|_: *mut (), error| unsafe {
            distos_gpu_buffer_write(buffer, self.stream, 0, data, length, 0, error)
        })
    }

    pub fn read(&self, buffer: distos_gpu_buffer_t, length: usize) -> Outcome<Vec<u8>> {
        let mut bytes = vec![0; length];
        let (data, length) = (bytes.as_mut_ptr(), bytes.len() as u64);
        // SAFETY: as for `write`.
        answer(|_: *mut (), error| unsafe {
            distos_gpu_buffer_read(buffer, self.stream, 0, data, length, 0, error)
        })?;
        Ok(bytes)
    }

    /// Launches and waits; `deadline_ns` is one of the monotonic clock, or 0.
    pub fn launch(&self, launch: &Launch<'_>, deadline_ns: u64) -> Outcome {
        let (name, arguments) = (launch.kernel, launch.arguments);
        // SAFETY: all that the call reads is borrowed until it returns.
        answer(|_: *mut (), error| unsafe {
            distos_gpu_kernel_launch(
                launch.module,
                self.stream,
                name.as_ptr().cast(),
                name.len() as u64,
                &along_x(launch.blocks),
                &along_x(launch.threads),
                arguments.as_ptr(),
                arguments.len() as u64,
                ptr::null(),
                deadline_ns,
                error,
            )
        })
    }

    /// Launches and returns when the launch has its place.
    pub fn enqueue(&self, launch: &Launch<'_>) -> Outcome {
        let (name, arguments) = (launch.kernel, launch.arguments);
        // SAFETY: all that the call reads is copied before it returns.
        answer(|_: *mut (), error| unsafe {
            distos_gpu_kernel_launch_enqueue(
                launch.module,
                self.stream,
                name.as_ptr().cast(),
                name.len() as u64,
                &along_x(launch.blocks),
                &along_x(launch.threads),
                arguments.as_ptr(),
                arguments.len() as u64,
                ptr::null(),
                error,
            )
        })
    }

    pub fn record(&self) -> Outcome<distos_gpu_event_t> {
        // SAFETY: `answer` gives places for the results.
        let value = answer(|value: *mut u64, error| unsafe {
            distos_gpu_event_record(self.stream, value.cast(), error)
        });
        value.map(|value| distos_gpu_event_t { value })
    }

    pub fn info(&self) -> distos_gpu_device_info_t {
        let mut info = distos_gpu_device_info_t {
            size: size_of::<distos_gpu_device_info_t>() as u32,
            ..zeroed()
        };
        // SAFETY: the struct says its size.
        answer(|_: *mut (), error| unsafe {
            distos_gpu_device_info(self.device, &mut info, error)
        })
        .unwrap();
        info
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // SAFETY: closing takes a value.
        unsafe {
            distos_gpu_stream_close(self.stream, ptr::null_mut());
            distos_gpu_device_close(self.device, ptr::null_mut());
            distos_system_close(self.system, ptr::null_mut());
        }
    }
}

pub fn stream(device: distos_gpu_device_t) -> distos_gpu_stream_t {
    // SAFETY: null options are allowed, and `answer` gives places for the results.
    let value = answer(|value: *mut u64, error| unsafe {
        distos_gpu_stream_create(device, ptr::null(), value.cast(), error)
    });
    distos_gpu_stream_t {
        value: value.unwrap(),
    }
}

pub fn wait(event: distos_gpu_event_t, deadline_ns: u64) -> Outcome {
    // SAFETY: the call takes values.
    answer(|_: *mut (), error| unsafe { distos_gpu_event_wait(event, deadline_ns, error) })
}

pub fn free(buffer: distos_gpu_buffer_t) -> Outcome {
    // SAFETY: the call takes a value.
    answer(|_: *mut (), error| unsafe { distos_gpu_buffer_free(buffer, error) })
}

/// What is launched, in one dimension.
#[derive(Clone, Copy)]
pub struct Launch<'a> {
    pub module: distos_gpu_module_t,
    pub kernel: &'a str,
    pub blocks: u32,
    pub threads: u32,
    pub arguments: &'a [distos_gpu_kernel_arg_t],
}

fn along_x(x: u32) -> distos_gpu_dim3_t {
    distos_gpu_dim3_t { x, y: 1, z: 1 }
}

pub fn of_buffer(buffer: distos_gpu_buffer_t) -> distos_gpu_kernel_arg_t {
    argument(
        DISTOS_GPU_KERNEL_ARG_BUFFER,
        distos_gpu_kernel_arg_value_t { buffer },
    )
}

pub fn of_u32(value: u32) -> distos_gpu_kernel_arg_t {
    argument(
        DISTOS_GPU_KERNEL_ARG_U32,
        distos_gpu_kernel_arg_value_t { u32: value },
    )
}

pub fn of_u64(value: u64) -> distos_gpu_kernel_arg_t {
    argument(
        DISTOS_GPU_KERNEL_ARG_U64,
        distos_gpu_kernel_arg_value_t { u64: value },
    )
}

fn argument(tag: u32, value: distos_gpu_kernel_arg_value_t) -> distos_gpu_kernel_arg_t {
    distos_gpu_kernel_arg_t {
        tag,
        reserved: 0,
        value,
    }
}

/// What an error object says: status name, reason, clause, message.
pub fn told(outcome: Outcome<impl std::fmt::Debug>) -> [String; 4] {
    let (status, object) = outcome.expect_err("it fails");
    let object = object.expect("the error has an object");
    assert_eq!(object.code(), status);
    let text = |text: &CStr| text.to_str().unwrap().to_owned();
    [
        text(object.entry().name),
        text(object.reason()),
        text(object.clause()),
        text(object.message()),
    ]
}

/// A struct of the border with every byte zero.
pub fn zeroed<T: Copy>() -> T {
    // SAFETY: only used for structs of integers.
    unsafe { std::mem::zeroed() }
}
