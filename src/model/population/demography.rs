//! Living: ageing, onset, frailty both ways, control, death, births, moving in and out. All of it stands still in the
//! warm-up.

use super::{FIT, Presence, SEVERE, flag, frailty::FROM_AGE, mind, social};
use crate::engine::time::DAYS_PER_YEAR;
use crate::engine::{Date, Key, Month, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::event::Event;
use crate::model::fact::{AGE_BAND_FROM, age_band};
use crate::model::need::{DAYS, PROCESSES, Quarter};
use crate::model::service::care::Payer;
use crate::model::settings::Settings;
use crate::model::table::{TOP_AGE, Tables};
use crate::model::{Count, Model, Stock, What};

/// Rates of living.
#[derive(Clone, Debug)]
pub struct Living {
    /// Births a year per resident of each age band, of whom the mothers are.
    pub fertility: [f64; 7],
    /// Yearly hazard of moving out by age band, and the surplus of those who move in.
    move_out: [f64; 7],
    net_migration: f64,
    /// Yearly hazard that control is lost, for a person just reviewed and for one not reviewed for a year.
    control_lost: f64,
    control_lost_per_year: f64,
    /// For each frailty step, if no visit of community nursing is made.
    control_lost_unvisited: f64,
    boys: f64,
    final_illness: f64,
    final_illness_days: f64,
    fade: f32,
}

impl Living {
    pub fn new(settings: &Settings, tables: &Tables) -> Living {
        let p = |path: &str| settings.parameters.get(path);
        let mobile = p("population.moves.young_adults_per_year");
        let settled = p("population.moves.others_per_year");
        let older = p("population.moves.from_45_per_year");
        Living {
            fertility: fertility(settings, tables),
            move_out: [settled, settled, mobile, older, older, older, older],
            net_migration: p("population.moves.net_in_per_year"),
            control_lost: p("population.conditions.control_lost_per_year"),
            control_lost_unvisited: p("community.control_lost_unvisited_per_year"),
            control_lost_per_year: p("population.conditions.control_lost_more_per_year_unreviewed"),
            boys: p("population.births.boys_share"),
            final_illness: p("need.final_illness.share_of_deaths"),
            final_illness_days: p("need.final_illness.mean_days_before_death"),
            fade: p("population.admission_history.kept_per_quarter") as f32,
        }
    }
}

/// Births a year per resident of each band: women of the table at the fertility of their age. The rates name girls and
/// women from 15 to 44; the few births outside are in the outer groups, as they are published.
fn fertility(settings: &Settings, tables: &Tables) -> [f64; 7] {
    let rates = ["15_19", "20_24", "25_29", "30_34", "35_39", "40_44"].map(|ages| {
        settings
            .parameters
            .get(&format!("population.births.per_1000_women_{ages}"))
            / 1_000.0
    });
    let (mut births, mut people) = ([0.0; 7], [0.0; 7]);
    for (age, [women, men]) in tables.population.iter().enumerate() {
        let band = age_band(age as u32);
        let women: f64 = women.iter().sum();
        people[band] += women + men.iter().sum::<f64>();
        if (15..45).contains(&age) {
            births[band] += women * rates[(age - 15) / 5];
        }
    }
    std::array::from_fn(|band| births[band] / people[band])
}

/// Where and when someone who comes to live here does so.
struct Newcomer {
    fifth: usize,
    age: u32,
    sex: u8,
    at: Time,
}

impl Model {
    /// Births expected in a neighbourhood in a month, by the mother's age band: its people of the start at the fertility
    /// of their age.
    pub(in crate::model) fn births_expected(&self, n: usize, month: Month) -> [f64; 7] {
        let shares = &self.neighbourhoods[n].cells;
        let years = f64::from(month.days()) / DAYS_PER_YEAR;
        std::array::from_fn(|band| {
            let here: f64 = shares[band * 5..band * 5 + 5].iter().sum();
            here * f64::from(self.people_at_start) * self.rates.living.fertility[band] * years
        })
    }

    /// The addresses of a neighbourhood's births in a month, the same in every scenario.
    pub(in crate::model) fn births(&self, n: usize, month: Month) -> impl Iterator<Item = Key> + use<> {
        let base = self.neighbourhoods[n].key.of(Purpose::Birth).with(u64::from(month.0));
        let mean = self.births_expected(n, month).iter().sum();
        (0..sample::poisson(base.uniform(), mean)).map(move |i| base.with(u64::from(i) + 1))
    }

    /// Home and day of a birth.
    pub(in crate::model) fn birth(&self, n: usize, baby: Key, month: Month) -> (usize, Time) {
        let newcomer = self.newcomer(n, baby, &[(0, 1.0)], month, true);
        (newcomer.fifth, newcomer.at)
    }

    /// A quarter begins (or the run does): hazards and candidates for everyone.
    pub(in crate::model) fn quarter_start(&mut self) {
        let day = self.now.day();
        let index = day / DAYS;
        self.quarter = std::sync::Arc::new(Quarter::new(index, &self.tables));
        let to = Time::of_day((index + 1) * DAYS);
        self.agenda.push(Event::QuarterStart.entry(to, 0, 0));
        if self.now >= self.start {
            self.live(self.now, to);
        }
        for id in 0..self.population.len() as u32 {
            self.open_quarter(id);
        }
    }

    /// The reported part begins inside a quarter.
    pub(in crate::model) fn demography_start(&mut self) {
        let to = Time::of_day((self.quarter.index + 1) * DAYS);
        if !self.now.day().is_multiple_of(DAYS) {
            self.live(self.now, to);
            for id in 0..self.population.len() as u32 {
                self.raise_hazards(id);
            }
        }
        self.agenda.push(Event::Arrivals.entry(self.now, 0, 0));
    }

    fn open_quarter(&mut self, id: u32) {
        if !self.population[id].here() {
            return;
        }
        let hazards = self.hazards_of(id);
        self.bounds[id as usize] = hazards;
        self.open_candidates(id, &[0.0; PROCESSES], &hazards);
    }

    /// Everyone lives from `from` to `to`, inside one quarter.
    fn live(&mut self, from: Time, to: Time) {
        // The season of death, averaged over the days.
        let days = from.day()..to.day();
        let index = |day| self.tables.season_death[Date::of_day(day).month as usize - 1];
        let season = days.clone().map(index).sum::<f64>() / days.len() as f64;
        let rates = std::sync::Arc::clone(&self.rates);
        self.onset_put_off += (1.0 - self.standing.onset) * to.since(from).as_days() / DAYS_PER_YEAR;
        for id in 0..self.population.len() as u32 {
            if self.population[id].here() {
                self.live_one(id, from, to, season, &rates.living);
            }
        }
    }

    fn live_one(&mut self, id: u32, from: Time, to: Time, season: f64, living: &Living) {
        self.turn_to(id);
        let day = from.day();
        let index = self.quarter.index;
        let years = to.since(from).as_days() / DAYS_PER_YEAR;
        let age = self.population[id].age(day);
        self.relocate(id, day);
        if age != self.population[id].age(day.saturating_sub(DAYS)) {
            self.onset(id, age as usize);
        }
        // Frailty: one uniform a quarter; low numbers step up, high ones down.
        let person = &self.population[id];
        let mut frailty = person.frailty;
        if age as usize >= FROM_AGE {
            let solved = &self.synthesis.frailty;
            let u = person.key.of(Purpose::FrailtyStep).with(u64::from(index)).uniform();
            let years_of_age = (age as usize).min(TOP_AGE);
            if age as usize == FROM_AGE
                && frailty == FIT
                && self.population[id].birth_day + ((FROM_AGE as f64 * DAYS_PER_YEAR) as i32) > day as i32 - DAYS as i32
            {
                frailty = solved.state(FROM_AGE, person.key.of(Purpose::Frailty).uniform());
            } else if frailty < SEVERE && befalls(u, solved.up[years_of_age][frailty as usize] * years) {
                frailty += 1;
            } else if frailty > FIT && befalls(1.0 - u, solved.down[frailty as usize - 1] * years) {
                frailty -= 1;
            }
        }
        self.set_frailty(id, frailty);

        // Control of recorded conditions: the longer without review, the likelier it slips.
        let person = &self.population[id];
        if person.recorded != 0 && person.has(flag::CONTROLLED) {
            let unreviewed = f64::from(day.saturating_sub(u32::from(person.reviewed_day))) / DAYS_PER_YEAR;
            // Visits that community nursing did not make leave wounds, medicines and falls unseen.
            let unseen = living.control_lost_unvisited
                * f64::from(frailty)
                * self.team.unmet_share[usize::from(person.neighbourhood)];
            let hazard = living.control_lost + living.control_lost_per_year * unreviewed.min(2.0) + unseen;
            let u = person.key.of(Purpose::ControlStep).with(u64::from(index)).uniform();
            if befalls(u, hazard * years) {
                self.set_control(id, false);
                self.diary.note_of_life(self.now, id, What::Control(false));
            }
        }
        let person = &mut self.population[id];
        person.admissions = (f32::from(person.admissions) * living.fade) as u8;
        self.social_quarter(id, index, years);

        // Death: an Exp(1) threshold against the integrated hazard. Who will not outlive a year at the present rate is in
        // the last year of life.
        let person = &mut self.population[id];
        let rate = self.synthesis.mortality(person, age as usize);
        let used = rate * season * years;
        let key = person.key;
        let left = f64::from(person.death_left);
        person.set(flag::LAST_YEAR, left <= rate);
        person.death_left = (left - used) as f32;
        if left <= used && left >= 0.0 {
            let at = from + Span::days(to.since(from).as_days() * left / used);
            self.agenda.push(Event::Death.entry(at, id, 0));
            if key.of(Purpose::FinalIllness).uniform() < living.final_illness {
                let before = Span::days(sample::exponential(
                    key.of(Purpose::FinalIllness).with(1).uniform(),
                    living.final_illness_days,
                ));
                let onset = Time(at.0.saturating_sub(before.0).max(from.0 + 1));
                if onset < at {
                    self.agenda.push(Event::LastIllness.entry(onset, id, 0));
                }
            }
        }

        // Moving away.
        let person = &mut self.population[id];
        let rate = living.move_out[age_band(age)] * if person.has(flag::CARE_HOME) { 0.0 } else { 1.0 };
        let used = rate * years;
        let left = f64::from(person.move_left);
        person.move_left = (left - used) as f32;
        if left <= used && left >= 0.0 {
            let at = from + Span::days(to.since(from).as_days() * left / used);
            self.agenda.push(Event::MoveOut.entry(at, id, 0));
        }
    }

    fn onset(&mut self, id: u32, age: usize) {
        let person = &self.population[id];
        let (had, mut conditions, mut recorded) = (person.conditions, person.conditions, person.recorded);
        let age = age as f64 - self.onset_put_off;
        for condition in 0..self.synthesis.onset.len() {
            if conditions & (1 << condition) == 0 && self.synthesis.has_condition(person, condition, age) {
                conditions |= 1 << condition;
                let known = self.rates.record.at_onset(person.key, condition);
                recorded |= u16::from(known) << condition;
                let begins = if known {
                    What::Condition(condition as u8)
                } else {
                    What::Unfound(condition as u8)
                };
                self.diary.note_of_life(self.now, id, begins);
            }
        }
        if conditions != had {
            self.set_conditions(id, conditions, recorded);
        }
    }

    /// Moves the person's stocks when a birthday changes the age band.
    fn relocate(&mut self, id: u32, day: u32) {
        let person = &self.population[id];
        let band = age_band(person.age(day)) as u8;
        if band != person.band() {
            self.stand(id, -1);
            self.population[id].place_in_tallies(day);
            self.stand(id, 1);
        }
    }

    /// All conditions of a resident that stand in the record come under control, or slip out of it.
    pub(in crate::model) fn set_control(&mut self, id: u32, in_control: bool) {
        let person = &mut self.population[id];
        let before = person.in_control().count_ones();
        if in_control {
            person.treated = person.recorded;
        }
        person.set(flag::CONTROLLED, in_control);
        let (cell, now) = (person.cell, person.in_control().count_ones());
        if now != before {
            let more = i64::from(now) - i64::from(before);
            self.levels.stock(Stock::ConditionsInControl, 0, cell, more);
        }
    }

    /// Adds or removes a person from the standing stocks.
    pub(in crate::model) fn stand(&mut self, id: u32, sign: i64) {
        let person = &self.population[id];
        let (cell, frailty, flags) = (person.cell, person.frailty, person.flags);
        let (minds, social) = (person.mind, person.social);
        let (conditions, recorded, in_control) = (person.conditions, person.recorded, person.in_control());
        let (payer, own) = (person.payer().row(), person.payer() == Payer::SelfFunder);
        self.levels.stock(Stock::Population, 0, cell, sign);
        self.levels.stock(Stock::FRAILTY[frailty as usize], 0, cell, sign);
        for (conditions, stock) in [
            (conditions, Stock::TrueConditions),
            (recorded, Stock::RecordedConditions),
            (in_control, Stock::ConditionsInControl),
        ] {
            if conditions != 0 {
                self.levels
                    .stock(stock, 0, cell, sign * i64::from(conditions.count_ones()));
            }
        }
        if flags & flag::CASELOAD != 0 {
            self.levels.stock(Stock::Caseload, 0, cell, sign);
        }
        for (bit, stock) in [
            (flag::CARE_HOME, Stock::CareHomeResidents),
            (flag::PACKAGE, Stock::CarePackages),
        ] {
            if flags & bit != 0 {
                self.levels.stock(stock, payer, cell, sign);
            }
        }
        if flags & flag::HOME_PLAN != 0 {
            self.levels.stock(Stock::CareHomePlans, 0, cell, sign);
        }
        if flags & flag::CARE_HOME != 0 && own {
            self.levels.stock(Stock::CareHomeSelfFunders, 0, cell, sign);
        }
        for (bit, stock) in [
            (social::NURSING, Stock::NursingHomeResidents),
            (social::HOME_CARE_TEAM, Stock::IntermediateCareHome),
            (social::END_OF_LIFE, Stock::EndOfLifeRegister),
        ] {
            if social & bit != 0 {
                self.levels.stock(stock, 0, cell, sign);
            }
        }
        for (bit, stock) in [
            (mind::EPISODE, Stock::CommonMental),
            (mind::CASELOAD, Stock::MentalCaseload),
            (mind::AWAITS_TEAM, Stock::MentalTeamWaiting),
            (mind::HOME_TREATMENT, Stock::HomeTreatment),
        ] {
            if minds & bit != 0 {
                self.levels.stock(stock, 0, cell, sign);
            }
        }
        if social & social::CARER != 0 && frailty > FIT && flags & flag::CARE_HOME == 0 {
            self.levels.stock(Stock::UnpaidCarers, 0, cell, sign);
        }
    }

    pub(in crate::model) fn set_frailty(&mut self, id: u32, frailty: u8) {
        if self.population[id].frailty != frailty {
            self.stand(id, -1);
            self.population[id].frailty = frailty;
            self.diary.note_of_life(self.now, id, What::Frailty { to: frailty });
            self.stand(id, 1);
        }
    }

    pub(in crate::model) fn set_flag(&mut self, id: u32, bit: u16, on: bool) {
        if self.population[id].has(bit) != on {
            self.stand(id, -1);
            self.population[id].set(bit, on);
            self.stand(id, 1);
        }
    }

    pub(in crate::model) fn set_mind(&mut self, id: u32, bit: u8, on: bool) {
        if self.population[id].minds(bit) != on {
            self.stand(id, -1);
            self.population[id].mind ^= bit;
            self.stand(id, 1);
        }
    }

    pub(in crate::model) fn death(&mut self, id: u32) {
        if !self.population[id].here() {
            return;
        }
        let cell = self.population[id].cell;
        self.tallies.count(Count::Death, cell);
        let in_hospital = self.population[id].presence == Presence::InHospital;
        if in_hospital {
            self.tallies.count(Count::DeathInHospital, cell);
        }
        self.diary.note_of_life(self.now, id, What::Died { in_hospital });
        self.depart(id, Presence::Dead);
    }

    pub(in crate::model) fn move_out(&mut self, id: u32) {
        let person = &self.population[id];
        if !person.here() {
            return;
        }
        if person.presence != Presence::Resident {
            // Nobody moves house from a hospital bed.
            let later = self.now + Span::days(30.0);
            self.agenda.push(Event::MoveOut.entry(later, id, 0));
            return;
        }
        self.tallies.count(Count::MoveOut, person.cell);
        self.diary.note_of_life(self.now, id, What::MovedOut);
        self.depart(id, Presence::MovedOut);
    }

    fn depart(&mut self, id: u32, to: Presence) {
        self.leave_beds(id);
        self.leave_care(id);
        self.leave_mental(id);
        self.stand(id, -1);
        self.population[id].presence = to;
    }

    /// The month's births and newcomers, the same in every scenario: keyed by neighbourhood and month, their number set
    /// by the population of the start.
    pub(in crate::model) fn arrivals(&mut self) {
        let month = Month::of(self.now);
        self.agenda.push(Event::Arrivals.entry(month.next().start(), 0, 0));
        let share_of_year = f64::from(month.days()) / DAYS_PER_YEAR;
        let people = f64::from(self.people_at_start);
        let rates = std::sync::Arc::clone(&self.rates);
        for n in 0..self.neighbourhoods.len() {
            let (key, shares) = (self.neighbourhoods[n].key, self.neighbourhoods[n].cells.clone());
            for baby in self.births(n, month) {
                self.settle(n, baby, &[(0, 1.0)], month, Count::Birth);
            }
            // Newcomers replace those who would move out of the starting population, and a little more.
            let moving: Vec<(usize, f64)> = (0..7)
                .map(|band| {
                    let here: f64 = (0..5).map(|f| shares[band * 5 + f]).sum();
                    (band, here * (rates.living.move_out[band] + rates.living.net_migration))
                })
                .collect();
            let mean = moving.iter().map(|m| m.1).sum::<f64>() * people * share_of_year;
            let base = key.of(Purpose::MoveIn).with(u64::from(month.0));
            for i in 0..sample::poisson(base.uniform(), mean) {
                let newcomer = base.with(u64::from(i) + 1);
                self.settle(n, newcomer, &moving, month, Count::MoveIn);
            }
        }
    }

    /// What is drawn for a newcomer.
    fn newcomer(&self, n: usize, key: Key, bands: &[(usize, f64)], month: Month, born: bool) -> Newcomer {
        let shares = &self.neighbourhoods[n].cells;
        let mut draws = key.draws();
        let total: f64 = bands.iter().map(|b| b.1).sum();
        let mut u = draws.uniform() * total;
        let mut band = bands[bands.len() - 1].0;
        for &(b, weight) in bands {
            if u < weight {
                band = b;
                break;
            }
            u -= weight;
        }
        let here: f64 = shares[band * 5..band * 5 + 5].iter().sum();
        let mut v = draws.uniform() * here;
        let mut fifth = 4;
        for f in 0..5 {
            if v < shares[band * 5 + f] {
                fifth = f;
                break;
            }
            v -= shares[band * 5 + f];
        }
        let last = AGE_BAND_FROM.get(band + 1).map_or(95, |&next| next);
        let age = if born {
            0
        } else {
            AGE_BAND_FROM[band] + (draws.uniform() * f64::from(last - AGE_BAND_FROM[band])) as u32
        };
        let sex = u8::from(draws.uniform() < self.rates.living.boys);
        let at = month.start() + Span::days(draws.uniform() * f64::from(month.days()));
        Newcomer { fifth, age, sex, at }
    }

    fn settle(&mut self, n: usize, key: Key, bands: &[(usize, f64)], month: Month, count: Count) {
        let Newcomer { fifth, age, sex, at } = self.newcomer(n, key, bands, month, count == Count::Birth);
        let day = at.day();
        let mut person = self.synthesis.person(key, n, fifth, age, sex, day);
        person.hospital = self.hospital_for(n, key);
        if count == Count::Birth {
            person.birth_day = day as i32;
            person.place_in_tallies(day);
        }
        person.set(flag::CARE_HOME, false);
        self.tallies.count(count, person.cell);
        let id = self.population.add(person);
        let came = if count == Count::Birth {
            What::Born
        } else {
            What::MovedIn
        };
        self.diary.note_of_life(self.now, id, came);
        self.bounds.push([0.0; PROCESSES]);
        self.stand(id, 1);
        self.raise_hazards(id);
    }
}

/// Whether something with an integrated hazard befalls by one uniform number: u < 1 − e^−x. As 1 − e^−x ≤ x, most are
/// told without the exponential.
#[inline]
fn befalls(u: f64, hazard: f64) -> bool {
    u < hazard && u < 1.0 - libm::exp(-hazard)
}
