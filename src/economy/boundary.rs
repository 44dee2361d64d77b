//! Who lives near a boundary: neighbourhoods some of whose residents use another place's hospital (`also_uses`), as an acute
//! trust sees them. It may win its own residents back, or draw those of others.

use super::settings::{OrganisationKind, Settings};
use crate::model::settings::{Neighbourhood, Service, ServiceKind};
use std::collections::BTreeMap;

/// Whose residents a trust vies for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Its own, who may cross.
    Home,
    /// Those of other places, who may come.
    Away,
}

/// A trust and the people near its boundary. Shares are of all residents.
pub struct Boundary<'a> {
    settings: &'a Settings,
    /// Neighbourhoods whose own hospital is the trust's.
    home: Vec<bool>,
    /// Share who cross or come, by neighbourhood.
    crossing: Vec<f64>,
}

impl<'a> Boundary<'a> {
    pub fn new(settings: &'a Settings, organisation: &str) -> Boundary<'a> {
        let acute = settings.organisations.get(organisation).map(|o| o.kind) == Some(OrganisationKind::AcuteTrust);
        let beds = |s: &&Service| s.kind == ServiceKind::MedicalBeds && s.provider == organisation && s.share > 0.0;
        let beds: Vec<&Service> = settings.services.iter().filter(beds).collect();
        let own = |place: &String| acute && beds.iter().any(|s| s.serves(place));
        let crossing = |n: &Neighbourhood| -> f64 {
            let home = own(&n.place);
            let other = n.also_uses.iter().filter(|(place, _)| own(place) != home);
            other.map(|(_, share)| share * n.people).sum()
        };
        Boundary {
            settings,
            home: settings.neighbourhoods.iter().map(|n| own(&n.place)).collect(),
            crossing: settings.neighbourhoods.iter().map(crossing).collect(),
        }
    }

    fn those(&self, whose: Whose) -> impl Iterator<Item = usize> + '_ {
        let home = whose == Whose::Home;
        (0..self.home.len()).filter(move |&n| self.home[n] == home && self.crossing[n] > 0.0)
    }

    /// Neighbourhoods whose residents it may win or lose.
    pub fn neighbourhoods(&self, whose: Whose) -> Vec<usize> {
        self.those(whose).collect()
    }

    /// Share of all residents who cross.
    pub fn people(&self, whose: Whose) -> f64 {
        self.those(whose).map(|n| self.crossing[n]).sum()
    }

    /// Share of all residents who use its hospital at the start.
    fn served(&self) -> f64 {
        let all = self.settings.neighbourhoods.iter().zip(&self.home);
        let home: f64 = all.filter(|(_, home)| **home).map(|(n, _)| n.people).sum();
        home - self.people(Whose::Home) + self.people(Whose::Away)
    }

    /// Part that they are of those who use its hospital.
    pub fn part(&self, whose: Whose) -> f64 {
        let served = self.served();
        if served > 0.0 { self.people(whose) / served } else { 0.0 }
    }

    /// One per cent more or fewer of them, as a part of one per cent of what each payer pays the trust for: who comes from
    /// elsewhere is paid for by a commissioner of elsewhere, often under another contract.
    pub fn of_payer(&self, whose: Whose) -> BTreeMap<usize, f64> {
        let neighbourhoods = &self.settings.neighbourhoods;
        let mut parts = BTreeMap::new();
        for (payer, (id, organisation)) in self.settings.organisations.iter().enumerate() {
            let part = if organisation.kind == OrganisationKind::Commissioner {
                let own = |n: &usize| neighbourhoods[*n].commissioner == *id;
                let won: f64 = self.those(whose).filter(own).map(|n| self.crossing[n]).sum();
                let of = |n: usize| {
                    if self.home[n] {
                        neighbourhoods[n].people - self.crossing[n]
                    } else {
                        self.crossing[n]
                    }
                };
                let uses: f64 = (0..neighbourhoods.len()).filter(own).map(of).sum();
                if uses > 0.0 { won / uses } else { 0.0 }
            } else {
                self.part(whose)
            };
            if part > 0.0 {
                parts.insert(payer, part);
            }
        }
        parts
    }
}
