//! The services people meet. A bed is staffed, a diary has slots, a queue has a discipline, and each says what happens
//! when it is full.

pub mod assessment;
pub mod bed;
pub mod care;
pub mod discharge;
pub mod dispatch;
pub mod emergency_department;
#[cfg(test)]
pub mod found_test;
pub mod maternity;
pub mod mental;
pub mod planned;
pub mod practice;
pub mod primary;
pub mod risk_score;
pub mod team;
pub mod volume;

/// Room for the next hour or day of a service that starts so many: whole starts not used are gone; a part of one is kept,
/// or a small place would have none or too many.
pub fn refill(room: f64, starts: f64) -> f64 {
    let kept = if starts < 1.0 { room } else { room.fract() };
    (kept + starts).min(starts + 1.0)
}
