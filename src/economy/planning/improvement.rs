//! Cost improvement: a trust that expects to miss its plan by more than `economy.planning.tolerance_share` of its income
//! saves for a year.
//!
//! With gap G, cost at the start C, a = `economy.planning.improvement_most_share` (what efficiency can give in a year) and
//! d = `economy.planning.improvement_delivered_share` (what programmes bring of what they promise):
//!
//! programme = d · min(G, a · C)
//!
//! of which `economy.planning.improvement_recurrent_share` lasts and is reached in twelve equal steps, the rest is saved
//! this year alone. All that lasts may not pass `economy.planning.improvement_in_all_share` of C: savings run out. A part
//! of what lasts is no efficiency but less done: `economy.planning.improvement_capacity_share` of it takes its share of C out
//! of the capacity of the trust's services, wards left out ([`super::ward`]).

use super::super::Economy;
use super::super::activity::month_of_year;
use super::Round;
use crate::engine::Month;
use crate::model::settings::ServiceKind;
use serde::{Deserialize, Serialize};

const STEPS: f64 = 12.0;

/// A trust's saving, pounds a year.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Programme {
    /// Lasting, of earlier years and of this one.
    lasting: f64,
    this_year: f64,
    /// Of this year alone.
    once: f64,
    /// What this year will see of what last year began and showed in part.
    coming: f64,
    /// What of both the provider's cost shows now.
    shown: f64,
}

impl Economy {
    /// April: trusts in want plan what to save.
    pub(super) fn improve(&mut self, round: &mut Round) {
        for programme in self.rounds.improvements.values_mut() {
            let begun = std::mem::take(&mut programme.this_year);
            programme.lasting += begun;
            // Reached in equal steps, a year shows (1 + … + 12)/12² of it.
            programme.coming = begun * (STEPS - 1.0) / (2.0 * STEPS);
            programme.once = 0.0;
        }
        if self.settings.planning.cost_improvement.is_none() {
            return;
        }
        let of = |what: &str| self.settings.parameters.get(&format!("economy.planning.{what}"));
        let (tolerance, most, delivered) = (
            of("tolerance_share"),
            of("improvement_most_share"),
            of("improvement_delivered_share"),
        );
        let (recurrent, in_all, capacity) = (
            of("improvement_recurrent_share"),
            of("improvement_in_all_share"),
            of("improvement_capacity_share"),
        );
        let trusts: Vec<(usize, f64)> = self.costs.iter().map(|(&i, cost)| (i, cost.at_start)).collect();
        for (i, at_start) in trusts {
            let Some((room, income)) = self.room(i) else { continue };
            let coming = self
                .rounds
                .improvements
                .get(&i)
                .map_or(0.0, |programme| programme.coming);
            let gap = -room - coming;
            if gap <= tolerance * income {
                continue;
            }
            let programme = self.rounds.improvements.entry(i).or_default();
            let saved = delivered * gap.min(most * at_start);
            let lasting = (recurrent * saved).min((in_all * at_start - programme.lasting).max(0.0));
            programme.this_year = lasting;
            programme.once = saved * (1.0 - recurrent);
            let less = capacity * (programme.lasting + lasting) / at_start;
            let (id, once) = (self.ids[i].clone(), programme.once);
            // What this year alone saves is no saving of the next.
            self.rounds.spent_once(i, -once);
            let because = format!(
                "£{gap:.0} short of plan in the year ahead: £{lasting:.0} a year saved for good and £{once:.0} this year alone, {:.2} % of capacity given up in all",
                less * 100.0
            );
            round.tell(&id, "cost_improvement", "all", 0.0, lasting + once, because);
            for service in self.services_without_wards(&id) {
                let lever = self.capacities.set(&service, &format!("saving:{id}"), 1.0 - less);
                round.levers.push(lever);
            }
        }
    }

    /// Every month before costs are paid: what is saved by now comes off the trusts' cost.
    pub(super) fn deliver_improvements(&mut self, month: Month) {
        let steps = f64::from(month_of_year(month) + 1);
        for (i, programme) in &mut self.rounds.improvements {
            let now = programme.lasting + programme.this_year * steps / STEPS + programme.once;
            if let Some(cost) = self.costs.get_mut(i) {
                cost.relief += now - std::mem::replace(&mut programme.shown, now);
            }
        }
    }

    /// Ids of a provider's services that are no wards.
    fn services_without_wards(&self, provider: &str) -> Vec<String> {
        let own = self
            .settings
            .services
            .iter()
            .filter(|s| s.provider == provider && s.share > 0.0);
        own.filter(|s| !is_ward(s.kind)).map(|s| s.id.clone()).collect()
    }
}

/// Beds that stand in adult wards.
pub(super) fn is_ward(kind: ServiceKind) -> bool {
    use ServiceKind as Kind;
    matches!(
        kind,
        Kind::ShortStayBeds | Kind::MedicalBeds | Kind::OlderPeopleBeds | Kind::SurgicalBeds
    )
}
