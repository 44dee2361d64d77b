//! The scenario file of a place made from totals: only what differs from the average place, with a reason at each part.

use super::england::England;
use super::money::{plans, purses};
use super::size::{Size, sizes, volume, whole_parts};
use super::total::Totals;
use crate::model::settings::Margins;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Values that calibration found, by path of the parameter, each with the totals it was fitted to.
pub type Fitted = BTreeMap<String, (f64, String)>;

const HEAD: &str = "  // Made by `carecurve new --from`; yours to change. Comments and trailing commas are accepted. `carecurve schema >
  // schema.json` writes the file named on the next line; with it beside this file an editor explains each field.
";
const POPULATION: &str = "  // A band's share of the residents is England's times its weight. Bands: 0-4, 5-17, 18-44, 45-64, 65-74, 75-84, 85+;
  // fifths: most deprived first. Odds between age and deprivation stay England's (iterative proportional fitting).
";
const NEIGHBOURHOODS: &str =
    "  // Neighbourhoods differ from each other as England's average place is assumed to; only practices are set.
";
const SERVICES: &str =
    "  // Capacities: by a total where one says it, else by what residents of this age and deprivation use in England.
";
const MONEY: &str = "  // Budgets, pounds a year: the two totals of spend where given, else in proportion to use.
";
const CONTRACTS: &str = "  // Planned activity a year, as the totals say or as these residents use.
";
const PARAMETERS: &str =
    "  // Mechanisms' own quantities: levels fitted to totals of activity, and beds kept free, of the beds there are.
";

/// The file's text. `name` labels the place.
pub fn text(name: &str, totals: &Totals, england: &England, fitted: &Fitted) -> String {
    let (margins, volume) = volume(totals, england);
    let sizes = sizes(totals, england, &volume);
    let parts = [
        (
            HEAD,
            vec![
                entry("$schema", "./schema.json".into()),
                entry("extends", "england/place".into()),
            ],
        ),
        ("", vec![entry("name", name.into()), entry("note", note(totals).into())]),
        (POPULATION, vec![population(totals, &margins)]),
        (NEIGHBOURHOODS, vec![neighbourhoods(totals, england, volume.residents)]),
        (SERVICES, vec![services(totals, england, &sizes)]),
        (MONEY, vec![organisations(totals, england, &volume)]),
        (CONTRACTS, vec![contracts(england, &volume)]),
        (PARAMETERS, vec![parameters(totals, england, fitted, volume.residents)]),
    ];
    let parts = parts.map(|(comment, entries)| format!("{comment}{}", entries.concat()));
    format!("{{\n{}}}\n", parts.join("\n"))
}

/// `"key": value,` on lines of its own.
fn entry(key: &str, value: Json) -> String {
    format!("  {}: {value},\n", Json::from(key))
}

/// An object with one line for each entry.
fn object(key: &str, entries: impl IntoIterator<Item = (String, Json)>) -> String {
    let lines: Vec<String> = (entries.into_iter())
        .map(|(name, value)| format!("    {}: {},\n", Json::from(name), spaced(&value)))
        .collect();
    format!("  {}: {{\n{}  }},\n", Json::from(key), lines.concat())
}

/// JSON on one line with room to breathe.
fn spaced(value: &Json) -> String {
    match value {
        Json::Object(fields) => {
            let inner: Vec<String> = fields
                .iter()
                .map(|(k, v)| format!("{}: {}", Json::from(k.as_str()), spaced(v)))
                .collect();
            format!("{{ {} }}", inner.join(", "))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(spaced).collect::<Vec<_>>().join(", ")),
        Json::Number(number) => match number.as_f64() {
            // Whole numbers without a point.
            Some(x) => x.to_string(),
            None => number.to_string(),
        },
        other => other.to_string(),
    }
}

fn fields<const N: usize>(entries: [(&str, Json); N]) -> Json {
    Json::Object(
        entries
            .map(|(key, value)| (key.to_owned(), value))
            .into_iter()
            .collect(),
    )
}

/// The totals, each with its year and source.
fn note(totals: &Totals) -> String {
    let told: Vec<String> = (totals.given())
        .map(|(known, total)| {
            let from = [total.year.as_str(), total.source.as_str()];
            let from: Vec<&str> = from.into_iter().filter(|word| !word.is_empty()).collect();
            match from.is_empty() {
                true => format!("{} {}", known.name, total.value),
                false => format!("{} {} ({})", known.name, total.value, from.join(", ")),
            }
        })
        .collect();
    format!(
        "Made from {}: {}. All else is England's average of 2018/19.",
        file(totals),
        told.join("; ")
    )
}

