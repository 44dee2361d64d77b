//! Staff by group and employer, off unless a scenario has a block `workforce`.
//!
//! Every post is held by somebody, covered by agency, or vacant. Each month, for a group at an employer:
//!
//! - leavers = in post · t/12 · min(1 + k·overload, most), t the yearly turnover of the start; overload = shortage of hands
//!   against the start + (ward occupancy − `economy.workforce.full_occupancy`)⁺ for those who work on wards;
//! - a share `economy.workforce.local_moves_share` of leavers goes to another local employer of the same profession, to
//!   each as it is short, and starts after `economy.workforce.notice_months`; the others leave the place;
//! - *competition*: an employer whose neighbours are shorter of staff than at the start loses more to them, and all bid
//!   for agency; *joint recruitment* ends both, leaves `economy.workforce.joint_moves_share` of the moves, and shortens
//!   recruitment to `economy.workforce.joint_lag_share`;
//! - appointed from outside = joiners of the start · outside market · open posts/open posts at the start; they start
//!   after `economy.workforce.recruitment_months`, and a share `withdrawing_per_month` of those who wait finds something
//!   else each month: who recruits slowly loses some of those found;
//! - agency = `economy.workforce.agency_share` of the open posts, up to `agency_most_share` of all posts, at
//!   pay · (1 + premium · bid), bid = 1 + b·(agency wanted over that of the start − 1), not below 1;
//! - hands = in post + `economy.workforce.agency_productivity` · agency. With a staff passport a share
//!   of a profession's hands goes where the load for each hand is highest: `economy.workforce.passport_share` of those
//!   who may, which is everybody by the block, and by the component `staff_passport` as far as it has come.
//!
//! It acts on the model by the lever `staffing` of each service: hands over those of the start. It acts on money by what
//! pay and agency cost beyond the start. At the start joiners equal leavers, so that nothing moves by itself.
//!
//! Stabilisers of overload and turnover: agency, the most of turnover, adverts that grow with vacancies (model section 3).
//!
//! Source: vacancies of trusts and of social care and their cover (PQ_VAC, SFC19), turnover and premium as recalled;
//! the rest assumed.

pub mod employer;
pub mod group;
pub mod settings;

pub use employer::Team;
pub use group::{Group, Profession};
pub use settings::{GroupSettings, WorkforceSettings};

use crate::model::lever::{Lever, LeverChange};
use crate::model::parameter::Parameters;
use crate::model::settings::{Service, ServiceKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All staff of the place.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Workforce {
    settings: WorkforceSettings,
    teams: Vec<Team>,
    /// By service: its groups as (team, weight). Empty where staff are not followed.
    staffed: Vec<Vec<(usize, f64)>>,
    /// Last told to the model, by service.
    issued: Vec<f64>,
}

/// What a month brings.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Month {
    pub levers: Vec<LeverChange>,
    /// Steps worth a line in the decision log: (employer, service, from, to, why).
    pub steps: Vec<(usize, String, f64, f64, String)>,
    /// Beyond the start, pounds, by employer: pay of those in post, and agency.
    pub pay: BTreeMap<usize, f64>,
    pub agency: BTreeMap<usize, f64>,
}

