//! `carecurve check FILE…`: is a scenario complete and possible?

use super::{BAD_INPUT, disk, show};
use crate::engine::Date;
use crate::model::settings::ServiceKind;
use crate::scenario::{PathwayPlan, Plan, Scenario, What};
use clap::Args;
use std::process::ExitCode;

/// What `check` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Scenario files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
}

/// Checks all files; exit code 2 if any has a problem.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for file in &arguments.files {
        match disk::scenario(file) {
            Ok(scenario) => {
                let told = match &scenario {
                    Scenario::Place(plan) => summary(plan),
                    Scenario::Pathway(plan) => pathway(plan),
                };
                show::out(&format!("{file}: ok\n{told}"));
                show::warnings(scenario.warnings());
            }
            Err(problems) => {
                show::problems(&problems);
                code = ExitCode::from(BAD_INPUT);
            }
        }
    }
    code
}

/// The plan in a few lines.
fn summary(plan: &Plan) -> String {
    let shares = plan.shares();
    let of = |kind: ServiceKind| plan.model.services.iter().filter(|s| s.kind == kind).count();
    let mut lines = vec![
        format!("  {}", plan.name),
        format!(
            "  {} residents in {} neighbourhoods, {} practices; {} services ({} clinics, {} elective lists)",
            plan.model.people,
            plan.model.neighbourhoods.len(),
            plan.model.neighbourhoods.iter().map(|n| n.practices).sum::<u32>(),
            plan.model.services.len(),
            of(ServiceKind::OutpatientClinic),
            of(ServiceKind::ElectiveList),
        ),
        format!(
            "  {} organisations, {} contracts; care model {}",
            plan.economy.organisations.len(),
            plan.economy.contracts.len(),
            plan.economy.care_model
        ),
        format!(
            "  {} to {} ({} years after {} days of warm-up)",
            plan.start,
            Date::of_day(plan.end().day_number() - 1),
            plan.years,
            plan.warm_up_days
        ),
        format!(
            "  {} parameters: {:.0} % sourced, {:.0} % calibrated, {:.0} % assumed",
            plan.model.parameters.len(),
            100.0 * shares.sourced,
            100.0 * shares.calibrated,
            100.0 * shares.assumed
        ),
    ];
    for change in &plan.changes {
        let what = match &change.what {
            What::Shock(shock) => format!("shock {}", shock.name()),
            What::CareModel(name) => format!("care model {name}"),
            What::Regime { contract, regime } => format!("contract {contract} to {regime}"),
            What::Capacity { service, ratio } => format!("capacity of {service} to {ratio} times the plan"),
            What::Parameters(values) => format!("parameters {}", values.keys().cloned().collect::<Vec<_>>().join(", ")),
        };
        lines.push(format!(
            "  {} (announced {}): {what}",
            change.effective, change.announced
        ));
    }
    lines.push(format!("  hash {}", &plan.hash()[..16]));
    lines.join("\n") + "\n"
}

/// The pathway in a few lines.
fn pathway(plan: &PathwayPlan) -> String {
    let network = &plan.variants[0].network;
    let streams = network.classes.iter().map(|c| c.streams.len()).sum::<usize>();
    let sweep = match plan.variants.len() {
        1 => String::new(),
        n => format!("; {n} combinations of capacities"),
    };
    format!(
        "  {}\n  services: {}; classes of patients: {}; streams of arrivals: {streams}{sweep}\n  {} days from {} after {} days of \
         warm-up, {} replications; times in {}\n  hash {}\n",
        plan.name,
        network.stations.len(),
        network.classes.len(),
        plan.run_days,
        plan.start,
        plan.warm_up_days,
        plan.replications,
        plan.unit.word(),
        &plan.hash()[..16]
    )
}
