//! Care seeking: which door a person with an acute need comes to, and what happens when no door opens.
//!
//! Each door has a utility by acuity, moved by the hour, by what the practice can offer now, by deprivation and age. One
//! addressed Gumbel number a door makes the choice (a multinomial logit), so a changed offer flips only those near the
//! margin. Who asked for an appointment in vain leans towards A&E and walk-in centres, the housebound towards the ambulance.
//! A need left alone may get worse, come back when there is room, or fade: it is latent until then.

use super::address::{For, Purpose};
use super::case::{Acuity, Case, Stage};
use super::event::Event;
use super::fact::{Fate, NeedFate};
use super::need::Need;
use super::population::{Presence, flag};
use super::settings::Settings;
use super::{Count, Model, Stock, What};
use crate::engine::{Key, Month, Span, sample};

/// A place where help can be sought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Door {
    /// Waits, looks after oneself, or asks a pharmacist.
    Home,
    Practice,
    Call111,
    WalkIn,
    Ae,
    Ambulance,
}

impl Door {
    pub(super) fn of(index: u8) -> Door {
        DOORS[index as usize]
    }
}

const DOORS: [Door; 6] = [
    Door::Home,
    Door::Practice,
    Door::Call111,
    Door::WalkIn,
    Door::Ae,
    Door::Ambulance,
];

/// Doors that have turned a person away for one need.
#[derive(Clone, Copy, Default)]
pub struct Refused(u8);

impl Refused {
    pub fn and(self, door: Door) -> Refused {
        Refused(self.0 | 1 << door as u8)
    }
    fn any(self) -> bool {
        self.0 != 0
    }
    fn holds(self, door: Door) -> bool {
        self.0 & 1 << door as u8 != 0
    }
}

/// What one bound must lie above another by, so that no rounding of theirs can turn the order.
const BEYOND_ROUNDING: f64 = 1.0 + 1e-9;

/// Ages from which another stage of life begins for the choice of A&E.
const AE_STAGES: [u32; 3] = [18, 30, 45];

/// Utilities and chances of care seeking.
#[derive(Clone, Debug)]
pub struct Rates {
    /// e^−utility of every door by acuity, and for an injury or a mental health crisis; that of the practice with nothing to wait.
    weight: [[[f64; 6]; 3]; 3],
    /// The same of the practice while it is closed.
    closed: [[f64; 3]; 3],
    /// The same of A&E by deprivation fifth and stage of life ([`AE_STAGES`]), and of the ambulance for the old.
    ae: [[[[f64; AE_STAGES.len() + 1]; 5]; 3]; 3],
    ambulance_old: [[f64; 3]; 3],
    /// e^−utility that A&E and walk-in centres (the ambulance, for the housebound) gain for who asked the practice in vain.
    asked_in_vain: f64,
    /// Chance of (moderate, high) acuity by need: exacerbation, serious, injury, self-limiting, crisis.
    moderate: [f64; 5],
    high: [f64; 5],
    advice_to_ambulance: f64,
    advice_to_ae: f64,
    advice_to_practice: f64,
    advice_moderate: f64,
    advice_high: f64,
    worse_by_ambulance: f64,
    pub latent_days: f64,
    pub escalation: f64,
    comes_back: f64,
    pub travel_minutes: f64,
    /// Over the shares of neighbourhoods that use another place's hospital.
    pub cross_boundary: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        let row = |acuity: &str| {
            let u = |door: &str| p(&format!("door.utility.{acuity}_{door}"));
            [0.0, u("practice"), u("call_111"), u("walk_in"), u("ae"), u("ambulance")]
        };
        let injury = [
            0.0,
            p("door.injury.practice"),
            0.0,
            p("door.injury.walk_in"),
            p("door.injury.ae"),
            0.0,
        ];
        let c = |door: &str| p(&format!("door.crisis.{door}"));
        let crisis = [0.0, c("practice"), c("call_111"), c("walk_in"), c("ae"), c("ambulance")];
        let utility = [row("minor"), row("moderate"), row("high")]
            .map(|row| [[0.0; 6], injury, crisis].map(|added| std::array::from_fn(|door| row[door] + added[door])));
        let weight = |utility: f64| libm::exp(-utility);
        let ae_per_fifth = p("door.ae_per_deprivation_fifth");
        let fifth = |fifth: usize| ae_per_fifth * (2.0 - fifth as f64);
        let old = p("door.ambulance_from_75");
        let stages = [p("door.ae_child"), p("door.ae_young_adult"), p("door.ae_adult"), 0.0];
        Rates {
            closed: std::array::from_fn(|row| {
                let closed = p(if row == Acuity::High as usize {
                    "door.practice_closed_high"
                } else {
                    "door.practice_closed"
                });
                utility[row].map(|by| weight(by[Door::Practice as usize] + closed))
            }),
            weight: utility.map(|by| by.map(|row| row.map(weight))),
            ae: utility.map(|by| {
                by.map(|row| {
                    std::array::from_fn(|f| stages.map(|stage| weight(row[Door::Ae as usize] + fifth(f) + stage)))
                })
            }),
            ambulance_old: utility.map(|by| by.map(|row| weight(row[Door::Ambulance as usize] + old))),
            asked_in_vain: weight(p("door.asked_in_vain")),
            moderate: [
                p("need.exacerbation.moderate_share"),
                p("need.serious_acute.moderate_share"),
                p("need.injury.moderate_share"),
                p("need.self_limiting.moderate_share"),
                p("need.mental_crisis.moderate_share"),
            ],
            high: [
                p("need.exacerbation.high_share"),
                p("need.serious_acute.high_share"),
                p("need.injury.high_share"),
                0.0,
                p("need.mental_crisis.high_share"),
            ],
            advice_to_ambulance: p("door.call_111.to_ambulance_share"),
            advice_to_ae: p("door.call_111.to_ae_share"),
            advice_to_practice: p("door.call_111.to_practice_share"),
            advice_moderate: p("door.call_111.ladder_moderate"),
            advice_high: p("door.call_111.ladder_high"),
            worse_by_ambulance: p("need.latent.worse_by_ambulance_share"),
            latent_days: p("need.latent.mean_days"),
            escalation: p("need.latent.escalation_share"),
            comes_back: p("need.latent.comes_back_share"),
            travel_minutes: p("door.travel_mean_minutes"),
            cross_boundary: p("door.cross_boundary_ratio"),
        }
    }

    fn acuity(&self, need: Need, u: f64) -> Acuity {
        let row = match need {
            Need::Exacerbation => 0,
            Need::SeriousAcute => 1,
            Need::Injury => 2,
            Need::MentalCrisis => 4,
            Need::FinalIllness => return Acuity::High,
            _ => 3,
        };
        if u < self.high[row] {
            Acuity::High
        } else if u < self.high[row] + self.moderate[row] {
            Acuity::Moderate
        } else {
            Acuity::Minor
        }
    }
}

