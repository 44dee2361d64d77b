//! How organisations conduct themselves: relations, governance, staff, deals and shocks, as a scenario's blocks turn them
//! on. Without any of the blocks nothing here acts and every month is what it was.

mod month;

use super::governance::{Deal, GovernanceSettings, Negotiation, Waiting, delegation};
use super::maturity::Engagement;
use super::settings::{Change, Clause, OrganisationKind, Settings};
use super::shock::{Aftermath, Shock};
use super::trust::{Relations, RelationsSettings, Trust};
use super::workforce::{Workforce, WorkforceSettings};
use super::{Economy, is_partner};
use crate::engine::{Date, Key, Month, Time};
use crate::model::lever::Decision;
use serde::{Deserialize, Serialize};

/// The blocks of a scenario; each acts only where it is there.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ConductSettings {
    pub relations: Option<RelationsSettings>,
    pub governance: Option<GovernanceSettings>,
    pub workforce: Option<WorkforceSettings>,
}

impl ConductSettings {
    /// Whether any block acts.
    pub fn any(&self) -> bool {
        self.relations.is_some() || self.governance.is_some() || self.workforce.is_some()
    }
}

/// Where all of it stands.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Conduct {
    luck: u64,
    pub(super) relations: Option<Relations>,
    pub(super) workforce: Option<Workforce>,
    engagement: Engagement,
    /// First month of the care model in force that has components.
    adopted: Option<Month>,
    negotiations: Vec<Negotiation>,
    deals: Vec<Deal>,
    waiting: Vec<Waiting>,
    pub(super) aftermath: Aftermath,
    /// Leaders to be removed at the next month end; bodies that the regulator has stepped into.
    removed: Vec<usize>,
    stepped_in: Vec<bool>,
    /// Departures of leaders, deals broken and the pace of the month, for the measures.
    departed: Vec<usize>,
    broken: u32,
    pace: f64,
}

impl Conduct {
    /// The start of all of it.
    pub(super) fn new(settings: &Settings, ids: &[String], trust: &mut Trust, luck: Key) -> Conduct {
        let blocks = &settings.conduct;
        let parameters = &settings.parameters;
        let partner: Vec<bool> = ids
            .iter()
            .map(|id| is_partner(settings.organisations[id].kind))
            .collect();
        let one = blocks
            .governance
            .as_ref()
            .map_or(&[][..], |g| &g.one_chief_executive[..]);
        let start = Date::parse(&settings.start).map_or(Month(0), |date| date.calendar_month());
        let works = settings
            .care_models
            .get(&settings.care_model)
            .is_some_and(|m| !m.components.is_empty());
        Conduct {
            luck: luck.bits(),
            relations: (blocks.relations.as_ref())
                .map(|block| Relations::new(block, ids, one, &partner, luck, trust, parameters)),
            workforce: (blocks.workforce.as_ref())
                .map(|block| Workforce::new(block, ids, &settings.services, parameters)),
            engagement: Engagement::new(works, start, parameters),
            adopted: works.then_some(start),
            negotiations: Vec::new(),
            deals: Vec::new(),
            waiting: Vec::new(),
            aftermath: Aftermath::default(),
            removed: Vec::new(),
            stepped_in: vec![false; ids.len()],
            departed: Vec::new(),
            broken: 0,
            pace: 1.0,
        }
    }
}

/// Whether a regime shares risk among those who hold it, so that it has to be agreed between them.
pub fn shares_risk(clauses: &[Clause]) -> bool {
    clauses.iter().any(|clause| {
        matches!(
            clause,
            Clause::RiskShare(_) | Clause::GainShare(_) | Clause::PooledFund(_) | Clause::OutcomePool(_)
        )
    })
}

impl Economy {
    /// The same economy with the luck of a replication: leaders and agreements are drawn by it.
    #[must_use]
    pub fn drawn(mut self, luck: Key) -> Economy {
        self.trust = Trust::new(self.ids.len(), &self.settings.parameters);
        self.conduct = Conduct::new(
            &self.settings,
            &self.ids,
            &mut self.trust,
            luck.with_name("organisations"),
        );
        self
    }

