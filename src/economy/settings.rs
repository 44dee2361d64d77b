//! What the economy is told before it starts. The types below are also what scenario files hold: a variant is a key
//! (`{"block": {…}}`), unknown fields are refused, every object may carry a `note`. Money in files is pounds; inside it
//! is whole pence.

pub use super::clause::Clause;
pub use super::component::Component;
pub use super::conduct::ConductSettings;
pub use super::governance::GovernanceSettings;
pub use super::planning::Planning;
pub use super::shock::Shock;
pub use super::trust::RelationsSettings;
pub use super::workforce::WorkforceSettings;
use crate::model::parameter::Parameters;
use crate::model::settings::{Neighbourhood, Service};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The economy's part of a checked plan.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// First reported day, a first of a month: `YYYY-MM-DD`.
    pub start: String,
    pub years: u32,
    /// Residents at the start.
    pub people: u32,
    pub parameters: Parameters,
    /// In the order of the model's plan.
    pub neighbourhoods: Vec<Neighbourhood>,
    /// In the order of the model's plan: facts name a service by its place here.
    pub services: Vec<Service>,
    pub organisations: BTreeMap<String, Organisation>,
    pub contracts: BTreeMap<String, Contract>,
    pub regimes: BTreeMap<String, Regime>,
    pub care_models: BTreeMap<String, CareModel>,
    /// Care model in force at the start.
    pub care_model: String,
    /// Loans, cost of dealing and planning rounds that are in force; none of them unless a scenario says so.
    pub planning: Planning,
    /// Relations, governance and staff.
    pub conduct: ConductSettings,
}

impl Settings {
    /// Scales all money and planned activity to a place of another size (`--population`): budgets, deficits, plans.
    /// Costs of care-model components scale by themselves, being stated per resident.
    pub fn scale(&mut self, ratio: f64) {
        for organisation in self.organisations.values_mut() {
            organisation.opening_balance_pounds *= ratio;
            organisation.underlying_deficit_pounds *= ratio;
            organisation.target_surplus_pounds *= ratio;
            organisation.reserves_pounds *= ratio;
            organisation.debt_pounds *= ratio;
            organisation
                .budget
                .iter_mut()
                .for_each(|line| line.pounds_a_year *= ratio);
        }
        for contract in self.contracts.values_mut() {
            contract.plan.values_mut().for_each(|activity| *activity *= ratio);
        }
        for clause in self.regimes.values_mut().flat_map(|r| r.clauses.iter_mut()) {
            clause.scale(ratio);
        }
        self.planning.scale(ratio);
    }
}

/// What sort of body an organisation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// Buys care for the residents of its neighbourhoods.
    Commissioner,
    GeneralPractice,
    CommunityTrust,
    AcuteTrust,
    MentalHealthTrust,
    /// Adult social care authority.
    Council,
    AmbulanceTrust,
    /// Source of all national money.
    Taxpayer,
    /// Source of council tax, grant and clients' charges.
    CouncilTaxpayer,
    /// Where providers' money ends.
    StaffAndSuppliers,
    /// Where councils' money ends.
    CareMarket,
    /// NHS England's direct commissioning: pays for residents of every neighbourhood.
    National,
}

/// An organisation of the health economy.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Organisation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Label; may change freely.
    pub name: String,
    pub kind: OrganisationKind,
    /// Places it works in; empty means all.
    #[serde(default)]
    pub places: Vec<String>,
    /// Cash at the start, pounds.
    #[serde(default)]
    #[garde(custom(finite))]
    pub opening_balance_pounds: f64,
    /// Yearly cost above planned income at the start, pounds a year (providers).
    #[serde(default)]
    #[garde(custom(finite))]
    pub underlying_deficit_pounds: f64,
    /// The surplus its board aims for, pounds a year (negative: an agreed deficit).
    #[serde(default)]
    #[garde(custom(finite))]
    pub target_surplus_pounds: f64,
    /// Money put by at the start that overspending is met from first, pounds (councils; part of its cash).
    #[serde(default, skip_serializing_if = "is_nothing")]
    #[garde(range(min = 0.0))]
    pub reserves_pounds: f64,
    /// Owed to the taxpayer at the start, pounds (NHS trusts).
    #[serde(default, skip_serializing_if = "is_nothing")]
    #[garde(range(min = 0.0))]
    pub debt_pounds: f64,
    /// How its cost moves with activity (providers that run modelled services).
    #[serde(default)]
    #[garde(dive, custom(sums_to_one))]
    pub cost: CostStructure,
    /// What it pays each year outside contracts: allocations it makes, pass-through lines.
    #[serde(default)]
    #[garde(dive)]
    pub budget: Vec<BudgetLine>,
}

