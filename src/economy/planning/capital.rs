//! Capital: buildings and equipment that planning rounds buy.
//!
//! What an option of investment needs (`capital_pounds`), and a ward beyond those planned
//! (`economy.planning.ward_capital_pounds_per_bed` for each bed), is bought by the provider with public dividend capital
//! from the taxpayer in the month it is decided: neither income nor cost. From the month after, an asset of K pounds costs
//! the provider each month
//!
//! depreciation = K / (12 · L), for L years; charge for capital = κ/12 · (K − what is written off)
//!
//! with L = `economy.planning.asset_life_years` and κ = `economy.treasury.capital_charge_rate`; the charge goes back to the
//! taxpayer. So capital that nobody pays revenue for deepens the deficit of whoever holds it. What was there at the start
//! is charged as before ([`super::super::cost`]). No limit is set on capital: what England allowed was set yearly by
//! decree.

use super::super::Economy;
use super::super::ledger::{Heading, pence, pounds};
use crate::engine::Month;
use serde::{Deserialize, Serialize};

const MONTHS: f64 = 12.0;

/// Something bought, in pence.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Asset {
    provider: usize,
    /// Month in which it was bought.
    bought: Month,
    worth: i64,
    written_off: i64,
    /// Months in which it was charged for.
    charged: u32,
}

impl Economy {
    /// A provider buys for so many pounds.
    pub(super) fn buy(&mut self, provider: usize, capital: f64, month: Month) {
        let (worth, sink, taxpayer) = (pence(capital), self.sink(), self.treasury.lender());
        if worth <= 0 {
            return;
        }
        self.ledger
            .post(taxpayer, provider, Heading::PublicDividendCapital, worth);
        self.ledger.post(provider, sink, Heading::CapitalSpending, worth);
        self.rounds.assets.push(Asset {
            provider,
            bought: month,
            worth,
            written_off: 0,
            charged: 0,
        });
    }

    /// Every month: what was bought before wears, and is charged for.
    pub(super) fn pay_capital(&mut self, month: Month) {
        let [life, rate] = self.life_and_charge();
        let (sink, taxpayer) = (self.sink(), self.treasury.lender());
        for asset in self.rounds.assets.iter_mut().filter(|asset| asset.bought < month) {
            let left = asset.worth - asset.written_off;
            let charge = pence(pounds(left) * rate / MONTHS);
            let wear = pence(pounds(asset.worth) / (MONTHS * life)).min(left);
            asset.written_off += wear;
            asset.charged += 1;
            self.ledger
                .post(asset.provider, taxpayer, Heading::CapitalCharge, charge);
            self.ledger.post(asset.provider, sink, Heading::Depreciation, wear);
        }
    }

    /// Years that an asset lasts, and the charge for capital a year.
    fn life_and_charge(&self) -> [f64; 2] {
        let of = |path: &str| self.settings.parameters.get(path);
        [
            of("economy.planning.asset_life_years").max(1.0),
            of("economy.treasury.capital_charge_rate"),
        ]
    }

    /// What assets will cost an organisation in the year ahead beyond the last year, pounds.
    pub(super) fn capital_not_yet_paid(&self, organisation: usize) -> f64 {
        let [life, rate] = self.life_and_charge();
        let own = self.rounds.assets.iter().filter(|asset| asset.provider == organisation);
        let more = own.map(|asset| {
            let paid = f64::from(asset.charged).min(MONTHS);
            let left = asset.worth - asset.written_off;
            let wear = (pounds(asset.worth) / life).min(pounds(left));
            (wear + rate * pounds(left)) * (1.0 - paid / MONTHS)
        });
        more.sum()
    }
}