    /// A change becomes known: those who have to agree to it begin to talk.
    pub(super) fn begin_talks(&mut self, what: &Change, today: Time) {
        let (Some(relations), Change::ContractRegime(change)) = (&self.conduct.relations, what) else {
            return;
        };
        let Some(agreement) = self.agreements.iter().find(|a| a.id == change.contract) else {
            return;
        };
        let clauses = &self.settings.regimes[&change.regime].clauses;
        if !shares_risk(clauses) || agreement.regime == change.regime {
            return;
        }
        let partners: Vec<(usize, f64)> = match relations.settings().deals.get(&change.contract) {
            Some(deal) => deal
                .partners
                .iter()
                .map(|(id, size)| (super::index(&self.ids, id), *size))
                .collect(),
            None => {
                let mut among = vec![agreement.payer, agreement.provider];
                let named = clauses.iter().flat_map(Clause::named);
                among.extend(named.map(|(_, id)| super::index(&self.ids, id)));
                among.sort_unstable();
                among.dedup();
                among.into_iter().map(|i| (i, 0.0)).collect()
            }
        };
        let luck = Key::from_bits(self.conduct.luck);
        let since = Month::of(today);
        let talks = Negotiation::new(&change.contract, &change.regime, partners, since, luck);
        self.conduct.negotiations.push(talks);
    }

    /// The date of another regime for a contract has come: nobody talks any longer of one that was not agreed, and what of
    /// the contract still waited is dropped.
    pub(super) fn give_up_talks(&mut self, what: &Change, today: Time) -> Vec<Decision> {
        let Change::ContractRegime(now) = what else {
            return Vec::new();
        };
        let other = |change: &Change| match change {
            Change::ContractRegime(one) => one.contract == now.contract && one.regime != now.regime,
            _ => false,
        };
        self.conduct.waiting.retain(|one| !other(&one.change));
        let month = Month::of(today);
        let mut lines = Vec::new();
        let talks = std::mem::take(&mut self.conduct.negotiations);
        let (given_up, kept): (Vec<_>, Vec<_>) = talks
            .into_iter()
            .partition(|t| t.contract == now.contract && t.regime != now.regime && t.agreed.is_none());
        self.conduct.negotiations = kept;
        for talks in given_up {
            let (organisation, lever) = (talks.partners[0].0, "deal");
            let because = format!(
                "contract {} to {}: {} partners had not agreed after {} months, and {} takes its place",
                talks.contract,
                talks.regime,
                talks.partners.len(),
                month.0 - talks.since.0,
                now.regime
            );
            lines.push(self.line(today, organisation, lever, 0.0, 0.0, because));
        }
        lines
    }

    /// Whether a change whose date has come still waits for boards or partners; then what is written down of it.
    pub(super) fn must_wait(&mut self, what: &Change, today: Time) -> Option<Vec<Decision>> {
        let month = Month::of(today);
        let known = self
            .announced
            .iter()
            .find(|(_, change)| change == what)
            .map(|(at, _)| Month::of(*at));
        let ratified = Month(known.unwrap_or(month).0 + self.ratification(what));
        let waiting = Waiting {
            change: what.clone(),
            ratified,
            due: month,
        };
        let reason = self.holds_up(&waiting, month)?;
        self.conduct.waiting.push(waiting);
        let (organisation, lever) = self.about(what);
        Some(vec![self.line(today, organisation, lever, 0.0, 0.0, reason)])
    }

    /// Months that boards need to say yes.
    fn ratification(&self, what: &Change) -> u32 {
        let Some(governance) = &self.settings.conduct.governance else {
            return 0;
        };
        let practices: Vec<usize> = self.of_kind(OrganisationKind::GeneralPractice);
        let payers = self.of_kind(OrganisationKind::Commissioner);
        let (bodies, touched) = match what {
            Change::ContractRegime(change) => {
                let bodies = match self.agreements.iter().find(|a| a.id == change.contract) {
                    Some(agreement) => vec![agreement.payer, agreement.provider],
                    None => Vec::new(),
                };
                let touched = bodies.iter().any(|body| practices.contains(body));
                (bodies, touched)
            }
            Change::CareModel(_) => (self.partners(), true),
            Change::Shock(_) => return 0,
        };
        let boards = governance.boards(bodies.iter().map(|&i| self.ids[i].as_str()));
        let trust = |practice: usize| {
            payers.iter().map(|&p| self.trust.between(practice, p)).sum::<f64>() / payers.len() as f64
        };
        let all: Vec<f64> = practices
            .iter()
            .filter(|_| !payers.is_empty())
            .map(|&p| trust(p))
            .collect();
        let mean = (touched && !all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64);
        governance.ratification_months(boards, mean, &self.settings.parameters)
    }

