//! Charts: each is a function from a study to a [`Picture`], drawn as SVG and PNG by [`draw`].

pub(in crate::report) mod bend;
#[cfg(test)]
mod chart_test;
pub mod draw;
mod fan;
mod gain;
pub(in crate::report) mod panel;
pub mod picture;
mod sector;

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
