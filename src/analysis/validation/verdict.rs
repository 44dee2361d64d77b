//! The rules by which a figure is judged. An interval decides, never a mean: what straddles a limit is undecided.

use super::Target;
use crate::analysis::Estimate;
use crate::scenario::validation::{Expect, Sign};
use serde::Serialize;

/// What became of a figure.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Supported,
    NotSupported,
    /// The interval straddles a limit, or is wider than the published one.
    Undecided,
    /// The run was made shorter than the years that are read.
    NotAsked,
    /// The mechanism is not in the program.
    NotBuilt,
}

impl Verdict {
    pub const ALL: [Verdict; 5] = [
        Verdict::Supported,
        Verdict::NotSupported,
        Verdict::Undecided,
        Verdict::NotAsked,
        Verdict::NotBuilt,
    ];
    pub const fn words(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::NotSupported => "not supported",
            Verdict::Undecided => "undecided (interval too wide)",
            Verdict::NotAsked => "not asked",
            Verdict::NotBuilt => "not built yet",
        }
    }
}

/// The verdict on an estimate, and why. Every rule must hold; one that clearly does not decides.
pub fn judge(expect: &Expect, estimate: Option<&Estimate>, target: Option<&Target>) -> (Verdict, String) {
    let Some(estimate) = estimate else {
        return (Verdict::Undecided, "the measure has no value in these runs".into());
    };
    let (Some(low), Some(high)) = (estimate.low, estimate.high) else {
        return (Verdict::Undecided, "one replication says nothing about chance".into());
    };
    let mut found: Vec<(Verdict, String)> = Vec::new();
    if let Some(sign) = expect.sign {
        found.push(side(sign, low, high));
    }
    if let Some(range) = expect.between {
        found.push(between(range, low, high));
    }
    if let Some(target) = target.filter(|_| expect.overlaps) {
        found.push(overlap(target, estimate.mean, low, high));
    }
    let has = |verdict| found.iter().any(|(is, _)| *is == verdict);
    let verdict = if has(Verdict::NotSupported) {
        Verdict::NotSupported
    } else if has(Verdict::Undecided) || found.is_empty() {
        Verdict::Undecided
    } else {
        Verdict::Supported
    };
    let reasons: Vec<String> = found.into_iter().map(|(_, reason)| reason).collect();
    (verdict, reasons.join("; "))
}

fn side(sign: Sign, low: f64, high: f64) -> (Verdict, String) {
    let (right, wrong) = match sign {
        Sign::Negative => (high < 0.0, low > 0.0),
        Sign::Positive => (low > 0.0, high < 0.0),
    };
    let wanted = match sign {
        Sign::Negative => "below",
        Sign::Positive => "above",
    };
    if right {
        (Verdict::Supported, format!("clearly {wanted} zero"))
    } else if wrong {
        let other = if sign == Sign::Negative { "above" } else { "below" };
        (
            Verdict::NotSupported,
            format!("clearly {other} zero, and {wanted} was expected"),
        )
    } else if low == 0.0 && high == 0.0 {
        (Verdict::NotSupported, "nothing moves at all".into())
    } else {
        (Verdict::Undecided, "the interval holds zero".into())
    }
}

fn between([least, most]: [f64; 2], low: f64, high: f64) -> (Verdict, String) {
    let range = format!("{} to {}", figure(least), figure(most));
    if low > least && high < most {
        (Verdict::Supported, format!("the interval lies within {range}"))
    } else if high <= least || low >= most {
        let way = if high <= least { "below" } else { "above" };
        (Verdict::NotSupported, format!("the interval lies {way} {range}"))
    } else {
        (Verdict::Undecided, format!("the interval reaches out of {range}"))
    }
}

fn overlap(target: &Target, mean: f64, low: f64, high: f64) -> (Verdict, String) {
    let published = format!("the published {} to {}", figure(target.low), figure(target.high));
    if high < target.low || low > target.high {
        let way = if high < target.low { "below" } else { "above" };
        let share = mean / target.central;
        let size = match share {
            s if !s.is_finite() || s <= 0.0 => String::new(),
            s => format!(", {} times its size", figure(s)),
        };
        (
            Verdict::NotSupported,
            format!("the interval lies {way} {published}{size}"),
        )
    } else if high - low > target.high - target.low {
        (
            Verdict::Undecided,
            format!("the interval overlaps {published} but is wider"),
        )
    } else if mean < target.low || mean > target.high {
        (
            Verdict::Undecided,
            format!("the interval only touches {published}, the mean lies outside"),
        )
    } else {
        (Verdict::Supported, format!("the mean lies in {published}"))
    }
}

