//! Random pathways over the whole grammar, to look for a law that breaks.

use crate::engine::Key;
use serde_json::{Map, Value, json};

/// A stream of choices.
struct Dice(crate::engine::Draws);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0.next_word() % n
    }
    fn chance(&mut self, share: f64) -> bool {
        self.0.uniform() < share
    }
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.uniform()
    }
    fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }
}

const CLASSES: [&str; 3] = ["urgent", "routine", "planned"];
const SERVICES: [&str; 4] = ["door", "clinic", "ward", "unit"];

/// The text of a scenario; `longer` multiplies the days it runs.
pub fn scenario(number: u64, longer: f64) -> String {
    let mut dice = Dice(Key::root(number, 0).with_name("random pathway").draws());
    let (unit, an_hour) = *dice.one_of(&[("minutes", 60.0), ("hours", 1.0), ("days", 1.0 / 24.0)]);
    let classes: Vec<&str> = CLASSES[..1 + dice.below(3) as usize].to_vec();
    let services: Vec<&str> = SERVICES[..1 + dice.below(4) as usize].to_vec();
    let mut made_services = Map::new();
    for name in &services {
        made_services.insert(
            (*name).to_owned(),
            service(&mut dice, name, &services, &classes, an_hour),
        );
    }
    let mut made_classes = Map::new();
    for name in &classes {
        made_classes.insert((*name).to_owned(), class(&mut dice, &services, an_hour));
    }
    let mut pathway = json!({
        "start_date": dice.one_of(&["2024-01-01", "2023-12-20", "2024-03-28"]),
        "time_unit": unit,
        "warm_up_days": dice.one_of(&[0.0, 1.0, 2.5]),
        "run_days": libm::round(dice.between(3.0, 12.0) * longer * 8.0) / 8.0,
        "classes": made_classes,
        "services": made_services,
    });
    if let Some(name) = services
        .iter()
        .find(|name| pathway["services"][**name]["servers"].is_u64())
        && dice.chance(0.3)
        && pathway["services"][*name]["start"].is_null()
    {
        pathway["sweep"] = json!({ *name: [1, 3] });
    }
    serde_json::to_string_pretty(&json!({ "pathway": pathway })).expect("a tree of numbers and names has a text")
}

/// Any shape, with about this mean.
fn distribution(dice: &mut Dice, mean: f64) -> Value {
    let m = mean.max(1e-3);
    match dice.below(12) {
        0 => json!({"fixed": {"value": m}}),
        1 => json!({"exponential": {"mean": m}}),
        2 => json!({"lognormal": {"mean": m, "sd": m * dice.between(0.3, 2.0)}}),
        3 => json!({"lognormal": {"log_mean": libm::log(m), "log_sd": dice.between(0.2, 1.0)}}),
        4 => json!({"gamma": {"mean": m, "sd": m * dice.between(0.3, 1.5)}}),
        5 => json!({"gamma": {"shape": 2.0, "scale": m / 2.0}}),
        6 => json!({"weibull": {"mean": m, "sd": m * dice.between(0.3, 1.5)}}),
        7 => json!({"weibull": {"shape": 0.8, "scale": m}}),
        8 => json!({"normal": {"mean": m, "sd": m * 0.4, "minimum": 0.0}}),
        9 => json!({"uniform": {"low": 0.0, "high": 2.0 * m}}),
        10 => json!({"triangular": {"low": 0.0, "mode": m, "high": 2.0 * m}}),
        _ => json!({"table": {"values": [0.0, m, 3.0 * m], "shares": [0.25, 0.5, 0.25]}}),
    }
}

fn service(dice: &mut Dice, own: &str, services: &[&str], classes: &[&str], an_hour: f64) -> Value {
    let mean = dice.between(0.1, 4.0) * an_hour;
    let mut made = json!({"time": distribution(dice, mean)});
    let set = |made: &mut Value, name: &str, value: Value| made[name] = value;
    let elsewhere: Vec<&str> = services.iter().copied().filter(|name| *name != own).collect();
    match dice.below(6) {
        0 => {}
        1 => {
            let mut pools = Map::new();
            pools.insert("shared".into(), json!({"servers": 1 + dice.below(4)}));
            for (i, class) in classes.iter().enumerate().filter(|(i, _)| i % 2 == 0) {
                pools.insert(
                    format!("own_{i}"),
                    json!({"servers": dice.below(3), "classes": [class]}),
                );
            }
            set(&mut made, "pools", pools.into());
        }
        _ => set(&mut made, "servers", (1 + dice.below(6)).into()),
    }
    for class in classes {
        if dice.chance(0.2) {
            made["time_by_class"][*class] = distribution(dice, mean * 1.5);
        }
        if dice.chance(0.2) {
            made["priority_by_class"][*class] = (1 + dice.below(4)).into();
        }
        if dice.chance(0.15) {
            made["patience_by_class"][*class] = distribution(dice, 2.0 * an_hour);
        }
    }
    if dice.chance(0.3) {
        set(&mut made, "preemptive", true.into());
    }
    if dice.chance(0.6) {
        set(&mut made, "queue_places", dice.below(7).into());
    }
    if dice.chance(0.4) {
        set(&mut made, "when_full", "turn_away".into());
    }
    if dice.chance(0.3) {
        set(
            &mut made,
            "balking",
            json!([{"waiting": 1, "share": 0.2}, {"waiting": 4, "share": 0.9}]),
        );
    }
    if dice.chance(0.3) {
        set(&mut made, "patience", distribution(dice, 3.0 * an_hour));
    }
    for (name, share) in [("turned_away_to", 0.3), ("balked_to", 0.2), ("reneged_to", 0.2)] {
        if !elsewhere.is_empty() && dice.chance(share) {
            set(&mut made, name, (*dice.one_of(&elsewhere)).into());
        }
    }
    if dice.chance(0.35) {
        let hours = dice.one_of(&[(8.0, 18.0), (0.0, 24.0), (9.5, 12.75)]);
        let mut opening = vec![json!({"from_hour": hours.0, "to_hour": hours.1})];
        if dice.chance(0.5) {
            opening[0]["days"] = json!(["monday", "tuesday", "wednesday", "thursday", "friday"]);
        }
        if dice.chance(0.3) && hours.1 < 18.0 {
            opening.push(json!({"from_hour": 14.0, "to_hour": 20.0}));
        }
        set(&mut made, "opening", opening.into());
        if dice.chance(0.4) {
            set(&mut made, "at_closing", "turn_away".into());
        }
        if dice.chance(0.3) {
            set(&mut made, "closed_on_bank_holidays", true.into());
        }
    }
    // Whoever is there at first must find a server; who waits, none.
    if dice.chance(0.4) && made["opening"].is_null() && made["queue_places"].is_null() {
        let class = classes[0];
        if let Some(servers) = made["servers"].as_u64() {
            let mut start = json!({"in_service": {class: servers}, "waiting": {class: dice.below(4)}});
            if dice.chance(0.5) {
                start["residual"] = distribution(dice, mean);
            }
            set(&mut made, "start", start);
        }
    }
    if dice.chance(0.4) {
        set(&mut made, "cost_per_bed_day", 400.0.into());
        set(&mut made, "cost_per_open_bed_day", 90.0.into());
        set(&mut made, "cost_per_delayed_day", 30.0.into());
    }
    made
}

