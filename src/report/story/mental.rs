//! What the teller says of mental health services.

use super::span::plural;
use super::teller::Teller;
use crate::model::diary::{Line, Mind};
use crate::model::settings::ServiceKind;

impl Teller<'_> {
    pub(super) fn mind(&mut self, line: &Line, step: Mind) {
        let days = |n: u16| plural(i64::from(n), "day");
        let text = match step {
            Mind::Eased => "Low mood or worry has eased.".to_string(),
            Mind::Alone => {
                self.count(line, |t| t.unmet += 1);
                "Asks nobody for help.".to_string()
            }
            Mind::TherapyAsked { suits: true } => "Is put down for talking therapy.".to_string(),
            Mind::TherapyAsked { suits: false } => {
                "Is put down for talking therapy, which does not suit or is not taken up.".to_string()
            }
            Mind::TherapyGivenUp { eased: true } => "Is better before talking therapy could begin.".to_string(),
            Mind::TherapyGivenUp { eased: false } => {
                self.count(line, |t| t.unmet += 1);
                "Gives up waiting for talking therapy.".to_string()
            }
            Mind::TherapyBegan { waited } => {
                let paid = self.paid(line, ServiceKind::TalkingTherapies, "", &[]);
                format!("Talking therapy begins after {}.{paid}", days(waited))
            }
            Mind::TherapyEnded { recovered: true } => "Talking therapy ends, in recovery.".to_string(),
            Mind::TherapyEnded { recovered: false } => "Talking therapy ends, without recovery.".to_string(),
            Mind::CrisisTeam => "The crisis team comes and assesses.".to_string(),
            Mind::HomeTreatmentBegan => "The crisis team treats at home, instead of a bed.".to_string(),
            Mind::HomeTreatmentEnded { bed: true } => "Treatment at home is not enough.".to_string(),
            Mind::HomeTreatmentEnded { bed: false } => "The crisis team's treatment at home ends.".to_string(),
            Mind::BedWanted => "A mental health bed is asked for.".to_string(),
            Mind::InBed { away: false } => {
                let paid = self.paid(line, ServiceKind::MentalHealthBeds, "", &[]);
                format!("Admitted to a mental health bed.{paid}")
            }
            Mind::InBed { away: true } => {
                let paid = self.paid(line, ServiceKind::MentalHealthBeds, "", &[]);
                format!("No mental health bed is free: placed out of area.{paid}")
            }
            Mind::Fetched => "Is fetched back into a bed near home.".to_string(),
            Mind::Left { days: all, waited: 0 } => format!("Leaves the mental health bed after {}.", days(all)),
            Mind::Left { days: all, waited } => format!(
                "Leaves the mental health bed after {}, {} of them ready and waiting for housing or care.",
                days(all),
                days(waited)
            ),
            Mind::TeamAsked => "The community mental health team is asked for help.".to_string(),
            Mind::TeamGivenUp => {
                self.count(line, |t| t.unmet += 1);
                "Gives up waiting for the community mental health team.".to_string()
            }
            Mind::Caseload(true) => "The community mental health team takes the case on.".to_string(),
            Mind::Caseload(false) => "Leaves the community mental health team's caseload.".to_string(),
        };
        self.say(line, text);
    }
}
