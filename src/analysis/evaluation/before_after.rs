//! Before and after: the people enrolled against themselves.
//!
//! In words: events a month of follow-up over events a month of the history, by the people who are enrolled. Each person is
//! one unit of the robust interval ([`super::rate`]). People are enrolled when they have just used much, and would use less
//! afterwards anyhow: the design takes regression to the mean for an effect (Roland, Dusheiko, Gravelle and Parker 2005,
//! BMJ 330:289). It stands here because it is what local evaluations mostly do. So is the second: only people who are
//! followed to the end are counted, and the last months of those who died are not.

use super::rate::{Unit, log_ratio};
use super::study::Member;
use super::{Data, Design, Detail, Found, Level, Outcome};

pub const DESIGN: Design = Design {
    name: "before_after",
    title: "Before and after",
    level: Level::People,
    needs_controls: false,
    about: "the people enrolled against their own history; regression to the mean is taken for an effect",
    read: |data, outcome| read(data, outcome, false),
};
pub const SURVIVORS: Design = Design {
    name: "before_after_survivors",
    title: "Before and after, survivors",
    level: Level::People,
    needs_controls: false,
    about: "the same of those alone who were there to the end of their follow-up",
    read: |data, outcome| read(data, outcome, true),
};

fn read(data: &Data, outcome: &Outcome, to_the_end: bool) -> Option<Found> {
    let stays = |member: &&Member| {
        let last = data.after(**member).end - 1;
        data.places[member.place].seen.month(last, member.id).is_some()
    };
    let units: Vec<Unit> = (data.enrolled.iter())
        .filter(|member| !to_the_end || stays(member))
        .map(|&member| {
            let table = &data.places[member.place].seen;
            Unit {
                one: Data::use_of(table, member.id, data.after(member), outcome),
                other: Data::use_of(table, member.id, data.before(member), outcome),
            }
        })
        .collect();
    Some(Found {
        log: log_ratio(&units)?,
        size: units.len(),
        detail: Detail::default(),
    })
}
