//! Relations: leaders, moods and what builds or wears the trust of each pair, month by month.
//!
//! For the pair (i, j), with T its trust and w the mean worth of both leaders over the usual:
//!
//! - joint work (both open, both working on a care model, nothing stalled): + g·(1 − T)·w·(1 + open books)·(1 + success),
//!   success being that neither runs below its aim;
//! - no joint work, both open: + r·(T₀ − T); one in a fortress: + r·(T_f − T), only downwards;
//! - one-sided loss: − λ·L·T, more by `economy.trust.shunt_response` when a council is the loser (a cost shunt);
//! - dispute: − δ·D·T, D being how far the payer's challenge of coding is turned up, per cent;
//! - missed total: − m·T while one of both runs below its aim by more than `economy.trust.missed_share`;
//! - oversight: − o·b·T, b being the burden beyond the usual of the more burdened; singled out: − s·T;
//! - a leader leaves: every pair of his organisation loses a share at once; a crisis met by a strong leader: a gain.
//!
//! Source: directions from interviews (evidence 4.01–4.06); sizes assumed. Trust growth, its losses and the partner
//! penalty of maturity are one ridge: only their product is seen.

use super::leadership::Leader;
use super::mood::{Mood, Seen as MoodSeen};
use super::{RelationsSettings, Trust};
use crate::engine::{Key, Month};
use crate::model::parameter::Parameters;
use serde::{Deserialize, Serialize};

/// From here on the people who do the contracting talk no more.
const TALKS_NO_MORE: f64 = 0.5;

/// Leaders, moods and crises of all organisations, in their order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Relations {
    /// Bits of the address of all draws.
    luck: u64,
    settings: RelationsSettings,
    ids: Vec<String>,
    /// The organisation whose leader leads each: its own index, but for bodies under one chief executive.
    led_by: Vec<usize>,
    leaders: Vec<Leader>,
    moods: Vec<Mood>,
    /// How far the people who do each one's contracting have withdrawn (0 to 1).
    contracting: Vec<f64>,
    /// Months of crisis left.
    crisis: Vec<u32>,
    /// Months in a row that each ran far below its aim.
    missed: Vec<u32>,
}

/// What a month showed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct MonthSeen<'a> {
    /// Distance of each organisation from its aim by the last twelve months, share of a year's income.
    pub away: &'a [f64],
    /// Whether each works on a care model with others.
    pub partner: &'a [bool],
    /// Whether each is a council.
    pub council: &'a [bool],
    /// Burden of oversight beyond the usual, by organisation.
    pub oversight: &'a [f64],
    /// How hard each payer challenges the coding of a provider, per cent: (payer, provider, per cent).
    pub disputes: &'a [(usize, usize, f64)],
    /// Whether any care model is in force and nothing stalls joint work.
    pub joint: bool,
    /// Organisations whose leader is removed.
    pub removed: &'a [usize],
}

/// Something that happened to an organisation, for the decision log.
#[derive(Clone, PartialEq, Debug)]
pub struct Turn {
    pub organisation: usize,
    /// `leader` or `mood`.
    pub what: &'static str,
    pub from: f64,
    pub to: f64,
    pub because: String,
}

impl Relations {
    /// The start: leaders are drawn, trust set, a failed venture remembered.
    pub fn new(
        settings: &RelationsSettings,
        ids: &[String],
        one_chief_executive: &[String],
        partner: &[bool],
        luck: Key,
        trust: &mut Trust,
        parameters: &Parameters,
    ) -> Relations {
        let usual = settings
            .leadership
            .unwrap_or_else(|| parameters.get("economy.trust.leadership"));
        let mean = |id: &String| settings.leaders.get(id).copied().unwrap_or(usual);
        let luck = luck.with_name("leadership");
        let first = ids.iter().position(|id| one_chief_executive.contains(id));
        let led_by = |i: usize| match first {
            Some(first) if one_chief_executive.contains(&ids[i]) => first,
            _ => i,
        };
        let mood = |id: &String| {
            if settings.fortress.contains(id) {
                Mood::Fortress
            } else {
                Mood::Open
            }
        };
        if let Some(start) = settings.trust {
            trust.begin_at(start);
        }
        let mut relations = Relations {
            luck: luck.bits(),
            leaders: ids
                .iter()
                .map(|id| Leader::at_start(mean(id), luck.with_name(id), parameters))
                .collect(),
            moods: ids.iter().map(mood).collect(),
            contracting: ids.iter().map(|id| mood(id).withdrawn()).collect(),
            led_by: (0..ids.len()).map(led_by).collect(),
            crisis: vec![0; ids.len()],
            missed: vec![0; ids.len()],
            ids: ids.to_vec(),
            settings: settings.clone(),
        };
        if settings.failed_venture {
            let partners: Vec<usize> = (0..ids.len()).filter(|&i| partner[i]).collect();
            relations.fail(&partners, trust, parameters);
        }
        relations
    }