impl Workforce {
    /// Posts from the planned services, filled as the scenario says.
    pub fn new(
        settings: &WorkforceSettings,
        ids: &[String],
        services: &[Service],
        parameters: &Parameters,
    ) -> Workforce {
        let mut posts: BTreeMap<(usize, Group), f64> = BTreeMap::new();
        let works = |s: &&Service| s.share > 0.0 && !group::posts_of_a_care_model(s.kind);
        for service in services.iter().filter(works) {
            let Some(employer) = ids.iter().position(|id| *id == service.provider) else {
                continue;
            };
            for (group, weight) in weights(service.kind, parameters) {
                let each = group_parameter(group, "posts_per_unit", parameters);
                *posts.entry((employer, group)).or_insert(0.0) += service.capacity.staff * each * weight;
            }
        }
        posts.retain(|_, posts| *posts > 0.0);
        let alone = |employer: usize, group: Group| {
            !posts
                .keys()
                .any(|(e, g)| *e != employer && g.profession() == group.profession())
        };
        let teams: Vec<Team> = posts
            .iter()
            .map(|(&(employer, group), &posts)| {
                let own = settings.groups.get(group.name()).cloned().unwrap_or_default();
                let usual = |what: &str| group_parameter(group, what, parameters);
                let vacancy = own
                    .vacancy
                    .or(settings.vacancy)
                    .unwrap_or_else(|| usual("vacancy_share"));
                let turnover = own.turnover.unwrap_or_else(|| usual("turnover_per_year"));
                Team::new(
                    employer,
                    group,
                    posts,
                    vacancy,
                    turnover,
                    alone(employer, group),
                    parameters,
                )
            })
            .collect();
        let staffed = services
            .iter()
            .map(|service| {
                let employer = ids.iter().position(|id| *id == service.provider);
                let team = |group: Group| {
                    teams
                        .iter()
                        .position(|t| Some(t.employer) == employer && t.group == group)
                };
                let groups = weights(service.kind, parameters);
                groups
                    .into_iter()
                    .filter_map(|(g, weight)| Some((team(g)?, weight)))
                    .collect()
            })
            .collect();
        Workforce {
            settings: settings.clone(),
            teams,
            staffed,
            issued: vec![1.0; services.len()],
        }
    }

    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// One month. `occupancy` tells how full an employer's wards are; `passport` what share of staff a care model lets
    /// follow the bottleneck (0 to 1).
    pub fn month(
        &mut self,
        services: &[Service],
        occupancy: impl Fn(usize) -> Option<f64>,
        passport: f64,
        parameters: &Parameters,
    ) -> Month {
        let of = |path: &str| parameters.get(path);
        let joint = self.settings.joint_recruitment;
        let full = of("economy.workforce.full_occupancy");
        // Of those who may, so many do.
        let may = if self.settings.staff_passport { 1.0 } else { passport };
        let shared = may * of("economy.workforce.passport_share");
        let hands = self.hands(shared, parameters);
        // Who goes, by profession; and how short each employer is, against the start.
        let needs: Vec<f64> = self.teams.iter().map(shortness).collect();
        let mut moving: BTreeMap<Profession, f64> = BTreeMap::new();
        for (i, &at_work) in hands.iter().enumerate() {
            let (employer, group) = (self.teams[i].employer, self.teams[i].group);
            let crowding = match occupancy(employer).filter(|_| group.works_on_wards()) {
                Some(occupied) => occupied - full,
                None => 0.0,
            };
            let lured = if joint {
                of("economy.workforce.joint_moves_share")
            } else {
                self.lured(i, &needs)
            };
            let (local, _) = self.teams[i].leave(at_work, crowding, lured, parameters);
            *moving.entry(group.profession()).or_insert(0.0) += local;
        }
        // Who comes.
        let lag = of("economy.workforce.recruitment_months");
        let (lag, notice) = if joint {
            (lag * of("economy.workforce.joint_lag_share"), 1.0)
        } else {
            (lag, of("economy.workforce.notice_months"))
        };
        for (&profession, &movers) in &moving {
            let weight = |i: usize| self.teams[i].movers_at_start() * needs[i];
            let own = |i: &usize| self.teams[*i].group.profession() == profession;
            let short: f64 = (0..self.teams.len()).filter(own).map(weight).sum();
            // Where nobody is short they spread as at the start, and wait for a post.
            let weight = |i: usize| {
                if short > 0.0 {
                    weight(i)
                } else {
                    self.teams[i].movers_at_start()
                }
            };
            let all: f64 = (0..self.teams.len()).filter(own).map(weight).sum();
            let parts: Vec<(usize, f64)> = (0..self.teams.len())
                .filter(own)
                .map(|i| (i, if all > 0.0 { movers * weight(i) / all } else { 0.0 }))
                .collect();
            for (i, part) in parts {
                self.teams[i].join(part, self.settings.outside_market, lag, notice, parameters);
            }
        }
        self.teams.iter_mut().for_each(|team| team.hire_agency(parameters));
        let mut month = Month::default();
        self.cost(joint, parameters, &mut month);
        self.tell(services, shared, parameters, &mut month);
        month
    }

    /// How much harder others of the profession recruit than at the start: their mean shortness over the own.
    fn lured(&self, team: usize, needs: &[f64]) -> f64 {
        let own = &self.teams[team];
        let others =
            (0..self.teams.len()).filter(|&j| j != team && self.teams[j].group.profession() == own.group.profession());
        let (mut weight, mut sum) = (0.0, 0.0);
        for j in others {
            weight += self.teams[j].posts;
            sum += self.teams[j].posts * needs[j];
        }
        if weight > 0.0 { (sum / weight).max(0.0) } else { 1.0 }
    }

    /// Hands at work in each team, lent where the load is highest where a passport allows it.
    fn hands(&self, shared: f64, parameters: &Parameters) -> Vec<f64> {
        let own: Vec<f64> = self.teams.iter().map(|team| team.hands(parameters)).collect();
        if shared <= 0.0 {
            return own;
        }
        let mut hands = own.clone();
        for (i, lent) in hands.iter_mut().enumerate() {
            let profession = self.teams[i].group.profession();
            let peers = (0..self.teams.len()).filter(|&j| self.teams[j].group.profession() == profession);
            let (mut all, mut load) = (0.0, 0.0);
            for j in peers {
                all += own[j];
                load += self.teams[j].posts * (1.0 + self.teams[j].overload);
            }
            let wanted = all * self.teams[i].posts * (1.0 + self.teams[i].overload) / load;
            *lent += shared * (wanted - own[i]);
        }
        hands
    }

