//! Double entry in whole pence: every posting takes from one organisation what it gives to another, so money is
//! neither made nor lost. Taxpayer → commissioner → provider → staff and suppliers; local taxpayer → council → care
//! market.
//!
//! Rounding: a sum in pounds becomes the nearest whole penny (halves away from zero) once, where it is first stated;
//! a sum split between several takes the largest remainder, so that the parts add up; a yearly sum paid by month pays
//! the difference of its rounded running total, so that twelve months make the year.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! headings {
    ($($(#[$doc:meta])* $variant:ident = $text:literal;)*) => {
        /// What a posting is for.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum Heading { $($(#[$doc])* $variant,)* }
        impl Heading {
            pub const ALL: &'static [Heading] = &[$(Heading::$variant,)*];
            /// Name in files.
            pub const fn name(self) -> &'static str { match self { $(Heading::$variant => $text,)* } }
        }
    };
}

headings! {
    /// Money given for a year's work: taxpayer to commissioner, local taxpayer to council.
    Allocation = "allocation";
    /// What a contract's clauses pay.
    Contract = "contract";
    /// Maternity care outside the model.
    Maternity = "maternity";
    /// Critical care outside the model.
    CriticalCare = "critical_care";
    /// Tests that practices order directly.
    DirectAccessTests = "direct_access_tests";
    /// Drugs, devices, specialised treatment: acute income outside the model.
    OtherAcute = "other_acute";
    MentalHealth = "mental_health";
    /// Community services outside contracts.
    CommunityServices = "community_services";
    /// NHS continuing healthcare.
    ContinuingCare = "continuing_care";
    Prescribing = "prescribing";
    PrimaryMedical = "primary_medical";
    Specialised = "specialised";
    Ambulance = "ambulance";
    OtherProgramme = "other_programme";
    Running = "running";
    BetterCareFund = "better_care_fund";
    HomeCare = "home_care";
    CareHomes = "care_homes";
    /// Adult social care outside the model.
    OtherSocialCare = "other_social_care";
    SocialWork = "social_work";
    FixedCost = "fixed_cost";
    /// Cost of wards and clinics, which moves in steps.
    SemiFixedCost = "semi_fixed_cost";
    /// Cost that moves with each patient.
    VariableCost = "variable_cost";
    /// Cost equal to pass-through income.
    PassThroughCost = "pass_through_cost";
    /// What a care model costs.
    CareModel = "care_model";
    /// What partners pay into a pooled fund.
    PooledFund = "pooled_fund";
    /// What partners beside payer and provider bear of a shared risk.
    RiskShare = "risk_share";
    /// The part of fixed cost that goes back to the taxpayer for the capital in use (public dividend capital).
    CapitalCharge = "capital_charge";
    /// The part of fixed cost that stands for wear of buildings and equipment.
    Depreciation = "depreciation";
    /// Staff who make, watch and settle contracts.
    Contracting = "contracting";
    /// Queries over what was counted, coded and planned.
    Dispute = "dispute";
    /// Letting a contract by tender or dialogue.
    Procurement = "procurement";
    /// What arbitration costs both sides of a failed planning round.
    Arbitration = "arbitration";
    /// Interest on loans from the taxpayer.
    LoanInterest = "loan_interest";
    /// A loan from the taxpayer: cash and debt, no income.
    Loan = "loan";
    /// A loan paid back: cash and debt, no cost.
    LoanRepayment = "loan_repayment";
    /// Public dividend capital from the taxpayer for buildings and equipment: cash, no income.
    PublicDividendCapital = "public_dividend_capital";
    /// Buildings and equipment bought: cash and assets, no cost until they wear.
    CapitalSpending = "capital_spending";
    /// Council tax raised for adult social care alone.
    Precept = "precept";
    /// What a planning round puts into services.
    Investment = "investment";
    /// Closing, opening and moving services: redundancy, moves, double running.
    Restructuring = "restructuring";
    /// Money of a payer that lets a change pay for itself.
    TransitionalMoney = "transitional_money";
    /// Pay of staff in post beyond that of the start.
    StaffPay = "staff_pay";
    /// Agency staff beyond those of the start.
    AgencyStaff = "agency_staff";
}

impl Heading {
    /// Money lent and paid back, and capital and what it buys: it moves cash, debt and assets, and is neither income nor
    /// cost.
    pub const fn is_financing(self) -> bool {
        matches!(
            self,
            Heading::Loan | Heading::LoanRepayment | Heading::PublicDividendCapital | Heading::CapitalSpending
        )
    }
}

/// Pounds to the nearest penny, halves away from zero.
pub fn pence(pounds: f64) -> i64 {
    libm::round(pounds * 100.0) as i64
}

/// Pence to pounds, for reading.
pub fn pounds(pence: i64) -> f64 {
    pence as f64 / 100.0
}

/// Splits a sum by weights, largest remainder first (the earlier of equals), so that the parts add up to the sum. With
/// no positive weight all goes to the first.
pub fn split(total: i64, weights: &[f64]) -> Vec<i64> {
    let sum: f64 = weights.iter().map(|w| w.max(0.0)).sum();
    if weights.is_empty() {
        return Vec::new();
    }
    if sum <= 0.0 {
        let mut all = vec![0; weights.len()];
        all[0] = total;
        return all;
    }
    let exact: Vec<f64> = weights.iter().map(|w| total as f64 * w.max(0.0) / sum).collect();
    let mut parts: Vec<i64> = exact.iter().map(|x| libm::floor(*x) as i64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| {
        let rest = |i: usize| exact[i] - libm::floor(exact[i]);
        rest(b).total_cmp(&rest(a)).then(a.cmp(&b))
    });
    let left = total - parts.iter().sum::<i64>();
    (0..left.unsigned_abs() as usize).for_each(|i| parts[order[i % order.len()]] += left.signum());
    parts
}

/// The instalment of a yearly sum that falls in a month of the financial year (0 is April).
pub fn instalment(year: i64, month: u32) -> i64 {
    let until = |months: u32| (i128::from(year) * i128::from(months) / 12) as i64;
    until(month + 1) - until(month)
}

/// The books of all organisations. An organisation is its index in the order of ids.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ledger {
    opening: Vec<i64>,
    /// Running balance by organisation.
    balance: Vec<i64>,
    /// Received (+) and paid (−) by organisation and heading since the start.
    total: Vec<Vec<i64>>,
    /// The same, this month.
    month: Vec<Vec<i64>>,
    income: Vec<i64>,
    cost: Vec<i64>,
    /// Income less cost of all months, without loans.
    result: Vec<i64>,
    postings: u64,
    /// This month's money from whom to whom under which heading, pence, in order.
    between: Vec<((usize, usize, Heading), i64)>,
}