fn class(dice: &mut Dice, services: &[&str], an_hour: f64) -> Value {
    let mut made = json!({"priority": 1 + dice.below(3)});
    let mut arrivals = Map::new();
    for stream in 0..1 + dice.below(2) {
        let mut written = json!({"to": dice.one_of(services), "pattern": pattern(dice, an_hour)});
        match dice.below(8) {
            0 => written["batch"] = json!({"fixed": {"size": 2}}),
            1 => written["batch"] = json!({"geometric": {"mean": 1.8}}),
            2 => written["batch"] = json!({"table": {"sizes": [1, 4], "shares": [0.8, 0.2]}}),
            _ => {}
        }
        arrivals.insert(format!("stream_{stream}"), written);
    }
    made["arrivals"] = arrivals.into();
    for service in services {
        if dice.chance(0.75) {
            // Someone always leaves, so that nobody goes round for ever.
            let (first, second) = (dice.between(0.1, 0.5), dice.between(0.05, 0.3));
            let mut ways = vec![
                json!({"to": dice.one_of(services), "share": first}),
                json!({"to": "leave", "share": 1.0 - first}),
            ];
            if dice.chance(0.5) {
                ways[1]["share"] = (1.0 - first - second).into();
                ways.push(json!({"to": dice.one_of(services), "share": second}));
            }
            for way in &mut ways {
                if dice.chance(0.35) {
                    way["delay"] = distribution(dice, an_hour);
                }
            }
            made["routes"][*service] = ways.into();
        }
    }
    made
}

fn pattern(dice: &mut Dice, an_hour: f64) -> Value {
    let per_day = dice.between(5.0, 60.0);
    match dice.below(7) {
        0 => {
            let hours: Vec<f64> = (0..24)
                .map(|hour| if (7..22).contains(&hour) { per_day / 15.0 } else { 0.0 })
                .collect();
            json!({"by_hour": {"per_hour": hours, "weekday": [1.3, 1.1, 1.0, 1.0, 1.0, 0.8, 0.8]}})
        }
        1 => json!({"varying": {
            "points": [{"day": 0.0, "per_day": per_day}, {"day": 0.4, "per_day": 2.0 * per_day}],
            "repeat_days": 1.0,
        }}),
        2 => json!({"varying": {"points": [{"day": -1.0, "per_day": 0.0}, {"day": 3.0, "per_day": per_day}]}}),
        3 => json!({"wave": {"per_day": per_day, "amplitude": 1.0, "period_days": 1.0, "rising_day": 0.3}}),
        4 => json!({"dated": {"at": [
            {"date": "2024-01-01", "hour": 9.0, "patients": 5},
            {"date": "2024-01-01", "hour": 9.0},
            {"date": "2023-12-24", "hour": 23.9, "patients": 3},
            {"date": "2024-04-01", "patients": 20},
        ]}}),
        5 => {
            json!({"interval": {"time": {"gamma": {"mean": 24.0 / per_day * an_hour, "sd": 12.0 / per_day * an_hour}}}})
        }
        _ => json!({"constant": {"per_day": per_day}}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_grammar_comes_up() {
        let all: String = (0..200).map(|number| scenario(number, 1.0)).collect();
        for word in [
            "by_hour",
            "varying",
            "repeat_days",
            "wave",
            "dated",
            "interval",
            "constant",
            "fixed",
            "exponential",
            "lognormal",
            "log_mean",
            "gamma",
            "weibull",
            "normal",
            "uniform",
            "triangular",
            "table",
            "geometric",
            "sizes",
            "pools",
            "queue_places",
            "turn_away",
            "turned_away_to",
            "balking",
            "balked_to",
            "patience",
            "patience_by_class",
            "reneged_to",
            "preemptive",
            "opening",
            "at_closing",
            "closed_on_bank_holidays",
            "start",
            "residual",
            "delay",
            "cost_per_bed_day",
            "sweep",
            "time_by_class",
            "priority_by_class",
        ] {
            assert!(all.contains(&format!("\"{word}\"")), "{word} never comes up");
        }
    }
}
