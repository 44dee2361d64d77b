//! `carecurve list [CATALOGUE]`: what can be used and measured.

use super::validate::{evaluated, shipped_files, shipped_targets};
use super::{BAD_INPUT, show};
use crate::analysis::validation::not_built;
use crate::economy::clause::Clause;
use crate::economy::component::{Component, Known};
use crate::measure::MEASURES;
use crate::model::need::Need;
use crate::model::parameter::Role;
use crate::report::CHARTS;
use crate::scenario::{Embedded, Plan, load, nearest, service_kinds};
use clap::Args;
use std::process::ExitCode;

/// What `list` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// One catalogue; without it the catalogues themselves are listed.
    #[arg(value_name = "CATALOGUE")]
    catalogue: Option<String>,
    /// Bare names, one a line.
    #[arg(long)]
    names: bool,
}

/// Name and description.
pub type Entry = (String, String);

/// A catalogue: its name, what it holds, and its entries given England's place.
pub struct Catalogue {
    pub name: &'static str,
    pub about: &'static str,
    pub entries: fn(&Plan) -> Vec<Entry>,
}

/// Every catalogue. A room offers its own list; here it gets its name.
pub const CATALOGUES: &[Catalogue] = &[
    Catalogue {
        name: "services",
        about: "kinds of service a place may have",
        entries: |_| service_kinds(),
    },
    Catalogue {
        name: "needs",
        about: "needs that arise in people",
        entries: |_| {
            Need::ALL
                .iter()
                .map(|n| (n.name().to_owned(), n.description().to_owned()))
                .collect()
        },
    },
    Catalogue {
        name: "clauses",
        about: "clauses of payment regimes",
        entries: |_| fixed(Clause::CATALOGUE),
    },
    Catalogue {
        name: "regimes",
        about: "payment regimes shipped",
        entries: regimes,
    },
    Catalogue {
        name: "components",
        about: "components of care models, with what their posts are for and their parameters",
        entries: components,
    },
    Catalogue {
        name: "care_models",
        about: "care models shipped",
        entries: care_models,
    },
    Catalogue {
        name: "measures",
        about: "what a run reports, with unit and definition",
        entries: |_| {
            MEASURES
                .iter()
                .map(|m| (m.name.to_owned(), format!("{}: {}", m.unit, m.definition)))
                .collect()
        },
    },
    Catalogue {
        name: "pathway_measures",
        about: "what a run of a pathway reports, with unit and definition",
        entries: |_| {
            crate::measure::pathway::MEASURES
                .iter()
                .map(|m| {
                    (
                        m.name.to_owned(),
                        format!(
                            "{}: {} ({})",
                            m.unit.replace("{time}", "time"),
                            m.definition,
                            m.scope.words()
                        ),
                    )
                })
                .collect()
        },
    },
    Catalogue {
        name: "validations",
        about: "experiments that are set beside publications, and the published targets with the part each plays",
        entries: |_| validations(),
    },
    Catalogue {
        name: "evaluations",
        about: "evaluations shipped",
        entries: |_| evaluations(),
    },
    Catalogue {
        name: "designs",
        about: "evaluation designs, with what each compares",
        entries: |_| {
            let entry = |d: &crate::analysis::evaluation::Design| (d.name.to_owned(), d.about.to_owned());
            crate::analysis::evaluation::DESIGNS.iter().map(entry).collect()
        },
    },
    Catalogue {
        name: "claims",
        about: "claims that `claims` runs and judges",
        entries: |_| {
            let entry = |(_, file): (String, crate::scenario::claim::ClaimFile)| (file.id, file.claim);
            super::claims::shipped_files().into_iter().map(entry).collect()
        },
    },
    Catalogue {
        name: "charts",
        about: "charts of a run or a comparison",
        entries: |_| {
            CHARTS
                .iter()
                .map(|c| (c.name.to_owned(), c.description.to_owned()))
                .collect()
        },
    },
    Catalogue {
        name: "totals",
        about: "local totals that `new --from` makes a place of",
        entries: |_| crate::analysis::local::known(),
    },
    Catalogue {
        name: "assumed",
        about: "assumed parameters, with their range",
        entries: assumed,
    },
];

/// Prints one catalogue, or their names.
pub fn run(arguments: &Arguments) -> ExitCode {
    let entries = match &arguments.catalogue {
        None => CATALOGUES
            .iter()
            .map(|c| (c.name.to_owned(), c.about.to_owned()))
            .collect(),
        Some(name) => {
            let Some(catalogue) = CATALOGUES.iter().find(|c| c.name == name) else {
                let near = nearest(name, CATALOGUES.iter().map(|c| c.name));
                let hint = near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
                let known = CATALOGUES.iter().map(|c| c.name).collect::<Vec<_>>().join(", ");
                eprintln!("no catalogue `{name}`; known: {known}{hint}");
                return ExitCode::from(BAD_INPUT);
            };
            // The shipped place and nothing from the disk: the same list in every folder.
            match load("england/place.json", &Embedded) {
                Ok(plan) => (catalogue.entries)(&plan),
                Err(problems) => {
                    show::problems(&problems);
                    return ExitCode::from(BAD_INPUT);
                }
            }
        }
    };
    let width = entries.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let line = |(name, about): &Entry| match arguments.names {
        true => format!("{name}\n"),
        false => format!("{name:<width$}  {about}\n"),
    };
    show::out(&entries.iter().map(line).collect::<String>());
    ExitCode::SUCCESS
}