/// Money that went from one organisation to another under a heading in a month.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Transfer {
    /// Indices in the order of organisation ids.
    pub from: u16,
    pub to: u16,
    pub heading: Heading,
    /// More than nothing; what went back the same way under the heading is a transfer of its own.
    pub pence: i64,
}

/// An organisation's month.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Account {
    pub organisation: String,
    /// Received in the month, pence.
    pub income: i64,
    /// Paid in the month, pence.
    pub cost: i64,
    /// Income less cost, pence.
    pub surplus: i64,
    /// Cash at month end, pence. Those who only give (taxpayers) fall, those who only take rise.
    pub balance: i64,
    /// Owed to the taxpayer at month end, pence.
    pub debt: i64,
    /// Received (+) and paid (−) by heading, pence; headings without money left out.
    pub headings: Vec<(Heading, i64)>,
}

impl Ledger {
    pub fn new(opening: Vec<i64>) -> Ledger {
        let empty = vec![vec![0; Heading::ALL.len()]; opening.len()];
        Ledger {
            balance: opening.clone(),
            total: empty.clone(),
            month: empty,
            income: vec![0; opening.len()],
            cost: vec![0; opening.len()],
            result: vec![0; opening.len()],
            postings: 0,
            between: Vec::new(),
            opening,
        }
    }

