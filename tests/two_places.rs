//! Several places in one system: services that name places are apart, those that name none are one pool, and people near a
//! boundary use the hospital across it.

use carecurve::economy::Currency;
use carecurve::economy::activity::Activity;
use carecurve::engine::time::DAY;
use carecurve::engine::{Date, Month, Time};
use carecurve::model::Model;
use carecurve::model::fact::{Count, Facts, Stock, Tally};
use carecurve::model::lever::{Decision, Lever, LeverChange};
use carecurve::model::settings::{Service, ServiceKind};
use carecurve::scenario::{Change, Plan, What};
use carecurve::sim::World;
use std::collections::BTreeMap;
use std::sync::Arc;

const PEOPLE: u32 = 30_000;
const SEED: u64 = 5;

fn shipped() -> Plan {
    let file = format!(
        "{}/scenarios/systems/two-places/siloed.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let plan = carecurve::app::disk::plan(&file).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(PEOPLE).with_years(1)
}

/// The plan after a change of its services and neighbourhoods, the economy's copies included.
fn changed(mut plan: Plan, change: impl Fn(&mut Plan)) -> Plan {
    change(&mut plan);
    plan.model.services.sort_by(|a, b| a.id.cmp(&b.id));
    plan.economy.services = plan.model.services.clone();
    plan.economy.neighbourhoods = plan.model.neighbourhoods.clone();
    plan
}

fn nobody_crosses(plan: &mut Plan) {
    plan.model.neighbourhoods.iter_mut().for_each(|n| n.also_uses.clear());
}

/// Every service by place, half of what was common for each, and nobody crosses the boundary.
fn all_apart() -> Plan {
    changed(shipped(), |plan| {
        nobody_crosses(plan);
        let common = |s: &Service| s.places.is_empty();
        let mut coast: Vec<Service> = plan.model.services.iter().filter(|s| common(s)).cloned().collect();
        for service in plan.model.services.iter_mut().filter(|s| common(s)) {
            service.places = vec!["city".to_string()];
            service.capacity.staff /= 2.0;
        }
        for service in &mut coast {
            service.id = format!("coast_{}", service.id);
            service.places = vec!["coast".to_string()];
            service.capacity.staff /= 2.0;
        }
        plan.model.services.extend(coast);
    })
}

fn with_half(plan: Plan, service: &str) -> Plan {
    changed(plan, |plan| {
        let own = plan.model.services.iter_mut().find(|s| s.id == service);
        own.expect(service).capacity.staff /= 2.0;
    })
}

/// The facts of every month of a run.
fn facts(plan: &Plan) -> Vec<Facts> {
    let plan = Arc::new(plan.clone());
    let mut world = World::new(&plan, SEED, 0);
    world.advance(World::end(&plan));
    world.take_months().into_iter().map(|month| month.facts).collect()
}

/// All that is told of one place: what its residents meet, and what its own services do; a text for each line.
fn told_of(place: &str, plan: &Plan, months: &[Facts]) -> BTreeMap<String, String> {
    let names = Model::service_names(&plan.model);
    let service = |index: Option<u16>| service(plan, index);
    let here = |n: usize| plan.model.neighbourhoods[n].place == place;
    let mut lines = BTreeMap::new();
    fn cells<K>(tally: &Tally<K>, here: impl Fn(usize) -> bool) -> Vec<i64> {
        let of_place = tally.cells.chunks(35).enumerate().filter(|(n, _)| here(*n));
        of_place.flat_map(|(_, cells)| cells.to_vec()).collect()
    }
    for facts in months {
        let month = format!("{:?}", facts.month);
        // A service of the other place says nothing of this one.
        let foreign = |index: Option<u16>| service(index).is_some_and(|s| !s.serves(place));
        let name = |index: Option<u16>| index.map_or("", |i| &names[usize::from(i)]);
        for t in facts.counts.iter().filter(|t| !foreign(t.service)) {
            lines.insert(
                format!("{month} {:?} {}", t.kind, name(t.service)),
                format!("{:?}", cells(t, here)),
            );
        }
        for t in facts.stocks.iter().filter(|t| !foreign(t.service)) {
            lines.insert(
                format!("{month} {:?} {}", t.kind, name(t.service)),
                format!("{:?}", cells(t, here)),
            );
        }
        for w in facts.waits.iter().filter(|w| !foreign(w.service)) {
            lines.insert(format!("{month} waits {}", name(w.service)), format!("{:?}", w.weeks));
        }
        let own = facts.spells.iter().filter(|s| here(usize::from(s.neighbourhood)));
        for (i, spell) in own.enumerate() {
            let mut spell = *spell;
            let at = std::mem::take(&mut spell.service);
            lines.insert(format!("{month} spell {i}"), format!("{} {spell:?}", name(Some(at))));
        }
    }
    assert!(lines.len() > 2_000, "much is told of {place}: {}", lines.len());
    lines
}

fn assert_same(what: &str, one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) {
    assert_eq!(one.len(), other.len(), "{what}: as many lines");
    let differs = one.iter().find(|(key, text)| other.get(*key) != Some(text));
    assert_eq!(differs, None, "{what}");
}

/// The service of the plan that a line names, if it names one.
fn service(plan: &Plan, index: Option<u16>) -> Option<&Service> {
    index.and_then(|i| plan.model.services.get(usize::from(i)))
}

/// A sum over the reported months of a count in the services that pass.
fn count(plan: &Plan, months: &[Facts], kind: Count, at: impl Fn(&Service) -> bool) -> i64 {
    let tallies = months.iter().filter(|f| f.reported).flat_map(|f| &f.counts);
    let own = tallies.filter(|t| t.kind == kind && service(plan, t.service).is_some_and(&at));
    own.map(Tally::total).sum()
}

fn of(place: &str) -> impl Fn(&Service) -> bool {
    move |service| service.places == [place]
}

fn four_hours(plan: &Plan, months: &[Facts], place: &str) -> f64 {
    let sum = |kind| count(plan, months, kind, of(place)) as f64;
    sum(Count::AeType1WithinFourHours) / sum(Count::AeType1)
}

/// Midnights in the beds of all adult wards of a place over midnights that they were open.
fn ward_beds(plan: &Plan, months: &[Facts], place: &str) -> [f64; 2] {
    let ward = |kind| {
        use ServiceKind as Kind;
        matches!(
            kind,
            Kind::ShortStayBeds | Kind::MedicalBeds | Kind::OlderPeopleBeds | Kind::SurgicalBeds
        )
    };
    let stock = |kind| {
        let stocks = months.iter().filter(|f| f.reported).flat_map(|f| &f.stocks);
        let own =
            stocks.filter(|t| t.kind == kind && service(plan, t.service).is_some_and(|s| ward(s.kind) && of(place)(s)));
        own.map(Tally::total).sum::<i64>() as f64
    };
    [Stock::BedOccupied, Stock::BedOpen].map(stock)
}

#[test]
fn what_is_taken_from_the_coast_is_not_felt_in_the_city() {
    let plan = all_apart();
    let less = with_half(plan.clone(), "coast_medical");
    let (usual, strained) = (facts(&plan), facts(&less));
    assert_same(
        "the city",
        &told_of("city", &plan, &usual),
        &told_of("city", &less, &strained),
    );
    let (before, after) = (
        four_hours(&plan, &usual, "coast"),
        four_hours(&less, &strained, "coast"),
    );
    assert!(
        after < before - 0.01,
        "within four hours on the coast: {before}, then {after}"
    );
    // So small a ward is full before: it stays so, and fewer lie in it.
    let [before, after] = [(&plan, &usual), (&less, &strained)].map(|(plan, months)| ward_beds(plan, months, "coast"));
    for [occupied, open] in [before, after] {
        assert!(
            occupied > 0.9 * open,
            "ward beds filled on the coast: {occupied} of {open}"
        );
    }
    assert!(after[0] < before[0], "people in them: {before:?}, then {after:?}");
}

#[test]
fn each_kind_of_service_is_apart() {
    let plan = all_apart();
    let usual = facts(&plan);
    let city = told_of("city", &plan, &usual);
    for kind in [
        "general_practice",
        "nhs_111",
        "community_nursing",
        "home_care",
        "crisis_team",
    ] {
        let less = with_half(plan.clone(), &format!("coast_{kind}"));
        let strained = facts(&less);
        assert_same(kind, &city, &told_of("city", &less, &strained));
        assert_ne!(
            told_of("coast", &plan, &usual),
            told_of("coast", &less, &strained),
            "half of coast_{kind} is missed by somebody"
        );
    }
}

#[test]
fn a_service_for_both_places_is_one_pool() {
    let pooled = |name_places: bool| {
        changed(shipped(), |plan| {
            nobody_crosses(plan);
            let services = std::mem::take(&mut plan.model.services);
            let staff: BTreeMap<String, f64> = services.iter().map(|s| (s.id.clone(), s.capacity.staff)).collect();
            plan.model.services = services.into_iter().filter(|s| !s.id.starts_with("coast_")).collect();
            for service in &mut plan.model.services {
                service.capacity.staff += staff.get(&format!("coast_{}", service.id)).unwrap_or(&0.0);
                let both = ["coast", "city"].map(str::to_string).to_vec();
                service.places = if name_places { both } else { Vec::new() };
            }
        })
    };
    let plan = pooled(false);
    let usual = facts(&plan);
    let named = pooled(true);
    for place in ["city", "coast"] {
        assert_same(
            "both places named, or none",
            &told_of(place, &plan, &usual),
            &told_of(place, &named, &facts(&named)),
        );
    }
    let less = with_half(plan.clone(), "medical");
    let strained = facts(&less);
    for place in ["city", "coast"] {
        assert_ne!(
            told_of(place, &plan, &usual),
            told_of(place, &less, &strained),
            "{place} feels that the common ward is smaller"
        );
    }
}

#[test]
fn everybody_is_somewhere_once_at_every_midnight() {
    let mut plan = shipped();
    // A hospital so full that people wait on trolleys and in lines, and a boundary that closes on the way.
    plan = with_half(with_half(plan, "coast_medical"), "coast_critical_care");
    let start = plan.start;
    plan.changes.push(at_ratio(0.0, Date::of_day(start.day_number() + 60)));
    let plan = Arc::new(plan);
    let mut world = World::new(&plan, SEED, 0);
    let from = World::start_of_warm_up(&plan);
    for day in 1..=260 {
        world.advance(Time(from.0 + day * DAY));
        assert_eq!(world.check(), Ok(()), "day {day}");
    }
}

fn at_ratio(ratio: f64, date: Date) -> Change {
    Change {
        id: "boundary".to_string(),
        announced: date,
        effective: date,
        what: What::Parameters(BTreeMap::from([("door.cross_boundary_ratio".to_string(), ratio)])),
    }
}

/// Attendances at type 1 of the hospital of a place by residents of a neighbourhood, by reported month.
fn attendances(plan: &Plan, months: &[Facts], place: &str, neighbourhood: &str) -> Vec<i64> {
    let n = plan.model.neighbourhoods.iter().position(|n| n.id == neighbourhood);
    let n = n.expect(neighbourhood);
    let of_month = |f: &Facts| {
        let own = f.counts.iter().filter(|t| {
            let service = service(plan, t.service);
            t.kind == Count::AeType1 && service.is_some_and(of(place))
        });
        own.flat_map(|t| &t.cells[n * 35..(n + 1) * 35]).sum::<i64>()
    };
    months.iter().filter(|f| f.reported).map(of_month).collect()
}

#[test]
fn people_near_the_boundary_use_the_hospital_across_it_and_their_own_commissioner_pays() {
    let plan = shipped();
    let months = facts(&plan);
    let sum = |place: &str, n: &str| attendances(&plan, &months, place, n).iter().sum::<i64>() as f64;
    for (place, other, near, far) in [
        ("city", "coast", "harbour", "castle"),
        ("coast", "city", "coast_riverside", "coast_downs"),
    ] {
        let (home, across) = (sum(place, near), sum(other, near));
        let share = across / (home + across);
        assert!((0.08..0.24).contains(&share), "{share} of {near} go to the {other}");
        assert_eq!(sum(other, far), 0.0, "nobody of {far} goes to the {other}");
    }
    // Told of the hospital where it happens, priced to its trust, paid by the residents' commissioner.
    let economy = &plan.economy;
    let near = economy
        .neighbourhoods
        .iter()
        .position(|n| n.id == "harbour")
        .expect("harbour");
    let mut across = 0.0;
    for facts in months.iter().filter(|f| f.reported) {
        let activity = Activity::of(facts, economy);
        let provider = |s: usize, id: &str| economy.services[s].provider == id;
        let currencies = activity.sum(|s| provider(s, "acute_coast"), |n| n == near);
        across += currencies.values().sum::<f64>();
        for (currency, kind) in [
            (Currency::AeType1, Count::AeType1),
            (Currency::AeType2, Count::AeType2),
            (Currency::AeType3, Count::AeType3),
        ] {
            for (trust, place) in [("acute", "city"), ("acute_coast", "coast")] {
                let priced = activity.sum(|s| provider(s, trust), |_| true);
                let priced = priced.get(&currency).copied().unwrap_or(0.0);
                let told = count(&plan, std::slice::from_ref(facts), kind, of(place)) as f64;
                assert!((priced - told).abs() < 1e-6, "{trust}: {priced} priced, {told} told");
            }
        }
    }
    assert!(across > 0.0);
    assert_eq!(economy.contracts["ccg_acute_coast"].payer, "ccg");
}

#[test]
fn a_boundary_that_closes_brings_people_home() {
    let mut plan = shipped();
    plan.changes.push(at_ratio(0.0, plan.start.plus_years(0)));
    let closed = facts(&plan);
    let across = attendances(&plan, &closed, "coast", "harbour");
    // Who is on the way on the day still arrives.
    assert!(across[0] <= 2 && across[1..].iter().all(|n| *n == 0), "{across:?}");
    plan.changes[0] = at_ratio(1.5, plan.start.plus_years(0));
    let wide = facts(&plan);
    let usual = facts(&shipped());
    let sum = |months: &[Facts]| attendances(&plan, months, "coast", "harbour").iter().sum::<i64>();
    assert!(sum(&wide) > sum(&usual), "{} beside {}", sum(&wide), sum(&usual));
}

#[test]
fn names_and_idle_services_change_nothing() {
    let plan = shipped();
    let usual = facts(&plan);
    let other = changed(plan.clone(), |plan| {
        plan.model
            .services
            .iter_mut()
            .for_each(|s| s.name = format!("The {}", s.name));
        for (id, like) in [
            ("aaa_ward", "medical"),
            ("zzz_majors", "coast_ae_majors"),
            ("aaa_nurses", "community_nursing"),
        ] {
            let own = plan.model.services.iter().find(|s| s.id == like).expect(like).clone();
            // Idle services may name places as they like.
            plan.model.services.push(Service {
                id: id.to_string(),
                share: 0.0,
                places: vec!["coast".to_string()],
                ..own
            });
        }
    });
    let same = facts(&other);
    for place in ["city", "coast"] {
        assert_same(
            "names and idle services",
            &told_of(place, &plan, &usual),
            &told_of(place, &other, &same),
        );
    }
}

#[test]
fn what_the_two_hospitals_do_adds_up() {
    let plan = shipped();
    let months = facts(&plan);
    let everywhere = |_: &Service| true;
    for kind in [
        Count::AeType1,
        Count::AeWithinFourHours,
        Count::EmergencyBedDay,
        Count::OutpatientFirst,
        Count::DayCase,
    ] {
        let (city, coast) = (
            count(&plan, &months, kind, of("city")),
            count(&plan, &months, kind, of("coast")),
        );
        let all: i64 = months.iter().filter(|f| f.reported).map(|f| f.count(kind)).sum();
        assert!(city > 0 && coast > 0, "{}: {city} and {coast}", kind.name());
        assert_eq!(city + coast, all, "{}", kind.name());
        assert_eq!(count(&plan, &months, kind, everywhere), all);
    }
    let at = |place: &str| {
        let spells = months.iter().flat_map(|f| &f.spells);
        spells
            .filter(|s| of(place)(&plan.model.services[usize::from(s.service)]))
            .count()
    };
    let all: usize = months.iter().map(|f| f.spells.len()).sum();
    assert_eq!(at("city") + at("coast"), all, "each spell is of one hospital");
}

/// Facts of the model alone for half a year, under a lever set at its start.
fn under(plan: &Plan, lever: Option<&LeverChange>) -> Vec<Facts> {
    let mut model = Model::new(&plan.model, SEED, 0);
    let mut month = carecurve::engine::Month::of(model.now());
    if let Some(lever) = lever {
        let before = model.obey(lever);
        assert_eq!(before, lever.lever.neutral());
        assert_eq!(model.obey(lever), lever.to, "what was set stands");
    }
    (0..9)
        .map(|_| {
            model.advance(month.next().start());
            let facts = model.close_month(month);
            month = month.next();
            facts
        })
        .collect()
}

#[test]
fn a_lever_on_one_place_leaves_the_other() {
    let plan = all_apart();
    let usual = under(&plan, None);
    let n = plan
        .model
        .neighbourhoods
        .iter()
        .position(|n| n.id == "coast_downs")
        .expect("coast_downs");
    let service = |id: &str| Some(id.to_string());
    for (lever, service, neighbourhood, to) in [
        (Lever::ShortStayThreshold, service("coast_ae_majors"), None, 0.15),
        (Lever::StayEffort, service("coast_medical"), None, 0.85),
        (Lever::DischargeEffort, service("coast_medical"), None, 0.5),
        (Lever::FollowUpRatio, service("coast_clinic_ophthalmology"), None, 0.7),
        (Lever::Capacity, service("coast_surgical"), None, 0.5),
        (Lever::ReferralThreshold, None, Some(n as u8), 0.7),
    ] {
        let change = LeverChange {
            lever,
            service,
            neighbourhood,
            to,
        };
        let moved = under(&plan, Some(&change));
        assert_same(
            lever.name(),
            &told_of("city", &plan, &usual),
            &told_of("city", &plan, &moved),
        );
        let (before, after) = (told_of("coast", &plan, &usual), told_of("coast", &plan, &moved));
        assert!(before != after, "{} moves nothing on the coast", lever.name());
    }
}

/// Two hospitals under tariffs vie as they did at the start. One that is paid a block for its own people would rather they
/// went elsewhere; who comes from elsewhere is still paid for by the piece, and as welcome as before but for the beds.
#[test]
fn a_hospital_under_a_block_lets_its_people_cross() {
    let block = |plan: &mut Plan| {
        for id in ["ccg_acute", "specialised_acute"] {
            plan.economy.contracts.get_mut(id).expect("it is shipped").regime = "block".to_string();
        }
    };
    let run = |plan: Plan| {
        let plan = Arc::new(plan);
        let mut world = World::new(&plan, SEED, 0);
        world.advance(World::end(&plan));
        let months = world.take_months();
        let decisions = months.iter().flat_map(|month| month.decisions.clone());
        decisions.filter(|d| d.lever == "rivalry").collect::<Vec<_>>()
    };
    let usual = run(shipped().with_years(3));
    let blocked = run(changed(shipped().with_years(3), block));
    let last = |decisions: &[Decision], organisation: &str, cohort: &str| {
        let own = decisions
            .iter()
            .filter(|d| d.organisation == organisation && d.cohort == cohort);
        own.map(|d| d.to).fold(1.0, |_, to| to)
    };
    for (organisation, cohort) in [("acute", "harbour"), ("acute_coast", "coast_riverside")] {
        let to = last(&usual, organisation, cohort);
        assert!(
            (to - 1.0).abs() < 0.005,
            "{organisation} in {cohort} under tariffs: {to}"
        );
    }
    // Told as the share who cross, beside the start: more of its own do.
    let city = last(&blocked, "acute", "harbour");
    assert!(city > 1.005, "of the city's own people: {city}");
    let because = &blocked
        .iter()
        .find(|d| d.organisation == "acute" && d.cohort == "harbour")
        .expect("it decides")
        .because;
    assert!(because.contains("its own residents near a boundary"), "{because}");
    // It does not turn the coast's people away as it lets its own go.
    let coming = last(&blocked, "acute", "coast_riverside");
    assert!(1.0 - coming < city - 1.0, "of the coast's people: {coming}");
}

/// Both ways: the lever takes people home or away, of that neighbourhood alone.
#[test]
fn rivalry_moves_people_between_hospitals() {
    let plan = shipped();
    let near = |id: &str| plan.model.neighbourhoods.iter().position(|n| n.id == id).expect(id);
    let across = |to: f64| {
        let mut model = Model::new(&plan.model, SEED, 0);
        model.obey(&LeverChange {
            lever: Lever::Rivalry,
            service: None,
            neighbourhood: Some(near("harbour") as u8),
            to,
        });
        let mut months = Vec::new();
        let start: Time = plan.start.midnight();
        while model.now() < start {
            let month = Month::of(model.now());
            model.advance(month.next().start().min(start));
            if model.now() == month.next().start() {
                months.push(model.close_month(month));
            }
        }
        months.iter_mut().for_each(|month| month.reported = true);
        let sum = |place: &str, id: &str| attendances(&plan, &months, place, id).iter().sum::<i64>();
        (sum("coast", "harbour"), sum("city", "coast_riverside"))
    };
    let (fewer, usual, more) = (across(0.5), across(1.0), across(1.5));
    assert!(fewer.0 < usual.0 && usual.0 < more.0, "{fewer:?}, {usual:?}, {more:?}");
    // Of the other neighbourhood as many set out; only who waited where has changed.
    let apart = (fewer.1 - more.1).abs() as f64 / usual.1 as f64;
    assert!(apart < 0.1, "{fewer:?}, {usual:?}, {more:?}");
}