    /// A joint venture of these has failed: trust is lost among them, and all are in a crisis.
    pub fn fail(&mut self, partners: &[usize], trust: &mut Trust, parameters: &Parameters) {
        let share = parameters.get("economy.trust.failed_venture_share");
        for (n, &a) in partners.iter().enumerate() {
            partners[n + 1..].iter().for_each(|&b| trust.lose(a, b, share));
            self.enter_crisis(a, parameters);
        }
    }

    /// An organisation is in a crisis from now on, for some months.
    pub fn enter_crisis(&mut self, organisation: usize, parameters: &Parameters) {
        self.crisis[organisation] = libm::round(parameters.get("economy.trust.crisis_months")) as u32;
    }

    pub fn settings(&self) -> &RelationsSettings {
        &self.settings
    }
    pub fn mood(&self, organisation: usize) -> Mood {
        self.moods[organisation]
    }
    /// How far the people who do an organisation's contracting have withdrawn (0 to 1).
    pub fn contracting(&self, organisation: usize) -> f64 {
        self.contracting[organisation]
    }
    /// Whether they no longer talk.
    pub fn talks_no_more(&self, organisation: usize) -> bool {
        self.contracting[organisation] >= TALKS_NO_MORE
    }
    /// Months in a row that an organisation ran far below its aim.
    pub fn missed(&self, organisation: usize) -> u32 {
        self.missed[organisation]
    }
    /// What an organisation's leader is worth (0 to 1).
    pub fn leader(&self, organisation: usize, parameters: &Parameters) -> f64 {
        self.leaders[self.led_by[organisation]].worth(parameters)
    }
    /// Whether an organisation is singled out.
    pub fn singled_out(&self, organisation: usize) -> bool {
        self.settings.singled_out.contains(&self.ids[organisation])
    }

    /// One month: leaders, then trust, then moods of boards, which those who do the contracting follow.
    pub fn month(
        &mut self,
        seen: &MonthSeen<'_>,
        month: Month,
        trust: &mut Trust,
        parameters: &Parameters,
    ) -> Vec<Turn> {
        let of = |path: &str| parameters.get(path);
        let missed_share = of("economy.trust.missed_share");
        for (missed, away) in self.missed.iter_mut().zip(seen.away) {
            *missed = if -away > missed_share { *missed + 1 } else { 0 };
        }
        let mut turns = self.change_leaders(seen, month, trust, parameters);
        self.move_trust(seen, trust, parameters);
        turns.extend(self.turn_moods(seen, trust, parameters));
        let lag = of("economy.trust.contracting_lag_months").max(1.0);
        for (contracting, mood) in self.contracting.iter_mut().zip(&self.moods) {
            *contracting += (mood.withdrawn() - *contracting) / lag;
        }
        self.crisis
            .iter_mut()
            .for_each(|months| *months = months.saturating_sub(1));
        turns
    }

    fn change_leaders(
        &mut self,
        seen: &MonthSeen<'_>,
        month: Month,
        trust: &mut Trust,
        parameters: &Parameters,
    ) -> Vec<Turn> {
        let luck = Key::from_bits(self.luck);
        let lost = parameters.get("economy.trust.departure_loss_share");
        let trouble = parameters.get("economy.trust.leadership_trouble_ratio");
        let mut turns = Vec::new();
        for i in 0..self.ids.len() {
            if self.led_by[i] != i || !seen.partner[i] {
                continue;
            }
            let from = self.leaders[i].worth(parameters);
            let ratio = if self.missed[i] > 0 { trouble } else { 1.0 };
            let turnover = self.settings.leadership_turnover * ratio;
            let forced = seen.removed.contains(&i);
            let left = self.leaders[i].month(luck.with_name(&self.ids[i]), month, turnover, forced, parameters);
            if left {
                let led: Vec<usize> = (0..self.ids.len()).filter(|&j| self.led_by[j] == i).collect();
                for j in 0..self.ids.len() {
                    for &body in led.iter().filter(|&&body| body != j) {
                        trust.lose(body, j, lost);
                    }
                }
                let because = if forced {
                    "its leader is removed from above"
                } else {
                    "its leader leaves"
                };
                turns.push(Turn {
                    organisation: i,
                    what: "leader",
                    from,
                    to: 0.0,
                    because: because.to_string(),
                });
            }
        }
        turns
    }

