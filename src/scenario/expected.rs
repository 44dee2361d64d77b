//! What the residents of a place would use at the rates of the tables, by age, sex and deprivation: what it is compared
//! with before any run, and how its services are sized where nobody says how large they are.

use crate::model::fact::age_band;
use crate::model::population::margin;
use crate::model::settings::Margins;
use crate::model::table::Tables;

/// Use a year of the mean resident.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Use {
    /// Visits to a doctor of the practice.
    pub gp_visits: f64,
    /// Attendances at a major emergency department.
    pub ae: f64,
    /// Emergency admissions, and the nights they lead to.
    pub emergency: f64,
    pub emergency_nights: f64,
    /// Ordinary elective admissions and day cases.
    pub elective: f64,
    pub outpatient: f64,
    /// Shares of the residents.
    pub children: f64,
    pub of_18_to_44: f64,
    pub from_65: f64,
    pub from_75: f64,
}

/// Bands that begin where children end, working age parts, and old age begins.
const ADULT: usize = 2;
const FROM_65: usize = 4;
const FROM_75: usize = 5;

/// The use of residents with these margins.
pub(super) fn expected(tables: &Tables, margins: &Margins) -> Use {
    let weight = margin::weight(margins, &tables.population);
    let (mut sum, mut people) = (Use::default(), 0.0);
    for (age, sexes) in tables.population.iter().enumerate() {
        let band = age_band(age as u32);
        let stay = &tables.stay[band];
        // Mean of the lognormal of those who stay.
        let nights = (1.0 - stay.zero_share) * stay.median_days * libm::exp(stay.sigma * stay.sigma / 2.0);
        for (sex, fifths) in sexes.iter().enumerate() {
            for (fifth, there) in fifths.iter().enumerate() {
                let here = there * weight[band][fifth];
                let emergency = tables.emergency_admission[age][sex] * tables.deprivation_emergency[band][fifth];
                let elective = tables.deprivation_elective[band][fifth];
                let ae = tables.ae_walk_in[age][sex] + tables.ae_ambulance[age][sex];
                people += here;
                sum.gp_visits += here * tables.gp_visits[age][sex][fifth];
                sum.ae += here * ae * tables.deprivation_ae[band][fifth];
                sum.emergency += here * emergency;
                sum.emergency_nights += here * emergency * nights;
                sum.elective += here * elective * (tables.day_case[age][sex] + tables.ordinary_elective[age][sex]);
                sum.outpatient += here * elective * tables.outpatient[age][sex];
                sum.children += if band < ADULT { here } else { 0.0 };
                sum.of_18_to_44 += if band == ADULT { here } else { 0.0 };
                sum.from_65 += if band >= FROM_65 { here } else { 0.0 };
                sum.from_75 += if band >= FROM_75 { here } else { 0.0 };
            }
        }
    }
    sum.each(|x| x / people)
}

impl Use {
    fn each(self, of: impl Fn(f64) -> f64) -> Use {
        Use {
            gp_visits: of(self.gp_visits),
            ae: of(self.ae),
            emergency: of(self.emergency),
            emergency_nights: of(self.emergency_nights),
            elective: of(self.elective),
            outpatient: of(self.outpatient),
            children: of(self.children),
            of_18_to_44: of(self.of_18_to_44),
            from_65: of(self.from_65),
            from_75: of(self.from_75),
        }
    }

    /// This use as a ratio to another.
    pub fn over(self, other: Use) -> Use {
        Use {
            gp_visits: self.gp_visits / other.gp_visits,
            ae: self.ae / other.ae,
            emergency: self.emergency / other.emergency,
            emergency_nights: self.emergency_nights / other.emergency_nights,
            elective: self.elective / other.elective,
            outpatient: self.outpatient / other.outpatient,
            children: self.children / other.children,
            of_18_to_44: self.of_18_to_44 / other.of_18_to_44,
            from_65: self.from_65 / other.from_65,
            from_75: self.from_75 / other.from_75,
        }
    }
}