    /// Why a change cannot take effect in a month; nothing if it can.
    fn holds_up(&self, waiting: &Waiting, month: Month) -> Option<String> {
        let (_, lever) = self.about(&waiting.change);
        if month < waiting.ratified {
            return Some(format!(
                "{lever} waits for boards: ratified {} months from now",
                waiting.ratified.0 - month.0
            ));
        }
        if matches!(waiting.change, Change::Shock(_)) {
            return None;
        }
        if self.conduct.aftermath.merges(month) {
            return Some(format!("{lever} waits while commissioners merge"));
        }
        let Change::ContractRegime(change) = &waiting.change else {
            return None;
        };
        let talks = self
            .conduct
            .negotiations
            .iter()
            .rfind(|t| t.contract == change.contract && t.regime == change.regime);
        let talks = talks.filter(|talks| talks.agreed.is_none())?;
        let partners = talks.partners.len();
        Some(format!(
            "contract {} to {}: {partners} partners have not agreed yet",
            talks.contract, talks.regime
        ))
    }

    /// Whom a change is about and what it moves, for the decision log.
    fn about(&self, what: &Change) -> (usize, &'static str) {
        let payer = self
            .of_kind(OrganisationKind::Commissioner)
            .first()
            .copied()
            .unwrap_or(0);
        match what {
            Change::ContractRegime(change) => {
                let agreement = self.agreements.iter().find(|a| a.id == change.contract);
                (agreement.map_or(payer, |a| a.payer), "contract_regime")
            }
            Change::CareModel(_) => (payer, "care_model"),
            Change::Shock(_) => (payer, "shock"),
        }
    }

    pub(super) fn line(
        &self,
        date: Time,
        organisation: usize,
        lever: &str,
        from: f64,
        to: f64,
        because: String,
    ) -> Decision {
        Decision {
            date,
            organisation: self.ids[organisation].clone(),
            lever: lever.to_string(),
            service: "all".to_string(),
            cohort: "all".to_string(),
            from,
            to,
            because,
        }
    }

    /// A change has taken effect: what it does to engagement, trust and deals. `before` is the contract's last regime.
    pub(super) fn after_change(&mut self, what: &Change, before: Option<String>, month: Month) {
        match what {
            Change::ContractRegime(change) => {
                let Some(before) = before.filter(|before| *before != change.regime) else {
                    return;
                };
                let Some(relations) = &self.conduct.relations else {
                    return;
                };
                let imposed = self.conduct.engagement.payment_reformed(month);
                let agreement = self.agreements.iter().find(|a| a.id == change.contract);
                if let Some(agreement) = agreement.filter(|_| imposed) {
                    let share = self.settings.parameters.get("economy.trust.imposed_loss_share");
                    self.trust.lose(agreement.payer, agreement.provider, share);
                }
                // Another regime ends the deal that was in force.
                self.conduct
                    .deals
                    .iter_mut()
                    .filter(|d| d.contract == change.contract)
                    .for_each(|d| d.alive = false);
                let agreed = |t: &&Negotiation| t.contract == change.contract && t.regime == change.regime;
                if let Some(talks) = self.conduct.negotiations.iter().rfind(agreed) {
                    let own = relations
                        .settings()
                        .deals
                        .get(&change.contract)
                        .and_then(|deal| deal.limit);
                    let limit =
                        own.unwrap_or_else(|| self.settings.parameters.get("economy.governance.deal_limit_share"));
                    self.conduct.deals.push(Deal::new(talks, &before, limit));
                }
            }
            Change::CareModel(change) => {
                let works =
                    (self.settings.care_models.get(&change.care_model)).is_some_and(|m| !m.components.is_empty());
                if works {
                    self.conduct.engagement.redesigned(month);
                }
                self.conduct.adopted = works.then_some(month);
            }
            Change::Shock(_) => {}
        }
    }