    /// Moves pence from one organisation to another; a negative sum goes the other way.
    pub fn post(&mut self, from: usize, to: usize, heading: Heading, pence: i64) {
        let (from, to, pence) = if pence < 0 {
            (to, from, -pence)
        } else {
            (from, to, pence)
        };
        if pence == 0 || from == to {
            return;
        }
        self.postings += 1;
        for (organisation, signed) in [(from, -pence), (to, pence)] {
            self.balance[organisation] += signed;
            self.total[organisation][heading as usize] += signed;
            self.month[organisation][heading as usize] += signed;
        }
        if !heading.is_financing() {
            self.cost[from] += pence;
            self.income[to] += pence;
            self.result[from] -= pence;
            self.result[to] += pence;
        }
        let way = (from, to, heading);
        match self.between.binary_search_by_key(&way, |(way, _)| *way) {
            Ok(place) => self.between[place].1 += pence,
            Err(place) => self.between.insert(place, (way, pence)),
        }
    }

    /// The month's money by way and heading, in order; to be taken before the month is closed.
    pub fn transfers(&mut self) -> Vec<Transfer> {
        let taken = std::mem::take(&mut self.between).into_iter();
        let transfer = |((from, to, heading), pence): ((usize, usize, Heading), i64)| Transfer {
            from: from as u16,
            to: to as u16,
            heading,
            pence,
        };
        taken.map(transfer).collect()
    }

    pub fn balance(&self, organisation: usize) -> i64 {
        self.balance[organisation]
    }
    /// Income of the month so far, pence.
    pub fn income(&self, organisation: usize) -> i64 {
        self.income[organisation]
    }
    /// Income less cost of the month so far, pence.
    pub fn surplus(&self, organisation: usize) -> i64 {
        self.income[organisation] - self.cost[organisation]
    }
    /// Cost of the month so far, pence.
    pub fn cost(&self, organisation: usize) -> i64 {
        self.cost[organisation]
    }
    /// Organisations in the books.
    pub fn organisations(&self) -> usize {
        self.balance.len()
    }
    /// Received (+) and paid (−) under a heading in the month so far, pence.
    pub fn month(&self, organisation: usize, heading: Heading) -> i64 {
        self.month[organisation][heading as usize]
    }
    /// Received (+) and paid (−) under a heading since the start, pence.
    pub fn total(&self, organisation: usize, heading: Heading) -> i64 {
        self.total[organisation][heading as usize]
    }

    /// Closes the month: its accounts in the order of `ids`, and clean pages for the next.
    pub fn close(&mut self, ids: &[String]) -> Vec<Account> {
        let accounts = ids
            .iter()
            .enumerate()
            .map(|(i, id)| Account {
                organisation: id.clone(),
                income: self.income[i],
                cost: self.cost[i],
                surplus: self.income[i] - self.cost[i],
                balance: self.balance[i],
                debt: 0,
                headings: Heading::ALL
                    .iter()
                    .map(|&heading| (heading, self.month[i][heading as usize]))
                    .filter(|&(_, pence)| pence != 0)
                    .collect(),
            })
            .collect();
        self.month.iter_mut().for_each(|page| page.fill(0));
        self.income.fill(0);
        self.cost.fill(0);
        accounts
    }

