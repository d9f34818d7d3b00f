//! The exported functions, and how each async and stream call is taken off a ring.
#![allow(missing_docs, clippy::missing_safety_doc, clippy::too_many_arguments, clippy::nonminimal_bool, clippy::int_plus_one)]

use crate::abi::descriptor::Descriptor;
use crate::abi::support::*;
use crate::domains;

use super::abi::*;
use super::catalogue as calls;
use super::traits::*;

// SAFETY: `repr(C)`, begins with `size` and `reserved`, has no padding, and every bit pattern is a value.
unsafe impl SizedStruct for distos_system_options_t {
    const NAME: &'static str = "SystemOptions";
    const MINIMUM_SIZE: u32 = 24;

    fn check(&self) -> Result<(), BadField> {
        is_zero("reserved", self.reserved)?;
        is_zero("reserved0", self.reserved0)?;
        Ok(())
    }
}

// SAFETY: `repr(C)`, begins with `size` and `reserved`, has no padding, and every bit pattern is a value.
unsafe impl SizedStruct for distos_call_info_t {
    const NAME: &'static str = "CallInfo";
    const MINIMUM_SIZE: u32 = 32;

    fn check(&self) -> Result<(), BadField> {
        is_zero("reserved", self.reserved)?;
        Ok(())
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_system_open(
    options: *const distos_system_options_t,
    system: *mut distos_system_t,
    error: *mut *mut distos_error_t,
) -> distos_status_t {
    enter(&calls::SYSTEM_OPEN, error, |call| {
        // SAFETY: the caller keeps what the interface says about its pointers.
        unsafe {
            let options_value = call.options("options", options)?;
            let system_out = call.result("system", system)?;
            call.known_tail("options", options)?;
            let system = domains::core::Domain.system_open(call, &options_value)?;
            system_out.write(distos_system_t { value: call.publish(system)? });
            Ok(())
        }
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_call_info(
    system: distos_system_t,
    number: u32,
    info: *mut distos_call_info_t,
    error: *mut *mut distos_error_t,
) -> distos_status_t {
    enter(&calls::CALL_INFO, error, |call| {
        // SAFETY: the caller keeps what the interface says about its pointers.
        unsafe {
            let info_out = call.result_struct("info", info)?;
            let pin = pin();
            let system = call.borrow::<System>("system", system.value, 0, &pin)?;
            let info = domains::core::Domain.call_info(call, system, number)?;
            info_out.write(&info);
            Ok(())
        }
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_handle_duplicate(
    handle: distos_handle_t,
    rights: distos_rights_t,
    duplicate: *mut distos_handle_t,
    error: *mut *mut distos_error_t,
) -> distos_status_t {
    enter(&calls::HANDLE_DUPLICATE, error, |call| {
        // SAFETY: the caller keeps what the interface says about its pointers.
        unsafe {
            call.flags("rights", rights, 0x7f)?;
            let duplicate_out = call.result("duplicate", duplicate)?;
            let pin = pin();
            let handle = call.borrow_any("handle", handle.value, DISTOS_RIGHTS_DUPLICATE, &pin)?;
            if !is_subset(rights, handle.rights()) {
                return Err(call.violated(&calls::HANDLE_DUPLICATE_SUBSET, &[("rights", &rights), ("rights_of(handle)", &handle.rights())]));
            }
            let duplicate = domains::core::Domain.handle_duplicate(call, handle, rights)?;
            duplicate_out.write(distos_handle_t { value: call.publish_any(duplicate)? });
            Ok(())
        }
    })
}

// SAFETY: `repr(C)`, begins with `size` and `reserved`, has no padding, and every bit pattern is a value.
unsafe impl SizedStruct for distos_gpu_buffer_options_t {
    const NAME: &'static str = "BufferOptions";
    const MINIMUM_SIZE: u32 = 24;

    fn check(&self) -> Result<(), BadField> {
        is_zero("reserved", self.reserved)?;
        is_zero("reserved0", self.reserved0)?;
        Ok(())
    }

    fn fill_defaults(&mut self) {
        if self.alignment == 0 {
            self.alignment = 256;
        }
    }
}

// SAFETY: `repr(C)`, begins with `size` and `reserved`, has no padding, and every bit pattern is a value.
unsafe impl SizedStruct for distos_gpu_device_summary_t {
    const NAME: &'static str = "DeviceSummary";
    const MINIMUM_SIZE: u32 = 32;

    fn check(&self) -> Result<(), BadField> {
        is_zero("reserved", self.reserved)?;
        is_boolean("emulated", self.emulated)?;
        are_zero("reserved0", &self.reserved0)?;
        Ok(())
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_gpu_device_list(
    system: distos_system_t,
    devices: *mut distos_gpu_device_summary_t,
    devices_capacity: u64,
    devices_stride: u64,
    devices_count: *mut u64,
    error: *mut *mut distos_error_t,
) -> distos_status_t {
    enter(&calls::GPU_DEVICE_LIST, error, |call| {
        // SAFETY: the caller keeps what the interface says about its pointers.
        unsafe {
            let devices_out = call.result_structs("devices", devices, devices_capacity, devices_stride, devices_count)?;
            let pin = pin();
            let system = call.borrow::<System>("system", system.value, 0, &pin)?;
            let devices = domains::gpu::Domain.device_list(call, system)?;
            devices_out.write(call, &devices)?;
            Ok(())
        }
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_gpu_buffer_alloc(
    device: distos_gpu_device_t,
    size: u64,
    options: *const distos_gpu_buffer_options_t,
    buffer: *mut distos_gpu_buffer_t,
    error: *mut *mut distos_error_t,
) -> distos_status_t {
    enter(&calls::GPU_BUFFER_ALLOC, error, |call| {
        // SAFETY: the caller keeps what the interface says about its pointers.
        unsafe {
            let options_value = call.options("options", options)?;
            let buffer_out = call.result("buffer", buffer)?;
            let pin = pin();
            let device = call.borrow::<Device>("device", device.value, DISTOS_RIGHTS_ALLOCATE, &pin)?;
            call.known_tail("options", options)?;
            if !(size > 0) {
                return Err(call.violated(&calls::GPU_BUFFER_ALLOC_SIZE_POSITIVE, &[("size", &size)]));
            }
            if !is_power_of_two(options_value.alignment) {
                return Err(call.violated(&calls::GPU_BUFFER_ALLOC_ALIGNMENT_POW2, &[("options.alignment", &options_value.alignment)]));
            }
            let buffer = domains::gpu::Domain.buffer_alloc(call, device, size, &options_value)?;
            buffer_out.write(distos_gpu_buffer_t { value: call.publish(buffer)? });
            Ok(())
        }
    })
}

unsafe fn admit_gpu_buffer_write(
    call: CallContext,
    buffer: distos_gpu_buffer_t,
    stream: distos_gpu_stream_t,
    offset: u64,
    data: *const u8,
    data_length: u64,
) -> Result<BufferWriteArguments, Failure> {
    // SAFETY: the caller keeps what the interface says about its pointers.
    unsafe {
        let data = call.bytes("data", data, data_length)?;
        let pin = pin();
        let buffer = call.borrow::<Buffer>("buffer", buffer.value, DISTOS_RIGHTS_WRITE, &pin)?;
        let stream = call.borrow::<Stream>("stream", stream.value, DISTOS_RIGHTS_EXECUTE, &pin)?;
        if !(buffer.device() == stream.device()) {
            return Err(call.violated(&calls::GPU_BUFFER_WRITE_SAME_DEVICE, &[("buffer.device", &buffer.device()), ("stream.device", &stream.device())]));
        }
        if !(int(offset) + int(data_length) <= int(buffer.size())) {
            return Err(call.violated(&calls::GPU_BUFFER_WRITE_IN_BOUNDS, &[("offset", &offset), ("len(data)", &data_length), ("buffer.size", &buffer.size())]));
        }
        Ok(BufferWriteArguments { buffer: call.hold("buffer", buffer)?, stream: call.hold("stream", stream)?, offset, data })
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_gpu_buffer_write(
    buffer: distos_gpu_buffer_t,
    stream: distos_gpu_stream_t,
    offset: u64,
    data: *const u8,
    data_length: u64,
    deadline_ns: u64,
    error: *mut *mut distos_error_t,
) -> distos_status_t {
    enter(&calls::GPU_BUFFER_WRITE, error, |call| {
        // SAFETY: the caller keeps what the interface says about its pointers.
        let arguments = unsafe { admit_gpu_buffer_write(call, buffer, stream, offset, data, data_length)? };
        call.wait(deadline_ns, |completer| domains::gpu::Domain.buffer_write(call, arguments, completer))
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_gpu_buffer_write_enqueue(
    buffer: distos_gpu_buffer_t,
    stream: distos_gpu_stream_t,
    offset: u64,
    data: *const u8,
    data_length: u64,
    error: *mut *mut distos_error_t,
) -> distos_status_t {
    enter(&calls::GPU_BUFFER_WRITE, error, |call| {
        // SAFETY: the caller keeps what the interface says about its pointers.
        let arguments = unsafe { admit_gpu_buffer_write(call, buffer, stream, offset, data, data_length)? };
        call.enqueue(|completer| domains::gpu::Domain.buffer_write(call, arguments, completer))
    })
}

// SAFETY: `repr(C)`, begins with `size` and `reserved`, has no padding, and every bit pattern is a value.
unsafe impl SizedStruct for distos_gpu_buffer_write_arguments_t {
    const NAME: &'static str = "arguments of buffer_write";
    const MINIMUM_SIZE: u32 = 48;

    fn check(&self) -> Result<(), BadField> {
        is_zero("reserved", self.reserved)?;
        Ok(())
    }
}

unsafe fn prepare_gpu_buffer_write(call: CallContext, arguments: u64, arguments_size: u32) -> Result<Start, Failure> {
    // SAFETY: the caller keeps what the interface says about its pointers.
    unsafe {
        let block = call.arguments::<distos_gpu_buffer_write_arguments_t>(arguments, arguments_size)?;
        let arguments = admit_gpu_buffer_write(call, block.buffer, block.stream, block.offset, block.data, block.data_length)?;
        Ok(Box::new(move |completer| domains::gpu::Domain.buffer_write(call, arguments, completer)))
    }
}
