//! Every rate and chance of the model, read once from the parameter table.

use super::door;
use super::need::Hazards;
use super::population::Synthesis;
use super::population::record::Record;
use super::service::{
    bed, care, dispatch, emergency_department, maternity, mental, planned, practice, primary, risk_score, team, volume,
};
use super::settings::Settings;
use super::table::Tables;

/// All rates, by the file that uses them.
#[derive(Clone, Debug)]
pub struct Rates {
    pub living: super::population::Living,
    pub record: Record,
    pub hazard: Hazards,
    pub door: door::Rates,
    pub practice: practice::Rates,
    pub primary: primary::Rates,
    pub department: emergency_department::Rates,
    pub dispatch: dispatch::Rates,
    pub bed: bed::Rates,
    pub planned: planned::Rates,
    pub care: care::Rates,
    pub team: team::Rates,
    pub risk_score: risk_score::Rates,
    pub mental: mental::Rates,
    pub maternity: maternity::Rates,
    pub volume: volume::Rates,
}

impl Rates {
    pub fn new(settings: &Settings, tables: &Tables, synthesis: &Synthesis) -> Rates {
        let planned = planned::Rates::new(settings);
        Rates {
            living: super::population::Living::new(settings, tables),
            record: Record::new(settings, tables, synthesis),
            hazard: Hazards::new(settings, tables, &synthesis.frailty, planned.served()),
            door: door::Rates::new(settings),
            practice: practice::Rates::new(settings),
            primary: primary::Rates::new(settings),
            department: emergency_department::Rates::new(settings, tables),
            dispatch: dispatch::Rates::new(settings, tables),
            bed: bed::Rates::new(settings),
            planned,
            care: care::Rates::new(settings),
            team: team::Rates::new(settings),
            risk_score: risk_score::Rates::new(settings),
            mental: mental::Rates::new(settings, tables),
            maternity: maternity::Rates::new(settings),
            volume: volume::Rates::new(settings),
        }
    }
}
