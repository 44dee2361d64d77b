//! What organisations make of a month, in the order of a month end: staff come and go and cost; leaders, trust and moods
//! move; delivery has its pace; talks, deals and what waited are concluded; the condition is told.

use super::super::activity::bed_occupancy;
use super::super::choice::{self, Acts};
use super::super::condition::{Condition, Of, pair};
use super::super::governance::deal::Table;
use super::super::governance::{Deal, delegation};
use super::super::ledger::{Heading, pence};
use super::super::maturity::{Pace, inequality};
use super::super::settings::{Change, OrganisationKind};
use super::super::trust::mood::Mood;
use super::super::trust::relations::{MonthSeen, Turn};
use super::super::{Economy, is_provider};
use super::{mean, oversight};
use crate::engine::Month;
use crate::model::fact::Facts;
use crate::model::lever::{Decision, LeverChange};

/// A share of one as per cent.
const PER_CENT: f64 = 100.0;
/// Months of a year.
const MONTHS: f64 = 12.0;

impl Economy {
    /// Staff of the month: what it costs beyond the start is posted; settings of services and lines of the log come back.
    pub(in crate::economy) fn staff_month(&mut self, facts: &Facts) -> (Vec<LeverChange>, Vec<Decision>) {
        let Some(mut workforce) = self.conduct.workforce.take() else {
            return (Vec::new(), Vec::new());
        };
        let passport = self.staff_sharing();
        let (settings, ids) = (&self.settings, &self.ids);
        let occupancy = |employer: usize| bed_occupancy(facts, settings, &ids[employer]);
        let month = workforce.month(&settings.services, occupancy, passport, &settings.parameters);
        let sink = self.sink();
        for (heading, sums) in [(Heading::StaffPay, &month.pay), (Heading::AgencyStaff, &month.agency)] {
            for (&employer, &pounds) in sums {
                self.ledger.post(employer, sink, heading, pence(pounds));
            }
        }
        self.conduct.workforce = Some(workforce);
        let date = facts.month.next().start();
        let lines = month
            .steps
            .into_iter()
            .map(|(employer, service, from, to, because)| Decision {
                service,
                ..self.line(date, employer, "staffing", from, to, because)
            });
        (month.levers, lines.collect())
    }

    /// How far each organisation lies from its aim by the last twelve months, share of a year's income: months that are
    /// not there yet count as kept, so that one bad month is no bad year.
    pub(in crate::economy) fn lasting_away(&self) -> Vec<f64> {
        (self.books.iter().zip(&self.ids))
            .map(|(book, id)| {
                let aim = self.settings.organisations[id].target_surplus_pounds / MONTHS;
                let away: f64 = book.months.iter().map(|(surplus, _)| surplus - aim).sum();
                let income = mean(book.months.iter().map(|m| m.1)).unwrap_or(0.0) * MONTHS;
                if income > 0.0 { away / income } else { 0.0 }
            })
            .collect()
    }

    /// Leaders, trust and moods of the month by how far each lies from its aim lastingly; by `away`, this year's, and the
    /// plain rule of trust where no block says otherwise.
    pub(in crate::economy) fn relate(
        &mut self,
        month: Month,
        away: &[f64],
        lasting: &[f64],
        joint: &[bool],
    ) -> Vec<Decision> {
        let Some(mut relations) = self.conduct.relations.take() else {
            self.trust.month(away, joint, &self.settings.parameters);
            return Vec::new();
        };
        let burden = oversight(&self.settings, &self.conduct, month);
        let partner: Vec<bool> = (0..self.ids.len()).map(|i| super::is_partner(self.kind(i))).collect();
        let council: Vec<bool> = (0..self.ids.len())
            .map(|i| self.kind(i) == OrganisationKind::Council)
            .collect();
        let disputes = self.disputes();
        let removed = std::mem::take(&mut self.conduct.removed);
        let seen = MonthSeen {
            away: lasting,
            partner: &partner,
            council: &council,
            oversight: &burden,
            disputes: &disputes,
            joint: self.delivery.active() && !self.conduct.aftermath.merges(month),
            removed: &removed,
        };
        let turns = relations.month(&seen, month, &mut self.trust, &self.settings.parameters);
        self.conduct.departed = turns
            .iter()
            .filter(|t| t.what == "leader")
            .map(|t| t.organisation)
            .collect();
        let mut lines: Vec<Decision> = turns.into_iter().map(|turn| self.turn(month, turn)).collect();
        self.conduct.relations = Some(relations);
        lines.extend(self.step_in(month));
        lines
    }

