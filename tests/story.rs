//! A resident's story and the visit log: keeping a diary changes nothing, what is told adds up to what is counted, every
//! visit ends or is open at the end, and the same story is told twice.

use carecurve::experiment::follow::begin;
use carecurve::model::diary::{Line, What, Whom};
use carecurve::model::fact::{Count, Facts};
use carecurve::report::story::{Arm, Story, Totals, page, told};
use carecurve::report::visit_log::VisitLog;
use carecurve::scenario::Plan;
use carecurve::sim::World;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

fn file(name: &str) -> String {
    format!("{}/scenarios/systems/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

/// A small place that has its teams from the first year on.
fn plan(name: &str, years: u32) -> Arc<Plan> {
    let plan = carecurve::app::disk::plan(&file(name)).unwrap_or_else(|problems| panic!("{problems}"));
    Arc::new(plan.scaled(6_000).with_years(years))
}

fn months(world: &mut World) -> Vec<Facts> {
    let end = World::end(world.plan());
    world.advance(end);
    world.take_months().into_iter().map(|month| month.facts).collect()
}

/// Everybody's diary of a small place and the facts of the same run.
fn watched(plan: &Arc<Plan>) -> (Vec<Line>, Vec<Facts>) {
    let mut world = World::new(plan, 5, 0);
    world.keep_diary(Whom::Everyone);
    let facts = months(&mut world);
    (world.take_diary(), facts)
}

#[test]
fn a_diary_changes_nothing() {
    let plan = plan("frimley/neighbourhood-teams", 2);
    let mut unwatched = World::new(&plan, 5, 0);
    let without = months(&mut unwatched);
    let (lines, with) = watched(&plan);
    assert!(lines.len() > 50_000, "{} lines", lines.len());
    assert_eq!(format!("{without:?}"), format!("{with:?}"));
}

#[test]
fn what_is_told_of_everybody_adds_up_to_what_is_counted() {
    let plan = plan("frimley/neighbourhood-teams", 4);
    let (lines, facts) = watched(&plan);
    let mut by_person: BTreeMap<u32, Vec<Line>> = BTreeMap::new();
    for line in lines {
        by_person.entry(line.person).or_default().push(line);
    }
    let totals: Vec<Totals> = by_person.values().map(|lines| told(&plan, 0, lines).1).collect();
    let sum = |of: &dyn Fn(&Totals) -> i64| totals.iter().map(of).sum::<i64>();
    let reported: Vec<&Facts> = facts.iter().filter(|facts| facts.reported).collect();
    let count = |kind: Count| reported.iter().map(|facts| facts.count(kind)).sum::<i64>();
    let beds = count(Count::EmergencyBedDay) + count(Count::ElectiveBedDay);
    let attendances = count(Count::AeType1) + count(Count::AeType2) + count(Count::AeType3);
    let planned = count(Count::DayCase) + count(Count::ElectiveAdmission);
    for (name, told, counted) in [
        ("practice appointments", sum(&|t| t.gp), count(Count::GpAppointment)),
        ("missed", sum(&|t| t.gp_missed), count(Count::GpNotAttended)),
        ("days waited", sum(&|t| t.gp_days), count(Count::GpWaitDays)),
        ("attendances", sum(&|t| t.attendances), attendances),
        ("refused", sum(&|t| t.refused), count(Count::AdmissionRefused)),
        ("admissions", sum(&|t| t.admissions), count(Count::EmergencyAdmission)),
        ("nights", sum(&|t| t.nights), beds),
        ("treatments", sum(&|t| t.treatments), planned),
        (
            "clinics",
            sum(&|t| t.clinics),
            count(Count::OutpatientFirst) + count(Count::OutpatientFollowUp),
        ),
        ("rapid", sum(&|t| t.rapid_responses), count(Count::RapidResponse)),
        ("team", sum(&|t| t.team_contacts), count(Count::TeamContact)),
        ("lost", sum(&|t| t.handoffs_lost), count(Count::HandoffLost)),
    ] {
        // A place of 6,000 may have no rapid response yet; its team comes in the third year.
        assert!(counted > 0 || name == "rapid", "no {name} in this place");
        assert_eq!(told, counted, "{name}");
    }
}

/// Rows of everybody's log: person, time, event, type, resource.
fn log(plan: &Arc<Plan>) -> Vec<[String; 5]> {
    let mut followed = begin(plan, 5, 1, Whom::Everyone, &());
    let mut log = VisitLog::new(&plan.model, plan.start.midnight(), None);
    let mut text = Vec::new();
    VisitLog::header(&mut text, false).expect("memory takes all");
    log.warm_up(&std::mem::take(&mut followed.warm_up));
    followed
        .run(&(), |month| log.write(month, &mut text))
        .expect("memory takes all");
    let text = String::from_utf8(text).expect("the log is text");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(
        rows.headers().expect("a header"),
        ["person", "time", "event", "event_type", "resource"].as_slice()
    );
    rows.records()
        .map(|row| {
            let row = row.expect("every row has five fields");
            std::array::from_fn(|i| row[i].to_string())
        })
        .collect()
}

#[test]
fn every_visit_of_the_log_ends_or_is_open_at_the_end() {
    let plan = plan("frimley/neighbourhood-teams", 2);
    let rows = log(&plan);
    let ordered = |pair: &[[String; 5]]| {
        let key = |row: &[String; 5]| (row[1].clone(), row[0].parse::<u32>().expect("a number"));
        key(&pair[0]) <= key(&pair[1])
    };
    assert!(rows.windows(2).all(ordered), "by time, then person");
    // In one person and resource: never more ends than beginnings, and all used places given back.
    let mut open: BTreeMap<(&str, &str), [i64; 2]> = BTreeMap::new();
    let mut counts: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    let (mut begun, mut ended) = ([0, 0], [0, 0]);
    for [person, time, event, kind, resource] in &rows {
        let pair = usize::from(kind == "resource_use" || kind == "resource_use_end");
        let sign = match (kind.as_str(), event.as_str()) {
            ("arrival_departure", "arrival") | ("resource_use", _) => 1,
            ("arrival_departure", "depart") | ("resource_use_end", _) => -1,
            ("queue", _) => continue,
            other => panic!("{other:?} is no event type"),
        };
        // A bed may be found on another ward than was wanted: beds are one resource here.
        let ward = [
            "short_stay",
            "medical",
            "older_people",
            "surgical",
            "children",
            "assessment",
            "same_day",
            "critical_care",
        ];
        let resource = if ward.contains(&resource.as_str()) {
            "bed"
        } else {
            resource
        };
        let standing = &mut open.entry((person, resource)).or_default()[pair];
        *standing += sign;
        assert!(*standing >= 0, "{person} leaves {resource} unmet at {time}: {event}");
        if sign > 0 {
            begun[pair] += 1
        } else {
            ended[pair] += 1
        }
        if time.as_str() >= "2018-04-01" {
            *counts.entry((event, resource)).or_insert(0) += 1;
        }
    }
    let still: i64 = open.values().map(|[visits, _]| visits).sum();
    assert_eq!(begun[0] - ended[0], still);
    assert!(still > 0 && still < rows.len() as i64 / 10, "{still} are still open");
    let using: Vec<&(&str, &str)> = open.iter().filter(|(_, s)| s[1] > 0).map(|(key, _)| key).collect();
    let lasting = [
        "bed",
        "home_care",
        "reablement",
        "intermediate_care",
        "care_homes",
        "nursing_homes",
        "intermediate_care_home",
        "community_hospital",
        "mental_health_beds",
        "talking_therapies",
        "crisis_team",
        "ae_majors",
        "ae_minors",
        "walk_in",
    ];
    assert!(using.iter().all(|(_, r)| lasting.contains(r)), "{using:?}");
    // And the log counts what the facts count.
    let mut world = World::new(&plan, 5, 0);
    let facts = months(&mut world);
    let count = |kind: Count| facts.iter().filter(|f| f.reported).map(|f| f.count(kind)).sum::<i64>();
    let of = |event: &str, resource: &str| counts.get(&(event, resource)).copied().unwrap_or(0);
    let practice = of("appointment_begins", "general_practice") + of("appointment_missed", "general_practice");
    assert_eq!(practice, count(Count::GpAppointment));
    let majors_minors = of("arrival", "ae_majors") + of("arrival", "ae_minors");
    assert_eq!(majors_minors, count(Count::AeType1));
    assert_eq!(of("arrival", "walk_in"), count(Count::AeType3));
    assert_eq!(of("arrival", "eye_casualty"), count(Count::AeType2));
    // Who goes on from critical care to a ward, or from a ward to critical care, is in one stay still.
    let into_beds = of("bed_begins", "bed");
    assert!(of("next_bed_begins", "bed") > 0);
    assert_eq!(
        into_beds,
        count(Count::EmergencyAdmission) + count(Count::ElectiveAdmission)
    );
}

fn story(plans: &[&Arc<Plan>], person: u32) -> Story {
    let arms = plans.iter().enumerate().map(|(i, plan)| {
        let mut followed = begin(plan, 5, 1, Whom::One(person), &());
        let portrait = followed.world.portrait(person);
        let mut lines = std::mem::take(&mut followed.warm_up);
        let kept: Result<(), ()> = followed.run(&(), |month| {
            lines.extend_from_slice(month);
            Ok(())
        });
        kept.expect("nothing stops it");
        Arm {
            label: format!("plan {i}"),
            plan: Arc::clone(plan),
            portrait,
            lines,
        }
    });
    Story {
        place: "A place".into(),
        arms: arms.collect(),
        replication: 1,
        seed: 5,
        chosen: None,
    }
}

/// Somebody who is admitted from the second year on.
fn somebody(plan: &Arc<Plan>) -> u32 {
    let (lines, _) = watched(plan);
    let second = plan.start.plus_years(1).midnight();
    let admitted = lines.iter().find(|line| {
        line.person < plan.model.people
            && line.time >= second
            && matches!(line.what, What::InBed { elective: false, .. })
    });
    admitted.expect("somebody is admitted").person
}

#[test]
fn a_story_is_the_same_twice_and_the_same_plan_differs_nowhere() {
    let plan = plan("frimley/siloed", 2);
    let person = somebody(&plan);
    let alone = page(&story(&[&plan], person));
    assert_eq!(alone, page(&story(&[&plan], person)));
    assert!(
        alone.contains("Admitted at ") && alone.contains("Leaves hospital"),
        "{alone}"
    );
    assert!(alone.contains("tariff, payment by results"), "{alone}");
    let twins = page(&story(&[&plan, &plan], person));
    assert!(twins.contains("Nothing differs between the plans"), "{twins}");
    assert!(!twins.contains('│'), "{twins}");
    let three = page(&story(&[&plan, &plan, &plan], person));
    assert!(three.contains("Nothing differs between the plans"), "{three}");
    for page in [&alone, &twins, &three] {
        assert!(page.lines().all(|line| line.chars().count() <= 110), "{page}");
    }
}

#[test]
fn who_pays_follows_the_regime_of_the_day() {
    let plan = plan("bolton/aligned-incentives", 2);
    let page = page(&story(&[&plan], somebody(&plan)));
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, after) = page.split_once("In these years").expect("totals close the story");
    assert!(after.contains("inside a fixed sum paid to the acute trust"), "{after}");
    let admitted = before
        .rsplit("Admitted at")
        .next()
        .expect("an admission in the second year");
    assert!(
        admitted.contains(
            "inside the acute trust's block under aligned incentives, paid by the clinical commissioning group"
        ),
        "{admitted}"
    );
}

fn carecurve(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .args([
            "story",
            &file("frimley/siloed"),
            "--population",
            "3000",
            "--years",
            "1",
            "--quiet",
        ])
        .args(more)
        .current_dir(folder)
        .output()
        .expect("the program was built for this test")
}

#[test]
fn what_cannot_be_told_is_said_plainly() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    for (more, said) in [
        (&["--person", "3001"][..], "--person: found 3001; allowed: 1 to 3000"),
        (&["--like", "82, sever frailty"], "did you mean `severe frailty`?"),
        (&["--like", "82, sever frailty"], "allowed: an age, fit, mild frailty"),
        (&["--like", "3, severe frailty, care home, depr"], "found `depr`"),
        (&["--like", "man, woman"], "meets all of: man, woman"),
        (&["--like", " , "], "no wish is named"),
        (&[], "whose story?"),
    ] {
        let output = carecurve(home.path(), more);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{more:?}: {errors}");
        assert!(errors.contains(said), "{more:?}: {errors}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn files_appear_whole_and_are_never_overwritten_unasked() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    let like = ["--like", "82, lives alone", "--out", "story.txt", "--events", "log.csv"];
    let first = carecurve(home.path(), &like);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).expect(name);
    let (story, log) = (read("story.txt"), read("log.csv"));
    assert!(story.contains("lives alone") && story.contains("Chosen for \"82, lives alone\""));
    let people: std::collections::BTreeSet<&str> =
        log.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    assert!(people.len() <= 1, "the log of one resident holds {people:?}");
    let again = carecurve(home.path(), &like);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("--force"));
    let forced = carecurve(home.path(), &[&like[..], &["--force"]].concat());
    assert!(forced.status.success());
    assert_eq!(
        (read("story.txt"), read("log.csv")),
        (story, log),
        "the same story twice"
    );
    let everybody = carecurve(home.path(), &["--events"]);
    assert!(everybody.status.success() && everybody.stdout.is_empty());
    assert!(read("events.csv").lines().count() > 10_000);
    let parts = std::fs::read_dir(home.path()).expect("the folder").count();
    assert_eq!(parts, 3, "nothing half-written is left");
}
