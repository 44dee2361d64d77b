//! The specialties of planned care: which need each serves, in whom, and the usual course of its pathways. Who is
//! referred where stands in a table (it is a shape over age and sex); every single number that somebody may want to
//! doubt, sweep or change at a date is a parameter.

use super::clock::{Entry, OFF};
use crate::engine::{Key, sample};
use crate::model::address::{For, Purpose};
use crate::model::fact::age_band;
use crate::model::need::Need;
use crate::model::population::Person;
use crate::model::service::bed::Pool;
use crate::model::settings::{ServiceKind, Settings};

/// One specialty.
#[derive(Clone, Debug)]
pub struct Specialty {
    pub name: String,
    /// The need that it serves.
    pub(super) need: Need,
    /// Share of that need by sex and age band.
    share: [[f64; 7]; 2],
    pub(super) urgent: f64,
    /// Share of needs that do not pass the practice.
    pub(super) direct: f64,
    follow_ups: f64,
    listed: f64,
    day_case: f64,
    tested: f64,
    endoscopy: f64,
    course: f64,
    repeats: f64,
    theatre: f64,
    pub(super) first_wait: f64,
    pub(super) list_wait: f64,
    /// Where its ordinary patients lie.
    pub(super) ward: Pool,
}

#[derive(Clone, Debug)]
pub struct Rates {
    pub specialties: Vec<Specialty>,
    direct_on_clock: f64,
    pub(super) urgent_first_wait: f64,
    pub(super) urgent_list_wait: f64,
    interval_days: f64,
    follow_up_least: f64,
    follow_up_margin: f64,
    later: f64,
    /// How often an attendance ends in treatment, by stage of life.
    treated: [f64; 3],
    rebooked: f64,
    rebooked_days: f64,
    repeat_days: f64,
    repeat_ordinary: f64,
    pub(super) test_wait: f64,
    pub(super) test_urgent_wait: f64,
    pub(super) result_days: f64,
    pub(super) test_standard: u32,
    pub(super) theatre_minutes: [f64; 2],
    early_removal: f64,
    late_removal: f64,
    late_from: f64,
    pub(super) validation_weeks: u32,
    pub(super) triage_treats: f64,
    pub(super) triage_most_wait: f64,
    pub(super) triage_wait: f64,
    pub(super) triage_at_start: f64,
    pub(super) initiative_gain: f64,
    pub(super) initiative_most: f64,
    pub(super) stay_median: f64,
    pub(super) stay_sigma: f64,
    pub(super) stay_zero: f64,
    pub(super) stay_zero_days: f64,
    pub(super) beds_kept: f64,
}

/// What a pathway holds, known from its address alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    /// Follow-ups beside a visit for a decision.
    pub follow_ups: u16,
    pub listed: bool,
    pub ordinary: bool,
    pub theatre: bool,
    /// A test before the decision; which by [`super::diagnostic::MODALITIES`].
    pub test: Option<usize>,
    /// The decision waits for the next attendance.
    pub later: bool,
    /// Planned repeats.
    pub repeats: u16,
}