    fn cost(&self, joint: bool, parameters: &Parameters, month: &mut Month) {
        let of = |path: &str| parameters.get(path);
        let premium = of("economy.workforce.agency_premium_share");
        for team in &self.teams {
            let peers = self
                .teams
                .iter()
                .filter(|t| t.group.profession() == team.group.profession());
            let (wanted, usual) = peers.fold((0.0, 0.0), |(w, u), t| (w + t.agency, u + t.agency_at_start));
            let bid = if joint || usual <= 0.0 {
                1.0
            } else {
                (1.0 + of("economy.workforce.bid_response") * (wanted / usual - 1.0)).max(1.0)
            };
            let pay = group_parameter(team.group, "pay_pounds_a_year", parameters) / 12.0;
            let agency = team.agency * (1.0 + premium * bid) - team.agency_at_start * (1.0 + premium);
            *month.pay.entry(team.employer).or_insert(0.0) += pay * (team.in_post - team.in_post_at_start);
            *month.agency.entry(team.employer).or_insert(0.0) += pay * agency;
        }
    }

    /// Tells the model of every service whose staff moved by a step.
    fn tell(&mut self, services: &[Service], shared: f64, parameters: &Parameters, month: &mut Month) {
        let hands = self.hands(shared, parameters);
        let step = parameters.get("economy.workforce.step_share");
        for (s, teams) in self.staffed.iter().enumerate() {
            if teams.is_empty() {
                continue;
            }
            let (mut ratio, mut weights) = (0.0, 0.0);
            for &(team, weight) in teams {
                ratio += weight * hands[team] / self.teams[team].hands_at_start(parameters);
                weights += weight;
            }
            let (low, high) = Lever::Staffing.bounds();
            let to = (ratio / weights).clamp(low, high);
            let from = self.issued[s];
            if (to - from).abs() < step {
                continue;
            }
            self.issued[s] = to;
            month.levers.push(LeverChange {
                lever: Lever::Staffing,
                service: Some(services[s].id.clone()),
                neighbourhood: None,
                to,
            });
            let team = &self.teams[teams[0].0];
            let because = format!(
                "{}: {:.1} of {:.1} posts held, {:.1} by agency, overload {:.3}",
                team.group.name(),
                team.in_post,
                team.posts,
                team.agency,
                team.overload
            );
            month
                .steps
                .push((team.employer, services[s].id.clone(), from, to, because));
        }
    }

    /// People in post over those of the start, in the groups that care models are made of.
    pub fn in_post_ratio(&self) -> f64 {
        use Group as G;
        let own = |t: &&Team| {
            matches!(
                t.group,
                G::Gp | G::PracticeNurse | G::CommunityNurse | G::Therapist | G::SocialWorker
            )
        };
        let (mut now, mut then) = (0.0, 0.0);
        for team in self.teams.iter().filter(own) {
            now += team.in_post;
            then += team.in_post_at_start;
        }
        if then > 0.0 { now / then } else { 1.0 }
    }

    /// Mean overload, by posts.
    pub fn overload(&self) -> f64 {
        let posts: f64 = self.teams.iter().map(|t| t.posts).sum();
        let sum: f64 = self.teams.iter().map(|t| t.posts * t.overload).sum();
        if posts > 0.0 { sum / posts } else { 0.0 }
    }
}

/// Open posts over those of the start.
fn shortness(team: &Team) -> f64 {
    if team.open_at_start() > 0.0 {
        (team.open() / team.open_at_start()).max(0.0)
    } else {
        1.0
    }
}

/// Groups of a kind of service with what each gives of its capacity.
fn weights(kind: ServiceKind, parameters: &Parameters) -> Vec<(Group, f64)> {
    match group::of_service(kind) {
        [] => Vec::new(),
        [only] => vec![(*only, 1.0)],
        [first, rest @ ..] => {
            let nurses = parameters.get("economy.workforce.practice_nurse_share");
            let mut weights = vec![(*first, 1.0 - nurses)];
            weights.extend(rest.iter().map(|group| (*group, nurses / rest.len() as f64)));
            weights
        }
    }
}

fn group_parameter(group: Group, what: &str, parameters: &Parameters) -> f64 {
    parameters.get(&format!("economy.workforce.{}.{what}", group.name()))
}

#[cfg(test)]
#[path = "workforce_test.rs"]
mod tests;
