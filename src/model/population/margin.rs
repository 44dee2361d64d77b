//! The mix of ages and deprivation a place starts from: the population table, weighted to the place's own margins.
//!
//! The margins of the place are the table's, each share times its weight, made to sum to one again. What lives where in
//! the table of age band × fifth follows by iterative proportional fitting, so that the odds between old and deprived
//! stay the table's. Within a band and fifth, single ages and sexes are the table's.

use crate::model::fact::age_band;
use crate::model::settings::Margins;
use crate::model::table::ByAgeSexFifth;

/// People by age band and deprivation fifth.
pub type Mix = [[f64; 5]; 7];

/// Rounds of fitting: margins meet to better than one in a billion for weights within a factor of a hundred.
const ROUNDS: u32 = 200;

/// People of the table by age band and fifth.
fn table_mix(population: &ByAgeSexFifth) -> Mix {
    let mut mix = [[0.0; 5]; 7];
    for (age, row) in population.iter().enumerate() {
        for sex in row {
            for fifth in 0..5 {
                mix[age_band(age as u32)][fifth] += sex[fifth];
            }
        }
    }
    mix
}

/// People of the table, as many as there are, re-weighted to the margins. Weights that are all one leave it bit for bit
/// as it is.
pub fn mix(margins: &Margins, population: &ByAgeSexFifth) -> Mix {
    let mut mix = table_mix(population);
    if margins.are_the_table() {
        return mix;
    }
    let people: f64 = mix.iter().flatten().sum();
    let wanted = |mass: Vec<f64>, weights: &[f64]| -> Vec<f64> {
        let weighted: Vec<f64> = mass.iter().zip(weights).map(|(m, w)| m * w).collect();
        let sum: f64 = weighted.iter().sum();
        weighted.iter().map(|w| w / sum * people).collect()
    };
    let ages = wanted(mix.iter().map(|row| row.iter().sum()).collect(), &margins.age);
    let fifths = wanted((0..5).map(|f| column(&mix, f)).collect(), &margins.deprivation);
    for _ in 0..ROUNDS {
        for (row, wanted) in mix.iter_mut().zip(&ages) {
            let factor = ratio(*wanted, row.iter().sum());
            row.iter_mut().for_each(|cell| *cell *= factor);
        }
        for (fifth, wanted) in fifths.iter().enumerate() {
            let factor = ratio(*wanted, column(&mix, fifth));
            mix.iter_mut().for_each(|row| row[fifth] *= factor);
        }
    }
    mix
}

/// How many people of each cell there are for one of the table.
pub fn weight(margins: &Margins, population: &ByAgeSexFifth) -> Mix {
    let (own, table) = (mix(margins, population), table_mix(population));
    std::array::from_fn(|band| std::array::from_fn(|fifth| ratio(own[band][fifth], table[band][fifth])))
}

fn column(mix: &Mix, fifth: usize) -> f64 {
    mix.iter().map(|row| row[fifth]).sum()
}

/// What nobody is in stays empty.
pub(super) fn ratio(wanted: f64, there: f64) -> f64 {
    if there > 0.0 { wanted / there } else { 0.0 }
}