/// The alternative with the greatest utility and Gumbel number, by a uniform number and e^−utility of each; nothing where
/// none is open (a weight of infinity). The first of equals wins.
///
/// The greatest of utility + Gumbel is the least of −ln(u) e^−utility, as a Gumbel number is −ln(−ln u). First what each is at
/// least, as −ln(1 − t) ≥ t + t²/2 + t³/3 + t⁴/4: where that lies above another's, no logarithm is needed.
#[inline]
fn best(u: &[f64; DOORS.len()], weight: &[f64; DOORS.len()]) -> Option<usize> {
    let least: [f64; DOORS.len()] = std::array::from_fn(|door| {
        let t = 1.0 - u[door];
        t * (1.0 + t * (1.0 / 2.0 + t * (1.0 / 3.0 + t / 4.0))) * weight[door]
    });
    let likely = (1..DOORS.len()).fold(0, |best, door| if least[door] < least[best] { door } else { best });
    if least[likely] == f64::INFINITY {
        return None;
    }
    // What the likely one is at most, as −ln(1 − t) ≤ t + t²/2 + t³/3 + t⁴/(4(1 − t)): mostly that decides.
    let t = 1.0 - u[likely];
    let most = t * (1.0 + t * (1.0 / 2.0 + t * (1.0 / 3.0 + t / (4.0 * (1.0 - t))))) * weight[likely] * BEYOND_ROUNDING;
    if (0..DOORS.len()).all(|door| door == likely || least[door] > most) {
        return Some(likely);
    }
    let race = |door: usize| sample::exponential(1.0 - u[door], 1.0) * weight[door];
    let mut best = (race(likely), likely);
    for door in (0..DOORS.len()).filter(|door| *door != likely) {
        if least[door] <= best.0 {
            let found = (race(door), door);
            if found < best {
                best = found;
            }
        }
    }
    Some(best.1)
}

impl Model {
    /// An acute need looks for a door.
    pub(super) fn acute_need(&mut self, id: u32, need: Need, key: Key) {
        let acuity = self.acuity(need, key);
        if self.met_in_care_home(id, need, key, acuity) {
            return;
        }
        self.seek(id, need, key, acuity, Refused::default());
    }