/// The file's own name, without its folder.
fn file(totals: &Totals) -> &str {
    totals.file.rsplit(['/', '\\']).next().unwrap_or(&totals.file)
}

fn population(totals: &Totals, margins: &Margins) -> String {
    let value = fields([
        ("people", totals.residents().into()),
        ("age", margins.age.to_vec().into()),
        ("deprivation", margins.deprivation.to_vec().into()),
    ]);
    format!("  \"population\": {},\n", spaced(&value))
}

fn neighbourhoods(totals: &Totals, england: &England, residents: f64) -> String {
    let all = &england.plan.model.neighbourhoods;
    let average: f64 = all.iter().map(|n| f64::from(n.practices)).sum();
    let practices = totals
        .value("practices")
        .unwrap_or_else(|| libm::round(average * residents).max(all.len() as f64));
    let parts: Vec<f64> = all.iter().map(|n| f64::from(n.practices)).collect();
    let practices = all.iter().zip(whole_parts(practices, &parts));
    object(
        "neighbourhoods",
        practices.map(|(n, practices)| (n.id.clone(), fields([("practices", practices.into())]))),
    )
}

fn services(totals: &Totals, england: &England, sizes: &[Size]) -> String {
    let entries = sizes.iter().zip(&england.plan.model.services).map(|(size, service)| {
        let mut capacity = serde_json::Map::from_iter([("staff".to_owned(), Json::from(size.staff))]);
        if let Some(productivity) = size.productivity {
            capacity.insert("productivity".to_owned(), productivity.into());
        }
        let told = fields([
            ("capacity", Json::Object(capacity)),
            (
                "note",
                format!(
                    "{} of England's average place; {}.",
                    service.capacity.staff, size.because
                )
                .into(),
            ),
            (
                "source",
                (if size.total.is_some() { file(totals) } else { "ASSUMED" }).into(),
            ),
            (
                "grade",
                (if size.total.is_some() {
                    "DERIVED"
                } else {
                    "SHAPE_ASSUMED"
                })
                .into(),
            ),
        ]);
        (size.id.clone(), told)
    });
    object("services", entries)
}

fn organisations(totals: &Totals, england: &England, volume: &super::size::Volume) -> String {
    let entries = purses(totals, england, volume).into_iter().map(|purse| {
        let lines = purse.budget.iter().map(|line| {
            fields([
                ("heading", line.heading.into()),
                ("to", line.to.as_str().into()),
                ("pounds_a_year", line.pounds.into()),
                ("growth", line.growth.into()),
            ])
        });
        let mut told = serde_json::Map::new();
        if !purse.budget.is_empty() {
            told.insert("budget".to_owned(), lines.collect());
        }
        if purse.underlying_deficit != 0.0 {
            told.insert("underlying_deficit_pounds".to_owned(), purse.underlying_deficit.into());
            told.insert("target_surplus_pounds".to_owned(), purse.target_surplus.into());
        }
        (purse.id, Json::Object(told))
    });
    object("organisations", entries)
}

fn contracts(england: &England, volume: &super::size::Volume) -> String {
    let entries = plans(england, volume).into_iter().map(|(id, plan)| {
        let plan = plan
            .into_iter()
            .map(|(currency, n)| (currency.to_owned(), Json::from(n)));
        (id, fields([("plan", Json::Object(plan.collect()))]))
    });
    object("contracts", entries)
}

fn parameters(totals: &Totals, england: &England, fitted: &Fitted, residents: f64) -> String {
    let beds = england.plan.model.parameters.iter().filter(|p| p.unit == "beds");
    let beds = beds.map(|p| {
        let value = (libm::round(p.value * residents * 100.0) / 100.0).clamp(p.low, p.high);
        let note = format!(
            "England's {} for its average place, by residents, inside its range",
            p.value
        );
        (p.path.clone(), fields([("value", value.into()), ("note", note.into())]))
    });
    let fitted = fitted.iter().map(|(path, (value, to))| {
        let told = fields([
            ("value", (*value).into()),
            ("note", format!("fitted to {to}").into()),
            ("source", file(totals).into()),
        ]);
        (path.clone(), told)
    });
    object("parameters", beds.chain(fitted))
}
