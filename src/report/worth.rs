//! What one more, or one fewer, of each activity is worth to whom under several plans: table and chart.

use super::chart::picture::{BLUE, GRID, Held, Picture, QUIET, TEXT, VERMILLION, WIDTH, wrap};
use super::words::{self, change};
use crate::economy::worth::{Each, Worth};
use std::collections::BTreeMap;
use std::io::Write;

/// A plan's label and its worths.
pub type Plans = [(String, Vec<Worth>)];

const LEFT: f64 = 236.0;
const ROW: f64 = 50.0;

/// `worth.csv`.
pub fn table(plans: &Plans, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "scenario",
        "activity",
        "organisation",
        "gives_the_care",
        "change",
        "unit",
        "paid",
        "variable_cost",
        "worth",
    ])?;
    for (plan, lines) in plans {
        for line in lines {
            for (said, each) in [("one more", line.more), ("one fewer", line.fewer)] {
                let pence = |pounds: f64| format!("{:.2}", pounds + 0.0).replace("-0.00", "0.00");
                out.write_record([
                    plan.as_str(),
                    line.act,
                    &line.organisation,
                    if line.gives { "yes" } else { "no" },
                    said,
                    "£ for each",
                    &pence(each.paid),
                    &pence(each.cost),
                    &pence(each.net()),
                ])?;
            }
        }
    }
    Ok(out.flush()?)
}

/// The same for a terminal: an activity a paragraph.
pub fn on_terminal(plans: &Plans) -> String {
    let mut text = String::new();
    for (plan, lines) in plans {
        text.push_str(&format!("{plan}\n"));
        let mut seen = "";
        for line in lines {
            let act = if line.act == seen {
                String::new()
            } else {
                words::spoken(line.act)
            };
            seen = line.act;
            let said = |each: Each| format!("{:>9}", change(libm::round(each.net() * 100.0) / 100.0, "£"));
            text.push_str(&format!(
                "  {act:<22}{:<20} one more {}  one fewer {}\n",
                line.organisation,
                said(line.more),
                said(line.fewer)
            ));
        }
        text.push('\n');
    }
    text.push_str(
        "£ for each: paid, less variable cost where the care is given. Money alone: no capacity, effort or aim.\n",
    );
    text
}

/// One more, or one fewer, as a grid of plans and activities.
pub fn picture(plans: &Plans, fewer: bool) -> Option<Picture> {
    let mut acts: Vec<&str> = Vec::new();
    for line in plans.iter().flat_map(|(_, lines)| lines) {
        if !acts.contains(&line.act) {
            acts.push(line.act);
        }
    }
    if acts.is_empty() {
        return None;
    }
    let which = |line: &Worth| if fewer { line.fewer } else { line.more };
    let wide = (WIDTH - LEFT - 24.0) / acts.len() as f64;
    let one = if fewer { "one fewer" } else { "one more" };
    // A colour is full at the largest worth of that activity, whoever's.
    let largest: BTreeMap<&str, f64> = acts
        .iter()
        .map(|act| {
            let own = plans
                .iter()
                .flat_map(|(_, lines)| lines)
                .filter(|l| l.act == *act && l.gives);
            (*act, own.map(|l| which(l).net().abs()).fold(0.01, f64::max))
        })
        .collect();
    let shown = format!(
        "£ for each. Above: what {one} is worth to the organisation that gives the care, paid less variable cost (blue gains, \
         vermillion loses). Below: to the other whom it moves most. Derived from the clauses at plan; money alone, without \
         capacity, effort or aim. Constant prices of 2018/19."
    );
    let (mut picture, top) = Picture::page(&title(plans, one, &which), &shown);
    let head = top + 44.0;
    for (c, act) in acts.iter().enumerate() {
        let lines = wrap(&words::label(act), 13.0, true, wide - 8.0);
        for (i, line) in lines.iter().enumerate() {
            let y = head - 12.0 - 16.0 * (lines.len() - 1 - i) as f64;
            picture.text(
                (LEFT + wide * (c as f64 + 0.5), y),
                line,
                13.0,
                TEXT,
                true,
                Held::Middle,
            );
        }
    }
    for (r, (plan, lines)) in plans.iter().enumerate() {
        let y = head + ROW * r as f64;
        picture.line(vec![(32.0, y), (WIDTH - 24.0, y)], GRID, 1.0, None);
        let label = wrap(&words::label(plan), 13.5, false, LEFT - 44.0);
        for (i, line) in label.iter().take(2).enumerate() {
            let at = y + ROW / 2.0 + 16.0 * (i as f64 - (label.len().min(2) - 1) as f64 / 2.0);
            picture.text((32.0, at), line, 13.5, TEXT, false, Held::Left);
        }
        for (c, act) in acts.iter().enumerate() {
            let x = LEFT + wide * c as f64;
            let own = || lines.iter().filter(|l| l.act == *act);
            if let Some(giver) = own().find(|l| l.gives) {
                let net = which(giver).net();
                let ink = if net < 0.0 { VERMILLION } else { BLUE };
                let cover = 0.12 + 0.5 * (net.abs() / largest[act]).min(1.0);
                picture.bar((x + 2.0, y + 2.0), (x + wide - 2.0, y + ROW - 2.0), ink, cover);
                picture.text((x + wide / 2.0, y + 17.0), &sum(net), 14.0, TEXT, true, Held::Middle);
            }
            let other = own()
                .filter(|l| !l.gives)
                .max_by(|a, b| which(a).net().abs().total_cmp(&which(b).net().abs()));
            let said = other.map_or_else(
                || "others 0".to_string(),
                |l| format!("{} {}", words::spoken(&short(&l.organisation)), sum(which(l).net())),
            );
            picture.text((x + wide / 2.0, y + 36.0), &said, 11.5, TEXT, false, Held::Middle);
        }
    }
    let foot = head + ROW * plans.len() as f64;
    picture.line(vec![(32.0, foot), (WIDTH - 24.0, foot)], QUIET, 1.0, None);
    let names: Vec<&str> = plans.iter().map(|(name, _)| name.as_str()).collect();
    let caption = format!(
        "Scenarios: {}. No simulation and no chance: the clauses evaluated at the plan and at one per cent more or less, so \
         there is no seed and no interval. Illustrative until validated.",
        names.join(", ")
    );
    Some(picture.finish(foot + 4.0, &caption))
}

