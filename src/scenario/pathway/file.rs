//! What a pathway file may hold: a network of services through which classes of patients move, without population or
//! money. The published schema and the reference are made from these types.

use crate::model::pathway::distribution::Distribution;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a route leads that leaves the network; no service may be called so.
pub const LEAVE: &str = "leave";

/// A scenario that holds only a pathway.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PathwayScenarioFile {
    /// Label for charts and folders; may change freely. Without it the file's own name is used.
    #[serde(default)]
    pub name: String,
    /// The network.
    #[garde(dive)]
    pub pathway: PathwayFile,
}

/// A network of services through which classes of patients move.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PathwayFile {
    /// First day that counts, YYYY-MM-DD; it matters only where arrivals or opening hours follow the calendar.
    /// 2024-01-01, a Monday, unless given.
    #[serde(default = "start_date")]
    pub start_date: String,
    /// Unit of every length of time in this file and its results, except where a field names another.
    pub time_unit: TimeUnit,
    /// Days simulated before `start_date` and not counted, 0 to 3650; may be a fraction.
    #[serde(default)]
    #[garde(range(min = 0.0, max = 3650.0))]
    pub warm_up_days: f64,
    /// Days that count, above 0 to 36500; may be a fraction.
    #[garde(range(min = 0.0001, max = 36_500.0))]
    pub run_days: f64,
    /// Independent replications, 1 to 100000; `--seeds` overrides it. 30 unless given.
    #[serde(default = "replications")]
    #[garde(range(min = 1, max = 100_000))]
    pub replications: u32,
    /// Classes of patients, by id.
    #[garde(dive)]
    pub classes: BTreeMap<String, ClassFile>,
    /// Services, by id.
    #[garde(dive)]
    pub services: BTreeMap<String, StationFile>,
    /// Numbers of servers to try, by service id (or `service.pool`): every combination is run, each as a scenario of its
    /// own. At most 64 combinations.
    #[serde(default)]
    pub sweep: BTreeMap<String, Vec<u32>>,
}

/// Unit of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    Minutes,
    Hours,
    Days,
}

/// A class of patients: how they arrive and where they go.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ClassFile {
    /// Label; may change freely.
    #[serde(default)]
    pub name: String,
    /// 1 goes first, 99 last; equal priorities in order of arrival. 1 unless given.
    #[serde(default = "first")]
    #[garde(range(min = 1, max = 99))]
    pub priority: u32,
    /// Streams of arrivals, by id.
    #[garde(dive)]
    pub arrivals: BTreeMap<String, StreamFile>,
    /// Where a patient goes next, by the service just finished; the shares of each list sum to one. After a service that
    /// is not named here the patient leaves.
    #[serde(default)]
    pub routes: BTreeMap<String, Vec<RouteFile>>,
}

/// A stream of arrivals from outside.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct StreamFile {
    /// Id of the service they come to.
    pub to: String,
    /// When they come.
    pub pattern: Pattern,
    /// How many come at each arrival; one unless given.
    #[serde(default)]
    pub batch: Option<Batch>,
}

/// When patients come.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Pattern {
    /// At random at a constant rate (a Poisson process).
    Constant(ConstantRate),
    /// At random, with a profile by hour and weekday (a Poisson process with a rate that is constant within an hour).
    ByHour(ByHour),
    /// At random, at a rate that is linear between points (a Poisson process, thinned exactly).
    Varying(Varying),
    /// At random, at a rate that rises and falls as a sine wave (a Poisson process, thinned exactly).
    Wave(Wave),
    /// On given days and hours.
    Dated(Dated),
    /// One after another with independent intervals (a renewal process); the first interval is drawn like the others.
    Interval(Interval),
}

/// A constant rate.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConstantRate {
    /// Arrivals a day on average, 0 to 1,000,000.
    pub per_day: f64,
}

/// A profile by hour and weekday.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByHour {
    /// Arrivals in each hour of an average day, from midnight.
    pub per_hour: [f64; 24],
    /// Ratio of each weekday to the average day, Monday first. All 1 unless given.
    #[serde(default = "level_week")]
    pub weekday: [f64; 7],
}

