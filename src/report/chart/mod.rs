//! Charts: each is a function from a study to a [`Picture`], drawn as SVG and PNG by [`draw`].

pub(in crate::report) mod bend;
mod books;
mod by_year;
#[cfg(test)]
mod chart_test;
pub mod draw;
mod equity;
mod fan;
mod gain;
mod joint;
mod levers;
pub(super) mod over_time;
pub(in crate::report) mod panel;
pub mod picture;
mod sankey;
mod sector;
mod staffing;
mod trust;

use super::Study;
use picture::Picture;

/// One entry of the catalogue of charts.
pub struct Chart {
    /// Name of its files.
    pub name: &'static str,
    pub description: &'static str,
    /// Needs a base and an alternative, and is drawn once for each alternative.
    pub compares: bool,
    /// `None` when the study does not hold what the chart shows.
    pub picture: fn(&Study<'_>, usize) -> Option<Picture>,
}

/// Every chart.
pub const CHARTS: &[Chart] = &[
    Chart {
        name: "hospital_demand",
        description: "Emergency admissions and bed-days of every scenario as a fan: median, 50, 80 and 95 % of replications.",
        compares: false,
        picture: fan::hospital_demand,
    },
    Chart {
        name: "bend",
        description: "Need arising, demand at a hospital door, admissions and bed-days per resident, standardised, against \
            the base; the split of the difference; unmet need, deaths and waits beside it.",
        compares: true,
        picture: bend::bend,
    },
    Chart {
        name: "gains_and_losses",
        description: "Change in surplus by organisation.",
        compares: true,
        picture: gain::gains_and_losses,
    },
    Chart {
        name: "sector_flow",
        description: "Contacts by setting in both scenarios and the change with its interval.",
        compares: true,
        picture: sector::sector_flow,
    },
    Chart {
        name: "money_flow",
        description: "Money of the base from taxpayers by commissioners and providers to staff, suppliers and the care \
            market, as a Sankey.",
        compares: false,
        picture: sankey::money_flow,
    },
    Chart {
        name: "money_flow_changed",
        description: "The same of an alternative, with what differs from the base.",
        compares: true,
        picture: sankey::money_flow_changed,
    },
    Chart {
        name: "income_and_cost",
        description: "Income against cost of each organisation over time in the base.",
        compares: false,
        picture: books::income_and_cost,
    },
    Chart {
        name: "income_and_cost_changed",
        description: "The same of an alternative.",
        compares: true,
        picture: books::income_and_cost_changed,
    },
    Chart {
        name: "joint_surplus",
        description: "Commissioner's against acute trust's surplus, a dot for each replication and scenario, with both targets.",
        compares: false,
        picture: joint::joint_surplus,
    },
    Chart {
        name: "decisions_over_time",
        description: "Where organisations have brought each lever, month by month, in every scenario.",
        compares: false,
        picture: levers::decisions_over_time,
    },
    Chart {
        name: "bend_by_year",
        description: "Difference of emergency admissions and bed-days from the base in each year; hollow and \"not yet\" where \
            the interval holds zero.",
        compares: true,
        picture: by_year::bend_by_year,
    },
    Chart {
        name: "equity_gap",
        description: "Emergency admissions per resident of the most against the least deprived fifth, by year: ratio and gap.",
        compares: false,
        picture: equity::equity_gap,
    },
    Chart {
        name: "trust_and_maturity",
        description: "Trust among partners (pairs faint), maturity of care models, and who has withdrawn into a fortress.",
        compares: false,
        picture: trust::trust_and_maturity,
    },
    Chart {
        name: "staffing",
        description: "Posts of each group of staff that agency staff fill and that nobody fills, every scenario beside the base.",
        compares: false,
        picture: staffing::staffing,
    },
];

/// All pictures of a study by file name. A chart that compares is drawn for the first alternative under its own name and
/// for the others with theirs behind.
pub fn pictures(study: &Study<'_>) -> Vec<(String, Picture)> {
    let mut pictures = Vec::new();
    for chart in CHARTS {
        if !chart.compares {
            pictures.extend((chart.picture)(study, 0).map(|p| (chart.name.to_string(), p)));
            continue;
        }
        for alternative in 1..study.labels.len() {
            let name = match alternative {
                1 => chart.name.to_string(),
                _ => format!("{}-{}", chart.name, study.outcome.arms[alternative]),
            };
            pictures.extend((chart.picture)(study, alternative).map(|p| (name, p)));
        }
    }
    pictures
}
