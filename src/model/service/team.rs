//! Care outside hospital by teams: community nursing, the neighbourhood team with its caseload, rapid response.
//!
//! The team looks through recorded history once a month. Its score ([`super::risk_score`]) finds the people at risk with
//! limited precision; those on the list are seen more often (which finds unmet need) and their conditions slip less.

use crate::engine::{Calendar, Key, Month};
use crate::model::address::{For, Purpose};
use crate::model::case::Acuity;
use crate::model::event::Event;
use crate::model::fact::{CELLS, Fate, band_of};
use crate::model::need::{Management, Need};
use crate::model::patch::Group;
use crate::model::population::{Person, Presence, flag};
use crate::model::service::refill;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{Count, Model, Stock, What};

#[derive(Clone, Debug)]
pub struct Rates {
    /// Community contacts per person-year by age band, and by frailty relative to the mean at the age.
    contacts: [f64; 7],
    contacts_by_frailty: [f64; 4],
    team_contacts_per_month: f64,
    /// What the capacities of the two services are measured by: places per 1,000, starts a day per 100,000 residents.
    caseload_designed: f64,
    rapid_designed: f64,
    score_stays: f64,
    found_acute: f64,
    from_age: u32,
    rapid_success: f64,
    rapid_success_high: f64,
    rapid_from_hour: u32,
    rapid_to_hour: u32,
    rapid_from_age: u32,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        Rates {
            contacts: ["0_4", "5_17", "18_44", "45_64", "65_74", "75_84", "85_plus"]
                .map(|band| p(&format!("community.contacts_per_year.age_{band}"))),
            contacts_by_frailty: ["fit", "mild", "moderate", "severe"]
                .map(|f| p(&format!("community.contacts_ratio_{f}"))),
            team_contacts_per_month: p("team.contacts_per_month"),
            caseload_designed: p("team.designed_places_per_1000"),
            rapid_designed: p("team.rapid_response.designed_starts_per_100000"),
            score_stays: p("team.score.already_on_caseload"),
            found_acute: p("team.case_management.found_acute_share"),
            from_age: p("team.from_age") as u32,
            rapid_success: p("team.rapid_response.success_moderate_share"),
            rapid_success_high: p("team.rapid_response.success_high_share"),
            rapid_from_hour: p("team.rapid_response.from_hour") as u32,
            rapid_to_hour: p("team.rapid_response.to_hour") as u32,
            rapid_from_age: p("team.rapid_response.from_age") as u32,
        }
    }
}

/// State of the teams, by neighbourhood.
#[derive(Clone)]
pub struct Team {
    /// Rapid responses that can still start; what is left of a start is kept for the next day.
    rapid_room: Vec<f64>,
    /// Visits to care homes that can still be made today.
    pub home_visits: Vec<f64>,
    /// Share of the visits of community nursing that were not made in the last month, by neighbourhood.
    pub unmet_share: Vec<f64>,
}

impl Team {
    pub fn new(neighbourhoods: usize) -> Team {
        Team {
            rapid_room: vec![0.0; neighbourhoods],
            home_visits: vec![0.0; neighbourhoods],
            unmet_share: vec![0.0; neighbourhoods],
        }
    }
}

impl Model {
    /// How case management touches a person now.
    #[inline]
    pub(in crate::model) fn management_of(&self, person: &Person) -> Management {
        let n = person.neighbourhood as usize;
        let reach = if person.has(flag::CASELOAD) {
            self.standing.case_management[n] as f32
        } else {
            0.0
        };
        Management {
            reach,
            reviews: self.standing.review_effort[n] as f32,
        }
    }

    /// Chance that a review of somebody on a caseload finds a need that cannot wait: for each of their conditions that is out
    /// of control, found or not, as far as case management has come.
    ///
    /// chance = 1 − (1 − share · reach)^conditions out of control; none for who is in good control.
    pub(in crate::model) fn found_acute_chance(&self, person: &Person) -> f64 {
        let out_of_control = if person.has(flag::CONTROLLED) {
            person.untreated()
        } else {
            person.conditions
        };
        let each = self.rates.team.found_acute * f64::from(self.management_of(person).reach);
        1.0 - libm::pow(1.0 - each, f64::from(out_of_control.count_ones()))
    }

    /// Capacity of a team's service over what its care model reckons with at full maturity, so many for each 1,000
    /// residents. The care model's lever brings the posts; this says how far the service's staff and productivity are
    /// from those it was designed for.
    fn staffing(&self, kind: ServiceKind, designed_per_1000: f64) -> f64 {
        let designed = designed_per_1000 * self.people_of(Group::Community) / 1_000.0;
        self.standing.places(kind, "", self.now) / designed
    }

    /// Rapid responses that a neighbourhood's team can start in a day, on average: none without a care model.
    fn rapid_slots(&self, n: usize) -> f64 {
        let lever = self.standing.rapid_response[n];
        if lever <= 0.0 {
            return 0.0;
        }
        let staffing = self.staffing(ServiceKind::RapidResponse, self.rates.team.rapid_designed / 100.0);
        lever * staffing * self.neighbourhoods[n].people / 100_000.0
    }

    /// A new day for rapid response: the day's starts, and what part of one was left over.
    pub(in crate::model) fn team_day(&mut self) {
        for n in 0..self.neighbourhoods.len() {
            self.turn_to_neighbourhood(n);
            self.team.rapid_room[n] = refill(self.team.rapid_room[n], self.rapid_slots(n));
            self.home_visits_day(n);
        }
    }