    fn turn(&self, month: Month, turn: Turn) -> Decision {
        self.line(
            month.next().start(),
            turn.organisation,
            turn.what,
            turn.from,
            turn.to,
            turn.because,
        )
    }

    /// How hard each commissioner challenges the coding of those it pays, per cent.
    fn disputes(&self) -> Vec<(usize, usize, f64)> {
        let challenging = self.stances.iter().filter(|stance| {
            let choice = &choice::ALL[stance.choice];
            choice.kind == OrganisationKind::Commissioner && choice.acts == Acts::Coding
        });
        let mut disputes = Vec::new();
        for stance in challenging.filter(|stance| stance.away() < 0.0) {
            let mut providers: Vec<usize> = self
                .agreements
                .iter()
                .filter(|a| a.payer == stance.organisation)
                .map(|a| a.provider)
                .collect();
            providers.sort_unstable();
            providers.dedup();
            disputes.extend(
                providers
                    .into_iter()
                    .map(|p| (stance.organisation, p, -stance.away() * PER_CENT)),
            );
        }
        disputes
    }

    /// The regulator steps in where a provider has run far below its aim for long, and out when it keeps it again.
    fn step_in(&mut self, month: Month) -> Vec<Decision> {
        let steps_in = self.settings.conduct.governance.as_ref().is_some_and(|g| g.step_in);
        let Some(relations) = self.conduct.relations.as_ref().filter(|_| steps_in) else {
            return Vec::new();
        };
        let patience = libm::round(self.settings.parameters.get("economy.governance.step_in_months")) as u32;
        let mut lines = Vec::new();
        for i in 0..self.ids.len() {
            let missed = relations.missed(i);
            if is_provider(self.kind(i)) && !self.conduct.stepped_in[i] && missed >= patience {
                self.conduct.stepped_in[i] = true;
                self.conduct.removed.push(i);
                let because = format!("far below its aim for {missed} months: the regulator steps in");
                lines.push(self.line(month.next().start(), i, "step_in", 0.0, 1.0, because));
            } else if self.conduct.stepped_in[i] && missed == 0 {
                self.conduct.stepped_in[i] = false;
                lines.push(self.line(
                    month.next().start(),
                    i,
                    "step_in",
                    1.0,
                    0.0,
                    "it keeps its aim again".to_string(),
                ));
            }
        }
        lines
    }

