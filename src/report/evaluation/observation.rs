//! Simulated observational data as a table: one row for each resident and month, as an evaluator would be given it.

use crate::engine::Month;
use crate::experiment::panel::{End, Panel};
use std::io::{self, Write};

/// The line that names the columns.
pub const HEADER: &str = "replication,place,treated,person,month,neighbourhood,practice,age,sex,deprivation_fifth,conditions,\
                          frailty,care_home,caseload,enrolled_since,emergency_admissions,ae_attendances,emergency_bed_days,end";

/// What the table cannot say by itself.
pub struct Names<'a> {
    pub replication: u32,
    /// From 1, treated places first.
    pub place: usize,
    pub treated: bool,
    pub neighbourhoods: &'a [String],
    pub conditions: &'a [String],
}

/// Writes all months of a place, by month and person.
pub fn write(panel: &Panel, names: &Names<'_>, out: &mut impl Write) -> io::Result<()> {
    const FRAILTY: [&str; 4] = ["fit", "mild", "moderate", "severe"];
    let mut since: Vec<Option<Month>> = vec![None; panel.residents.len()];
    for index in 0..panel.months() {
        let month = Month(panel.first.0 + index as u32);
        for (id, row) in panel.people(index) {
            let resident = &panel.residents[id as usize];
            let enrolled = &mut since[id as usize];
            if row.caseload {
                enrolled.get_or_insert(month);
            }
            let conditions: Vec<&str> = (names.conditions.iter().enumerate())
                .filter(|(i, _)| row.conditions >> i & 1 == 1)
                .map(|(_, name)| name.as_str())
                .collect();
            writeln!(
                out,
                "{},{},{},{:016x},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
                names.replication,
                names.place,
                u8::from(names.treated),
                resident.pseudonym,
                dated(month),
                names
                    .neighbourhoods
                    .get(usize::from(resident.neighbourhood))
                    .map_or("", String::as_str),
                resident.practice + 1,
                row.age,
                if resident.sex == 0 { "female" } else { "male" },
                resident.deprivation + 1,
                conditions.join(" "),
                FRAILTY[usize::from(row.frailty.min(3))],
                u8::from(row.care_home),
                u8::from(row.caseload),
                enrolled.map(dated).unwrap_or_default(),
                row.emergency_admissions,
                row.attendances,
                row.bed_days,
                match row.end {
                    End::Stays => "",
                    End::Died => "died",
                    End::MovedAway => "moved_away",
                }
            )?;
        }
    }
    Ok(())
}

fn dated(month: Month) -> String {
    format!("{:04}-{:02}", month.year(), month.number())
}
