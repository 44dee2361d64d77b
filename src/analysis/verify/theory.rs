//! Pathways against exact theory: the [battery](crate::analysis::battery) as rows.

use super::{Row, Section, Verdict};
use crate::analysis::battery::{Case, Finding, LONGER, WIDEST};

/// One row for each figure of a case.
pub fn rows(case: &Case, findings: &[Finding]) -> Vec<Row> {
    findings.iter().map(|finding| row(case, finding)).collect()
}

fn row(case: &Case, finding: &Finding) -> Row {
    let interval = finding.interval();
    let half = finding.half_width().map_or(f64::NAN, |half| 100.0 * half);
    Row {
        section: Section::Theory,
        check: case.name.clone(),
        figure: finding.figure.name(),
        found: finding.estimate.map(|estimate| estimate.mean),
        expected: Some(finding.figure.expected),
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
        verdict: Verdict::of(finding.holds()),
        note: match finding.holds() {
            true => format!("± {half:.2} %"),
            false if finding.is_inside() => format!("± {half:.2} % is wider than {} %", 100.0 * WIDEST),
            false => format!("± {half:.2} %, outside"),
        },
    }
}

/// The case with longer service: some figure must leave its interval.
pub fn noticed(case: &Case, longer: &[Finding]) -> Row {
    let outside = longer.iter().filter(|finding| !finding.is_inside()).count();
    Row {
        section: Section::Theory,
        check: case.name.clone(),
        figure: format!("figures that leave with service × {LONGER}"),
        found: Some(outside as f64),
        expected: None,
        low: Some(1.0),
        high: None,
        verdict: Verdict::of(outside > 0),
        note: format!("of {}", longer.len()),
    }
}

/// For a short table: of each case the row that is worst, with the number of its figures.
pub fn worst(rows: &[Row]) -> Vec<Row> {
    let mut short: Vec<Row> = Vec::new();
    // Distance from the middle of the interval, in halves of it; a failure is worst of all.
    let distance = |row: &Row| match (row.verdict, row.low, row.high, row.found, row.expected) {
        (Verdict::Fails, ..) => f64::INFINITY,
        (_, Some(low), Some(high), Some(found), Some(expected)) if high > low => {
            (found - expected).abs() / ((high - low) / 2.0)
        }
        _ => 0.0,
    };
    for group in rows.chunk_by(|a, b| a.check == b.check && a.section == b.section) {
        let (figures, others): (Vec<&Row>, Vec<&Row>) = group
            .iter()
            .partition(|row| row.section == Section::Theory && row.expected.is_some());
        let failed = figures.iter().filter(|row| row.verdict == Verdict::Fails).count();
        if let Some(row) = figures.iter().max_by(|a, b| distance(a).total_cmp(&distance(b))) {
            let mut row = (*row).clone();
            if figures.len() > 1 {
                let rest = if failed > 1 {
                    format!(", {failed} fail")
                } else {
                    String::new()
                };
                row.note += &format!("; the worst of {} figures{rest}", figures.len());
            }
            short.push(row);
        }
        short.extend(others.into_iter().cloned());
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::battery::cases;

    #[test]
    fn the_worst_figure_stands_for_its_case() {
        let case = &cases()[0];
        let found = case.judge_values(&|figure| {
            let off = if figure.measure == "waiting" { 0.001 } else { 0.0 };
            [-0.002, 0.0, 0.002, 0.001, -0.001]
                .map(|x| figure.expected * (1.0 + off + x))
                .to_vec()
        });
        let rows = [rows(case, &found), vec![noticed(case, &found)]].concat();
        let short = worst(&rows);
        assert_eq!(short.len(), 2);
        assert_eq!(short[0].figure, "waiting (clinic)");
        assert_eq!(short[1].verdict, Verdict::Fails, "nothing left its interval");
    }
}
