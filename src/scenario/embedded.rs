//! The texts compiled into the program, so that it works alone. A test checks that this list names every file under
//! `scenarios/claims`, `scenarios/england`, `scenarios/places`, `scenarios/regimes`, `scenarios/care_models` and
//! `scenarios/validation`.

macro_rules! files {
    ($($name:literal,)*) => {
        /// Name and text of every shipped file, sorted by name.
        pub const FILES: &[(&str, &[u8])] =
            &[$(($name, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/", $name))),)*];
    };
}

files! {
    "care_models/coordinated.json",
    "care_models/enhanced_health_in_care_homes.json",
    "care_models/integrated_care_system.json",
    "care_models/multispecialty_community_provider.json",
    "care_models/neighbourhood_teams.json",
    "care_models/pooled_budget_only.json",
    "care_models/primary_and_acute_care_system.json",
    "care_models/siloed.json",
    "care_models/structure_only.json",
    "claims/C01-teams-bend-demand/claim.json",
    "claims/C01-teams-bend-demand/neighbourhood-teams.json",
    "claims/C01-teams-bend-demand/siloed-150.json",
    "claims/C01-teams-bend-demand/siloed.json",
    "claims/C01-teams-bend-demand/teams-150.json",
    "claims/C01-teams-bend-demand/without-posts.json",
    "claims/C02-structure-is-not-service/all.json",
    "claims/C02-structure-is-not-service/care-model-only.json",
    "claims/C02-structure-is-not-service/claim.json",
    "claims/C02-structure-is-not-service/pooled-budget-only.json",
    "claims/C02-structure-is-not-service/siloed.json",
    "claims/C02-structure-is-not-service/structure-only.json",
    "claims/C03-better-not-cheaper/claim.json",
    "claims/C03-better-not-cheaper/neighbourhood-teams.json",
    "claims/C03-better-not-cheaper/siloed.json",
    "claims/C04-handoffs-and-delays/claim.json",
    "claims/C04-handoffs-and-delays/neighbourhood-teams.json",
    "claims/C04-handoffs-and-delays/siloed.json",
    "claims/C05-tariff-pulls/activity.json",
    "claims/C05-tariff-pulls/block.json",
    "claims/C05-tariff-pulls/claim.json",
    "claims/C05-tariff-pulls/tariff.json",
    "claims/C06-plan-or-bust/aligned-incentives.json",
    "claims/C06-plan-or-bust/claim.json",
    "claims/C06-plan-or-bust/payment-by-results.json",
    "claims/C07a-volume-risk/block-with-risk-share.json",
    "claims/C07a-volume-risk/block.json",
    "claims/C07a-volume-risk/claim.json",
    "claims/C07a-volume-risk/payment-by-results.json",
    "claims/C07b-block-raises-demand/block.json",
    "claims/C07b-block-raises-demand/claim.json",
    "claims/C07b-block-raises-demand/payment-by-results.json",
    "claims/C08-aligned-incentives/aligned-incentives.json",
    "claims/C08-aligned-incentives/claim.json",
    "claims/C08-aligned-incentives/payment-by-results.json",
    "claims/C08-aligned-incentives/redesign-aligned-incentives.json",
    "claims/C08-aligned-incentives/redesign-payment-by-results.json",
    "claims/C09-tariff-needs-growth/block-growth.json",
    "claims/C09-tariff-needs-growth/block-no-growth.json",
    "claims/C09-tariff-needs-growth/claim.json",
    "claims/C09-tariff-needs-growth/tariff-growth.json",
    "claims/C09-tariff-needs-growth/tariff-no-growth.json",
    "claims/C10-latent-demand/ample-more.json",
    "claims/C10-latent-demand/ample.json",
    "claims/C10-latent-demand/as-now.json",
    "claims/C10-latent-demand/claim.json",
    "claims/C10-latent-demand/more-appointments.json",
    "claims/C11-block-hides-falling-demand/backlog-less-need.json",
    "claims/C11-block-hides-falling-demand/backlog.json",
    "claims/C11-block-hides-falling-demand/claim.json",
    "claims/C11-block-hides-falling-demand/no-backlog-less-need.json",
    "claims/C11-block-hides-falling-demand/no-backlog.json",
    "claims/C17-outcome-money/all-or-nothing.json",
    "claims/C17-outcome-money/both.json",
    "claims/C17-outcome-money/carrot.json",
    "claims/C17-outcome-money/claim.json",
    "claims/C17-outcome-money/each.json",
    "claims/C17-outcome-money/none.json",
    "claims/C17-outcome-money/stick.json",
    "claims/C18-control-totals/claim.json",
    "claims/C18-control-totals/missed.json",
    "claims/C18-control-totals/none.json",
    "claims/C18-control-totals/reachable.json",
    "claims/C18-control-totals/system.json",
    "claims/C18-control-totals/unreachable.json",
    "claims/C21-finding-the-right-people/best-but-blind.json",
    "claims/C21-finding-the-right-people/best.json",
    "claims/C21-finding-the-right-people/blind.json",
    "claims/C21-finding-the-right-people/claim.json",
    "claims/C21-finding-the-right-people/finding-only.json",
    "claims/C21-finding-the-right-people/large.json",
    "claims/C21-finding-the-right-people/none.json",
    "claims/C21-finding-the-right-people/precise.json",
    "claims/C21-finding-the-right-people/small.json",
    "claims/C21-finding-the-right-people/strong.json",
    "claims/C21-finding-the-right-people/usual.json",
    "claims/C22-blended-keeps-both/blended.json",
    "claims/C22-blended-keeps-both/block.json",
    "claims/C22-blended-keeps-both/claim.json",
    "claims/C22-blended-keeps-both/payment-by-results.json",
    "claims/C23-capitation/capitation.json",
    "claims/C23-capitation/claim.json",
    "claims/C23-capitation/payment-by-results.json",
    "claims/C28-acute-first/claim.json",
    "claims/C28-acute-first/historic.json",
    "claims/C28-acute-first/patient.json",
    "england/SOURCES.csv",
    "england/calibration.json",
    "england/calibration_parameters.csv",
    "england/economy.json",
    "england/parameters/component.csv",
    "england/parameters/discharge.csv",
    "england/parameters/economy.csv",
    "england/parameters/measure.csv",
    "england/parameters/mental.csv",
    "england/parameters/need.csv",
    "england/parameters/planned.csv",
    "england/parameters/population.csv",
    "england/parameters/practice.csv",
    "england/parameters/specialty.csv",
    "england/parameters/team.csv",
    "england/parameters/urgent.csv",
    "england/place.json",
    "england/tables/budgets.csv",
    "england/tables/capacity.csv",
    "england/tables/care_home.csv",
    "england/tables/conditions.csv",
    "england/tables/deprivation_ratio.csv",
    "england/tables/discharge_pathways.csv",
    "england/tables/dtoc_reasons.csv",
    "england/tables/dtoc_responsible.csv",
    "england/tables/elective_stay.csv",
    "england/tables/frailty.csv",
    "england/tables/frailty_hazard_ratios.csv",
    "england/tables/gp_visits.csv",
    "england/tables/growth.csv",
    "england/tables/hospital_rates.csv",
    "england/tables/hour.csv",
    "england/tables/ltc_count.csv",
    "england/tables/mortality.csv",
    "england/tables/planned_need.csv",
    "england/tables/population.csv",
    "england/tables/population_projection.csv",
    "england/tables/readmission_and_death.csv",
    "england/tables/risk_score.csv",
    "england/tables/risk_score_accuracy.csv",
    "england/tables/season.csv",
    "england/tables/specialties.csv",
    "england/tables/stay.csv",
    "england/tables/tariffs.csv",
    "england/tables/unit_costs.csv",
    "england/tables/validation_growth.csv",
    "england/tables/validation_targets.csv",
    "england/tables/validation_year_1.csv",
    "england/tables/weekday.csv",
    "places/affluent-commuter.json",
    "places/coastal-old.json",
    "places/example-totals.csv",
    "places/london.json",
    "places/rural.json",
    "places/urban-young-deprived.json",
    "regimes/aligned_incentives.json",
    "regimes/alliance.json",
    "regimes/blended.json",
    "regimes/block.json",
    "regimes/block_with_risk_share.json",
    "regimes/capitation_lead_provider.json",
    "regimes/gp_capitation_and_quality.json",
    "regimes/organisational_control_totals.json",
    "regimes/outcome_incentive.json",
    "regimes/payment_by_results.json",
    "regimes/payment_by_results_with_marginal_rate.json",
    "regimes/personal_budgets.json",
    "regimes/pooled_health_and_care.json",
    "regimes/practice_held_budget.json",
    "regimes/system_control_total.json",
    "validation/bigger-backlog.json",
    "validation/growth-ageing.json",
    "validation/growth-stay.json",
    "validation/growth-threshold.json",
    "validation/integration.json",
    "validation/less-gp.json",
    "validation/more-beds.json",
    "validation/more-home-care.json",
    "validation/vt14.json",
    "validation/vt15.json",
    "validation/vt17.json",
    "validation/vt21.json",
    "validation/vt22.json",
}

/// Shipped scenario texts whose name starts so, without `.json`.
pub(super) fn names(prefix: &str) -> impl Iterator<Item = &'static str> {
    let json = |name: &'static str| name.strip_suffix(".json");
    FILES
        .iter()
        .filter_map(move |(name, _)| json(name))
        .filter(move |name| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::FILES;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_shipped_file_is_in_the_list() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let mut folders: Vec<_> = ["claims", "england", "places", "regimes", "care_models", "validation"]
            .map(|f| root.join(f))
            .into();
        let mut found = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
                let path = entry.expect("a folder that could be opened can be read").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "json" || e == "csv") {
                    let name = path.strip_prefix(&root).expect("it was found under the root");
                    found.insert(name.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        let listed: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(listed, found);
        assert!(FILES.is_sorted_by_key(|(name, _)| *name), "the list is kept in order");
    }
}
