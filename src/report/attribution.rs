//! Attribution of a difference to the components of a care model: table, chart and a word for the terminal.

use super::chart::panel::{range, ticks};
use super::chart::picture::{BLUE, GRID, Held, ORANGE, Picture, QUIET, TEXT, width, wrap};
use super::words::{self, Verdict, change, interval, percent, verdict};
use crate::analysis::Estimate;
use crate::analysis::attribution::Attribution;
use crate::measure::Key;
use std::io::Write;

/// What the table attributes; the first two are drawn.
pub const MEASURES: &[&str] = &[
    "emergency_admissions",
    "emergency_bed_days",
    "ae_attendances",
    "gp_appointments",
    "unmet_need",
    "deaths",
    "net_cost",
];

/// An attribution with the words around it.
pub struct Attributed {
    pub base: String,
    pub alternative: String,
    /// Names of components, in the order of bits.
    pub components: Vec<&'static str>,
    /// One for each of [`MEASURES`] that is told.
    pub measures: Vec<Attribution>,
    /// The year that is attributed.
    pub year: usize,
    pub caption: String,
}

impl Attributed {
    /// Every line of one measure: who, where in the order, estimate.
    fn lines<'a>(&'a self, of: &'a Attribution) -> Vec<(String, &'static str, Estimate)> {
        let mut lines = Vec::new();
        for line in &of.lines {
            let name = self.components[line.component].to_string();
            lines.push((name.clone(), "first", line.first));
            lines.push((name, "last", line.last));
        }
        lines.push(("all components".into(), "together", of.all));
        lines.push(("rest of the alternative".into(), "before", of.rest));
        lines
    }
}

/// `attribution.csv`.
pub fn table(told: &Attributed, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    let columns = [
        "measure",
        "unit",
        "component",
        "switched",
        "base_value",
        "mean",
        "ci_low",
        "ci_high",
        "percent",
        "n",
    ];
    out.write_record(columns)?;
    for of in &told.measures {
        let unit = Key::whole(of.measure).entry().unit;
        for (name, place, e) in told.lines(of) {
            let bound = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
            let share = (of.base != 0.0).then(|| 100.0 * e.mean / of.base.abs());
            out.write_record([
                of.measure,
                unit,
                &name,
                place,
                &of.base.to_string(),
                &e.mean.to_string(),
                &bound(e.low),
                &bound(e.high),
                &bound(share),
                &e.n.to_string(),
            ])?;
        }
    }
    Ok(out.flush()?)
}

/// Emergency admissions by component.
pub fn on_terminal(told: &Attributed) -> String {
    let mut text = format!("{}\n", title(told));
    for (name, place, e) in told.measures.first().map_or_else(Vec::new, |of| told.lines(of)) {
        let clear = match verdict(&e) {
            Verdict::Unclear => "  not clear",
            Verdict::Same => "  exactly nothing",
            _ => "",
        };
        let name = words::spoken(&name);
        text.push_str(&format!(
            "  {name:<32}{place:<10}{:>9}  ({}){clear}\n",
            change(e.mean, ""),
            interval(&e, "")
        ));
    }
    text.push_str("Emergency admissions a year. First: switched on alone. Last: switched on after all others.\n");
    text
}

/// Bars of both measures side by side.
pub fn picture(told: &Attributed) -> Picture {
    let shown = format!(
        "What each component of {}'s care model does to emergency care in year {}, per cent of {}, with the 95 % interval of \
         the paired difference. Blue: switched on alone (first in the order). Orange: switched on after all others (last), \
         which is what is lost when it alone is switched off. Pale: not clear. The two are the ends of the range over orders \
         where components only overlap or only help one another.",
        told.alternative, told.year, told.base
    );
    let (mut picture, top) = Picture::page(&title(told), &shown);
    let row = 50.0;
    let mut bottom = top;
    for (i, of) in told.measures.iter().take(2).enumerate() {
        let (left, right) = (266.0 + 470.0 * i as f64, 590.0 + 470.0 * i as f64);
        let share = |x: f64| 100.0 * x / of.base.abs().max(f64::MIN_POSITIVE);
        let lines = told.lines(of);
        let ends = lines
            .iter()
            .flat_map(|(_, _, e)| [0.0, e.mean, e.low.unwrap_or(e.mean), e.high.unwrap_or(e.mean)]);
        let (low, high) = range(ends.map(share), 1.0);
        let x = |v: f64| left + (share(v) - low) / (high - low) * (right - left);
        let nil = x(0.0);
        let head = top + 44.0;
        let foot = head + row * (of.lines.len() + 2) as f64;
        let heading = words::label(of.measure);
        picture.text((left, top + 14.0), &heading, 16.0, TEXT, true, Held::Left);
        for tick in ticks(low, high, 5) {
            let at = left + (tick - low) / (high - low) * (right - left);
            picture.line(vec![(at, head - 12.0), (at, foot)], GRID, 1.0, None);
            picture.text((at, foot + 14.0), &percent(tick), 12.5, QUIET, false, Held::Middle);
        }
        picture.line(vec![(nil, head - 12.0), (nil, foot)], QUIET, 1.4, None);
        let mut y = head - row;
        for (n, (name, place, e)) in lines.iter().enumerate() {
            let second = *place == "last";
            if !second {
                y += row;
                if i == 0 {
                    let said = wrap(&words::label(name), 14.5, false, 220.0);
                    for (k, part) in said.iter().enumerate() {
                        let strong = *place == "together";
                        picture.text((32.0, y + 12.0 + 17.0 * k as f64), part, 14.5, TEXT, strong, Held::Left);
                    }
                }
                if n > 0 {
                    picture.line(vec![(left, y - 5.0), (right + 110.0, y - 5.0)], GRID, 1.0, None);
                }
            }
            let ink = match *place {
                "first" => BLUE,
                "last" => ORANGE,
                _ => QUIET,
            };
            let up = if second { y + 21.0 } else { y + 1.0 };
            let clear = matches!(verdict(e), Verdict::Fell | Verdict::Rose);
            picture.bar((nil, up), (x(e.mean), up + 17.0), ink, if clear { 0.85 } else { 0.35 });
            if let (Some(low), Some(high)) = (e.low, e.high) {
                super::chart::bend::whisker(&mut picture, (x(low), x(high)), up + 8.5);
            }
            let said = percent(share(e.mean));
            let ink = if clear { TEXT } else { QUIET };
            let beside = (right + 8.0, up + 8.5);
            picture.text(beside, &said, 13.0, ink, clear, Held::Left);
            let start = beside.0 + width(&said, 13.0, clear) + 6.0;
            if place.starts_with(['f', 'l']) {
                picture.text((start, beside.1), place, 11.5, QUIET, false, Held::Left);
            }
        }
        bottom = foot;
    }
    picture.finish(bottom + 30.0, &told.caption)
}