    /// A shock befalls organisations and money.
    pub(super) fn befall(&mut self, shock: &Shock, today: Time) -> Vec<Decision> {
        let month = Month::of(today);
        let parameters = &self.settings.parameters;
        let until = |months: u32| Month(month.0 + months);
        let mut about = self
            .of_kind(OrganisationKind::Commissioner)
            .first()
            .copied()
            .unwrap_or(0);
        let because = match shock {
            Shock::HardWinter(winter) => format!(
                "a hard winter: {} more need for {} months",
                winter.more_need, winter.months
            ),
            Shock::PandemicWave(wave) => {
                self.conduct
                    .aftermath
                    .oversight_lifted
                    .push((until(wave.months), wave.oversight_lifted));
                if let Some(relations) = &mut self.conduct.relations {
                    (0..self.ids.len()).for_each(|i| relations.enter_crisis(i, parameters));
                }
                format!(
                    "a pandemic wave for {} months, {} of oversight lifted",
                    wave.months, wave.oversight_lifted
                )
            }
            Shock::FundingSqueeze(squeeze) => {
                self.conduct
                    .aftermath
                    .squeezed
                    .push((until(squeeze.months), squeeze.share));
                format!(
                    "allocations fall by a share of {} for {} months",
                    squeeze.share, squeeze.months
                )
            }
            Shock::CareHomeLoss(loss) => format!("a share of {} of care-home places is lost", loss.share),
            Shock::ProviderFailing(failing) => {
                about = super::index(&self.ids, &failing.provider);
                if let Some(relations) = &mut self.conduct.relations {
                    relations.enter_crisis(about, parameters);
                }
                self.conduct.removed.push(about);
                format!(
                    "{} loses a share of {} of its capacity for {} months",
                    failing.provider, failing.share, failing.months
                )
            }
            Shock::CommissionerMerger(merger) => {
                let months = merger
                    .months
                    .unwrap_or_else(|| libm::round(parameters.get("economy.governance.merger_months")) as u32);
                self.conduct.aftermath.merging = Some(until(months));
                format!("commissioners merge for {months} months: nothing is ratified meanwhile")
            }
        };
        vec![self.line(today, about, "shock", 0.0, 1.0, because)]
    }

    /// Share of its allocation that everybody gets in a month.
    pub(super) fn allocation(&self, month: Month) -> f64 {
        self.conduct.aftermath.allocation(month)
    }

    /// What is left of a provider's fixed cost where scale saves some.
    pub(super) fn scale(&self, provider: usize) -> f64 {
        let saving = self.settings.conduct.governance.as_ref().map_or(0.0, |governance| {
            delegation::saving(
                governance,
                &self.ids[provider],
                &self.settings.services,
                &self.settings.parameters,
            )
        });
        1.0 - saving
    }

    /// What a pound of another body's surplus is worth by duty.
    pub(super) fn duty(&self) -> f64 {
        let shared = self.settings.conduct.governance.as_ref().is_some_and(|g| g.shared_duty);
        if shared {
            self.settings.parameters.get("economy.governance.shared_duty_weight")
        } else {
            0.0
        }
    }
}

/// Burden of oversight of each organisation beyond the usual.
pub(super) fn oversight(settings: &Settings, conduct: &Conduct, month: Month) -> Vec<f64> {
    let of = |path: &str| settings.parameters.get(path);
    let usual = of("economy.trust.oversight");
    let relations = settings.conduct.relations.as_ref();
    let base = relations.and_then(|r| r.oversight).unwrap_or(usual);
    let demands = settings
        .conduct
        .governance
        .as_ref()
        .map_or(0.0, |g| g.conflicting_demands);
    let stays = conduct.aftermath.oversight(month);
    let more = of("economy.governance.burden_of_conflicting_demands") * demands;
    let stepped = of("economy.governance.burden_of_step_in");
    let burden = |stepped_in: &bool| base + more + if *stepped_in { stepped } else { 0.0 };
    conduct
        .stepped_in
        .iter()
        .map(|s| burden(s).clamp(0.0, 1.0) * stays - usual)
        .collect()
}

pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut n) = (0.0, 0.0);
    values.for_each(|value| {
        sum += value;
        n += 1.0;
    });
    (n > 0.0).then(|| sum / n)
}

#[cfg(test)]
#[path = "conduct_test.rs"]
mod tests;