    pub(super) fn acuity(&self, need: Need, key: Key) -> Acuity {
        self.rates.door.acuity(need, key.of(Purpose::Acuity).uniform())
    }

    /// The illness before a death: an acute need addressed by the person alone.
    pub(super) fn last_illness(&mut self, id: u32) {
        let person = &mut self.population[id];
        if person.presence != Presence::Resident {
            return;
        }
        person.set(flag::LAST_ILLNESS, true);
        let key = person.key.of(Purpose::FinalIllness).with(2);
        if self.last_illness_stays(id, key) {
            return;
        }
        self.arise(id, Need::FinalIllness, key);
    }

    /// Chooses among the doors that have not refused, and enters.
    pub(super) fn seek(&mut self, id: u32, need: Need, key: Key, acuity: Acuity, refused: Refused) {
        let door = self.choose(id, need, key, acuity, refused);
        self.enter(id, need, key, acuity, door, refused);
    }

    /// The door with the greatest utility now.
    pub(super) fn choose(&self, id: u32, need: Need, key: Key, acuity: Acuity, refused: Refused) -> Door {
        let rates = &self.rates.door;
        let person = &self.population[id];
        let hour = self.now.hour();
        let age = person.age(self.now.day());
        let row = acuity as usize;
        let kind = match need {
            Need::Injury => 1,
            Need::MentalCrisis => 2,
            _ => 0,
        };
        let mut weight = rates.weight[row][kind];
        let open = (8..18).contains(&hour) && crate::engine::Calendar::is_working_day(self.now.day())
            || self.extended_hours_open();
        if !open {
            weight[Door::Practice as usize] = rates.closed[row][kind];
        }
        weight[Door::Practice as usize] *= self.practices.reluctance(person.practice);
        let stage = AE_STAGES.partition_point(|&from| from <= age);
        weight[Door::Ae as usize] = rates.ae[row][kind][person.deprivation as usize][stage];
        if age >= 75 {
            weight[Door::Ambulance as usize] = rates.ambulance_old[row][kind];
        }
        if !(8..22).contains(&hour) {
            weight[Door::WalkIn as usize] = f64::INFINITY;
        }
        if refused.holds(Door::Practice) {
            // The housebound cannot set out by themselves.
            let leans: &[Door] = if self.housebound(person) {
                &[Door::Ambulance]
            } else {
                &[Door::WalkIn, Door::Ae]
            };
            for door in leans {
                weight[*door as usize] *= rates.asked_in_vain;
            }
        }
        if refused.any() {
            for door in DOORS.into_iter().filter(|door| refused.holds(*door)) {
                weight[door as usize] = f64::INFINITY;
            }
        }
        let luck = key.of(Purpose::Door);
        let u: [f64; DOORS.len()] = std::array::from_fn(|door| luck.with(door as u64).uniform());
        DOORS[best(&u, &weight).unwrap_or(Door::Home as usize)]
    }

    fn enter(&mut self, id: u32, need: Need, key: Key, acuity: Acuity, door: Door, refused: Refused) {
        let cell = self.population[id].cell;
        self.diary.note(self.now, id, key, What::Sought { acuity, door });
        let in_vain = refused.holds(Door::Practice);
        match door {
            Door::Home => {
                let minor = acuity == Acuity::Minor && need == Need::SelfLimiting;
                if in_vain && acuity == Acuity::Minor {
                    self.goes_without(id, need, key);
                } else if minor && !refused.holds(Door::Home) && !self.asks_pharmacist(id, key) {
                    self.seek(id, need, key, acuity, refused.and(Door::Home));
                } else {
                    self.stays_home(id, need, key, acuity);
                }
            }
            Door::Practice => {
                if !self.urgent_appointment(id, need, key, acuity) {
                    self.asked_in_vain(id, need, key, acuity, refused);
                }
            }
            Door::Call111 => {
                if self.answered() {
                    self.call_111(id, need, key, acuity);
                } else {
                    self.tallies.count(Count::Call111Abandoned, cell);
                    self.diary.note(self.now, id, key, What::Unanswered);
                    let refused = refused.and(Door::Call111);
                    if acuity == Acuity::Minor && need == Need::SelfLimiting && !in_vain {
                        self.goes_without(id, need, key);
                    } else {
                        self.seek(id, need, key, acuity, refused);
                    }
                }
            }
            Door::WalkIn | Door::Ae => {
                let minor = i64::from(acuity == Acuity::Minor && need != Need::Injury);
                self.tallies.add(Count::AeMinorSelfReferred, 0, cell, minor);
                self.tallies.add(Count::AskedInVain, 0, cell, i64::from(in_vain));
                self.set_out(id, need, key, acuity, door);
            }
            Door::Ambulance => {
                if !self.rapid_response(id, need, key, acuity) {
                    self.tallies.add(Count::AskedInVain, 0, cell, i64::from(in_vain));
                    self.set_out(id, need, key, acuity, Door::Ambulance);
                }
            }
        }
    }