    fn move_trust(&self, seen: &MonthSeen<'_>, trust: &mut Trust, parameters: &Parameters) {
        let of = |path: &str| parameters.get(path);
        let (growth, back) = (
            of("economy.trust.growth_per_month"),
            of("economy.trust.return_per_month"),
        );
        let start = self.settings.trust.unwrap_or_else(|| of("economy.trust.start"));
        let (response, shunt) = (of("economy.trust.loss_response"), of("economy.trust.shunt_response"));
        let books = if self.settings.open_books {
            of("economy.trust.open_books_gain")
        } else {
            0.0
        };
        let (success, fortress) = (of("economy.trust.success_gain"), of("economy.trust.fortress_level"));
        let (dispute, missed) = (
            of("economy.trust.dispute_response"),
            of("economy.trust.missed_loss_per_month"),
        );
        let (oversight, singled) = (
            of("economy.trust.oversight_response"),
            of("economy.trust.singled_out_loss_per_month"),
        );
        let (rally, rally_from) = (of("economy.trust.rally_gain"), of("economy.trust.rally_from"));
        let usual = of("economy.trust.leadership");
        let away = seen.away;
        for a in 0..self.ids.len() {
            for b in a + 1..self.ids.len() {
                let now = trust.between(a, b);
                let open = self.moods[a] == Mood::Open && self.moods[b] == Mood::Open;
                let (lead_a, lead_b) = (self.leader(a, parameters), self.leader(b, parameters));
                let mut by = if seen.joint && open && seen.partner[a] && seen.partner[b] {
                    let both_keep = if away[a] >= 0.0 && away[b] >= 0.0 { success } else { 0.0 };
                    growth * (1.0 - now) * (lead_a + lead_b) / (usual + usual) * (1.0 + books) * (1.0 + both_keep)
                } else if open {
                    back * (start - now)
                } else {
                    (back * (fortress - now)).min(0.0)
                };
                let (a_loses, b_loses) = ((-away[a]).min(away[b]).max(0.0), (-away[b]).min(away[a]).max(0.0));
                let to_council =
                    if seen.council[a] { a_loses } else { 0.0 } + if seen.council[b] { b_loses } else { 0.0 };
                by -= now * (response * a_loses.max(b_loses) + shunt * to_council);
                let disputed = seen
                    .disputes
                    .iter()
                    .filter(|d| (d.0, d.1) == (a, b) || (d.1, d.0) == (a, b));
                by -= now * dispute * disputed.map(|d| d.2).sum::<f64>();
                if self.missed[a] > 0 || self.missed[b] > 0 {
                    by -= now * missed;
                }
                by -= now * oversight * seen.oversight[a].max(seen.oversight[b]).max(0.0);
                if self.singled_out(a) != self.singled_out(b) {
                    by -= now * singled;
                }
                trust.move_by(a, b, by);
                let crisis = self.crisis[a] > 0 || self.crisis[b] > 0;
                if crisis && lead_a.min(lead_b) >= rally_from {
                    trust.gain(a, b, rally);
                }
            }
        }
    }

    fn turn_moods(&mut self, seen: &MonthSeen<'_>, trust: &Trust, parameters: &Parameters) -> Vec<Turn> {
        let partners: Vec<usize> = (0..self.ids.len()).filter(|&i| seen.partner[i]).collect();
        let mut turns = Vec::new();
        for &i in &partners {
            let others: Vec<f64> = partners
                .iter()
                .filter(|&&j| j != i)
                .map(|&j| trust.between(i, j))
                .collect();
            let met = MoodSeen {
                trust: others.iter().sum::<f64>() / (others.len() as f64).max(1.0),
                leader: self.leader(i, parameters),
                shortfall: (-seen.away[i]).max(0.0),
                oversight: seen.oversight[i],
                crisis: self.crisis[i] > 0,
            };
            let (mood, because) = self.moods[i].turned(met, parameters);
            if let Some(because) = because {
                let (from, to) = (self.moods[i].withdrawn(), mood.withdrawn());
                turns.push(Turn {
                    organisation: i,
                    what: "mood",
                    from,
                    to,
                    because,
                });
            }
            self.moods[i] = mood;
        }
        turns
    }
}

#[cfg(test)]
#[path = "relations_test.rs"]
mod tests;