impl Organisation {
    /// Whether the finance of another counts in the system of this one: commissioners and NHS trusts that share a place with
    /// it.
    pub fn shares_system_with(&self, other: &Organisation) -> bool {
        use OrganisationKind as Kind;
        let of_nhs = matches!(
            other.kind,
            Kind::Commissioner
                | Kind::AcuteTrust
                | Kind::CommunityTrust
                | Kind::MentalHealthTrust
                | Kind::AmbulanceTrust
        );
        let meets = || {
            self.places.is_empty() || other.places.is_empty() || self.places.iter().any(|p| other.places.contains(p))
        };
        of_nhs && meets()
    }
}

/// Shares of a provider's cost at the start that stay, step and move with activity; they sum to one.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct CostStructure {
    /// Buildings, debt, management: unchanged within years (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub fixed: f64,
    /// Wards and clinics: moves in whole steps (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub semi_fixed: f64,
    /// Drugs, tests, consumables, bank staff: moves with each patient (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub variable: f64,
}

impl Default for CostStructure {
    /// All fixed: the cost of a service that is not modelled.
    fn default() -> Self {
        CostStructure {
            fixed: 1.0,
            semi_fixed: 0.0,
            variable: 0.0,
        }
    }
}

/// A yearly sum paid in twelfths.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct BudgetLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What it is for; the ledger's heading.
    pub heading: super::ledger::Heading,
    /// Organisation that receives it.
    pub to: String,
    /// Pounds a year at the start.
    #[garde(range(min = 0.0))]
    pub pounds_a_year: f64,
    /// Rise at each financial year's start after the first (0.01 is one per cent).
    #[serde(default)]
    #[garde(range(min = -0.5, max = 0.5))]
    pub growth: f64,
}

/// Who pays whom, for which services, by which rules.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Contract {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Organisation that pays: a commissioner or council for its own residents, a national body for all.
    pub payer: String,
    pub provider: String,
    /// Name of a payment regime.
    pub regime: String,
    /// Ids of the services covered; empty means all of the provider.
    #[serde(default)]
    pub services: Vec<String>,
    /// Share of the covered activity that this contract pays for (0 to 1).
    #[serde(default = "one")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Share for single currencies where it differs.
    #[serde(default)]
    #[garde(custom(shares))]
    pub share_by_currency: BTreeMap<Currency, f64>,
    /// Planned activity a year by currency, before the share is taken: the value of a block, the middle of a risk share.
    #[serde(default)]
    #[garde(custom(not_negative))]
    pub plan: BTreeMap<Currency, f64>,
    /// Ids of services of other providers that the provider holds the payer's budget for; the plan is then theirs, and
    /// no work of the provider.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_for: Vec<String>,
    /// Pays beside other contracts for the same work (a fund, an incentive, a sub-contract): its plan measures, and is no
    /// further work of the provider.
    #[serde(default, skip_serializing_if = "is_false")]
    pub beside: bool,
    /// Years for which its plan is agreed: 1, 3 or 5. Within them the plan only grows as agreed; last year's work goes into
    /// it when the term ends.
    #[serde(default = "one_year", skip_serializing_if = "is_one_year")]
    #[garde(custom(a_term))]
    pub years: u32,
    /// How it is let when its term begins anew or its regime changes.
    #[serde(default, skip_serializing_if = "Letting::is_renewal")]
    pub let_by: Letting,
}

