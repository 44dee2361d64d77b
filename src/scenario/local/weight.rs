//! The weights of ages and deprivation that meet the totals of residents.
//!
//! One total bends the whole mix, not one step of it: a place with more people over 65 has more aged 45 to 64 too, and
//! fewer young adults. So each weight is e^(slope × lean of the band), and the slope is what meets the total; the lean of
//! a fifth is its number. With both 65 and over and 85 and over given, the bent mix is then scaled in three steps (under
//! 65, 65 to 84, 85 and over) to meet both.

use super::total::Totals;
use crate::model::population::margin;
use crate::model::settings::Margins;
use crate::model::table::ByAgeSexFifth;

/// How far each age band moves with the share aged 65 and over, in logarithms. Assumed, after how old and young districts
/// differ: adults under 45 give way most, children little.
const LEAN: [f64; 7] = [-0.3, -0.3, -0.65, 0.45, 0.95, 1.05, 1.1];
const FROM_65: usize = 4;
const FROM_85: usize = 6;
/// Slopes beyond these bend any mix to all old or all young, all poor or all rich.
const STEEPEST_AGE: f64 = 20.0;
const STEEPEST_FIFTH: f64 = 20.0;
/// Halvings of the interval of slopes: to the last digit of a slope.
const HALVINGS: u32 = 100;
/// Digits of a weight in the file.
const DIGITS: f64 = 1e6;

/// Weights beside the table that meet what the totals say; what they do not say stays the table's.
pub(super) fn margins(totals: &Totals, population: &ByAgeSexFifth) -> Margins {
    let mix = margin::mix(&Margins::TABLE, population);
    let people: f64 = mix.iter().flatten().sum();
    let ages: [f64; 7] = std::array::from_fn(|band| mix[band].iter().sum::<f64>() / people);
    let fifths: [f64; 5] = std::array::from_fn(|fifth| mix.iter().map(|row| row[fifth]).sum::<f64>() / people);
    Margins {
        age: age(totals, &ages),
        deprivation: deprivation(totals, &fifths),
    }
}

fn age(totals: &Totals, table: &[f64; 7]) -> [f64; 7] {
    let share = |name: &str| totals.value(name).map(|people| people / totals.residents());
    let (from_65, from_85) = (share("residents_65_plus"), share("residents_85_plus"));
    let bent = |slope: f64| shares(table, |band| slope * LEAN[band]);
    let above = |mix: &[f64; 7], first: usize| mix[first..].iter().sum::<f64>();
    let mut mix = match (from_65, from_85) {
        (None, None) => return [1.0; 7],
        (Some(wanted), _) => bent(slope(STEEPEST_AGE, |s| above(&bent(s), FROM_65) < wanted)),
        (None, Some(wanted)) => bent(slope(STEEPEST_AGE, |s| above(&bent(s), FROM_85) < wanted)),
    };
    if let (Some(from_65), Some(from_85)) = (from_65, from_85) {
        let steps = [
            (0..FROM_65, 1.0 - from_65),
            (FROM_65..FROM_85, from_65 - from_85),
            (FROM_85..7, from_85),
        ];
        for (bands, wanted) in steps {
            let there: f64 = mix[bands.clone()].iter().sum();
            mix[bands].iter_mut().for_each(|share| *share *= wanted / there);
        }
    }
    weights(&mix, table)
}

fn deprivation(totals: &Totals, table: &[f64; 5]) -> [f64; 5] {
    let bent = |slope: f64| shares(table, |fifth| slope * (fifth as f64 - 2.0));
    let mean = |mix: &[f64; 5]| {
        mix.iter()
            .zip(1..)
            .map(|(share, fifth)| share * f64::from(fifth))
            .sum::<f64>()
    };
    let slope = match (
        totals.value("most_deprived_share"),
        totals.value("mean_deprivation_fifth"),
    ) {
        (None, None) => return [1.0; 5],
        (Some(wanted), _) => slope(STEEPEST_FIFTH, |s| bent(s)[0] > wanted),
        (None, Some(wanted)) => slope(STEEPEST_FIFTH, |s| mean(&bent(s)) < wanted),
    };
    weights(&bent(slope), table)
}

/// The table's shares times e^exponent, made to sum to one.
fn shares<const N: usize>(table: &[f64; N], exponent: impl Fn(usize) -> f64) -> [f64; N] {
    let weighted: [f64; N] = std::array::from_fn(|i| table[i] * libm::exp(exponent(i)));
    let sum: f64 = weighted.iter().sum();
    weighted.map(|share| share / sum)
}

/// The slope at which `too_low` turns, by halving.
fn slope(steepest: f64, too_low: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (-steepest, steepest);
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if too_low(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

fn weights<const N: usize>(mix: &[f64; N], table: &[f64; N]) -> [f64; N] {
    std::array::from_fn(|i| libm::round(mix[i] / table[i] * DIGITS) / DIGITS)
}
