//! libdistos: behaviour over devices, fabrics and coordinators.

pub mod driver;
