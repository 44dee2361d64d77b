//! A plotting field: a window in pixels over a range of months and values, with axes in real units.

use super::picture::{GRID, Held, Ink, Picture, QUIET, TEXT, width};
use crate::engine::Month;
use crate::report::words;

/// Where data lie on the page.
#[derive(Clone, Copy, Debug)]
pub struct Panel {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub from: f64,
    pub to: f64,
    pub low: f64,
    pub high: f64,
}

impl Panel {
    pub fn x(&self, at: f64) -> f64 {
        self.left + (at - self.from) / (self.to - self.from) * (self.right - self.left)
    }
    pub fn y(&self, value: f64) -> f64 {
        self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)
    }
    pub fn point(&self, at: f64, value: f64) -> (f64, f64) {
        (self.x(at), self.y(value))
    }

    /// Horizontal lines with their values at the left.
    pub fn value_axis(&self, picture: &mut Picture) {
        let ticks = ticks(self.low, self.high, 5);
        let step = if ticks.len() > 1 { ticks[1] - ticks[0] } else { 1.0 };
        for tick in ticks {
            let y = self.y(tick);
            picture.line(vec![(self.left, y), (self.right, y)], GRID, 1.0, None);
            picture.text(
                (self.left - 8.0, y),
                &tick_text(tick, step),
                13.0,
                QUIET,
                false,
                Held::Right,
            );
        }
    }

    /// A mark each January (each month in a short run), with months counted from the first reported one.
    pub fn calendar_axis(&self, picture: &mut Picture, first: Month) {
        picture.line(
            vec![(self.left, self.bottom), (self.right, self.bottom)],
            QUIET,
            1.0,
            None,
        );
        let short = self.to - self.from <= 18.0;
        let mut taken = f64::NEG_INFINITY;
        for m in self.from.max(0.0) as u32..=self.to as u32 {
            let month = Month(first.0 + m);
            let text = match (short, month.number()) {
                (_, 1) => month.year().to_string(),
                (true, 4 | 7 | 10) => month.to_string(),
                _ => continue,
            };
            let x = self.x(f64::from(m));
            picture.line(vec![(x, self.bottom), (x, self.bottom + 5.0)], QUIET, 1.0, None);
            if x - taken >= width(&text, 13.0, false) + 10.0 {
                picture.text((x, self.bottom + 16.0), &text, 13.0, QUIET, false, Held::Middle);
                taken = x;
            }
        }
    }

    /// A line that breaks where there is no value.
    pub fn curve(&self, picture: &mut Picture, values: &[(f64, f64)], ink: Ink, thick: f64, dash: Option<f64>) {
        picture.line(
            values.iter().map(|&(at, v)| self.point(at, v)).collect(),
            ink,
            thick,
            dash,
        );
    }

    /// The area between two rows of values.
    pub fn band(&self, picture: &mut Picture, edges: &[(f64, f64, f64)], ink: Ink, cover: f64) {
        let mut points: Vec<_> = edges.iter().map(|&(at, _, high)| self.point(at, high)).collect();
        points.extend(edges.iter().rev().map(|&(at, low, _)| self.point(at, low)));
        if points.len() > 2 {
            picture.area(points, ink, cover);
        }
    }

    /// Labels beside the ends of lines, moved apart where they would touch.
    pub fn end_labels(&self, picture: &mut Picture, labels: &[(f64, Ink, Vec<String>)], size: f64) {
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by(|&a, &b| self.y(labels[a].0).total_cmp(&self.y(labels[b].0)));
        let tall = |i: usize| labels[i].2.len() as f64 * (size + 4.0);
        let mut floor = f64::NEG_INFINITY;
        let mut tops = Vec::new();
        for &i in &order {
            let top = (self.y(labels[i].0) - tall(i) / 2.0).max(floor);
            floor = top + tall(i) + 4.0;
            tops.push(top);
        }
        // Labels pushed below the field rise together.
        let over = (floor - 4.0 - self.bottom).max(0.0);
        for (&i, top) in order.iter().zip(tops) {
            for (line, text) in labels[i].2.iter().enumerate() {
                let y = top - over + (line as f64 + 0.5) * (size + 4.0);
                let strong = line + 1 < labels[i].2.len();
                picture.text((self.right + 10.0, y), text, size, labels[i].1, strong, Held::Left);
            }
        }
    }

    pub fn heading(&self, picture: &mut Picture, text: &str, unit: &str) {
        picture.text((self.left - 44.0, self.top - 36.0), text, 16.0, TEXT, true, Held::Left);
        picture.text(
            (self.left - 44.0, self.top - 16.0),
            unit,
            13.0,
            QUIET,
            false,
            Held::Left,
        );
    }
}

/// Round values inside a range, about `wanted` of them.
pub fn ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let span = high - low;
    if span.is_nan() || span <= 0.0 {
        return vec![low];
    }
    let raw = span / wanted as f64;
    let power = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= raw * 0.85)
        .unwrap_or(10.0 * power);
    let first = libm::ceil(low / step - 1e-9) as i64;
    let last = libm::floor(high / step + 1e-9) as i64;
    (first..=last).map(|i| i as f64 * step).collect()
}

fn tick_text(tick: f64, step: f64) -> String {
    let places = if step >= 1.0 {
        0
    } else {
        libm::ceil(-libm::log10(step)) as usize
    };
    if places == 0 {
        words::thousands(tick)
    } else {
        format!("{tick:.places$}").replace('-', "−")
    }
}

/// A range around values with a little air; never without height.
pub fn range(values: impl Iterator<Item = f64>, least: f64) -> (f64, f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for v in values.filter(|v| v.is_finite()) {
        low = low.min(v);
        high = high.max(v);
    }
    if low > high {
        return (0.0, 1.0);
    }
    let lack = (least - (high - low)).max(0.0) / 2.0;
    let air = 0.06 * (high - low).max(least);
    (low - lack - air, high + lack + air)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(0.0, 10.0, 5), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(ticks(33_100.0, 36_900.0, 4), [34_000.0, 35_000.0, 36_000.0]);
        assert_eq!(ticks(5.0, 5.0, 5), [5.0]);
    }
}