    /// What organisations make of the speed of maturing; exactly 1 where no block acts.
    pub(in crate::economy) fn pace(&mut self, facts: &Facts) -> f64 {
        if !self.settings.conduct.any() {
            return 1.0;
        }
        let month = facts.month;
        let parameters = &self.settings.parameters;
        let partners = self.partners();
        let burden = oversight(&self.settings, &self.conduct, month);
        let beyond = mean(partners.iter().map(|&i| burden[i])).unwrap_or(0.0);
        let full = parameters.get("economy.maturity.engaged_occupancy");
        let over = |i: &usize| bed_occupancy(facts, &self.settings, &self.ids[*i]).map_or(0.0, |o| (o - full).max(0.0));
        let wards = self
            .of_kind(OrganisationKind::AcuteTrust)
            .iter()
            .map(over)
            .fold(0.0, f64::max);
        let staff = self.conduct.workforce.as_ref();
        let overload = wards + staff.map_or(0.0, |w| w.overload());
        let mut pace = Pace {
            governance: self.settings.conduct.governance.as_ref().map_or(1.0, |governance| {
                delegation::pace(governance, &self.settings.services, parameters)
            }),
            staff: staff.map_or(1.0, |w| w.in_post_ratio()),
            ..Pace::usual(parameters)
        };
        if self.conduct.aftermath.merges(month) {
            pace.governance *= 1.0 - parameters.get("economy.governance.merger_slower_share");
        }
        if let Some(relations) = &self.conduct.relations {
            self.conduct.engagement.month(month, overload, beyond, parameters);
            pace.engagement = self.conduct.engagement.value();
            pace.together = self.conduct.engagement.of_both_at_once(month, parameters);
            pace.inequality = inequality(&self.sizes(&partners));
            pace.oversight = beyond;
            pace.open_books = relations.settings().open_books;
            let shut = partners
                .iter()
                .filter(|&&i| relations.mood(i) == Mood::Fortress)
                .count();
            pace.fortress = shut as f64 / (partners.len() as f64).max(1.0);
        }
        self.conduct.pace = pace.value(parameters);
        self.conduct.pace
    }

    /// Mean monthly income of organisations, pounds.
    fn sizes(&self, among: &[usize]) -> Vec<f64> {
        among
            .iter()
            .map(|&i| mean(self.books[i].months.iter().map(|m| m.1)).unwrap_or(0.0))
            .collect()
    }

    /// Talks, deals and what waited: changes that may take effect now do so from the month to come.
    pub(in crate::economy) fn conclude(&mut self, month: Month, away: &[f64]) -> Vec<Decision> {
        let mut lines = self.talk(month, away);
        lines.extend(self.keep_deals(month, away));
        let next = month.next();
        let mut waiting = std::mem::take(&mut self.conduct.waiting);
        let mut ready = Vec::new();
        waiting.retain(|one| {
            let waits = self.holds_up(one, next).is_some();
            if !waits {
                ready.push(one.clone());
            }
            waits
        });
        self.conduct.waiting = waiting;
        for one in ready {
            let late = next.0 - one.due.0;
            let took = self.carry_out(&one.change, next.start());
            lines.extend(took.into_iter().map(|line| Decision {
                because: format!("{}, {late} months after its date", line.because),
                ..line
            }));
        }
        lines
    }

    fn talk(&mut self, month: Month, away: &[f64]) -> Vec<Decision> {
        let Some(relations) = self.conduct.relations.take() else {
            return Vec::new();
        };
        let mut negotiations = std::mem::take(&mut self.conduct.negotiations);
        let missed_share = self.settings.parameters.get("economy.trust.missed_share");
        let mut lines = Vec::new();
        for talks in &mut negotiations {
            let among: Vec<usize> = talks.partners.iter().map(|(i, _)| *i).collect();
            let stated: Vec<f64> = talks.partners.iter().map(|(_, size)| *size).collect();
            let sizes = if stated.iter().any(|size| *size > 0.0) {
                stated
            } else {
                self.sizes(&among)
            };
            let shut = among.iter().any(|&i| relations.talks_no_more(i));
            let poor = among
                .iter()
                .filter(|&&i| self.in_deficit(i, away[i], missed_share))
                .count();
            let table = Table {
                trust: self.trust.among(&among),
                inequality: inequality(&sizes),
                in_deficit: poor as f64 / (among.len() as f64).max(1.0),
                open_books: relations.settings().open_books,
                stalled: shut || self.conduct.aftermath.merges(month),
            };
            if talks.month(table, month, &self.settings.parameters) {
                let months = month.0 + 1 - talks.since.0;
                let because = format!(
                    "contract {} to {}: {} partners agree after {months} months; trust {:.2}, sizes {:.2}, in deficit {:.2}",
                    talks.contract,
                    talks.regime,
                    among.len(),
                    table.trust,
                    table.inequality.unwrap_or(0.0),
                    table.in_deficit
                );
                lines.push(self.line(month.next().start(), among[0], "deal", 0.0, 1.0, because));
            }
        }
        self.conduct.negotiations = negotiations;
        self.conduct.relations = Some(relations);
        lines
    }

