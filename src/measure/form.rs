//! What a measure is: where its numbers come from and how months make a period.

use crate::economy::Heading;
use crate::model::fact::{Count, Stock};
use crate::model::settings::ServiceKind;

/// How months make a period. Numerators and denominators are added first and divided last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A count per year: the sum over the months, divided by their number in years.
    Count,
    /// A time average: the sum over midnights divided by the days.
    Average,
    /// One count over another.
    Ratio,
}

impl Form {
    /// In words, for the catalogue.
    pub const fn words(self) -> &'static str {
        match self {
            Form::Count => "count per year",
            Form::Average => "average over time",
            Form::Ratio => "ratio of sums",
        }
    }
}

/// Which way is better for residents, other things equal. A claim about direction, not about worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Better {
    Up,
    Down,
    Neither,
}

impl Better {
    pub const fn words(self) -> &'static str {
        match self {
            Better::Up => "up",
            Better::Down => "down",
            Better::Neither => "neither",
        }
    }
}

/// A breakdown beside the whole. Breakdowns are not crossed with one another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    Neighbourhood,
    AgeBand,
    Deprivation,
    Service,
    Organisation,
}

impl By {
    pub const fn words(self) -> &'static str {
        match self {
            By::Neighbourhood => "neighbourhood",
            By::AgeBand => "age_band",
            By::Deprivation => "deprivation",
            By::Service => "service",
            By::Organisation => "organisation",
        }
    }
}

/// A measure that is more than a tally.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Special {
    AcuteOccupancy,
    /// One stock over another, of one kind of service or of all.
    Filled(Stock, Stock, Option<ServiceKind>),
    BedsOpen,
    BedsNeeded,
    StaffNeeded,
    FrailShare,
    /// Weeks within which so many of 1,000 incomplete pathways have waited, at month ends.
    WaitQuantile(u16),
    /// Incomplete pathways that have waited under so many weeks, over all.
    WaitWithin(u16),
    /// Incomplete pathways that have waited so many weeks or longer.
    WaitOver(u16),
    /// Per 1,000 residents, directly standardised by age band and deprivation fifth.
    Standardised(Count),
    Income,
    Cost,
    Surplus,
    SurplusAgainstAim,
    NetCost,
    /// Paid under a heading, what is passed on left out.
    Paid(Heading),
    Debt,
    Cash,
    /// Counts and stocks of what does not happen everywhere: no row for a month in which it did not.
    WhereAny(&'static [Count]),
    WhereAnyStock(&'static [Stock]),
    /// Told by the organisations themselves ([`super::organisation`]).
    Told,
}

/// Where the numbers of a measure come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    Counts(&'static [Count]),
    Stocks(&'static [Stock]),
    Shares(&'static [Count], &'static [Count]),
    StockShares(&'static [Stock], &'static [Stock]),
    /// Counts over the years that people stood in a stock.
    Rate(&'static [Count], &'static [Stock]),
    Special(Special),
}

/// One entry of the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Measure {
    /// Snake case; the name in every table.
    pub name: &'static str,
    pub unit: &'static str,
    pub definition: &'static str,
    pub form: Form,
    pub better: Better,
    pub by: &'static [By],
    pub source: Source,
}

/// A measure that adds counts; a period is a year's worth.
pub const fn count(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    better: Better,
    by: &'static [By],
    of: &'static [Count],
) -> Measure {
    Measure {
        name,
        unit,
        definition,
        form: Form::Count,
        better,
        by,
        source: Source::Counts(of),
    }
}

/// A measure that averages what stands at midnight.
pub const fn stock(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    better: Better,
    by: &'static [By],
    of: &'static [Stock],
) -> Measure {
    Measure {
        name,
        unit,
        definition,
        form: Form::Average,
        better,
        by,
        source: Source::Stocks(of),
    }
}

/// A measure that divides counts by counts.
pub const fn ratio(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    better: Better,
    by: &'static [By],
    top: &'static [Count],
    bottom: &'static [Count],
) -> Measure {
    Measure {
        name,
        unit,
        definition,
        form: Form::Ratio,
        better,
        by,
        source: Source::Shares(top, bottom),
    }
}

/// A measure that divides what stands at midnight by what stands at midnight.
pub const fn stock_ratio(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    better: Better,
    by: &'static [By],
    top: &'static [Stock],
    bottom: &'static [Stock],
) -> Measure {
    Measure {
        name,
        unit,
        definition,
        form: Form::Ratio,
        better,
        by,
        source: Source::StockShares(top, bottom),
    }
}

/// A measure that divides counts by the years that people stood in a stock.
pub const fn rate(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    better: Better,
    by: &'static [By],
    top: &'static [Count],
    bottom: &'static [Stock],
) -> Measure {
    Measure {
        name,
        unit,
        definition,
        form: Form::Ratio,
        better,
        by,
        source: Source::Rate(top, bottom),
    }
}

/// A measure with an arm of its own in `tidy`.
pub const fn special(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    form: Form,
    better: Better,
    by: &'static [By],
    of: Special,
) -> Measure {
    Measure {
        name,
        unit,
        definition,
        form,
        better,
        by,
        source: Source::Special(of),
    }
}
