//! Wards close and open: steps of `economy.planning.ward_beds` beds of a bed service, and with them the steps of semi-fixed cost
//! ([`super::super::cost`]).
//!
//! At the end of each quarter, for each service that a scenario names, with B beds now and b beds a ward:
//!
//! - a ward closes when the provider stands below its plan for the year to date, and the mean occupied beds of the last twelve months would
//!   fill no more than `economy.planning.ward_full_share` of B − b;
//! - a ward opens when the mean occupied beds of the last three months fill more than `economy.planning.ward_over_share` of B, and the
//!   provider stands at its plan or above;
//! - between half and one and a half times the planned beds.
//!
//! Wards also close by decision, at a date and whatever the occupancy. Each ward that moves costs
//! `economy.planning.ward_pounds_per_bed` for each bed, paid by the trust, or with transitional money by a payer. A ward beyond
//! those planned is built ([`super::capital`]), the first time it opens.

use super::super::Economy;
use super::super::activity::month_of_year;
use super::super::ledger::{Heading, pence};
use super::Round;
use crate::engine::Month;
use crate::model::fact::{Facts, Stock};
use serde::{Deserialize, Serialize};

const QUARTER: usize = 3;
const YEAR: usize = 12;
/// Shares of the planned beds between which wards move.
const FEWEST: f64 = 0.5;
const MOST: f64 = 1.5;

/// What is known of a bed service.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Book {
    /// Wards opened less wards closed.
    moved: i32,
    /// Wards built beyond those planned.
    built: i32,
    /// Mean occupied beds of up to twelve months, oldest first.
    occupied: Vec<f64>,
}

impl Economy {
    /// Month end: what was decided, and at a quarter's end what occupancy and finance say.
    pub(super) fn move_wards(&mut self, facts: &Facts, round: &mut Round) {
        let Some(wards) = self.settings.planning.wards.clone() else {
            return;
        };
        let start = crate::engine::Date::parse(&self.settings.start)
            .expect("the start date was checked when the scenario was read")
            .calendar_month();
        for (id, closure) in &wards.closures {
            if facts.month == Month(start.0 + closure.after_years * YEAR as u32) {
                let because = format!("{id}: decided before, whatever the occupancy");
                self.move_ward(&closure.service, -(closure.wards as i32), because, facts.month, round);
            }
        }
        for service in &wards.services {
            self.watch_ward(service, facts, round);
        }
    }

    /// Beds of a service as planned, and of one of its wards.
    fn planned_beds(&self, service: &str) -> Option<(f64, f64)> {
        let planned = self
            .settings
            .services
            .iter()
            .find(|s| s.id == service)?
            .capacity
            .places();
        let ward = self.settings.parameters.get("economy.planning.ward_beds");
        (planned > 0.0).then_some((planned, ward))
    }

    fn watch_ward(&mut self, service: &str, facts: &Facts, round: &mut Round) {
        let Some((planned, ward)) = self.planned_beds(service) else {
            return;
        };
        let place = self.settings.services.iter().position(|s| s.id == service);
        let midnights: i64 = (facts.stocks.iter())
            .filter(|t| t.kind == Stock::BedOccupied && t.service.map(usize::from) == place)
            .map(|t| t.total())
            .sum();
        let book = self.rounds.wards.entry(service.to_string()).or_default();
        book.occupied.push(midnights as f64 / f64::from(facts.month.days()));
        if book.occupied.len() > YEAR {
            book.occupied.remove(0);
        }
        let (seen, moved) = (book.occupied.len(), book.moved);
        let mean = |of: usize| book.occupied[seen - of.min(seen)..].iter().sum::<f64>() / of.min(seen) as f64;
        let (year, quarter) = (mean(YEAR), mean(QUARTER));
        if month_of_year(facts.month) as usize % QUARTER != QUARTER - 1 || seen < QUARTER {
            return;
        }
        let of = |what: &str| self.settings.parameters.get(&format!("economy.planning.{what}"));
        let (full, over) = (of("ward_full_share"), of("ward_over_share"));
        let provider = self.settings.services[place.expect("its beds were found")]
            .provider
            .clone();
        let above = self.standings[super::super::index(&self.ids, &provider)].above();
        let beds = planned + f64::from(moved) * ward;
        let (fewer, more) = (beds - ward, beds + ward);
        if seen == YEAR && above < 0.0 && fewer >= FEWEST * planned && year <= full * fewer {
            let because = format!(
                "£{:.0} below plan in the year to date; {year:.0} of {beds:.0} beds were occupied and {fewer:.0} hold them",
                -above
            );
            self.move_ward(service, -1, because, facts.month, round);
        } else if above >= 0.0 && more <= MOST * planned && quarter > over * beds {
            let because = format!(
                "£{above:.0} above plan in the year to date; {quarter:.0} of {beds:.0} beds were occupied in the quarter"
            );
            self.move_ward(service, 1, because, facts.month, round);
        }
    }

    /// So many wards open (or, negative, close).
    fn move_ward(&mut self, service: &str, wards: i32, because: String, month: Month, round: &mut Round) {
        let Some((planned, ward)) = self.planned_beds(service) else {
            return;
        };
        let provider = self.settings.services.iter().find(|s| s.id == service);
        let provider = provider.expect("its beds were found").provider.clone();
        let book = self.rounds.wards.entry(service.to_string()).or_default();
        let ratio = |moved: i32| ((planned + f64::from(moved) * ward) / planned).max(0.0);
        let from = ratio(book.moved);
        book.moved += wards;
        let new = (book.moved - book.built).max(0);
        book.built += new;
        let to = ratio(book.moved);
        let lever = self.capacities.set(service, "wards", to);
        round.levers.push(lever);
        let each = self.settings.parameters.get("economy.planning.ward_pounds_per_bed");
        let cost = each * ward * f64::from(wards.unsigned_abs());
        let (trust, sink) = (super::super::index(&self.ids, &provider), self.sink());
        let capital = self
            .settings
            .parameters
            .get("economy.planning.ward_capital_pounds_per_bed");
        self.buy(trust, capital * ward * f64::from(new), month);
        let payer = (self.settings.planning.wards.as_ref())
            .and_then(|wards| wards.transition_paid_by.as_ref())
            .map(|payer| super::super::index(&self.ids, payer));
        if let Some(payer) = payer {
            self.ledger.post(payer, trust, Heading::TransitionalMoney, pence(cost));
        }
        self.ledger.post(trust, sink, Heading::Restructuring, pence(cost));
        self.rounds.spent_once(payer.unwrap_or(trust), cost);
        let paid_by = payer.map_or(&provider, |payer| &self.ids[payer]).clone();
        let because = format!("{because}; £{cost:.0} of restructuring is paid by {paid_by}");
        round.tell(&provider, "wards", service, from, to, because);
    }
}