/// The specialties of a setting, in order of name.
pub fn specialties(settings: &Settings) -> Vec<String> {
    let mut names: Vec<String> = settings
        .services
        .iter()
        .filter(|s| s.kind == ServiceKind::OutpatientClinic && s.share > 0.0)
        .map(|s| s.specialty.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Stages of life between which the same complaint ends in treatment more or less often: 18 to 34, those between, 85 and
/// over.
pub(super) fn life_stage(age: u32) -> u8 {
    match age {
        18..35 => 0,
        85.. => 2,
        _ => 1,
    }
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        let year = crate::engine::time::DAYS_PER_YEAR;
        let specialties = specialties(settings)
            .into_iter()
            .map(|name| {
                let s = |what: &str| p(&format!("planned.{name}.{what}"));
                let rows = &settings.tables.specialties;
                let row = rows.iter().find(|row| row.name == name);
                let row = row.expect("a specialty of the plan stands in the table, as was checked when it was read");
                Specialty {
                    need: row.need,
                    share: row.share,
                    urgent: s("urgent_share"),
                    direct: s("direct_share"),
                    follow_ups: s("follow_ups_per_first"),
                    listed: s("listed_share"),
                    day_case: s("day_case_share"),
                    tested: s("test_share"),
                    endoscopy: s("endoscopy_share"),
                    course: s("course_share"),
                    repeats: s("repeats_per_course"),
                    theatre: s("theatre_share"),
                    first_wait: s("first_wait_at_start_days"),
                    list_wait: s("list_wait_at_start_days"),
                    ward: if row.medical_ward {
                        Pool::Medical
                    } else {
                        Pool::Surgical
                    },
                    name,
                }
            })
            .collect();
        Rates {
            specialties,
            direct_on_clock: p("planned.direct_on_clock_share"),
            urgent_first_wait: p("planned.urgent_first_wait_days"),
            urgent_list_wait: p("planned.urgent_list_wait_days"),
            interval_days: p("planned.follow_up_interval_days"),
            follow_up_least: p("planned.follow_up_least_days"),
            follow_up_margin: p("planned.follow_up_room_margin"),
            later: p("planned.later_decision_share"),
            treated: [
                p("planned.treated_ratio_18_to_34"),
                1.0,
                p("planned.treated_ratio_85_plus"),
            ],
            rebooked: p("planned.rebooked_share"),
            rebooked_days: p("planned.rebooked_days"),
            repeat_days: p("planned.repeat_interval_days"),
            repeat_ordinary: p("planned.repeat_ordinary_share"),
            test_wait: p("planned.test.wait_at_start_days"),
            test_urgent_wait: p("planned.test.urgent_wait_at_start_days"),
            result_days: p("planned.test.result_days"),
            test_standard: p("planned.test.standard_days") as u32,
            theatre_minutes: [
                p("planned.theatre.day_case_minutes"),
                p("planned.theatre.ordinary_minutes"),
            ],
            early_removal: p("planned.validation.early_per_year") / year,
            late_removal: p("planned.validation.late_per_year") / year,
            late_from: p("planned.validation.late_from_days"),
            validation_weeks: (p("planned.validation.every_weeks") as u32).max(1),
            triage_treats: p("planned.triage.treats_share"),
            triage_most_wait: p("planned.triage.most_wait_days"),
            triage_wait: p("planned.triage.wait_at_start_days"),
            triage_at_start: p("planned.triage.share_at_start"),
            initiative_gain: p("planned.initiative_gain"),
            initiative_most: p("planned.initiative_most_share"),
            stay_median: p("planned.stay_median_days"),
            stay_sigma: p("planned.stay_sigma"),
            stay_zero_days: p("planned.stay_zero_days"),
            stay_zero: p("planned.stay_zero_share"),
            beds_kept: p("planned.beds_kept_for_emergencies"),
        }
    }

    /// Whether some specialty serves each planned need: one that nobody serves does not arise.
    pub fn served(&self) -> [bool; 5] {
        Need::PLANNED.map(|need| self.specialties.iter().any(|s| s.need == need))
    }

    /// The specialty to which a need is referred.
    pub(super) fn specialty(&self, need: Need, key: Key, sex: u8, age: u32) -> usize {
        let (sex, band) = (usize::from(sex), age_band(age));
        let weight = |s: &Specialty| if s.need == need { s.share[sex][band] } else { 0.0 };
        let total: f64 = self.specialties.iter().map(weight).sum();
        let mut u = key.of(Purpose::Specialty).uniform() * total;
        for (i, s) in self.specialties.iter().enumerate() {
            u -= weight(s);
            if u < 0.0 {
                return i;
            }
        }
        let last = self.specialties.iter().rposition(|s| s.need == need);
        last.expect("a planned need arises only where a specialty serves it")
    }

    /// A new referral's entry; whether a clock runs for it is known from its address.
    pub(super) fn referral(&self, id: u32, person: &Person, key: Key, specialty: usize, day: u32) -> Entry {
        let s = &self.specialties[specialty];
        let on = !self.is_direct(specialty, key) || key.of(Purpose::Clock).uniform() < self.direct_on_clock;
        Entry {
            key,
            person: id,
            cell: person.cell,
            specialty: specialty as u8,
            since: day,
            clock: if on { day } else { OFF },
            left: 0,
            calls: 0,
            urgent: key.of(Purpose::Acuity).uniform() < s.urgent,
            ordinary: false,
            decides: false,
            life_stage: life_stage(person.age(day)),
        }
    }

    /// Whether a need goes past the practice.
    pub(super) fn is_direct(&self, specialty: usize, key: Key) -> bool {
        key.of(Purpose::Route).uniform() < self.specialties[specialty].direct
    }

    /// What follows a first attendance. `follow_up` is the lever on follow-ups, 1 when nobody moves it.
    pub(super) fn course(&self, entry: &Entry, follow_up: f64) -> Course {
        let s = &self.specialties[usize::from(entry.specialty)];
        let key = entry.key;
        let on = entry.clock != OFF;
        let tested = on && key.of(Purpose::Test).uniform() < s.tested;
        let endoscopy = tested && key.of(Purpose::Test).with(1).uniform() < s.endoscopy;
        let treated = self.treated[usize::from(entry.life_stage)];
        let starts = key.of(Purpose::Repeats).uniform() < s.course * treated;
        Course {
            follow_ups: geometric(key.of(Purpose::FollowUps).uniform(), s.follow_ups * follow_up) as u16,
            listed: on && key.of(Purpose::Listing).uniform() < s.listed * treated,
            ordinary: key.of(Purpose::Listing).with(1).uniform() >= s.day_case,
            theatre: key.of(Purpose::Theatre).uniform() < s.theatre,
            test: tested.then_some(usize::from(!endoscopy)),
            later: on && !entry.urgent && !tested && key.of(Purpose::Decision).uniform() < self.later,
            repeats: if starts {
                1 + geometric(key.of(Purpose::Repeats).with(1).uniform(), s.repeats - 1.0) as u16
            } else {
                0
            },
        }
    }

    /// Part of a clinic's slots that follow-ups may take first: what they are expected to need.
    pub(super) fn follow_up_room(&self, specialty: usize) -> f64 {
        let s = &self.specialties[specialty];
        let on = 1.0 - s.direct * (1.0 - self.direct_on_clock);
        let after = s.follow_ups + on * s.tested;
        (after / (1.0 + after) * (1.0 + self.follow_up_margin)).min(1.0)
    }

    /// Part of a list's work that ordinary admissions are.
    pub(super) fn ordinary_part(&self, specialty: usize) -> f64 {
        let s = &self.specialties[specialty];
        let on = 1.0 - s.direct * (1.0 - self.direct_on_clock);
        let (listed, repeats) = (s.listed * on, s.course * s.repeats);
        let ordinary = listed * (1.0 - s.day_case) + repeats * self.repeat_ordinary;
        if listed + repeats > 0.0 {
            ordinary / (listed + repeats)
        } else {
            0.0
        }
    }

    /// Days to the next follow-up.
    pub(super) fn interval(&self, key: Key, left: u16) -> u32 {
        let u = key.of(Purpose::Interval).with(u64::from(left)).uniform();
        let days = sample::exponential(u, self.interval_days);
        days.clamp(self.follow_up_least, (super::RING - 10) as f64) as u32
    }

    /// Days to the next planned repeat, and whether it is an ordinary admission.
    pub(super) fn repeat(&self, key: Key, left: u16) -> (u32, bool) {
        let u = key.of(Purpose::Interval).with(1_000 + u64::from(left)).uniform();
        let days = (self.repeat_days * (0.5 + u)).min((super::RING - 10) as f64) as u32;
        let ordinary = key.of(Purpose::Interval).with(2_000 + u64::from(left)).uniform();
        (days, ordinary < self.repeat_ordinary)
    }

    /// Days until somebody called is called again, if this call comes to nothing.
    pub(super) fn rebooked(&self, entry: &Entry, on_list: bool) -> Option<u32> {
        let call = entry
            .key
            .of(Purpose::Rebook)
            .with(u64::from(entry.calls) << 1 | u64::from(on_list));
        let fails = call.uniform() < self.rebooked;
        fails
            .then(|| (self.rebooked_days * (0.5 + call.with(1).uniform())).clamp(1.0, (super::RING - 10) as f64) as u32)
    }

    /// Days until somebody who lies in a bed when called is called again.
    pub(super) fn put_off_days(&self) -> u32 {
        (self.rebooked_days as u32).clamp(1, super::RING as u32 - 10)
    }

    /// Whether validation finds after so many days that a patient need not wait any longer.
    pub(super) fn removes(&self, key: Key, waited: u32) -> bool {
        let waited = f64::from(waited);
        let late = (waited - self.late_from).max(0.0);
        let hazard = self.early_removal * (waited - late) + self.late_removal * late;
        sample::exponential(key.of(Purpose::Remove).uniform(), 1.0) < hazard
    }
}

/// Geometric number (0, 1, 2 …) with the given mean, rising in neither mean nor luck by jumps: monotone in both.
fn geometric(u: f64, mean: f64) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    (libm::log(u) / libm::log(mean / (1.0 + mean))) as u32
}