/// A room's own list of names and descriptions.
pub fn fixed(list: &[(&str, &str)]) -> Vec<Entry> {
    list.iter()
        .map(|(name, about)| ((*name).to_owned(), (*about).to_owned()))
        .collect()
}

/// Experiments by id with their questions, then the published targets: what part each plays and what reads it.
fn validations() -> Vec<Entry> {
    let files: Vec<_> = shipped_files().into_iter().map(|(_, file)| file).collect();
    let beside = |file: &crate::scenario::validation::ExperimentFile| {
        let mut ids: Vec<&str> = file.readings.iter().filter_map(|r| r.target.as_deref()).collect();
        ids.sort_unstable();
        match ids.len() {
            0 => String::new(),
            _ => format!(" (beside {})", ids.join(", ")),
        }
    };
    let (targets, evaluations) = (shipped_targets(), evaluated());
    let read: Vec<String> = evaluations.iter().map(|(target, _)| target.clone()).collect();
    let missing = not_built(&targets, &files, &read);
    let readers = |id: &str| {
        let by_experiment = files.iter().filter(|file| {
            let mut beside = file.readings.iter().filter_map(|reading| reading.target.as_deref());
            beside.any(|target| target == id)
        });
        let by_evaluation = evaluations
            .iter()
            .filter(|(target, _)| target == id)
            .map(|(_, name)| name.as_str());
        let names: Vec<&str> = by_experiment
            .map(|file| file.id.as_str())
            .chain(by_evaluation)
            .collect();
        names.join(", ")
    };
    let asked = files
        .iter()
        .map(|file| (file.id.clone(), format!("{}{}", file.question, beside(file))));
    let beside = targets.iter().map(|target| {
        let built = match missing.iter().find(|row| row.id == target.id) {
            Some(row) => format!("not built yet: {}", row.because),
            None => format!("read by {}", readers(&target.id)),
        };
        let about = format!("{}; {built}; {}", target.part.words(), target.claim);
        (target.id.clone(), about)
    });
    asked.chain(beside).collect()
}

/// Each component with whom it employs, the services it acts through, and its parameters with their ranges.
fn components(plan: &Plan) -> Vec<Entry> {
    let kinds = |known: &Known| {
        let words: Vec<String> = known.services.iter().map(words).collect();
        if words.is_empty() {
            String::new()
        } else {
            format!("; through {}", words.join(", "))
        }
    };
    let entry = |known: &Known| {
        let all = &plan.economy.parameters;
        let parameters = known.parameters(all).map(|p| {
            let name = p.path.rsplit('.').next().unwrap_or_default();
            format!("\n      {name} = {} ({} to {}) {}", p.value, p.low, p.high, p.unit)
        });
        let about = format!("{}; posts: {}{}", known.description, known.staff.name(), kinds(known));
        (known.name.to_owned(), about + &parameters.collect::<String>())
    };
    Component::CATALOGUE.iter().map(entry).collect()
}

/// The name of a kind of service in files.
fn words(kind: &crate::model::settings::ServiceKind) -> String {
    let value = serde_json::to_value(kind).ok();
    value.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn regimes(plan: &Plan) -> Vec<Entry> {
    plan.economy
        .regimes
        .iter()
        .map(|(name, r)| (name.clone(), r.description.clone()))
        .collect()
}

fn evaluations() -> Vec<Entry> {
    use crate::scenario::evaluation::{read, shipped};
    let entry = |name: String| {
        let file = read(&name, &Embedded).expect("a test reads every shipped evaluation");
        let beside = file.study.target.map(|target| format!(" (beside {target})"));
        (file.id, file.question + &beside.unwrap_or_default())
    };
    shipped().map(entry).collect()
}

fn care_models(plan: &Plan) -> Vec<Entry> {
    plan.economy
        .care_models
        .iter()
        .map(|(name, c)| (name.clone(), c.description.clone()))
        .collect()
}

fn assumed(plan: &Plan) -> Vec<Entry> {
    let assumed = plan.model.parameters.iter().filter(|p| p.role == Role::Assumed);
    assumed
        .map(|p| {
            (
                p.path.clone(),
                format!("{} ({} to {}) {}", p.value, p.low, p.high, p.unit),
            )
        })
        .collect()
}
