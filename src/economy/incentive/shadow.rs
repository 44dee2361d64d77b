//! Shadow prices of the capacity that more work uses.

use super::super::settings::Currency;
use super::{Move, Under, View, normal_cdf};

/// Pounds for one more bed-day: the chance that it displaces elective work or breaches, times what that loses.
///
/// Φ((occupancy − full)/soft) · (margin of an elective spell / its nights + disruption), margins being those of the
/// contracts held. Why trusts do not want more emergency work even at full tariff.
pub fn bed_day(view: &View<'_>, provider: usize, occupancy: f64, under: Under) -> f64 {
    let of = |path: &str| view.settings.parameters.get(path);
    let full = normal_cdf((occupancy - of("economy.shadow.full_occupancy")) / of("economy.shadow.occupancy_softness"));
    let margin = margin_of(view, provider, Currency::Elective, under) / of("economy.shadow.elective_nights");
    full * (margin.max(0.0) + of("economy.shadow.disruption_pounds_per_bed_day"))
}

/// Pounds for one more follow-up: the share that displaces a first attendance, times the margin of one.
pub fn clinic_slot(view: &View<'_>, provider: usize, under: Under) -> f64 {
    let share = view.settings.parameters.get("economy.shadow.clinic_displacement_share");
    share * margin_of(view, provider, Currency::OutpatientFirst, under).max(0.0)
}

/// Income less variable cost of one more unit.
pub fn margin_of(view: &View<'_>, provider: usize, currency: Currency, under: Under) -> f64 {
    view.memory.margin(provider, currency, under, || {
        let units = view.units_a_year(provider, currency) / 100.0;
        if units <= 0.0 {
            return 0.0;
        }
        let one_per_cent = view.marginal(provider, &Move::activity([(currency, 1.0)]), under, 0.0);
        (one_per_cent.income - one_per_cent.variable_cost) / units
    })
}