    /// The rapid-response team goes instead of the ambulance or the ward, if it may, can, and succeeds; true if the need
    /// is met at home.
    pub(in crate::model) fn rapid_response(&mut self, id: u32, need: Need, key: Key, acuity: Acuity) -> bool {
        let person = &self.population[id];
        let n = person.neighbourhood as usize;
        let slots = self.rapid_slots(n);
        if slots <= 0.0 || acuity == Acuity::Minor || matches!(need, Need::FinalIllness | Need::MentalCrisis) {
            return false;
        }
        let rates = &self.rates.team;
        let hour = self.now.hour();
        let suits = (rates.rapid_from_hour..rates.rapid_to_hour).contains(&hour)
            && person.age(self.now.day()) >= rates.rapid_from_age
            && person.frailty > 0;
        if !suits || self.team.rapid_room[n] < 1.0 {
            return false;
        }
        self.team.rapid_room[n] -= 1.0;
        let cell = person.cell;
        self.tallies.count(Count::RapidResponse, cell);
        self.tallies.count(Count::Handoff, cell);
        let success = if acuity == Acuity::High {
            rates.rapid_success_high
        } else {
            rates.rapid_success
        };
        let met = key.of(Purpose::Rapid).uniform() < success;
        self.diary.note(self.now, id, key, What::RapidResponse { met });
        if met {
            self.record_fate(key, Fate::TreatedElsewhere);
            true
        } else {
            false
        }
    }

    /// Each month: community nursing's contacts, and the teams' caseloads.
    pub(in crate::model) fn team_month(&mut self) {
        let month = Month::of(self.now);
        self.agenda.push(Event::TeamMonth.entry(month.next().start(), 0, 0));
        self.in_each(Group::Community, |model| model.community_contacts(month));
        self.review_caseloads(month);
        self.in_each(Group::Mental, |model| model.mental_team_contacts(month));
        self.maternity_month(month);
        self.child_health_month(month);
    }

    /// Visits needed by residents at home and in care homes; what the staff cannot make is counted as unmet.
    fn community_contacts(&mut self, month: Month) {
        let rates = &self.rates.team;
        let share = f64::from(month.days()) / crate::engine::time::DAYS_PER_YEAR;
        let mut wanted = vec![0.0; self.neighbourhoods.len() * CELLS];
        for (state, by_frailty) in Stock::FRAILTY.into_iter().zip(rates.contacts_by_frailty) {
            for (cell, &people) in self.levels.by_cell(state).iter().enumerate() {
                if self.at_home(Group::Community, cell / CELLS) {
                    wanted[cell] += people as f64 * rates.contacts[band_of(cell)] * by_frailty;
                }
            }
        }
        let days = (0..month.days())
            .filter(|d| Calendar::is_working_day(month.start().day() + d))
            .count() as f64;
        let room = self.standing.places(ServiceKind::CommunityNursing, "", self.now) * days;
        let total: f64 = wanted.iter().sum::<f64>() * share;
        // Staff may stretch a little, or take on fewer than they could.
        let taken_on = self.standing.community_acceptance();
        let met = (room * taken_on.max(1.0) / total.max(1.0)).min(1.0).min(taken_on);
        for n in self
            .patches
            .neighbourhoods(Group::Community, self.here(Group::Community))
        {
            self.team.unmet_share[n] = 1.0 - met;
        }
        for (cell, visits) in wanted.iter().enumerate() {
            let visits = visits * share;
            let made = (visits * met).round() as i64;
            self.tallies.add(Count::CommunityContact, 0, cell as u16, made);
            self.tallies
                .add(Count::CommunityUnmet, 0, cell as u16, visits.round() as i64 - made);
        }
    }

    /// Fills each neighbourhood's places with those who score highest on recorded history.
    fn review_caseloads(&mut self, month: Month) {
        if self.standing.caseload_places.iter().all(|&p| p <= 0.0) && self.levels.standing(Stock::Caseload) == 0 {
            return;
        }
        for n in 0..self.neighbourhoods.len() {
            self.turn_to_neighbourhood(n);
            let staffing = self.staffing(ServiceKind::NeighbourhoodTeam, self.rates.team.caseload_designed);
            let wanted = self.standing.caseload_places[n] * self.neighbourhoods[n].people / 1_000.0;
            // A hair's breadth below a whole place is that place.
            let places = (wanted * staffing + 1e-6) as usize;
            let day = self.now.day();
            let rates = &self.rates.team;
            let mut scored: Vec<(f64, u32)> = Vec::new();
            for id in 0..self.population.len() as u32 {
                let person = &self.population[id];
                if person.neighbourhood as usize != n || !person.here() {
                    continue;
                }
                let on = person.has(flag::CASELOAD);
                let age = person.age(day);
                if !on && (places == 0 || age < rates.from_age || person.has(flag::CARE_HOME)) {
                    continue;
                }
                let stays = if on { rates.score_stays } else { 0.0 };
                let score = self.risk_score(person, month.0 / 12) + stays;
                scored.push((score, id));
            }
            scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for (rank, &(_, id)) in scored.iter().enumerate() {
                let on = rank < places;
                if self.population[id].has(flag::CASELOAD) != on {
                    self.set_flag(id, flag::CASELOAD, on);
                    self.diary.note_of_life(self.now, id, What::Caseload(on));
                    if self.population[id].presence == Presence::Resident {
                        self.raise_hazards(id);
                    }
                }
                if on {
                    let contacts = self.rates.team.team_contacts_per_month;
                    let u = self.population[id]
                        .key
                        .of(Purpose::Response)
                        .with(1 << 32 | u64::from(month.0))
                        .uniform();
                    let cell = self.population[id].cell;
                    let contacts = (contacts + u) as i64;
                    self.tallies.add(Count::TeamContact, 0, cell, contacts);
                    let seen = What::TeamContacts(contacts.clamp(0, 255) as u8);
                    self.diary.note_of_life(self.now, id, seen);
                }
            }
        }
    }
}