    /// Recounts the books: money is conserved, every heading balances, every balance is its opening and its postings.
    /// Cheap enough for every month end of a release build.
    pub fn check(&self) -> Result<(), String> {
        let (opening, balance): (i64, i64) = (self.opening.iter().sum(), self.balance.iter().sum());
        if opening != balance {
            return Err(format!("{} pence appeared since the start", balance - opening));
        }
        for &heading in Heading::ALL {
            let sum: i64 = self.total.iter().map(|page| page[heading as usize]).sum();
            if sum != 0 {
                return Err(format!("heading {} is out of balance by {sum} pence", heading.name()));
            }
        }
        for (i, page) in self.total.iter().enumerate() {
            if self.opening[i] + page.iter().sum::<i64>() != self.balance[i] {
                return Err(format!("organisation {i}: balance is not opening plus postings"));
            }
            let lent: i64 = (Heading::ALL.iter().filter(|h| h.is_financing()))
                .map(|&h| page[h as usize])
                .sum();
            if self.opening[i] + self.result[i] + lent != self.balance[i] {
                return Err(format!(
                    "organisation {i}: cash is not opening plus income less cost plus loans less repayments"
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_posting_balances() {
        let mut ledger = Ledger::new(vec![100, 0, -7]);
        ledger.post(0, 1, Heading::Allocation, 1_234);
        ledger.post(1, 2, Heading::Contract, 1_000);
        ledger.post(1, 2, Heading::Contract, -1);
        assert_eq!(ledger.check(), Ok(()));
        assert_eq!(
            (ledger.balance(0), ledger.balance(1), ledger.balance(2)),
            (-1_134, 235, 992)
        );
        let transfers = ledger.transfers();
        let told: Vec<_> = transfers.iter().map(|t| (t.from, t.to, t.heading, t.pence)).collect();
        assert_eq!(
            told,
            [
                (0, 1, Heading::Allocation, 1_234),
                (1, 2, Heading::Contract, 1_000),
                (2, 1, Heading::Contract, 1)
            ]
        );
        assert!(ledger.transfers().is_empty(), "a month's money is told once");
        let accounts = ledger.close(&["a".into(), "b".into(), "c".into()]);
        assert_eq!(
            (accounts[1].income, accounts[1].cost, accounts[1].surplus),
            (1_235, 1_000, 235)
        );
        assert_eq!(accounts[2].headings, vec![(Heading::Contract, 999)]);
        assert_eq!(ledger.surplus(1), 0);
    }

    #[test]
    fn a_lost_penny_is_found() {
        let mut ledger = Ledger::new(vec![0, 0]);
        ledger.post(0, 1, Heading::Running, 5);
        ledger.balance[1] -= 1;
        assert!(ledger.check().is_err());
        ledger.balance[1] += 1;
        ledger.total[0][Heading::Running as usize] += 1;
        assert!(ledger.check().is_err());
    }

    #[test]
    fn a_loan_is_cash_and_no_income() {
        let mut ledger = Ledger::new(vec![0, 50]);
        ledger.post(0, 1, Heading::Loan, 700);
        ledger.post(1, 0, Heading::LoanRepayment, 200);
        ledger.post(1, 0, Heading::LoanInterest, 7);
        assert_eq!(ledger.check(), Ok(()));
        assert_eq!((ledger.balance(1), ledger.surplus(1), ledger.income(1)), (543, -7, 0));
        ledger.result[1] += 1;
        assert!(ledger.check().is_err(), "cash without income, cost or loan is found");
    }

    #[test]
    fn parts_add_up() {
        assert_eq!(split(100, &[1.0, 1.0, 1.0]), vec![34, 33, 33]);
        assert_eq!(split(-100, &[1.0, 1.0, 1.0]).iter().sum::<i64>(), -100);
        assert_eq!(split(7, &[0.0, 0.0]), vec![7, 0]);
        assert_eq!(split(1_001, &[0.5, 0.25, 0.25]).iter().sum::<i64>(), 1_001);
        assert_eq!((0..12).map(|m| instalment(1_000_007, m)).sum::<i64>(), 1_000_007);
        assert_eq!((pence(0.005), pence(-0.005), pence(2.675)), (1, -1, 268));
    }
}
