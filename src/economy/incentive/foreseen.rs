//! What all who decide in a month would work out alike, worked out once: what a contract pays as forecast and when the
//! forecast is missed, what hangs on its outcomes, what one more unit is worth.

use super::super::agreement::Terms;
use super::super::clause::Flow;
use super::super::outcome::Outcome;
use super::super::outlook::{Outlook, Work};
use super::super::settings::Currency;
use super::{NODES, Under, View};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a contract pays for a period, and what moves between others.
pub(super) type Settled = (f64, Vec<Flow>);

/// A contract's period, under the contracts held or those of the start.
pub(super) struct Foreseen {
    /// As forecast, and at each node of the forecast's error.
    pub centre: Work,
    pub settled: Settled,
    pub nodes: Vec<(Work, Settled)>,
    /// Settled at each node of what an outcome may miss by, by outcome.
    by_outcome: RefCell<BTreeMap<Outcome, Rc<Vec<Settled>>>>,
    /// What a pound more of surplus brings: the provider's own, and its system's.
    pub by_finance: OnceCell<[f64; 2]>,
}

impl Foreseen {
    fn new(outlook: &Outlook, plan_a_year: &BTreeMap<Currency, f64>, terms: &Terms<'_>, error: f64) -> Foreseen {
        let settled = |work: &Work| outlook.settle(terms, plan_a_year, work);
        let node = |(z, _): &(f64, f64)| {
            let work = outlook.work(z * error);
            let settled = settled(&work);
            (work, settled)
        };
        let centre = outlook.work(0.0);
        Foreseen {
            settled: settled(&centre),
            centre,
            nodes: NODES.iter().map(node).collect(),
            by_outcome: RefCell::default(),
            by_finance: OnceCell::new(),
        }
    }

    /// What is settled when an outcome misses its forecast, at each of some ratios.
    pub fn when(&self, outcome: Outcome, settle: impl FnOnce() -> Vec<Settled>) -> Rc<Vec<Settled>> {
        if let Some(known) = self.by_outcome.borrow().get(&outcome) {
            return Rc::clone(known);
        }
        let settled = Rc::new(settle());
        self.by_outcome.borrow_mut().insert(outcome, Rc::clone(&settled));
        settled
    }
}

/// What was worked out in a month so far.
#[derive(Default)]
pub struct Memory {
    /// By agreement; held, and of the start.
    agreements: Vec<[OnceCell<Foreseen>; 2]>,
    margins: RefCell<BTreeMap<(usize, Currency, bool), f64>>,
}

impl Memory {
    pub fn new(agreements: usize) -> Memory {
        Memory {
            agreements: (0..agreements).map(|_| Default::default()).collect(),
            margins: RefCell::default(),
        }
    }

    /// Income less variable cost of one more unit that a provider gives, as known or as worked out now.
    pub(super) fn margin(&self, provider: usize, currency: Currency, under: Under, value: impl FnOnce() -> f64) -> f64 {
        let key = (provider, currency, under == Under::Held);
        if let Some(&known) = self.margins.borrow().get(&key) {
            return known;
        }
        let value = value();
        self.margins.borrow_mut().insert(key, value);
        value
    }
}

impl View<'_> {
    /// A contract's period under some terms, which its place and `under` decide.
    pub(super) fn foreseen(&self, agreement: usize, under: Under, terms: &Terms<'_>) -> &Foreseen {
        let place = usize::from(under == Under::AtStart);
        self.memory.agreements[agreement][place].get_or_init(|| {
            let outlook = &self.outlooks[agreement];
            let error_share = self.settings.parameters.get("economy.forecast.error_share");
            let error = error_share * libm::sqrt(f64::from(outlook.months_ahead) / 12.0);
            Foreseen::new(outlook, &self.agreements[agreement].plan_a_year, terms, error)
        })
    }
}