/// A rate that is linear between points.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Varying {
    /// Points in rising order of day; before the first and after the last the rate stays as it is there.
    pub points: Vec<RatePoint>,
    /// The points repeat after so many days (then the last point leads back to the first); absent, they do not.
    #[serde(default)]
    pub repeat_days: Option<f64>,
}

/// The rate at one moment.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RatePoint {
    /// Days since `start_date`; may be a fraction, or negative (in the warm-up).
    pub day: f64,
    /// Arrivals a day at this moment, 0 or more.
    pub per_day: f64,
}

/// A sine wave: rate(t) = per_day × (1 + amplitude × sin(2π (t − rising_day) / period_days)).
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wave {
    /// Arrivals a day on average over a period, 0 or more.
    pub per_day: f64,
    /// Height of the wave as a share of the average, 0 to 1.
    pub amplitude: f64,
    /// Length of a period in days, above 0.
    pub period_days: f64,
    /// Day since `start_date` on which the rate is at its average and rising. 0 unless given.
    #[serde(default)]
    pub rising_day: f64,
}

/// Given days and hours.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dated {
    /// Each arrival; those outside the run are left out.
    pub at: Vec<DatedArrival>,
}

/// A dated arrival.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedArrival {
    /// Date, YYYY-MM-DD.
    pub date: String,
    /// Hour of the day, 0 to under 24; 8.5 is half past eight.
    #[serde(default)]
    pub hour: f64,
    /// How many patients, 1 or more. 1 unless given.
    #[serde(default = "first")]
    pub patients: u32,
}

/// Independent intervals.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Time between one arrival and the next.
    pub time: Distribution,
}

/// How many patients come at once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Batch {
    /// Always so many.
    Fixed(FixedBatch),
    /// Geometric on 1, 2, 3 …
    Geometric(GeometricBatch),
    /// A table of sizes.
    Table(BatchTable),
}

/// Always so many.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixedBatch {
    /// Patients, 1 to 10000.
    pub size: u32,
}

/// Geometric.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GeometricBatch {
    /// Mean, 1 to 10000.
    pub mean: f64,
}

/// A table of sizes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchTable {
    /// Sizes, each 1 to 10000.
    pub sizes: Vec<u32>,
    /// Share of each size, summing to one.
    pub shares: Vec<f64>,
}

/// One way on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteFile {
    /// Id of the next service, or `leave`.
    pub to: String,
    /// Share of the patients, 0 to 1.
    pub share: f64,
    /// Time between being ready and going (assessment, transport, paperwork); the patient holds the bed meanwhile.
    #[serde(default)]
    pub delay: Option<Distribution>,
}