    /// The practice has no appointment, or none that suits: another door, or none.
    pub(super) fn asked_in_vain(&mut self, id: u32, need: Need, key: Key, acuity: Acuity, refused: Refused) {
        let cell = self.population[id].cell;
        self.tallies.count(Count::GpBalked, cell);
        self.diary.note(self.now, id, key, What::Balked);
        self.seek(id, need, key, acuity, refused.and(Door::Practice));
    }

    /// A minor need passes without help.
    fn goes_without(&mut self, id: u32, need: Need, key: Key) {
        let cell = self.population[id].cell;
        self.tallies.add(Count::UnmetNeed, need as usize, cell, 1);
        self.diary.note(self.now, id, key, What::Unmet);
    }

    /// Where NHS 111 sends a caller.
    pub(super) fn advice(&self, key: Key, acuity: Acuity) -> Door {
        let rates = &self.rates.door;
        let u = key.of(Purpose::Triage).uniform();
        // The sicker the caller, the further along the ladder the advice.
        let step = match acuity {
            Acuity::Minor => u,
            Acuity::Moderate => u * rates.advice_moderate,
            Acuity::High => u * rates.advice_high,
        };
        let to_ae = rates.advice_to_ambulance + rates.advice_to_ae;
        if step < rates.advice_to_ambulance {
            Door::Ambulance
        } else if step < to_ae {
            Door::Ae
        } else if step < to_ae + rates.advice_to_practice {
            Door::Practice
        } else {
            Door::Home
        }
    }

    fn call_111(&mut self, id: u32, need: Need, key: Key, acuity: Acuity) {
        let cell = self.population[id].cell;
        self.tallies.count(Count::Call111, cell);
        if self.crisis_team(id, need, key, acuity) {
            // The crisis line puts the caller through.
            return;
        }
        let advice = self.advice(key, acuity);
        self.diary.note(self.now, id, key, What::Advised(advice));
        match advice {
            Door::Ambulance => {
                if !self.rapid_response(id, need, key, acuity) && !self.single_point(id, need, key, acuity, true) {
                    self.set_out(id, need, key, acuity, Door::Ambulance);
                }
            }
            Door::Practice => {
                if !self.urgent_appointment(id, need, key, acuity) {
                    if acuity == Acuity::Minor {
                        let refused = Refused::default().and(Door::Call111);
                        self.asked_in_vain(id, need, key, acuity, refused);
                        return;
                    }
                    self.tallies.count(Count::GpBalked, cell);
                    self.diary.note(self.now, id, key, What::Balked);
                    if !self.single_point(id, need, key, acuity, false) {
                        self.tallies.count(Count::AskedInVain, cell);
                        self.set_out(id, need, key, acuity, Door::Ae);
                    }
                }
            }
            Door::Home => self.stays_home(id, need, key, acuity),
            door => {
                if !self.single_point(id, need, key, acuity, false) {
                    self.set_out(id, need, key, acuity, door);
                }
            }
        }
    }

    /// An urgent need on its way to a hospital door passes the single point of access, which offers rapid response (where
    /// it was not tried) and intermediate care; true if one of them takes it on.
    pub(super) fn single_point(&mut self, id: u32, need: Need, key: Key, acuity: Acuity, tried: bool) -> bool {
        let passes = acuity == Acuity::Moderate
            && need != Need::MentalCrisis
            && key.of(Purpose::SinglePoint).uniform() < self.standing.single_point;
        passes && (!tried && self.rapid_response(id, need, key, acuity) || self.step_up(id, need, key, acuity))
    }

    /// Sets out for a hospital door; arrives after the journey, and after the wait for a crew.
    pub(super) fn set_out(&mut self, id: u32, need: Need, key: Key, acuity: Acuity, door: Door) {
        let cell = self.population[id].cell;
        self.tallies.add(Count::NeedAtHospitalDoor, need as usize, cell, 1);
        let (door, wait) = if door == Door::Ambulance {
            self.send_crew(cell)
        } else {
            (door, Span(0))
        };
        let mut case = Case::new(id, key, need, acuity, cell, self.now);
        case.door = door as u8;
        case.hospital = self.hospital_here();
        let travel = Span::minutes(sample::exponential(
            key.of(Purpose::Lag).uniform(),
            self.rates.door.travel_minutes,
        ));
        let slot = self.cases.open(case);
        self.agenda
            .push(Event::Arrive.entry(self.now + wait + travel, id, slot));
    }

