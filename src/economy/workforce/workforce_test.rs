use super::*;
use crate::economy::testing;

fn place() -> (Vec<String>, Vec<Service>, Parameters) {
    let settings = testing::settings();
    let ids = settings.organisations.keys().cloned().collect();
    let mut services = settings.services.clone();
    // Nurses of three employers, so that there is somebody to compete with.
    let mut practice = services[0].clone();
    (practice.id, practice.kind, practice.provider) = (
        "practice".to_string(),
        ServiceKind::GeneralPractice,
        "general_practice".to_string(),
    );
    practice.capacity.staff = 40.0;
    services.push(practice);
    for service in &mut services {
        match service.kind {
            ServiceKind::MedicalBeds => service.capacity.staff = 100.0,
            ServiceKind::CommunityNursing => service.capacity.staff = 60.0,
            _ => {}
        }
    }
    (ids, services, settings.parameters)
}

fn run(text: &str, months: u32, occupancy: f64) -> (Workforce, Vec<Month>) {
    let (ids, services, parameters) = place();
    let block: WorkforceSettings = serde_json::from_str(text).expect(text);
    let mut workforce = Workforce::new(&block, &ids, &services, &parameters);
    let began = people(&workforce);
    let mut all = Vec::new();
    for _ in 0..months {
        all.push(workforce.month(&services, |_| Some(occupancy), 0.0, &parameters));
        conserved(&workforce, began);
    }
    (workforce, all)
}

/// Everybody who was ever on the books, less those who came from outside since.
fn people(workforce: &Workforce) -> f64 {
    total(workforce, |t| t.in_post + t.appointed + t.moving_in + t.left - t.came)
}

/// Every post is held, covered or vacant; who left one is on the way, with another, or gone.
fn conserved(workforce: &Workforce, began: f64) {
    for team in &workforce.teams {
        let posts = team.in_post + team.agency + team.vacant();
        assert!(
            (posts - team.posts).abs() < 1e-9 && team.vacant() > -1e-9 && team.agency >= 0.0,
            "{team:?}"
        );
        assert!(team.in_post >= 0.0 && team.in_post <= team.posts + 1e-9, "{team:?}");
    }
    let people = people(workforce);
    assert!((people - began).abs() < 1e-6, "{people} people, {began} at the start");
    let moved = total(workforce, |t| t.moved_out - t.moved_in);
    assert!(
        moved.abs() < 1e-6,
        "{moved} left for a local employer and never came to one"
    );
}

fn total(workforce: &Workforce, of: impl Fn(&Team) -> f64) -> f64 {
    workforce.teams.iter().map(of).sum()
}

#[test]
fn at_the_start_nothing_moves_by_itself() {
    let (workforce, months) = run("{}", 60, 0.9);
    assert!(
        months.iter().all(|m| m.levers.is_empty()),
        "no service has more or fewer hands"
    );
    for month in &months {
        assert!(
            month
                .pay
                .values()
                .chain(month.agency.values())
                .all(|pounds| pounds.abs() < 0.01)
        );
    }
    assert!((total(&workforce, |t| t.in_post) / total(&workforce, |t| t.in_post_at_start) - 1.0).abs() < 1e-9);
}

#[test]
fn overload_drives_people_out_and_agency_costs_but_turnover_is_bounded() {
    let (workforce, months) = run("{}", 36, 1.2);
    let nurses = |of: &dyn Fn(&Team) -> f64| {
        workforce
            .teams
            .iter()
            .filter(|t| t.group == Group::WardNurse)
            .map(of)
            .sum::<f64>()
    };
    assert!(nurses(&|t: &Team| t.in_post) < nurses(&|t: &Team| t.in_post_at_start));
    let medical = months
        .iter()
        .flat_map(|m| &m.levers)
        .filter(|l| l.service.as_deref() == Some("beds"));
    assert!(
        medical
            .max_by(|a, b| b.to.total_cmp(&a.to))
            .expect("the wards are told of")
            .to
            < 1.0
    );
    let agency: f64 = months.last().expect("36 months").agency.values().sum();
    assert!(agency > 0.0, "{agency}");
    let (worse, _) = run("{}", 36, 3.0);
    let least = total(&worse, |t| t.in_post) / total(&worse, |t| t.posts);
    assert!(least > 0.4, "turnover has a most: {least}");
}

#[test]
fn a_dry_market_empties_posts_and_a_full_one_fills_them() {
    let in_post = |text: &str| total(&run(text, 36, 0.9).0, |t| t.in_post);
    let usual = in_post("{}");
    assert!(in_post(r#"{ "outside_market": 0.6 }"#) < 0.97 * usual);
    assert!(in_post(r#"{ "outside_market": 1.4 }"#) > 1.01 * usual);
}

#[test]
fn joint_recruitment_fills_posts_and_saves_agency() {
    for vacancy in [0.05, 0.12] {
        let apart = run(&format!(r#"{{ "vacancy": {vacancy} }}"#), 36, 0.9).0;
        let joint = run(
            &format!(r#"{{ "vacancy": {vacancy}, "joint_recruitment": true }}"#),
            36,
            0.9,
        )
        .0;
        assert!(total(&joint, Team::open) < total(&apart, Team::open), "{vacancy}");
        assert!(total(&joint, |t| t.agency) < total(&apart, |t| t.agency), "{vacancy}");
    }
}

#[test]
fn a_passport_lets_staff_follow_the_bottleneck() {
    // Ward nurses are short, the community's are not.
    let groups = r#""groups": { "ward_nurse": { "turnover": 0.3 }, "community_nurse": { "turnover": 0.05 } }"#;
    let least = |passport: bool, brought: f64| {
        let (ids, services, parameters) = place();
        let text = format!(r#"{{ "staff_passport": {passport}, "outside_market": 0.7, {groups} }}"#);
        let block: WorkforceSettings = serde_json::from_str(&text).expect("a block");
        let mut workforce = Workforce::new(&block, &ids, &services, &parameters);
        (0..24).for_each(|_| {
            workforce.month(&services, |_| Some(0.9), brought, &parameters);
        });
        let may = if passport { 1.0 } else { brought };
        let hands = workforce.hands(may * parameters.get("economy.workforce.passport_share"), &parameters);
        let all: f64 = hands.iter().sum();
        let ratios = workforce.teams.iter().zip(&hands).map(|(t, h)| h / t.posts);
        (
            ratios.fold(f64::INFINITY, f64::min),
            all,
            total(&workforce, |t| t.hands(&parameters)),
        )
    };
    let (apart, _, _) = least(false, 0.0);
    let (shared, hands, own) = least(true, 0.0);
    assert!(shared > apart, "{shared} {apart}");
    // What a care model has brought half way does part of it.
    let (half, _, _) = least(false, 0.5);
    assert!(half > apart && half < shared, "{apart} {half} {shared}");
    assert!((hands - own).abs() < 1e-6, "lending makes nobody: {hands} {own}");
}