/// A service: servers (staff or beds) with a queue before them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct StationFile {
    /// Label; may change freely.
    #[serde(default)]
    pub name: String,
    /// Servers (beds, staff, rooms) that any class may use, 0 to 100000. Without `servers` and `pools` there is always a
    /// free one: nobody waits, and the occupancy shows what would be needed.
    #[serde(default)]
    #[garde(inner(range(min = 0, max = 100_000)))]
    pub servers: Option<u32>,
    /// Servers in pools, by id, instead of `servers`. A patient takes a free server of the pool that serves the fewest
    /// classes and theirs (so dedicated before shared).
    #[serde(default)]
    #[garde(dive)]
    pub pools: BTreeMap<String, PoolFile>,
    /// Service time or length of stay.
    pub time: Distribution,
    /// The same for classes that differ, by class id.
    #[serde(default)]
    pub time_by_class: BTreeMap<String, Distribution>,
    /// Priority here of classes that differ from their own, by class id: 1 goes first, 99 last.
    #[serde(default)]
    pub priority_by_class: BTreeMap<String, u32>,
    /// Whether a patient of higher priority takes the server of one of lower priority, who goes back to the head of the
    /// queue and is resumed where the service was broken off.
    #[serde(default)]
    pub preemptive: bool,
    /// Places to wait, 0 to 1,000,000; without it the queue has no end.
    #[serde(default)]
    #[garde(inner(range(min = 0, max = 1_000_000)))]
    pub queue_places: Option<u32>,
    /// What happens when servers and queue are full: `hold` keeps a patient who comes from another service there, in its
    /// server (blocking after service), and turns away one who comes from outside; `turn_away` turns both away.
    #[serde(default)]
    pub when_full: WhenFull,
    /// Where those turned away go, if they do not leave: id of a service.
    #[serde(default)]
    pub turned_away_to: Option<String>,
    /// Balking: who comes and finds so many waiting goes away with this share. The last step reached counts.
    #[serde(default)]
    pub balking: Vec<BalkingStep>,
    /// Where those who balk go, if they do not leave: id of a service.
    #[serde(default)]
    pub balked_to: Option<String>,
    /// Reneging: how long a patient waits before giving up. Patients who were served already and are interrupted stay.
    #[serde(default)]
    pub patience: Option<Distribution>,
    /// The same for classes that differ, by class id.
    #[serde(default)]
    pub patience_by_class: BTreeMap<String, Distribution>,
    /// Where those who give up go, if they do not leave: id of a service.
    #[serde(default)]
    pub reneged_to: Option<String>,
    /// When servers work; always, unless given. Whoever is being served at closing is finished.
    #[serde(default)]
    #[garde(dive)]
    pub opening: Vec<OpeningFile>,
    /// Whether it is closed on bank holidays of England.
    #[serde(default)]
    pub closed_on_bank_holidays: bool,
    /// What those who wait at closing time do.
    #[serde(default)]
    pub at_closing: AtClosing,
    /// Who is there when the warm-up begins (or the run, if it has none).
    #[serde(default)]
    pub start: Option<StartFile>,
    /// Cost of an occupied server for a day (a bed-day), £.
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1_000_000.0))]
    pub cost_per_bed_day: f64,
    /// Cost of a server for a day it is open, occupied or not, £.
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1_000_000.0))]
    pub cost_per_open_bed_day: f64,
    /// Further cost of a day on which a patient who is ready holds a server, £.
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1_000_000.0))]
    pub cost_per_delayed_day: f64,
}

/// Servers for some classes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PoolFile {
    /// Servers, 0 to 100000.
    #[garde(range(min = 0, max = 100_000))]
    pub servers: u32,
    /// Ids of the classes they serve; every class unless given.
    #[serde(default)]
    pub classes: Vec<String>,
}

/// What happens to those who come when all is full.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenFull {
    #[default]
    Hold,
    TurnAway,
}

/// What those who wait at closing time do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AtClosing {
    /// They keep their places until the next opening.
    #[default]
    Wait,
    /// They are turned away, and so is whoever comes while it is closed.
    TurnAway,
}

/// One step of balking.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BalkingStep {
    /// From so many waiting on.
    pub waiting: u32,
    /// Share who go away, 0 to 1.
    pub share: f64,
}

/// Hours of some weekdays.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct OpeningFile {
    /// Weekdays; every day unless given.
    #[serde(default = "every_day")]
    pub days: Vec<Day>,
    /// Opens at this hour, 0 to 24; 8.5 is half past eight.
    #[garde(range(min = 0.0, max = 24.0))]
    pub from_hour: f64,
    /// Closes at this hour, above `from_hour`, to 24.
    #[garde(range(min = 0.0, max = 24.0))]
    pub to_hour: f64,
}

/// A weekday.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Who is there at the start.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartFile {
    /// Patients being served, by class id; no more than there are servers.
    #[serde(default)]
    pub in_service: BTreeMap<String, u32>,
    /// Patients waiting, by class id; only where every server they could use is taken.
    #[serde(default)]
    pub waiting: BTreeMap<String, u32>,
    /// What is left of the stays of those being served. Unless given, the residual stay of a service in equilibrium.
    #[serde(default)]
    pub residual: Option<Distribution>,
}

fn start_date() -> String {
    "2024-01-01".to_owned()
}
const fn replications() -> u32 {
    30
}
const fn first() -> u32 {
    1
}
const fn level_week() -> [f64; 7] {
    [1.0; 7]
}
fn every_day() -> Vec<Day> {
    use Day::*;
    vec![Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]
}
