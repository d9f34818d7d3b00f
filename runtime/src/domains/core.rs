//! The calls of module `core`: sessions, what calls there are, and second names.

use crate::abi::CallContext;
use crate::abi::descriptor::{Descriptor, Kind, Tier};
use crate::driver::host::HostDevice;
use crate::failure::Failure;
use crate::fork;
use crate::generated::abi::*;
use crate::generated::catalogue::CALLS;
use crate::generated::traits::{CallInfo, Core, Rights, SystemOptions};
use crate::handles::{AnyName, Pinned, PinnedAny, Ref};
use crate::objects::core::System;

/// Implements the calls.
pub struct Domain;

impl Core for Domain {
    fn system_open(&self, _: CallContext, options: &SystemOptions) -> Result<Ref<System>, Failure> {
        let api_version = agree(options.api_version)?;
        let limit = match options.host_memory_limit {
            0 => machine_memory() / 4,
            limit => limit,
        };
        fork::watch();
        Ok(Ref::new(System::new(
            api_version,
            HostDevice::new(limit, 0),
        )))
    }

    fn call_info(
        &self,
        _: CallContext,
        _: Pinned<'_, System>,
        number: u32,
    ) -> Result<CallInfo, Failure> {
        let found = CALLS.iter().find(|call| call.number == number);
        Ok(found.map_or(absent(number), |call| info(call)))
    }

    fn handle_duplicate(
        &self,
        call: CallContext,
        handle: PinnedAny<'_>,
        rights: Rights,
    ) -> Result<AnyName, Failure> {
        handle
            .add_name(rights)
            .ok_or_else(|| call.released("handle"))
    }

    fn null_call(&self, _: CallContext) -> Result<(), Failure> {
        Ok(())
    }
}

/// The version of a session: the caller's, when this runtime knows it.
fn agree(asked: u32) -> Result<u32, Failure> {
    match asked {
        0 | DISTOS_API_VERSION => Ok(DISTOS_API_VERSION),
        newer if newer > DISTOS_API_VERSION => Err(version_mismatch(newer, "Upgrade the runtime")),
        older => Err(version_mismatch(older, "Upgrade the program")),
    }
}

fn version_mismatch(asked: u32, advice: &str) -> Failure {
    let message = format!(
        "The caller was built for API version {asked}, and this runtime has {DISTOS_API_VERSION}. {advice}."
    );
    Failure::new(DISTOS_ERROR_VERSION_MISMATCH, c"VERSION", message)
        .value("asked", asked)
        .value("runtime", DISTOS_API_VERSION)
}

/// The machine's memory, in bytes.
fn machine_memory() -> u64 {
    // SAFETY: asks for numbers.
    let (pages, size) = unsafe {
        (
            libc::sysconf(libc::_SC_PHYS_PAGES),
            libc::sysconf(libc::_SC_PAGESIZE),
        )
    };
    u64::try_from(pages).unwrap_or(0) * u64::try_from(size).unwrap_or(0)
}

fn absent(number: u32) -> CallInfo {
    CallInfo {
        size: 0,
        reserved: 0,
        number,
        tier: DISTOS_TIER_ABSENT,
        kind: DISTOS_CALL_KIND_PLAIN,
        since: 0,
        deprecated: 0,
        removed: 0,
    }
}

fn info(call: &Descriptor) -> CallInfo {
    CallInfo {
        tier: tier(call),
        kind: match call.kind {
            Kind::Plain => DISTOS_CALL_KIND_PLAIN,
            Kind::Async => DISTOS_CALL_KIND_ASYNC,
            Kind::Stream => DISTOS_CALL_KIND_STREAM,
        },
        since: call.since,
        deprecated: call.deprecated,
        removed: call.removed,
        ..absent(call.number)
    }
}

fn tier(call: &Descriptor) -> u32 {
    match call.tier {
        Tier::Experimental => DISTOS_TIER_EXPERIMENTAL,
        Tier::Stable if call.deprecated != 0 => DISTOS_TIER_DEPRECATED,
        Tier::Stable => DISTOS_TIER_STABLE,
    }
}
