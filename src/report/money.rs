//! Money in tables and on the page: `flows.csv`, `money.csv`, and the section of the answer.

use super::Study;
use super::table::exact;
use super::words::{self, change, pounds};
use crate::analysis::money::{Line, PRICE_BASE, lines};
use crate::experiment::ArmRecord;
use crate::measure::flow::pounds_a_year;
use std::fmt::Write as _;
use std::io::Write;

/// Transfers that the page shows.
const SHOWN: usize = 8;

/// `flows.csv`: every month's money from whom to whom, under which heading.
pub fn flows(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "scenario",
        "month",
        "from",
        "to",
        "heading",
        "unit",
        "replication",
        "value",
    ])?;
    for (arm, scenario) in study.outcome.arms.iter().enumerate() {
        let parties = &study.outcome.settings[arm].parties;
        for replication in &study.outcome.replications {
            let number = (replication.replication + 1).to_string();
            let months = study.outcome.months.iter().zip(&replication.arms[arm].transfers);
            for (month, transfers) in months {
                let month = month.to_string();
                for t in transfers {
                    out.write_record([
                        scenario.as_str(),
                        &month,
                        &parties[usize::from(t.from)].id,
                        &parties[usize::from(t.to)].id,
                        t.heading.name(),
                        "£",
                        &number,
                        &exact(Some(t.pence as f64 / 100.0)),
                    ])?;
                }
            }
        }
    }
    Ok(out.flush()?)
}

/// `money.csv`: what a comparison says about money, each figure with its interval.
pub fn money(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "base",
        "alternative",
        "item",
        "of",
        "unit",
        "base_value",
        "value",
        "ci_low",
        "ci_high",
        "prices",
        "told",
    ])?;
    let arms = &study.outcome.arms;
    for (alternative, name) in arms.iter().enumerate().skip(1) {
        for line in lines(study.outcome, alternative) {
            out.write_record([
                arms[0].as_str(),
                name,
                line.item,
                &line.of,
                line.unit,
                &exact(line.base),
                &exact(line.value),
                &exact(line.low),
                &exact(line.high),
                PRICE_BASE,
                &line.told,
            ])?;
        }
    }
    Ok(out.flush()?)
}

/// The section of the page about one alternative.
pub fn section(study: &Study<'_>, alternative: usize, page: &mut String) -> std::fmt::Result {
    let lines = lines(study.outcome, alternative);
    let of = |item: &'static str| lines.iter().filter(move |line| line.item == item);
    writeln!(
        page,
        "**Money** (£ a year, mean of the whole run, against {}; prices of {PRICE_BASE})\n",
        study.labels[0]
    )?;
    for (item, name) in [
        ("total_public_spend", "Total public spend"),
        ("net_cost_nhs", "Net cost of the NHS"),
        ("net_cost_council", "Net cost of the council"),
        ("paid_by_nhs_to_council", "Paid by the NHS to the council"),
    ] {
        for line in of(item) {
            writeln!(page, "- {name}: {}", moved(line))?;
        }
    }
    writeln!(page, "- Cost shunted: {}", shunted(&lines))?;
    let dealing: Vec<&Line> = of("cost_of_dealing").collect();
    if dealing.is_empty() {
        writeln!(
            page,
            "- Cost of dealing (contracting, disputes, procurement): none is charged in these plans"
        )?;
    }
    for line in dealing {
        writeln!(page, "- {}: {}", words::label(&line.of), moved(line))?;
    }
    for line in of("pay_back") {
        match line.value {
            Some(months) if months > 0.0 => writeln!(
                page,
                "- Pay-back: {months:.0} months from the start of the run ({})",
                line.told
            )?,
            _ => writeln!(page, "- Pay-back: {}", line.told)?,
        }
    }
    for (item, name) in [
        ("spend_per_emergency_admission_avoided", "emergency admission avoided"),
        ("spend_per_death_averted", "death averted"),
        ("spend_per_unmet_need_met", "unmet need met"),
    ] {
        for line in of(item) {
            writeln!(page, "- Spend for each {name}: {}", for_each(line))?;
        }
    }
    let risks: Vec<String> = of("surplus_variance_ratio").map(risk).collect();
    writeln!(
        page,
        "\n**Who bears the risk of volume** (variance of the yearly surplus over replications, as a ratio to the base)\n"
    )?;
    match risks.is_empty() {
        true => writeln!(page, "- Nobody: no surplus varies over replications")?,
        false => risks.iter().try_for_each(|told| writeln!(page, "- {told}"))?,
    }
    let moves: Vec<&Line> = of("transfer").collect();
    writeln!(
        page,
        "\n**What moves between organisations** (the largest of {} flows that differ)\n",
        moves.len()
    )?;
    if moves.is_empty() {
        writeln!(page, "- Nothing: every payment is the same to the penny")?;
    }
    for line in moves.iter().take(SHOWN) {
        writeln!(page, "- {}: {}", way(&line.of), moved(line))?;
    }
    writeln!(page)
}