    /// A body in deficit: one that plans to spend more than it has, or runs below its aim.
    fn in_deficit(&self, organisation: usize, away: f64, missed_share: f64) -> bool {
        let own = &self.settings.organisations[&self.ids[organisation]];
        own.target_surplus_pounds < 0.0 || -away > missed_share
    }

    fn keep_deals(&mut self, month: Month, away: &[f64]) -> Vec<Decision> {
        let mut deals = std::mem::take(&mut self.conduct.deals);
        let mut lines = Vec::new();
        let mut broken: Vec<(Deal, usize)> = Vec::new();
        for deal in &mut deals {
            if let Some(partner) = deal.month(away, &self.settings.parameters) {
                broken.push((deal.clone(), partner));
            }
        }
        self.conduct.deals = deals;
        self.conduct.broken = broken.len() as u32;
        let start = month.next().start();
        for (deal, partner) in broken {
            let because = format!(
                "{} bears more than {} of its income and leaves: contract {} goes back to {}",
                self.ids[partner], deal.limit, deal.contract, deal.before
            );
            lines.push(self.line(start, partner, "deal", 1.0, 0.0, because));
            if let Some(mut relations) = self.conduct.relations.take() {
                relations.fail(&deal.partners, &mut self.trust, &self.settings.parameters);
                self.conduct.relations = Some(relations);
            }
            let back = Change::ContractRegime(super::super::settings::ContractRegime {
                note: None,
                contract: deal.contract.clone(),
                regime: deal.before.clone(),
            });
            lines.extend(self.carry_out(&back, start));
        }
        lines
    }

    /// How organisations fare, for the measures.
    pub(in crate::economy) fn condition(&self, month: Month) -> Condition {
        let mut told = Condition::default();
        let parameters = &self.settings.parameters;
        for (component, maturity) in self.delivery.maturity(parameters) {
            told.tell("component_maturity", Of::Component(component), maturity);
        }
        if self.settings.conduct.any() {
            let partners = self.partners();
            told.tell("trust", Of::Whole, self.trust.among(&partners));
            for (n, &a) in partners.iter().enumerate() {
                for &b in &partners[n + 1..] {
                    let name = pair(&self.ids[a], &self.ids[b]);
                    told.tell("trust", Of::Organisation(name), self.trust.between(a, b));
                }
                let others = partners.iter().filter(|&&b| b != a).map(|&b| self.trust.between(a, b));
                let own = mean(others).unwrap_or(0.0);
                told.tell("trust", Of::Organisation(self.ids[a].clone()), own);
            }
            self.tell_delivery(&mut told, month);
            let waiting = self.conduct.waiting.len() as f64;
            told.tell("changes_held_up", Of::Whole, waiting);
        }
        if let Some(relations) = &self.conduct.relations {
            let partners = self.partners();
            let shut = |i: usize| relations.mood(i).withdrawn();
            told.tell(
                "fortress_share",
                Of::Whole,
                mean(partners.iter().map(|&i| shut(i))).unwrap_or(0.0),
            );
            told.tell(
                "contracting_withdrawn",
                Of::Whole,
                mean(partners.iter().map(|&i| relations.contracting(i))).unwrap_or(0.0),
            );
            let worth = |i: usize| relations.leader(i, parameters);
            told.tell(
                "leadership",
                Of::Whole,
                mean(partners.iter().map(|&i| worth(i))).unwrap_or(0.0),
            );
            told.tell("leaders_departed", Of::Whole, self.conduct.departed.len() as f64);
            for &i in &partners {
                let of = || Of::Organisation(self.ids[i].clone());
                told.tell("fortress_share", of(), shut(i));
                told.tell("contracting_withdrawn", of(), relations.contracting(i));
                told.tell("leadership", of(), worth(i));
                let left = self.conduct.departed.contains(&i);
                told.tell("leaders_departed", of(), f64::from(u8::from(left)));
            }
            told.tell("clinical_engagement", Of::Whole, self.conduct.engagement.value());
            let talking = self.conduct.negotiations.iter().filter(|t| t.agreed.is_none()).count();
            told.tell("months_of_negotiation", Of::Whole, talking as f64);
            let alive = self.conduct.deals.iter().filter(|deal| deal.alive).count();
            told.tell("deals_alive", Of::Whole, alive as f64);
            told.tell("deals_broken", Of::Whole, f64::from(self.conduct.broken));
        }
        self.tell_staff(&mut told);
        told
    }

