//! Measures of cash, debt, the cost of dealing and what planning rounds spend. They have rows only where a scenario turns
//! planning on.

use super::form::{Better, By, Form, Measure, Special, special};
use crate::economy::Heading;

const BY: &[By] = &[By::Organisation];

/// What an organisation pays under a heading, what it passes on left out.
const fn paid(name: &'static str, definition: &'static str, better: Better, heading: Heading) -> Measure {
    special(
        name,
        "£ a year",
        definition,
        Form::Count,
        better,
        BY,
        Special::Paid(heading),
    )
}

/// They stand behind all others in every table.
pub(super) const MEASURES: &[Measure] = &[
    paid(
        "contracting_cost",
        "Staff who make, watch and settle contracts, on both sides.",
        Better::Down,
        Heading::Contracting,
    ),
    paid(
        "dispute_cost",
        "Queries over what was counted, coded and planned, on both sides.",
        Better::Down,
        Heading::Dispute,
    ),
    paid(
        "procurement_cost",
        "Letting contracts by tender or competitive dialogue, on both sides.",
        Better::Down,
        Heading::Procurement,
    ),
    paid(
        "arbitration_cost",
        "Arbitration after planning rounds that failed, on both sides.",
        Better::Down,
        Heading::Arbitration,
    ),
    paid(
        "investment",
        "What payers put into more of a service in planning rounds, once and each year.",
        Better::Neither,
        Heading::Investment,
    ),
    paid(
        "restructuring_cost",
        "Closing, opening and moving services: redundancy, moves, double running.",
        Better::Down,
        Heading::Restructuring,
    ),
    paid(
        "loan_interest",
        "Interest of NHS trusts on loans from the taxpayer.",
        Better::Down,
        Heading::LoanInterest,
    ),
    special(
        "debt",
        "£",
        "Owed to the taxpayer at month ends.",
        Form::Average,
        Better::Down,
        BY,
        Special::Debt,
    ),
    special(
        "cash",
        "£",
        "Cash at month ends.",
        Form::Average,
        Better::Neither,
        BY,
        Special::Cash,
    ),
];
