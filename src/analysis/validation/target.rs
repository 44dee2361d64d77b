//! Published effects, each with its interval, how well it is known, and what the program needs before it can be asked.

use super::score::Against;
use serde::Deserialize;

/// A line of `england/tables/validation_targets.csv`.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Target {
    pub id: String,
    pub claim: String,
    pub metric: String,
    /// Who was set beside whom, with figures that stand beside the central one.
    pub comparison: String,
    pub central: f64,
    pub low: f64,
    pub high: f64,
    /// Expected direction, in words.
    pub expected: String,
    pub horizon_years: f64,
    pub interval_basis: String,
    pub interval_grade: String,
    pub confidence: String,
    /// Shown while no experiment is set beside it; empty for those that have one.
    pub needs: String,
    pub unit: String,
    pub year: String,
    pub source: String,
    pub grade: String,
    pub part: Part,
    /// What it set, or what has read it.
    pub part_note: String,
    pub scored_as: ScoredAs,
    /// What a forecast is scored against, in `scored_unit`; as published where the note says nothing else.
    pub scored_central: f64,
    pub scored_low: f64,
    pub scored_high: f64,
    /// The unit of every figure that is set beside it.
    pub scored_unit: String,
    pub scored_note: String,
    /// What the two rivals say of the figure: no effect, and a constant step of −3 % from year 3.
    pub null_says: f64,
    pub step_says: f64,
    pub rivals_note: String,
}

/// What part a target plays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Some parameter was set so that it comes out: it is no test, and in no total.
    SetsAParameter,
    /// Seen while the program was built.
    CheckedWhileBuilding,
    /// Never run until the end.
    HeldBack,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::SetsAParameter, Part::CheckedWhileBuilding, Part::HeldBack];
    pub const fn words(self) -> &'static str {
        match self {
            Part::SetsAParameter => "sets a parameter",
            Part::CheckedWhileBuilding => "checked while building",
            Part::HeldBack => "held back",
        }
    }
}

/// How a target is scored: see [`Against`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoredAs {
    Interval,
    Range,
    Finding,
}

impl Target {
    /// What a forecast of it is scored against.
    pub fn against(&self) -> Against {
        let (central, low, high) = (self.scored_central, self.scored_low, self.scored_high);
        match self.scored_as {
            ScoredAs::Interval => Against::Interval { central, low, high },
            ScoredAs::Range => Against::Range { low, high },
            ScoredAs::Finding => Against::Finding { central, low, high },
        }
    }
}

/// Reads the table; the fault in words where a line is wrong.
pub fn targets(text: &[u8]) -> Result<Vec<Target>, String> {
    let mut targets: Vec<Target> = Vec::new();
    for row in csv::Reader::from_reader(text).deserialize() {
        let target: Target = row.map_err(|error| error.to_string())?;
        let ordered = target.low <= target.central && target.central <= target.high;
        if !(ordered && target.low.is_finite() && target.high.is_finite()) {
            return Err(format!("{}: {} is not between its ends", target.id, target.central));
        }
        let ordered = target.scored_low <= target.scored_central && target.scored_central <= target.scored_high;
        if !(ordered && target.scored_low < target.scored_high && target.against().half_width().is_finite()) {
            let (low, high) = (target.scored_low, target.scored_high);
            return Err(format!("{}: {low} to {high} is no range that can be scored", target.id));
        }
        if !(target.null_says.is_finite() && target.step_says.is_finite()) {
            return Err(format!("{}: a rival says nothing", target.id));
        }
        if targets.iter().any(|other| other.id == target.id) {
            return Err(format!("{} stands twice", target.id));
        }
        targets.push(target);
    }
    Ok(targets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Embedded, Source};

    const HEAD: &str = "id,claim,metric,comparison,central,low,high,expected,horizon_years,interval_basis,interval_grade,confidence,needs,unit,year,source,grade,part,part_note,scored_as,scored_central,scored_low,scored_high,scored_unit,scored_note,null_says,step_says,rivals_note";

    fn told(rows: &str) -> Result<Vec<Target>, String> {
        targets(format!("{HEAD}\n{rows}").as_bytes())
    }

    #[test]
    fn a_row_is_read_and_a_wrong_one_is_told() {
        let row = "VT1,a,b,c,-3,-6,-1,negative,3,own,DERIVED,high,,per cent,2015,KEY,VERIFIED,held_back,,range,-3,-7,-1,per cent,,0,-3,\n";
        assert_eq!(told(row).expect("it is sound")[0].low, -6.0);
        assert!(told(&row.replace("-6", "-2")).is_err_and(|why| why.contains("VT1")));
        assert!(told(&format!("{row}{row}")).is_err_and(|why| why.contains("twice")));
        assert!(told(&row.replace("-3", "x")).is_err());
        assert!(told(&row.replace("-7,-1", "-1,-7")).is_err_and(|why| why.contains("no range that can be scored")));
        assert!(told(&row.replace("0,-3,\n", "NaN,-3,\n")).is_err_and(|why| why.contains("rival")));
        assert!(told(&row.replace("held_back", "held")).is_err());
    }

    #[test]
    fn shipped_targets_are_scored_as_published_where_no_note_says_otherwise() {
        let text = Embedded
            .read("england/tables/validation_targets.csv")
            .expect("it is shipped");
        for target in targets(&text).expect("the shipped targets are sound") {
            let published = [target.central, target.low, target.high];
            let scored = [target.scored_central, target.scored_low, target.scored_high];
            let same = published == scored && target.unit == target.scored_unit;
            let as_it_is = same && target.scored_as == ScoredAs::Interval;
            // A unit may be told more fully than it is published.
            let told = target.id == "VT01" || target.id == "VT25" || !target.scored_note.is_empty();
            assert!(as_it_is || told, "{}: {scored:?} for {published:?}", target.id);
            assert!(
                !target.part_note.is_empty() && !target.rivals_note.is_empty(),
                "{}",
                target.id
            );
        }
    }
}
