//! What an evaluation may measure.

use crate::experiment::panel::PersonMonth;

/// Something that is counted in each resident's month.
pub struct Outcome {
    pub name: &'static str,
    pub title: &'static str,
    pub of: fn(&PersonMonth) -> f64,
}

/// Every outcome.
pub const OUTCOMES: &[Outcome] = &[
    Outcome {
        name: "emergency_admissions",
        title: "Emergency admissions",
        of: |row| f64::from(row.emergency_admissions),
    },
    Outcome {
        name: "ae_attendances",
        title: "A&E attendances",
        of: |row| f64::from(row.attendances),
    },
    Outcome {
        name: "emergency_bed_days",
        title: "Emergency bed-days",
        of: |row| f64::from(row.bed_days),
    },
];
