//! The services people meet. A bed is staffed, a diary has slots, a queue has a discipline, and each says what happens
//! when it is full.

pub mod bed;
pub mod care;
pub mod discharge;
pub mod emergency_department;
pub mod planned;
pub mod practice;
pub mod team;