/// How a contract is let.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Letting {
    /// The parties renew it between themselves.
    #[default]
    Renewal,
    /// Bids for a stated service.
    Tender,
    /// Bidders and payer first work out together what is to be bought.
    CompetitiveDialogue,
}

impl Letting {
    fn is_renewal(&self) -> bool {
        *self == Letting::Renewal
    }
}

impl Contract {
    /// Whether its plan is work that the provider would not have without it.
    pub fn brings_work(&self) -> bool {
        !self.beside && self.held_for.is_empty()
    }

    /// Share of a currency that this contract pays for.
    pub fn share_of(&self, currency: Currency) -> f64 {
        self.share_by_currency.get(&currency).copied().unwrap_or(self.share)
    }
}

/// A payment regime: a named composition of clauses.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Regime {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// One line for lists.
    pub description: String,
    #[garde(dive)]
    pub clauses: Vec<Clause>,
}

/// A care model: a bundle of components.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct CareModel {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// One line for lists.
    pub description: String,
    #[garde(dive)]
    pub components: Vec<Component>,
}

/// A dated change of the economy; the scenario says when it is announced and when it takes effect.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A contract moves to another payment regime.
    ContractRegime(ContractRegime),
    /// The place moves to another care model.
    CareModel(CareModelChange),
    /// Something befalls the place.
    Shock(Shock),
}

/// A contract moves to another payment regime.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractRegime {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub contract: String,
    pub regime: String,
}

/// The place moves to another care model.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CareModelChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub care_model: String,
}

