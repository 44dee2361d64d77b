//! Numbers and findings in words: thousands apart, real minus signs, three figures that matter.

use crate::analysis::{Difference, Estimate};

/// A whole number with thousands apart: 33,912.
pub fn thousands(x: f64) -> String {
    let rounded = libm::round(x.abs()) as u64;
    let digits = rounded.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if x < 0.0 && rounded > 0 {
        format!("−{text}")
    } else {
        text
    }
}

/// A number at a precision that suits its size.
pub fn number(x: f64) -> String {
    match x.abs() {
        0.0 => "0".into(),
        a if a >= 100.0 => thousands(x),
        a if a >= 10.0 => minus(format!("{x:.1}")),
        _ => minus(format!("{x:.2}")),
    }
}

/// A number in the manner of its unit: shares as per cent, pounds in millions.
pub fn quantity(x: f64, unit: &str) -> String {
    if unit.starts_with("share") {
        minus(format!("{:.1} %", 100.0 * x))
    } else if unit.starts_with('£') {
        pounds(x)
    } else {
        number(x)
    }
}

/// A difference in the manner of its unit, with its sign: points of a share, pounds in millions.
pub fn change(x: f64, unit: &str) -> String {
    let text = if unit.starts_with("share") {
        minus(format!("{:.1} points", 100.0 * x))
    } else {
        quantity(x, unit)
    };
    let nil = text.chars().filter(char::is_ascii_digit).all(|c| c == '0');
    match (x > 0.0, nil) {
        (_, true) => text.replace('−', "").replace("0.00", "0").replace("0.0", "0"),
        (true, false) => format!("+{text}"),
        (false, false) => text,
    }
}

/// Pounds: £198.2 m, £420 k, £12.
pub fn pounds(x: f64) -> String {
    let sign = if x < 0.0 { "−" } else { "" };
    match x.abs() {
        a if a >= 99.5e6 => format!("{sign}£{:.0} m", a / 1e6),
        a if a >= 0.995e6 => format!("{sign}£{:.1} m", a / 1e6),
        a if a >= 1e3 => format!("{sign}£{:.0} k", a / 1e3),
        a => format!("{sign}£{a:.0}"),
    }
}

/// A signed percentage: −3.1 %.
pub fn percent(x: f64) -> String {
    change_of(x, &format!("{x:.1} %"))
}

fn change_of(x: f64, text: &str) -> String {
    let nil = text.chars().filter(char::is_ascii_digit).all(|c| c == '0');
    let text = minus(text.to_string());
    match (x > 0.0, nil) {
        (_, true) => text.replace('−', "").replace("0.0", "0"),
        (true, false) => format!("+{text}"),
        (false, false) => text,
    }
}

fn minus(text: String) -> String {
    text.replace('-', "−")
}

/// `low to high` in the manner of the unit, with signs; says so where there is no interval.
pub fn interval(estimate: &Estimate, unit: &str) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => between(&change(low, unit), &change(high, unit)),
        _ => "no interval from one replication".into(),
    }
}

/// `low to high` of a difference in per cent of the base.
pub fn percent_interval(difference: &Difference) -> Option<String> {
    let (_, low, high) = difference.percent_interval()?;
    Some(match (low, high) {
        (Some(low), Some(high)) => between(&percent(low), &percent(high)),
        _ => "no interval from one replication".into(),
    })
}

/// `low to high`, with what stands behind both numbers said once.
fn between(low: &str, high: &str) -> String {
    match (low.split_once(' '), high.split_once(' ')) {
        // Pounds keep their thousands and millions: `+£701 to +£793 k` would read as £701.
        (Some((number, unit)), Some((_, same))) if unit == same && !low.contains('£') => format!("{number} to {high}"),
        _ => format!("{low} to {high}"),
    }
}

/// Below this share of the base (in per cent) a difference is called small, however sure its sign.
pub const SMALL_PERCENT: f64 = 1.0;

/// Whether a difference is too small to weigh, though its sign may be sure.
pub fn is_small(difference: &Difference) -> bool {
    difference.percent().is_some_and(|p| p.abs() < SMALL_PERCENT)
}

/// What a difference says: fell, rose, or nothing clear.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Fell,
    Rose,
    /// The interval holds zero.
    Unclear,
    /// Exactly the same in every replication.
    Same,
    /// One replication says nothing about chance.
    Unknown,
}