    /// Nobody is asked: minor needs pass, others become latent.
    pub(super) fn stays_home(&mut self, id: u32, need: Need, key: Key, acuity: Acuity) {
        if acuity == Acuity::Minor {
            return;
        }
        let cell = self.population[id].cell;
        self.tallies.add(Count::UnmetNeed, need as usize, cell, 1);
        self.levels.stock(Stock::LatentNeed, 0, cell, 1);
        self.diary.note(self.now, id, key, What::Untreated);
        let case = Case::new(id, key, need, acuity, cell, self.now);
        let wait = Span::days(sample::exponential(
            key.of(Purpose::Retry).uniform(),
            self.rates.door.latent_days,
        ));
        let slot = self.cases.open(case);
        self.agenda.push(Event::Latent.entry(self.now + wait, id, slot));
    }

    /// A latent need gets worse, comes back to the practice, or fades.
    pub(super) fn latent(&mut self, slot: u32) {
        let case = self.cases[slot];
        self.cases.close(slot);
        self.levels.stock(Stock::LatentNeed, 0, case.cell, -1);
        if self.population[case.person].presence != Presence::Resident {
            return;
        }
        let u = case.key.of(Purpose::Escalate).uniform();
        let (worse, back) = (self.rates.door.escalation, self.rates.door.comes_back);
        if u < worse {
            let door = if case.key.of(Purpose::Escalate).with(1).uniform() < self.rates.door.worse_by_ambulance {
                Door::Ambulance
            } else {
                Door::Ae
            };
            self.diary.note(self.now, case.person, case.key, What::Worse(door));
            self.set_out(case.person, case.need, case.key, Acuity::High, door);
        } else if u < worse + back {
            self.diary.note(self.now, case.person, case.key, What::ComesBack);
            self.urgent_appointment(case.person, case.need, case.key, case.acuity);
        }
    }

    pub(super) fn record_fate(&mut self, key: Key, fate: Fate) {
        if !self.in_warm_up() {
            self.tallies.fates.push(NeedFate {
                need: key.bits(),
                month: Month::of(self.now),
                fate,
            });
        }
    }

    /// Opens a case for someone who is already at the hospital's own entrance for direct admissions.
    pub(super) fn direct_case(&mut self, id: u32, need: Need, key: Key, acuity: Acuity) -> u32 {
        let mut case = Case::new(id, key, need, acuity, self.population[id].cell, self.now);
        case.direct = true;
        case.hospital = self.hospital_here();
        case.stage = Stage::Trolley;
        self.cases.open(case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by logarithms alone.
    fn plain(u: &[f64; 6], weight: &[f64; 6]) -> Option<usize> {
        let cost = |door: usize| sample::exponential(1.0 - u[door], 1.0) * weight[door];
        let open = (0..6).filter(|door| weight[*door] < f64::INFINITY);
        open.min_by(|a, b| cost(*a).total_cmp(&cost(*b)))
    }

    #[test]
    fn bounds_choose_as_logarithms_do() {
        let mut chosen = [0; 6];
        for i in 0..200_000 {
            let key = Key::root(3, i);
            let number = |row: u64, door: usize| key.with(row).with(door as u64).uniform();
            // No uniform number lies nearer to nought.
            let least = 0.5_f64.powi(53);
            let u: [f64; 6] = std::array::from_fn(|door| match i % 5 {
                // Near the ends, where bounds are loose or tight.
                0 => number(0, door).powi(30).max(least),
                1 => 1.0 - 1e-9 * number(0, door).max(1e-7),
                _ => number(0, door),
            });
            let weight: [f64; 6] = std::array::from_fn(|door| {
                let utility = 4.0 * number(1, door) - 2.0;
                let open = i % 7 != 0 || number(2, door) < 0.4;
                if open { libm::exp(-utility) } else { f64::INFINITY }
            });
            let found = best(&u, &weight);
            assert_eq!(found, plain(&u, &weight), "{u:?} {weight:?}");
            found.into_iter().for_each(|door| chosen[door] += 1);
        }
        assert!(chosen.iter().all(|n| *n > 10_000), "every door is chosen: {chosen:?}");
        assert_eq!(best(&[0.5; 6], &[f64::INFINITY; 6]), None);
        assert_eq!(best(&[0.5; 6], &[2.0; 6]), Some(0), "the first of equals");
    }
}