macro_rules! currencies {
    ($($(#[$doc:meta])* $variant:ident = $text:literal;)*) => {
        /// What activity is counted in when it is priced.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Currency { $($(#[$doc])* $variant,)* }
        impl Currency {
            pub const ALL: &'static [Currency] = &[$(Currency::$variant,)*];
            /// Name in files and in parameter paths.
            pub const fn name(self) -> &'static str { match self { $(Currency::$variant => $text,)* } }
        }
    };
}

currencies! {
    /// Attendance at a major emergency department.
    AeType1 = "ae_type1";
    /// Attendance at a single-specialty emergency department.
    AeType2 = "ae_type2";
    /// Attendance at a walk-in or urgent treatment centre.
    AeType3 = "ae_type3";
    /// Emergency spell with no midnight in a bed; same-day emergency care is one.
    EmergencyZeroNight = "emergency_zero_night";
    /// Emergency spell with one midnight in a bed.
    EmergencyOneNight = "emergency_one_night";
    /// Emergency spell with two or more midnights in a bed.
    EmergencyMultiNight = "emergency_multi_night";
    /// Midnight in a bed beyond the trim point.
    ExcessBedDay = "excess_bed_day";
    /// Ordinary elective admission.
    Elective = "elective";
    DayCase = "day_case";
    OutpatientFirst = "outpatient_first";
    OutpatientFollowUp = "outpatient_follow_up";
    CommunityContact = "community_contact";
    /// Home-care hour arranged by the council.
    HomeCareHour = "home_care_hour";
    CareAssessment = "care_assessment";
    GpAppointment = "gp_appointment";
    /// Day that an adult spends under the care of a mental health trust: its community team, home treatment or a bed.
    MentalHealthClusterDay = "mental_health_cluster_day";
    /// Day in a mental health bed out of area, for want of one in the place.
    OutOfAreaDay = "out_of_area_day";
    /// Week of a resident of a care home or nursing home for whom the council pays.
    CareHomeWeek = "care_home_week";
}

fn is_false(value: &bool) -> bool {
    !*value
}

fn is_nothing(value: &f64) -> bool {
    *value == 0.0
}

const fn one_year() -> u32 {
    1
}

fn is_one_year(years: &u32) -> bool {
    *years == 1
}

/// Lengths of a contract.
fn a_term(years: &u32, _: &()) -> garde::Result {
    if matches!(years, 1 | 3 | 5) {
        Ok(())
    } else {
        Err(garde::Error::new("1, 3 or 5"))
    }
}

const fn one() -> f64 {
    1.0
}

/// Refuses infinite and not-a-number.
pub(super) fn finite(value: &f64, _: &()) -> garde::Result {
    if value.is_finite() {
        Ok(())
    } else {
        Err(garde::Error::new("must be a finite number"))
    }
}

/// Refuses negative and unbounded prices or volumes.
pub(super) fn not_negative(values: &BTreeMap<Currency, f64>, _: &()) -> garde::Result {
    match values.iter().find(|(_, value)| !value.is_finite() || **value < 0.0) {
        Some((currency, value)) => Err(garde::Error::new(format!(
            "{}: {value} must be zero or more",
            currency.name()
        ))),
        None => Ok(()),
    }
}

fn shares(values: &BTreeMap<Currency, f64>, _: &()) -> garde::Result {
    match values.iter().find(|(_, value)| !(0.0..=1.0).contains(*value)) {
        Some((currency, value)) => Err(garde::Error::new(format!(
            "{}: {value} must lie in 0 to 1",
            currency.name()
        ))),
        None => Ok(()),
    }
}

fn sums_to_one(cost: &CostStructure, _: &()) -> garde::Result {
    let sum = cost.fixed + cost.semi_fixed + cost.variable;
    if (sum - 1.0).abs() < 1e-6 {
        Ok(())
    } else {
        Err(garde::Error::new(format!(
            "fixed, semi_fixed and variable sum to {sum}, not to 1"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use crate::model::parameter::{Grade, Role};

    #[test]
    fn every_parameter_is_read_and_graded() {
        let parameters = testing::parameters();
        let mut code = String::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/economy"
        ))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("the room's folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    code += &std::fs::read_to_string(path).expect("a source file");
                }
            }
        }
        for parameter in parameters.iter() {
            let path = &parameter.path;
            let last = path.rsplit('.').next().expect("a path has a last part");
            let built = ["economy.price.", "economy.cost.unit.", "economy.need_weight."]
                .iter()
                .any(|p| path.starts_with(p));
            assert!(
                built || code.contains(path.as_str()) || code.contains(&format!("\"{last}\"")),
                "{path} is never read"
            );
            let sourced = matches!(parameter.grade, Grade::Verified | Grade::Derived | Grade::RecalledHigh);
            assert_eq!(parameter.role == Role::Sourced, sourced, "{path}");
            assert!(
                parameter.low <= parameter.value && parameter.value <= parameter.high,
                "{path}"
            );
            assert!(
                parameter.role != Role::Assumed || parameter.low < parameter.high,
                "{path} is assumed without a range"
            );
        }
    }

    #[test]
    fn shipped_files_are_valid_and_have_schemas() {
        let settings = testing::settings();
        settings
            .organisations
            .values()
            .for_each(|o| o.validate().expect(&o.name));
        settings
            .contracts
            .values()
            .for_each(|c| c.validate().expect(&c.provider));
        settings
            .regimes
            .values()
            .for_each(|r| r.validate().expect(&r.description));
        settings
            .care_models
            .values()
            .for_each(|m| m.validate().expect(&m.description));
        let schema = serde_json::to_string(&schemars::schema_for!(Regime)).expect("a schema is JSON");
        assert!(schema.contains("risk_share") && schema.contains("pounds_per_head"));
        let mut wrong = settings.regimes["aligned_incentives"].clone();
        if let Clause::RiskShare(share) = &mut wrong.clauses[1] {
            share.above = 1.5;
        }
        assert!(wrong.validate().is_err());
        for organisation in settings.organisations.values() {
            let shares = organisation.cost;
            assert!(
                (shares.fixed + shares.semi_fixed + shares.variable - 1.0).abs() < 1e-9,
                "{}",
                organisation.name
            );
        }
    }
}
