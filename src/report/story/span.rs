//! Instants and lengths of time as people say them.

use crate::engine::{Date, Span, Time};

/// "14:02".
pub(super) fn clock(time: Time) -> String {
    let minutes = time.since_midnight() / 60_000;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Hours and minutes, in steps of five minutes from half an hour on: who waits does not count seconds.
pub(super) fn duration(span: Span) -> String {
    let minutes = span.as_minutes();
    if minutes < 0.5 {
        return String::new();
    }
    let step = if minutes < 30.0 { 1.0 } else { 5.0 };
    let rounded = (libm::round(minutes / step) * step) as u64;
    match (rounded / 60, rounded % 60) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m:02}"),
    }
}

/// Days to the nearest, halves under three.
pub(super) fn days(days: f64) -> String {
    match days {
        d if d < 0.75 => "half a day".into(),
        d => plural(libm::round(d) as i64, "day"),
    }
}

pub(super) fn wait(days: u16) -> String {
    match days {
        0..=13 => plural(i64::from(days), "day"),
        _ => plural(libm::round(f64::from(days) / 7.0) as i64, "week"),
    }
}

pub(super) fn plural(n: i64, one: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{n} {one}s")
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// "12 Mar".
pub(super) fn date(time: Time) -> String {
    let date = Date::of_day(time.day());
    format!("{} {}", date.day, MONTHS[date.month as usize - 1])
}
