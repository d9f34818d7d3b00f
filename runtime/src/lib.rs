//! libdistos: behaviour over devices, fabrics and coordinators.
