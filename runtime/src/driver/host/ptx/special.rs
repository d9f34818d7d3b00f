//! The special registers: the names that PTX gives to facts about a thread.

use super::program::{LaneMask, Special};

const AXES: [&str; 3] = ["x", "y", "z"];

const FIXED: [(&str, Special); 15] = [
    ("%laneid", Special::Lane),
    ("%warpid", Special::Warp),
    ("%nwarpid", Special::Warps),
    ("%lanemask_eq", Special::LaneMask(LaneMask::Equal)),
    ("%lanemask_lt", Special::LaneMask(LaneMask::Less)),
    ("%lanemask_le", Special::LaneMask(LaneMask::LessOrEqual)),
    ("%lanemask_gt", Special::LaneMask(LaneMask::Greater)),
    ("%lanemask_ge", Special::LaneMask(LaneMask::GreaterOrEqual)),
    ("%dynamic_smem_size", Special::DynamicSharedBytes),
    ("%total_smem_size", Special::TotalSharedBytes),
    ("%tid.w", Special::Zero),
    ("%ctaid.w", Special::Zero),
    ("%smid", Special::Zero),
    ("%nsmid", Special::One),
    ("WARP_SZ", Special::WarpSize),
];

/// What a name stands for, if it keeps its value while the thread runs.
pub fn fixed(name: &str) -> Option<Special> {
    let found = FIXED.iter().find(|(known, _)| *known == name);
    found
        .map(|(_, special)| *special)
        .or_else(|| three_dimensional(name))
}

/// Whether the name counts time; here, the steps of the launch.
pub fn is_clock(name: &str) -> bool {
    matches!(name, "%clock" | "%clock64")
}

fn three_dimensional(name: &str) -> Option<Special> {
    let (name, axis) = name.split_once('.')?;
    let axis = AXES.iter().position(|known| *known == axis)?;
    match name {
        "%tid" => Some(Special::Thread(axis)),
        "%ntid" => Some(Special::BlockSize(axis)),
        "%ctaid" => Some(Special::Block(axis)),
        "%nctaid" => Some(Special::GridSize(axis)),
        _ => None,
    }
}
