//! Interrupted time series: treated places against their own trend.
//!
//! In words: the logarithm of the monthly rate of all treated places together is regressed on a level, a trend, a yearly
//! wave, and from the change on a step and a change of trend; the effect is the mean of step and change of trend over the
//! months after (Wagner et al. 2002, J Clin Pharm Ther 27:299). Ordinary least squares, t interval. No place stands beside
//! them, so that whatever else changed at the time is taken for an effect.

use super::linear::least_squares;
use super::{Data, Design, Detail, Found, Level, Outcome};
use crate::analysis::LEVEL;
use crate::analysis::estimate::t_quantile;

pub const DESIGN: Design = Design {
    name: "interrupted_time_series",
    title: "Interrupted time series",
    level: Level::Places,
    needs_controls: false,
    about: "treated places against their own trend and season; what else changed at the time is taken for an effect",
    read,
};

const YEAR: f64 = 12.0;

/// Mean effect over the months after, from logarithms of rates by month counted from the change.
fn effect(series: &[(i32, f64)]) -> Option<[f64; 3]> {
    let after: Vec<f64> = series
        .iter()
        .filter(|(m, _)| *m >= 0)
        .map(|(m, _)| f64::from(*m))
        .collect();
    let rows: Vec<Vec<f64>> = (series.iter())
        .map(|&(month, _)| {
            let t = f64::from(month);
            let wave = 2.0 * core::f64::consts::PI * t / YEAR;
            let on = f64::from(u8::from(month >= 0));
            vec![1.0, t / YEAR, libm::cos(wave), libm::sin(wave), on, on * t / YEAR]
        })
        .collect();
    let rates: Vec<f64> = series.iter().map(|(_, log)| *log).collect();
    if after.is_empty() || rates.iter().any(|rate| !rate.is_finite()) {
        return None;
    }
    let fit = least_squares(&rows, &rates)?;
    let along = after.iter().sum::<f64>() / after.len() as f64 / YEAR;
    let log = fit.coefficients[4] + along * fit.coefficients[5];
    let c = &fit.covariance;
    let variance = c[4][4] + 2.0 * along * c[4][5] + along * along * c[5][5];
    let half = t_quantile(0.5 + LEVEL / 2.0, fit.left) * libm::sqrt(variance);
    Some([log, log - half, log + half])
}

fn read(data: &Data, outcome: &Outcome) -> Option<Found> {
    let treated: Vec<_> = data.places.iter().filter(|place| place.treated).collect();
    let series: Vec<(i32, f64)> = (data.windows().into_iter().flatten())
        .map(|month| {
            let sum = treated.iter().fold([0.0; 2], |sum, place| {
                let [events, n] = data.place_month(&place.seen, month, outcome);
                [sum[0] + events, sum[1] + n]
            });
            (month as i32 - data.begins as i32, libm::log(sum[0] / sum[1]))
        })
        .collect();
    Some(Found {
        log: effect(&series)?,
        size: treated.len(),
        detail: Detail::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Key, sample};

    fn series(key: Key, effect: f64, noise: f64) -> Vec<(i32, f64)> {
        (-24..24)
            .map(|m| {
                let t = f64::from(m) / YEAR;
                let season = 0.1 * libm::cos(2.0 * core::f64::consts::PI * t);
                let luck = noise * sample::normal(key.with((m + 24) as u64).uniform());
                let on = f64::from(u8::from(m >= 0));
                (m, -4.0 + 0.03 * t + season + on * effect + luck)
            })
            .collect()
    }

    #[test]
    fn a_step_without_noise_is_found_exactly_and_with_noise_is_covered_at_the_level() {
        let [log, ..] = effect(&series(Key::root(1, 1), -0.1, 0.0)).expect("48 months");
        assert!((log + 0.1).abs() < 1e-9, "{log}");
        // 2,000 series: four standard errors of a share of 0.95 are 0.0195.
        for planted in [0.0, -0.15] {
            let held = (0..2_000u64)
                .filter(|&i| {
                    let [_, low, high] = effect(&series(Key::root(3, i), planted, 0.05)).expect("48 months");
                    (low..=high).contains(&planted)
                })
                .count();
            let share = held as f64 / 2_000.0;
            assert!((share - 0.95).abs() < 0.0195, "effect {planted}: coverage {share}");
        }
        assert!(
            effect(&series(Key::root(1, 1), 0.0, 0.1)[22..26]).is_none(),
            "four months are too few"
        );
    }
}