    fn tell_delivery(&self, told: &mut Condition, month: Month) {
        let parameters = &self.settings.parameters;
        let maturity = self.delivery.mean_maturity(parameters);
        told.tell("care_model_maturity", Of::Whole, maturity.unwrap_or(0.0));
        told.tell("pace_of_delivery", Of::Whole, self.conduct.pace);
        let wanted = self.conduct.adopted.is_some_and(|since| month >= since);
        let waits = self
            .conduct
            .waiting
            .iter()
            .any(|one| matches!(one.change, Change::CareModel(_)));
        let mature = maturity.is_some_and(|m| m >= parameters.get("economy.maturity.mature_from"));
        // A care model that is held up is wanted, and not mature.
        let not_yet = (wanted || waits) && !mature;
        told.tell("months_not_mature", Of::Whole, f64::from(u8::from(not_yet)));
    }

    fn tell_staff(&self, told: &mut Condition) {
        let Some(workforce) = &self.conduct.workforce else {
            return;
        };
        let mut tell = |of: Of, own: &dyn Fn(usize, &str) -> bool| {
            let teams = || workforce.teams().iter().filter(|t| own(t.employer, t.group.name()));
            let sum = |value: &dyn Fn(&super::super::workforce::Team) -> f64| teams().map(value).sum::<f64>();
            let (posts, in_post) = (sum(&|t| t.posts), sum(&|t| t.in_post));
            told.tell("staff_in_post", of.clone(), in_post);
            told.tell("agency_staff", of.clone(), sum(&|t| t.agency));
            told.tell("staff_leavers", of.clone(), sum(&|t| t.leavers));
            told.ratio("vacancy_rate", of.clone(), posts - in_post, posts);
            told.ratio("posts_unfilled", of.clone(), sum(&|t| t.vacant()), posts);
            told.ratio("staff_overload", of, sum(&|t| t.posts * t.overload), posts);
        };
        tell(Of::Whole, &|_, _| true);
        let mut employers: Vec<usize> = workforce.teams().iter().map(|t| t.employer).collect();
        employers.sort_unstable();
        employers.dedup();
        for employer in employers {
            tell(Of::Organisation(self.ids[employer].clone()), &|e, _| e == employer);
        }
        for group in super::super::workforce::Group::ALL {
            if workforce.teams().iter().any(|t| t.group == *group) {
                tell(Of::Group(group.name().to_string()), &|_, g| g == group.name());
            }
        }
        let cost = |heading: Heading, i: usize| -self.ledger.month(i, heading) as f64 / PER_CENT;
        let all = (0..self.ids.len())
            .map(|i| cost(Heading::AgencyStaff, i).max(0.0))
            .sum::<f64>();
        told.tell("agency_cost_above_start", Of::Whole, all);
        for i in 0..self.ids.len() {
            if workforce.teams().iter().any(|t| t.employer == i) {
                let own = cost(Heading::AgencyStaff, i);
                told.tell("agency_cost_above_start", Of::Organisation(self.ids[i].clone()), own);
            }
        }
    }
}
