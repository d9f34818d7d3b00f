//! The compiler of the DistOS interface language: `syntax → model → check → backend`.

pub mod model;