/// A number with as many digits as matter and a real minus sign.
pub fn figure(x: f64) -> String {
    let text = match x.abs() {
        size if size >= 100.0 => format!("{x:.0}"),
        size if size >= 10.0 => format!("{x:.1}"),
        _ => format!("{x:.2}"),
    };
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    };
    let nil = text.bytes().filter(u8::is_ascii_digit).all(|digit| digit == b'0');
    if nil { "0".to_owned() } else { text.replace('-', "−") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(low: f64, high: f64) -> Estimate {
        Estimate {
            mean: (low + high) / 2.0,
            sd: Some(1.0),
            n: 10,
            low: Some(low),
            high: Some(high),
        }
    }

    fn target(central: f64, low: f64, high: f64) -> Target {
        let text = format!(
            "id,claim,metric,comparison,central,low,high,expected,horizon_years,interval_basis,interval_grade,confidence,\
             needs,unit,year,source,grade,part,part_note,scored_as,scored_central,scored_low,scored_high,scored_unit,\
             scored_note,null_says,step_says,rivals_note\n\
             VT1,a,b,c,{central},{low},{high},d,1,e,f,g,,h,i,j,k,held_back,,interval,{central},{low},{high},h,,0,-3,\n"
        );
        super::super::targets(text.as_bytes()).expect("it is sound").remove(0)
    }

    fn verdict(expect: &Expect, low: f64, high: f64, target: Option<&Target>) -> Verdict {
        judge(expect, Some(&estimate(low, high)), target).0
    }

    #[test]
    fn a_sign_is_decided_by_the_whole_interval() {
        let negative = Expect {
            sign: Some(Sign::Negative),
            ..Expect::default()
        };
        assert_eq!(verdict(&negative, -3.0, -1.0, None), Verdict::Supported);
        assert_eq!(verdict(&negative, 1.0, 3.0, None), Verdict::NotSupported);
        assert_eq!(verdict(&negative, -3.0, 0.1, None), Verdict::Undecided);
        assert_eq!(
            verdict(&negative, 0.0, 0.0, None),
            Verdict::NotSupported,
            "nothing moves"
        );
        let positive = Expect {
            sign: Some(Sign::Positive),
            ..Expect::default()
        };
        assert_eq!(verdict(&positive, 1.0, 3.0, None), Verdict::Supported);
        assert_eq!(verdict(&positive, -3.0, -1.0, None), Verdict::NotSupported);
    }

    #[test]
    fn a_range_holds_the_whole_interval_or_none_of_it() {
        let elastic = Expect {
            between: Some([0.0, 0.5]),
            ..Expect::default()
        };
        assert_eq!(verdict(&elastic, 0.1, 0.4, None), Verdict::Supported);
        assert_eq!(verdict(&elastic, 0.4, 0.6, None), Verdict::Undecided);
        assert_eq!(verdict(&elastic, -0.1, 0.4, None), Verdict::Undecided);
        assert_eq!(verdict(&elastic, 0.6, 0.9, None), Verdict::NotSupported);
        assert_eq!(verdict(&elastic, -0.3, -0.1, None), Verdict::NotSupported);
        assert_eq!(verdict(&elastic, 0.0, 0.0, None), Verdict::NotSupported);
    }

    #[test]
    fn an_interval_wider_than_the_published_one_supports_nothing() {
        let beside = target(-26.4, -38.6, -14.2);
        let expect = Expect {
            sign: Some(Sign::Negative),
            overlaps: true,
            ..Expect::default()
        };
        assert_eq!(verdict(&expect, -20.0, -10.0, Some(&beside)), Verdict::Supported);
        assert_eq!(verdict(&expect, -60.0, -10.0, Some(&beside)), Verdict::Undecided);
        assert_eq!(verdict(&expect, -1.0, -0.5, Some(&beside)), Verdict::NotSupported);
        // It only touches: the middle, −13, lies outside.
        assert_eq!(verdict(&expect, -16.0, -10.0, Some(&beside)), Verdict::Undecided);
        let (_, because) = judge(&expect, Some(&estimate(-3.0, -2.28)), Some(&beside));
        assert_eq!(
            because,
            "clearly below zero; the interval lies above the published −38.6 to −14.2, 0.1 times its size"
        );
        // The right size with an unsure sign is undecided; the wrong sign decides.
        let none = target(0.0, -1.0, 1.6);
        assert_eq!(verdict(&expect, -0.5, 0.2, Some(&none)), Verdict::Undecided);
        assert_eq!(verdict(&expect, 0.5, 0.9, Some(&none)), Verdict::NotSupported);
    }

    #[test]
    fn without_an_interval_nothing_is_decided() {
        let expect = Expect {
            sign: Some(Sign::Negative),
            ..Expect::default()
        };
        let one = Estimate::of(&[-3.0], 0.95).expect("there is a value");
        assert_eq!(judge(&expect, Some(&one), None).0, Verdict::Undecided);
        assert_eq!(judge(&expect, None, None).0, Verdict::Undecided);
        assert_eq!(
            judge(&Expect::default(), Some(&estimate(1.0, 2.0)), None).0,
            Verdict::Undecided
        );
    }

    #[test]
    fn figures_have_the_digits_that_matter() {
        let told = [-38.6, 0.5, 0.123, 1234.4, -0.001, 2.0, 30.0].map(figure);
        assert_eq!(told, ["−38.6", "0.5", "0.12", "1234", "0", "2", "30"]);
    }
}
