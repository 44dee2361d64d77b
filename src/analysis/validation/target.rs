//! Published effects, each with its interval, how well it is known, and what the program needs before it can be asked.

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

    const HEAD: &str = "id,claim,metric,comparison,central,low,high,expected,horizon_years,interval_basis,interval_grade,confidence,needs,unit,year,source,grade";

    fn told(rows: &str) -> Result<Vec<Target>, String> {
        targets(format!("{HEAD}\n{rows}").as_bytes())
    }

    #[test]
    fn a_row_is_read_and_a_wrong_one_is_told() {
        let row = "VT1,a,b,c,-3,-6,-1,negative,3,own,DERIVED,high,,per cent,2015,KEY,VERIFIED\n";
        assert_eq!(told(row).expect("it is sound")[0].low, -6.0);
        assert!(told(&row.replace("-6", "-2")).is_err_and(|why| why.contains("VT1")));
        assert!(told(&format!("{row}{row}")).is_err_and(|why| why.contains("twice")));
        assert!(told(&row.replace("-3", "x")).is_err());
    }
}
