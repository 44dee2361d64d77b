//! Everyone, every bed-day and every penny is somewhere.

use super::{Row, Section, Verdict};
use crate::engine::Time;
use crate::experiment::checked::Checked;
use crate::model::fact::{Count, Spell, SpellKind};
use crate::sim::MonthOutput;

/// Rows of a place that ran from an empty hospital, checked each day: the laws that broke, people over the whole run, and
/// Little's law for its acute beds.
pub fn place(name: &str, residents: i64, run: &Checked) -> Vec<Row> {
    let (months, days, broken) = (&run.months[..], run.days, run.broken.as_deref());
    let laws = Row::none_of(
        Section::Conservation,
        name,
        "people, beds, places and pence: days on which a law is broken",
        usize::from(broken.is_some()),
        broken.map_or_else(|| format!("{days} days looked at"), str::to_owned),
    );
    let count = |kind| months.iter().map(|month| month.facts.count(kind)).sum::<i64>();
    let came = count(Count::Birth) + count(Count::MoveIn) - count(Count::Death) - count(Count::MoveOut);
    let now = run.residents;
    let people = Row {
        section: Section::Conservation,
        check: name.to_owned(),
        figure: "residents at the end".to_owned(),
        found: Some(now as f64),
        expected: Some((residents + came) as f64),
        low: None,
        high: None,
        verdict: Verdict::of(now == residents + came),
        note: "residents at first, and births, deaths and moves since".to_owned(),
    };
    vec![laws, people, bed_days(name, months)]
}

/// Little's law for acute beds, as an identity in whole nights: what the census counted over all midnights is what each
/// patient spent there since the run began. Nights of patients who have left are known from their spells; those who came
/// since and are still inside have spent at most all midnights so far.
fn bed_days(name: &str, months: &[MonthOutput]) -> Row {
    let count = |kind| months.iter().map(|month| month.facts.count(kind)).sum::<i64>();
    let census = count(Count::EmergencyBedDay) + count(Count::ElectiveBedDay) + count(Count::CriticalCareBedDay);
    let begin = months.first().map_or(Time(0), |month| month.facts.month.start());
    let spells = months.iter().flat_map(|month| &month.facts.spells);
    let spells: Vec<_> = spells.filter(|spell| spell.kind != SpellKind::DayCase).collect();
    let nights = |spell: &Spell| i64::from(spell.left.day() - spell.admitted.max(begin).day());
    let nights: i64 = spells.iter().map(|spell| nights(spell)).sum();
    let midnights: i64 = months.iter().map(|month| i64::from(month.facts.month.days())).sum();
    // Whoever was there when the run began is in no count of admissions.
    let came = count(Count::EmergencyAdmission) + count(Count::ElectiveAdmission);
    let inside = came - spells.iter().filter(|spell| spell.admitted > begin).count() as i64;
    let most = nights + inside * midnights;
    Row {
        section: Section::Conservation,
        check: name.to_owned(),
        figure: "bed-days: census over time, and nights over patients".to_owned(),
        found: Some(census as f64),
        expected: Some(nights as f64),
        low: Some(nights as f64),
        high: Some(most as f64),
        verdict: Verdict::of(inside >= 0 && (nights..=most).contains(&census)),
        note: format!("the rest are nights of the {inside} who came since and are still inside"),
    }
}