/// Pounds to the pound from ten on, else to the penny.
fn sum(pounds: f64) -> String {
    let text = match pounds.abs() {
        a if a < 0.005 => return "0".into(),
        a if a >= 9.995 => words::thousands(a),
        a => format!("{a:.2}"),
    };
    format!("{}£{text}", if pounds < 0.0 { "−" } else { "+" })
}

fn short(organisation: &str) -> String {
    match organisation {
        "general_practice" => "GPs".into(),
        "nhs_england" => "NHSE".into(),
        other => other.to_string(),
    }
}

/// For which plans the giver of an emergency admission gains and for which it loses.
fn title(plans: &Plans, one: &str, which: &dyn Fn(&Worth) -> Each) -> String {
    let nets: Vec<f64> = (plans.iter())
        .filter_map(|(_, lines)| lines.iter().find(|l| l.act == "emergency_admission" && l.gives))
        .map(|line| which(line).net())
        .collect();
    let (gain, lose) = (
        nets.iter().filter(|n| **n > 0.5).count(),
        nets.iter().filter(|n| **n < -0.5).count(),
    );
    format!(
        "{} emergency admission pays the hospital in {gain} of {} plans and costs it in {lose}",
        words::label(one),
        nets.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A short stay at £700 that costs the trust £250.50, as payer and trust see it.
    fn plans() -> [(String, Vec<Worth>); 1] {
        let line = |organisation: &str, paid: f64, cost: f64, gives| Worth {
            act: "short_stay_admission",
            organisation: organisation.into(),
            more: Each { paid, cost },
            fewer: Each {
                paid: -paid,
                cost: -cost,
            },
            gives,
        };
        let lines = vec![line("acute", 700.0, 250.5, true), line("ccg", -700.0, 0.0, false)];
        [("ours".to_string(), lines)]
    }

    #[test]
    fn the_table_has_a_row_for_one_more_and_one_fewer_of_each_concerned() {
        let mut bytes = Vec::new();
        table(&plans(), &mut bytes).expect("it is written");
        let text = String::from_utf8(bytes).expect("it is text");
        let rows: Vec<&str> = text.lines().collect();
        assert_eq!(
            rows,
            [
                "scenario,activity,organisation,gives_the_care,change,unit,paid,variable_cost,worth",
                "ours,short_stay_admission,acute,yes,one more,£ for each,700.00,250.50,449.50",
                "ours,short_stay_admission,acute,yes,one fewer,£ for each,-700.00,-250.50,-449.50",
                "ours,short_stay_admission,ccg,no,one more,£ for each,-700.00,0.00,-700.00",
                "ours,short_stay_admission,ccg,no,one fewer,£ for each,700.00,0.00,700.00",
            ]
        );
    }

    #[test]
    fn the_terminal_tells_the_net_of_cost() {
        let said = on_terminal(&plans());
        let of = |name: &str| {
            let line = said.lines().find(|line| line.contains(name)).expect(name);
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert!(of("acute").ends_with("acute one more +£450 one fewer −£450"), "{said}");
        assert!(of("ccg").ends_with("ccg one more −£700 one fewer +£700"), "{said}");
    }
}