/// `ccg > acute: contract` as words.
fn way(of: &str) -> String {
    let (ends, heading) = of.split_once(": ").unwrap_or((of, ""));
    let (from, to) = ends.split_once(" > ").unwrap_or((ends, ""));
    format!(
        "{} to {}, {}",
        words::label(from),
        words::spoken(to),
        words::spoken(heading)
    )
}

fn moved(line: &Line) -> String {
    let Some(estimate) = line.estimate() else {
        return line.told.clone();
    };
    let was = line
        .base
        .map_or_else(String::new, |base| format!("{} in the base; ", pounds(base)));
    format!(
        "{} ({was}95 % interval {})",
        change(estimate.mean, "£"),
        words::interval(&estimate, "£")
    )
}

fn shunted(lines: &[Line]) -> String {
    let told: Vec<String> = [
        ("shunted_to_council", "from NHS to council"),
        ("shunted_to_nhs", "from council to NHS"),
    ]
    .iter()
    .filter_map(|(item, name)| {
        let line = lines.iter().find(|line| line.item == *item)?;
        let sum = line.value.filter(|sum| *sum > 0.0)?;
        let clear = line.told.split(':').next().unwrap_or_default();
        Some(format!("{} {name} ({clear})", pounds(sum)))
    })
    .collect();
    match told.is_empty() {
        true => "none: the net costs of NHS and council do not move apart".into(),
        false => told.join("; "),
    }
}

fn for_each(line: &Line) -> String {
    let (Some(value), Some(low), Some(high)) = (line.value, line.low, line.high) else {
        return line.told.clone();
    };
    let saves = match (high < 0.0, value < 0.0) {
        (true, _) => ", a saving",
        (false, true) => ", no clear saving",
        _ => "",
    };
    let more = if line.told.is_empty() {
        String::new()
    } else {
        format!("; {}", line.told)
    };
    format!(
        "{} (95 % interval {} to {}{saves}{more})",
        pounds(value),
        pounds(low),
        pounds(high)
    )
}

fn risk(line: &Line) -> String {
    let name = words::label(&line.of);
    let (Some(ratio), Some(low), Some(high)) = (line.value, line.low, line.high) else {
        return format!("{name}: {}", line.told);
    };
    let word = match (low > 1.0, high < 1.0) {
        (true, _) => "bears more",
        (_, true) => "bears less",
        _ => "no clear change",
    };
    format!(
        "{name}: {ratio:.2} ({word}; 95 % interval {low:.2} to {high:.2}; standard deviation in the base {})",
        pounds(line.base.unwrap_or(0.0))
    )
}

/// Pounds a year between two parties of an arm, under every heading, in each replication.
pub(super) fn between(study: &Study<'_>, arm: usize, from: usize, to: usize) -> Vec<f64> {
    let of = |record: &ArmRecord| {
        pounds_a_year(&record.transfers, |t| {
            usize::from(t.from) == from && usize::from(t.to) == to
        })
    };
    study.outcome.replications.iter().map(|r| of(&r.arms[arm])).collect()
}
