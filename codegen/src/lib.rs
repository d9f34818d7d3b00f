//! The compiler of the DistOS interface language.
