//! One group of staff at one employer: posts, people in post, agency staff, recruits on the way.

use super::group::Group;
use crate::model::parameter::Parameters;
use serde::{Deserialize, Serialize};

/// Staff of a group at an employer, whole-time equivalents.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Team {
    /// By place in the order of organisations.
    pub employer: usize,
    pub group: Group,
    pub posts: f64,
    pub in_post: f64,
    pub agency: f64,
    /// From outside, appointed and not there yet; and from other local employers, on their way.
    pub appointed: f64,
    pub moving_in: f64,
    /// What the start was: in post, agency, and joiners a month from outside and from local employers.
    pub in_post_at_start: f64,
    pub agency_at_start: f64,
    joiners_at_start: f64,
    movers_at_start: f64,
    /// Leavers a month for each in post, and the share of them who go to another local employer.
    leaving: f64,
    local_share: f64,
    /// Shortage of hands against the start, and over-full wards (0 or more).
    pub overload: f64,
    /// Since the start: all who left or withdrew, those who came from outside or were appointed there, those who went to local employers.
    pub left: f64,
    pub came: f64,
    pub moved_out: f64,
    pub moved_in: f64,
    /// This month's leavers.
    pub leavers: f64,
}

impl Team {
    /// The start, at which joiners equal leavers. `alone`: no other employer of this profession is near.
    pub fn new(
        employer: usize,
        group: Group,
        posts: f64,
        vacancy: f64,
        turnover: f64,
        alone: bool,
        parameters: &Parameters,
    ) -> Team {
        let of = |path: &str| parameters.get(path);
        let local_share = if alone {
            0.0
        } else {
            of("economy.workforce.local_moves_share")
        };
        let without = posts * vacancy;
        let in_post = posts - without;
        let agency = without * of("economy.workforce.agency_share");
        let leaving = turnover / 12.0;
        let leavers = in_post * leaving;
        let (movers, joiners) = (leavers * local_share, leavers - leavers * local_share);
        let (lag, withdraw) = (
            of("economy.workforce.recruitment_months"),
            of("economy.workforce.withdrawing_per_month"),
        );
        Team {
            employer,
            group,
            posts,
            in_post,
            agency,
            // What stands between two months: this month's are added before some start or withdraw.
            appointed: joiners * (lag - appointed_for_each(lag, withdraw)).max(0.0),
            moving_in: movers * (of("economy.workforce.notice_months") - 1.0).max(0.0),
            in_post_at_start: in_post,
            agency_at_start: agency,
            joiners_at_start: joiners,
            movers_at_start: movers,
            leaving,
            local_share,
            overload: 0.0,
            left: 0.0,
            came: 0.0,
            moved_out: 0.0,
            moved_in: 0.0,
            leavers,
        }
    }

    /// Posts without anybody.
    pub fn vacant(&self) -> f64 {
        self.posts - self.in_post - self.agency
    }
    /// Posts without a permanent holder, and how many there were at the start.
    pub fn open(&self) -> f64 {
        self.posts - self.in_post
    }
    pub fn open_at_start(&self) -> f64 {
        self.posts - self.in_post_at_start
    }
    /// Hands at work: agency staff, who do not know the place, count for less.
    pub fn hands(&self, parameters: &Parameters) -> f64 {
        self.in_post + parameters.get("economy.workforce.agency_productivity") * self.agency
    }
    pub fn hands_at_start(&self, parameters: &Parameters) -> f64 {
        self.in_post_at_start + parameters.get("economy.workforce.agency_productivity") * self.agency_at_start
    }
    /// People who go to other local employers in a usual month: their weight among those who take such people on.
    pub fn movers_at_start(&self) -> f64 {
        self.movers_at_start
    }

    /// Who leaves this month: (to other local employers, for good). `crowding` is what overload is beyond vacancies;
    /// `lured` how much harder others recruit here than at the start (1 as then), nought where all recruit together.
    pub fn leave(&mut self, hands: f64, crowding: f64, lured: f64, parameters: &Parameters) -> (f64, f64) {
        let of = |path: &str| parameters.get(path);
        let usual = self.hands_at_start(parameters);
        let short = if usual > 0.0 {
            (1.0 - hands / usual).max(0.0)
        } else {
            0.0
        };
        self.overload = short + crowding.max(0.0);
        let ratio = (1.0 + of("economy.workforce.overload_response") * self.overload)
            .min(of("economy.workforce.turnover_most_ratio"));
        let leavers = self.in_post * self.leaving * ratio;
        let local = (leavers * self.local_share * lured).min(self.in_post);
        let away = (leavers - leavers * self.local_share).min(self.in_post - local);
        self.in_post -= local + away;
        self.left += away;
        self.moved_out += local;
        self.leavers = local + away;
        (local, away)
    }

    /// Who starts this month, who withdraws, and who is appointed for later. `lag` and `notice` in months.
    pub fn join(&mut self, movers: f64, outside: f64, lag: f64, notice: f64, parameters: &Parameters) {
        let of = |path: &str| parameters.get(path);
        let withdraw = of("economy.workforce.withdrawing_per_month");
        // Posts that this month's leavers left open are advertised next month.
        let open_then = self.open_at_start();
        let adverts = if open_then > 0.0 {
            (self.open() - self.leavers) / open_then
        } else {
            1.0
        };
        let each = appointed_for_each(of("economy.workforce.recruitment_months"), withdraw);
        let appointed = (self.joiners_at_start * each * outside * adverts).max(0.0);
        self.appointed += appointed;
        self.came += appointed;
        self.moving_in += movers;
        self.moved_in += movers;
        let room = self.open().max(0.0);
        let from_outside = (self.appointed / lag.max(1.0)).min(room);
        let local = (self.moving_in / notice.max(1.0)).min(room - from_outside);
        // Whoever waits long finds something else.
        let withdrawn = (self.appointed * withdraw).min(self.appointed - from_outside);
        self.left += withdrawn;
        self.appointed -= from_outside + withdrawn;
        self.moving_in -= local;
        self.in_post += from_outside + local;
    }

    /// Agency staff for the posts that are open: a share of them, up to a most.
    pub fn hire_agency(&mut self, parameters: &Parameters) {
        let of = |path: &str| parameters.get(path);
        let wanted = self.open() * of("economy.workforce.agency_share");
        let most = (self.posts * of("economy.workforce.agency_most_share")).max(self.agency_at_start);
        self.agency = wanted.clamp(0.0, most);
    }
}

/// Appointed for each one who starts, the others having withdrawn meanwhile.
fn appointed_for_each(lag: f64, withdraw: f64) -> f64 {
    1.0 + withdraw * lag
}