/// The verdict on a paired difference.
pub fn verdict(estimate: &Estimate) -> Verdict {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) if low == 0.0 && high == 0.0 => Verdict::Same,
        (_, Some(high)) if high < 0.0 => Verdict::Fell,
        (Some(low), _) if low > 0.0 => Verdict::Rose,
        (Some(_), Some(_)) => Verdict::Unclear,
        _ => Verdict::Unknown,
    }
}

/// A finding about a difference in one sentence without full stop, `what` in the plural: "3.1 % fewer emergency
/// admissions with teams than with siloed (95 % interval −3.7 % to −2.5 %)".
pub fn finding(difference: &Difference, what: &str, alternative: &str, base: &str) -> String {
    let said = match difference.percent() {
        Some(p) => format!("{:.1} %", p.abs()),
        None => number(difference.estimate.mean.abs()),
    };
    let within = percent_interval(difference).unwrap_or_else(|| interval(&difference.estimate, ""));
    match verdict(&difference.estimate) {
        Verdict::Fell => format!("{said} fewer {what} with {alternative} than with {base} (95 % interval {within})"),
        Verdict::Rose => format!("{said} more {what} with {alternative} than with {base} (95 % interval {within})"),
        Verdict::Same => format!("Exactly as many {what} with {alternative} as with {base}"),
        Verdict::Unclear => {
            format!("No clear change in {what} with {alternative} against {base} (95 % interval {within})")
        }
        Verdict::Unknown => {
            let way = if difference.estimate.mean < 0.0 {
                "fewer"
            } else {
                "more"
            };
            format!("{said} {way} {what} with {alternative} than with {base} in a single replication (no interval)")
        }
    }
}

/// A readable label from a name of files: `neighbourhood-teams` becomes `Neighbourhood teams`.
pub fn label(name: &str) -> String {
    let spaced = spoken(name);
    let mut letters = spaced.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name of files inside a sentence: `gp_wait_days` becomes `GP wait days`.
pub fn spoken(name: &str) -> String {
    let words: Vec<String> = (name.split(['-', '_']))
        .map(|word| match word {
            "gp" => "GP".into(),
            "ae" => "A&E".into(),
            "england" => "England".into(),
            "icb" | "ccg" | "nhs" | "pbr" => word.to_uppercase(),
            word => word.to_string(),
        })
        .collect();
    words
        .join(" ")
        .replace("four hour", "four-hour")
        .replace("bed days", "bed-days")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_printed() {
        assert_eq!(thousands(33_911.6), "33,912");
        assert_eq!(thousands(-1_234_567.0), "−1,234,567");
        assert_eq!(thousands(-0.2), "0");
        assert_eq!(
            (number(16.04), number(0.123), number(-5.0)),
            ("16.0".into(), "0.12".into(), "−5.00".into())
        );
        assert_eq!(
            (quantity(0.881, "share of x"), change(-0.021, "share of x")),
            ("88.1 %".into(), "−2.1 points".into())
        );
        assert_eq!(
            (pounds(198.24e6), pounds(-4.26e6), pounds(12_300.0)),
            ("£198 m".into(), "−£4.3 m".into(), "£12 k".into())
        );
        assert_eq!(
            (percent(-3.12), percent(0.02), percent(-0.02)),
            ("−3.1 %".into(), "0 %".into(), "0 %".into())
        );
    }

    #[test]
    fn names_and_intervals_read_well() {
        assert_eq!(
            (label("neighbourhood-teams"), label("gp_wait_days")),
            ("Neighbourhood teams".into(), "GP wait days".into())
        );
        let e = Estimate::of(&[-0.02, -0.03, -0.01], 0.95).unwrap();
        assert_eq!(interval(&e, "share of x"), "−4.5 to +0.5 points");
        assert_eq!(change(0.0, "beds"), "0");
    }

    #[test]
    fn verdict_needs_an_interval_clear_of_zero() {
        let of = |values: &[f64]| verdict(&Estimate::of(values, 0.95).unwrap());
        assert_eq!(of(&[-5.0, -5.1, -4.9]), Verdict::Fell);
        assert_eq!(of(&[5.0, 5.1, 4.9]), Verdict::Rose);
        assert_eq!(of(&[5.0, -5.0, 1.0]), Verdict::Unclear);
        assert_eq!(of(&[0.0, 0.0]), Verdict::Same);
        assert_eq!(of(&[3.0]), Verdict::Unknown);
    }
}