/// The component that clearly does most to emergency admissions, whichever comes first.
fn title(told: &Attributed) -> String {
    let (year, other) = (told.year, &told.alternative);
    let Some(of) = told.measures.first() else {
        return format!("{other}: nothing to attribute");
    };
    let share = |x: f64| percent(100.0 * x / of.base.abs().max(f64::MIN_POSITIVE));
    if of.all.n < 2 {
        return format!("{other}, year {year}: attribution of one replication (no interval)");
    }
    let clear = |e: &Estimate| matches!(verdict(e), Verdict::Fell | Verdict::Rose);
    let both = (of.lines.iter()).filter(|line| clear(&line.first) && clear(&line.last));
    let most = both.max_by(|a, b| a.first.mean.abs().total_cmp(&b.first.mean.abs()));
    let together = match (of.all.low, of.all.high) {
        (Some(low), Some(high)) => format!(
            "all components together {} (95 % interval {} to {})",
            share(of.all.mean),
            share(low),
            share(high)
        ),
        _ => format!("all components together {}", share(of.all.mean)),
    };
    match most {
        Some(line) => format!(
            "{other}, year {year}: {} moves emergency admissions most, {} to {} by its place in the order; {together}",
            words::spoken(told.components[line.component]),
            share(line.first.mean.min(line.last.mean)),
            share(line.first.mean.max(line.last.mean)),
        ),
        None => format!(
            "{other}, year {year}: no component moves emergency admissions clearly both first and last in the order; {together}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::chart::picture::Shape;
    use super::*;
    use crate::analysis::attribution::Attributed as Line;

    fn told(first: &[f64], last: &[f64]) -> Attributed {
        let of = |values: &[f64]| Estimate::of(values, 0.95).expect("there are values");
        let line = |component: usize, first: &[f64], last: &[f64]| Line {
            component,
            first: of(first),
            last: of(last),
        };
        let attribution = |measure: &'static str| Attribution {
            measure,
            base: 1000.0,
            lines: vec![line(0, &[0.0, 0.0, 0.0], &[0.0, 0.0, 0.0]), line(1, first, last)],
            all: of(first),
            rest: of(&[0.0, 0.0, 0.0]),
        };
        Attributed {
            base: "Siloed".into(),
            alternative: "Teams".into(),
            components: vec!["shared_care_record", "rapid_response"],
            measures: vec![attribution("emergency_admissions"), attribution("emergency_bed_days")],
            year: 5,
            caption: "Illustrative until validated.".into(),
        }
    }

    #[test]
    fn a_component_is_named_only_if_it_is_clear_in_both_places() {
        let (clear, other, unclear) = ([-20.0, -21.0, -19.0], [-10.0, -11.0, -9.0], [-20.0, 19.0, 2.0]);
        let title = |first: &[f64], last: &[f64]| picture(&told(first, last)).title;
        let both = title(&clear, &other);
        assert!(
            both.contains("rapid response moves emergency admissions most, −2.0 % to −1.0 %"),
            "{both}"
        );
        for (first, last) in [(clear, unclear), (unclear, clear)] {
            let one = title(&first, &last);
            assert!(one.contains("no component moves emergency admissions clearly"), "{one}");
        }
    }

    #[test]
    fn the_table_has_both_places_of_every_component_and_the_chart_stays_on_its_page() {
        let told = told(&[-20.0, -21.0, -19.0], &[-10.0, -11.0, -9.0]);
        let mut bytes = Vec::new();
        table(&told, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.lines().count(), 1 + 2 * (2 * 2 + 2));
        assert!(
            text.contains("emergency_admissions,admissions a year,rapid_response,last,1000,-10,"),
            "{text}"
        );
        let picture = picture(&told);
        for shape in &picture.shapes {
            if let Shape::Text {
                at: (x, y),
                text,
                size,
                held: Held::Left,
                strong,
                ..
            } = shape
            {
                let right = x + width(text, *size, *strong);
                assert!(
                    (0.0..=1200.0).contains(&right) && (0.0..=picture.height).contains(y),
                    "{text} ends at {right}"
                );
            }
        }
        assert!(on_terminal(&told).contains("rapid response"));
    }
}
