//! Finding a resident by wishes: "82, severe frailty, lives alone". An age is met as nearly as can be; every other wish
//! exactly, or nobody is chosen: a story of somebody else would answer another question.

use super::person::condition;
use crate::model::diary::Portrait;
use crate::report::words::{spoken, thousands};
use crate::scenario::Plan;
use crate::scenario::nearest;

/// One wish.
#[derive(Clone, PartialEq, Debug)]
enum Wish {
    Age(u32),
    Sex(u8),
    Frailty(u8),
    LivesAlone,
    CareHome,
    Caseload,
    /// By place in the table of conditions.
    Condition(usize),
    /// 0 is the most deprived fifth.
    Deprivation(u8),
    Neighbourhood(usize),
}

/// Wishes as they were written.
pub struct Wishes(Vec<(String, Wish)>);

/// A resident who meets the wishes.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    pub person: u32,
    /// One sentence: who, and how near.
    pub said: String,
}

impl Wishes {
    /// Reads a list with commas; why not, if a wish is not known.
    pub fn parse(text: &str, plan: &Plan) -> Result<Wishes, String> {
        let known = vocabulary(plan);
        let mut wishes = Vec::new();
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let lower = word.to_lowercase();
            let age = lower.trim_start_matches("age ").parse::<u32>();
            let wish = match age {
                Ok(age) => Wish::Age(age),
                Err(_) => match known.iter().find(|(name, _)| *name == lower) {
                    Some((_, wish)) => wish.clone(),
                    None => return Err(unknown(word, &known)),
                },
            };
            wishes.push((word.to_string(), wish));
        }
        if wishes.is_empty() {
            return Err(format!("no wish is named; allowed: an age, {}", names(&known)));
        }
        Ok(Wishes(wishes))
    }

    /// The resident who meets all wishes, of the nearest age, with the lowest number; why there is none.
    pub fn choose(&self, people: &[Portrait]) -> Result<Choice, String> {
        let ages: Vec<u32> = self.0.iter().filter_map(|(_, wish)| wish.age()).collect();
        let far = |p: &Portrait| ages.iter().map(|age| age.abs_diff(p.age)).sum::<u32>();
        let matching = people.iter().filter(|p| self.0.iter().all(|(_, wish)| wish.met(p)));
        let count = matching.clone().count();
        let Some(best) = matching.min_by_key(|p| (far(p), p.person)) else {
            return Err(self.nobody(people));
        };
        let others = match count - 1 {
            0 => "nobody else".to_string(),
            1 => "1 other".to_string(),
            n => format!("{} others", thousands(n as f64)),
        };
        let near = match (ages.first(), far(best)) {
            (None, _) => "the one with the lowest number".to_string(),
            (Some(_), 0) => "of exactly that age".to_string(),
            (Some(age), n) => format!("{n} year{} from {age}, the nearest", if n == 1 { "" } else { "s" }),
        };
        let wanted: Vec<&str> = self.0.iter().map(|(word, _)| word.as_str()).collect();
        Ok(Choice {
            person: best.person,
            said: format!(
                "Chosen for \"{}\": resident {}, {} years old, {near}; {others} would fit.",
                wanted.join(", "),
                thousands(f64::from(super::number(best.person))),
                best.age
            ),
        })
    }

    /// Which wish stands in the way.
    fn nobody(&self, people: &[Portrait]) -> String {
        let firm: Vec<&(String, Wish)> = self.0.iter().filter(|(_, wish)| wish.age().is_none()).collect();
        let wanted: Vec<&str> = firm.iter().map(|(word, _)| word.as_str()).collect();
        let each: Vec<String> = firm
            .iter()
            .map(|(word, wish)| {
                let alone = people.iter().filter(|p| wish.met(p)).count();
                let rest = people
                    .iter()
                    .filter(|p| firm.iter().all(|(other, w)| other == word || w.met(p)))
                    .count();
                format!(
                    "`{word}` alone is met by {}, all but it by {}",
                    thousands(alone as f64),
                    thousands(rest as f64)
                )
            })
            .collect();
        format!(
            "nobody of {} residents meets all of: {}; {}. Leave out a wish, or take more residents with --population",
            thousands(people.len() as f64),
            wanted.join(", "),
            each.join("; ")
        )
    }
}

impl Wish {
    fn age(&self) -> Option<u32> {
        match self {
            Wish::Age(age) => Some(*age),
            _ => None,
        }
    }
    /// An age is met by all, more or less.
    fn met(&self, p: &Portrait) -> bool {
        match *self {
            Wish::Age(_) => true,
            Wish::Sex(sex) => p.sex == sex,
            Wish::Frailty(frailty) => p.frailty == frailty,
            Wish::LivesAlone => p.lives_alone,
            Wish::CareHome => p.care_home,
            Wish::Caseload => p.caseload,
            Wish::Condition(i) => p.conditions.contains(&i),
            Wish::Deprivation(fifth) => p.deprivation == fifth,
            Wish::Neighbourhood(n) => p.neighbourhood == n,
        }
    }
}

/// Every wish but ages, by the words for it; the first words of each are those that help shows.
fn vocabulary(plan: &Plan) -> Vec<(String, Wish)> {
    let mut known: Vec<(String, Wish)> = Vec::new();
    let mut add = |name: &str, wish: Wish| known.push((name.to_lowercase(), wish));
    for (i, name) in ["fit", "mild frailty", "moderate frailty", "severe frailty"]
        .iter()
        .enumerate()
    {
        add(name, Wish::Frailty(i as u8));
    }
    for (name, sex) in [("woman", 0), ("man", 1), ("female", 0), ("male", 1)] {
        add(name, Wish::Sex(sex));
    }
    add("lives alone", Wish::LivesAlone);
    add("care home", Wish::CareHome);
    add("on a caseload", Wish::Caseload);
    add("most deprived", Wish::Deprivation(0));
    add("least deprived", Wish::Deprivation(4));
    for fifth in 1..=5u8 {
        add(&format!("deprivation {fifth}"), Wish::Deprivation(fifth - 1));
    }
    for (i, row) in plan.model.tables.conditions.iter().enumerate() {
        add(&spoken(&row.name), Wish::Condition(i));
    }
    for (i, hood) in plan.model.neighbourhoods.iter().enumerate() {
        add(&hood.id, Wish::Neighbourhood(i));
    }
    // Second names, as the story says them and as files do.
    for (i, name) in ["mildly frail", "moderately frail", "severely frail"]
        .iter()
        .enumerate()
    {
        add(name, Wish::Frailty(i as u8 + 1));
    }
    for (i, row) in plan.model.tables.conditions.iter().enumerate() {
        add(&condition(&row.name), Wish::Condition(i));
        add(&row.name, Wish::Condition(i));
    }
    for (i, hood) in plan.model.neighbourhoods.iter().enumerate() {
        add(&hood.name, Wish::Neighbourhood(i));
    }
    known
}

/// The first name of every wish.
fn names(known: &[(String, Wish)]) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut seen: Vec<&Wish> = Vec::new();
    for (name, wish) in known {
        if !seen.contains(&wish) {
            seen.push(wish);
            names.push(name);
        }
    }
    names.join(", ")
}

fn unknown(word: &str, known: &[(String, Wish)]) -> String {
    let near = nearest(&word.to_lowercase(), known.iter().map(|(name, _)| name.as_str()))
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default();
    format!(
        "found `{word}` among the wishes; allowed: an age, {}{near}",
        names(known)
    )
}
