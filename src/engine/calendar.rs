//! The real calendar: dates, weekdays, bank holidays of England, months and financial years.

use super::time::Time;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A civil date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date {
    pub year: i32,
    pub month: u32,
    pub day: u32,
}

/// Monday is 0, Sunday 6.
pub type Weekday = u32;

/// A calendar month, counted from January 2000.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Month(pub u32);

/// Days from 1970-01-01 to 2000-01-01.
const OFFSET: i64 = 10_957;

/// A season in the weather's sense: winter is December to February.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    Winter,
    Spring,
    Summer,
    Autumn,
}

impl Date {
    /// The date, if it exists and lies in 2000 to 2200.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Date> {
        let date = Date { year, month, day };
        ((2000..=2200).contains(&year) && (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month))
            .then_some(date)
    }
    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || y.len() != 4 || m.len() != 2 || d.len() != 2 {
            return None;
        }
        Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
    }
    /// Days since 2000-01-01 (Howard Hinnant's civil-from-days arithmetic).
    pub fn day_number(self) -> u32 {
        let y = i64::from(if self.month <= 2 { self.year - 1 } else { self.year });
        let era = y.div_euclid(400);
        let yoe = y - era * 400;
        let m = i64::from(self.month);
        let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + i64::from(self.day) - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        (era * 146_097 + doe - 719_468 - OFFSET) as u32
    }
    /// The date of a day counted from 2000-01-01.
    pub fn of_day(day: u32) -> Date {
        let z = i64::from(day) + OFFSET + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z - era * 146_097;
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
        let month = (if mp < 10 { mp + 3 } else { mp - 9 }) as u32;
        let year = (yoe + era * 400) as i32 + i32::from(month <= 2);
        Date { year, month, day }
    }
    /// The first instant of the date.
    pub fn midnight(self) -> Time {
        Time::of_day(self.day_number())
    }
    /// The same date so many years on (29 February becomes 28 February).
    pub fn plus_years(self, years: i32) -> Date {
        let year = self.year + years;
        Date {
            year,
            month: self.month,
            day: self.day.min(days_in_month(year, self.month)),
        }
    }
    /// The year in which the financial year (1 April to 31 March) that holds this date began.
    pub fn financial_year(self) -> i32 {
        self.calendar_month().financial_year()
    }
    /// The month the date lies in.
    pub fn calendar_month(self) -> Month {
        Month((self.year - 2000) as u32 * 12 + self.month - 1)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Month {
    /// The first month (April) of the financial year that begins in `year`.
    pub fn first_of_financial_year(year: i32) -> Month {
        Date { year, month: 4, day: 1 }.calendar_month()
    }
    /// The month an instant lies in.
    pub fn of(time: Time) -> Month {
        Date::of_day(time.day()).calendar_month()
    }
    pub fn year(self) -> i32 {
        2000 + (self.0 / 12) as i32
    }
    /// 1 to 12.
    pub fn number(self) -> u32 {
        self.0 % 12 + 1
    }
    pub fn start(self) -> Time {
        Date {
            year: self.year(),
            month: self.number(),
            day: 1,
        }
        .midnight()
    }
    pub fn next(self) -> Month {
        Month(self.0 + 1)
    }
    pub fn days(self) -> u32 {
        days_in_month(self.year(), self.number())
    }
    /// The year in which the financial year (April to March) that holds this month began.
    pub fn financial_year(self) -> i32 {
        if self.number() >= 4 {
            self.year()
        } else {
            self.year() - 1
        }
    }
    /// True in the last month of a financial year (March).
    pub fn ends_financial_year(self) -> bool {
        self.number() == 3
    }
    /// True in the first month of a financial year (April).
    pub fn starts_financial_year(self) -> bool {
        self.number() == 4
    }
    pub fn season(self) -> Season {
        match self.number() {
            12 | 1 | 2 => Season::Winter,
            3..=5 => Season::Spring,
            6..=8 => Season::Summer,
            _ => Season::Autumn,
        }
    }
    /// Weekdays that are no bank holiday.
    pub fn working_days(self) -> u32 {
        // Forecasts ask for whole years of months over and over: told from a table to 2200, made at the first question.
        static WORKING: std::sync::OnceLock<Vec<u32>> = std::sync::OnceLock::new();
        let working = WORKING.get_or_init(|| {
            let count = |month: u32| {
                let (month, first) = (Month(month), Month(month).start().day());
                let days = first..first + month.days();
                days.filter(|&d| Calendar::is_working_day(d)).count() as u32
            };
            (0..200 * 12).map(count).collect()
        });
        working[self.0 as usize]
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Questions about days, counted from 2000-01-01 (a Saturday).
pub struct Calendar;

impl Calendar {
    /// Monday is 0, Sunday 6.
    pub const fn weekday(day: u32) -> Weekday {
        (day + 5) % 7
    }
    pub const fn is_weekend(day: u32) -> bool {
        Calendar::weekday(day) >= 5
    }
    pub fn is_working_day(day: u32) -> bool {
        // Asked for every slot of every diary: told from a table of all days to 2200, made at the first question.
        static WORKING: std::sync::OnceLock<Vec<bool>> = std::sync::OnceLock::new();
        let working = WORKING.get_or_init(|| {
            let last = Date {
                year: 2200,
                month: 12,
                day: 31,
            }
            .day_number();
            (0..=last)
                .map(|d| !Calendar::is_weekend(d) && !Calendar::is_bank_holiday(d))
                .collect()
        });
        working
            .get(day as usize)
            .copied()
            .unwrap_or_else(|| !Calendar::is_weekend(day))
    }
    /// The first working day at or after `day`.
    pub fn next_working_day(mut day: u32) -> u32 {
        while !Calendar::is_working_day(day) {
            day += 1;
        }
        day
    }
    /// The standing bank holidays of England and Wales with their substitute days (Banking and Financial Dealings Act
    /// 1971, and the royal proclamations that add New Year's Day and early May). What was proclaimed for one year only is
    /// left out, so that no run depends on what could not be planned: the move of early May 2020 to 8 May and of spring
    /// 2022 to 2 June, and the royal days 29 April 2011, 5 June 2012, 3 June 2022, 19 September 2022, 8 May 2023.
    pub fn is_bank_holiday(day: u32) -> bool {
        let date = Date::of_day(day);
        let weekday = Calendar::weekday(day);
        let (m, d) = (date.month, date.day);
        if weekday >= 5 {
            return false;
        }
        match m {
            // New Year's Day or, when it falls at a weekend, the Monday after.
            1 => d == 1 || (weekday == 0 && (d == 2 || d == 3)),
            3 | 4 => {
                let easter = easter_sunday(date.year).day_number();
                day + 2 == easter || day == easter + 1
            }
            // Early May and spring: the first and the last Monday.
            5 => weekday == 0 && (d <= 7 || d >= 25),
            // Summer: the last Monday.
            8 => weekday == 0 && d >= 25,
            12 => d == 25 || d == 26 || (d == 27 && weekday <= 1) || (d == 28 && weekday <= 1),
            _ => false,
        }
    }
}

/// Easter Sunday by the anonymous Gregorian computus.
fn easter_sunday(year: i32) -> Date {
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date {
        year,
        month: (n / 31) as u32,
        day: (n % 31 + 1) as u32,
    }
}

#[cfg(test)]
mod test {
    use super::*;
    use crate::engine::time::DAY;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap_or_else(|| panic!("{text} is a date"))
    }

    #[test]
    fn every_day_of_two_centuries_goes_there_and_back() {
        let (mut expected, mut weekday) = (date("2000-01-01"), 5);
        for day in 0..=date("2200-12-31").day_number() {
            assert_eq!(Date::of_day(day), expected);
            assert_eq!(expected.day_number(), day);
            assert_eq!(Calendar::weekday(day), weekday);
            assert_eq!(Month::of(Time::of_day(day)), expected.calendar_month());
            assert_eq!(
                Month::of(Time(Time::of_day(day).0 + DAY - 1)),
                expected.calendar_month()
            );
            assert_eq!(date(&expected.to_string()), expected);
            // The next day by the plain rule.
            expected.day += 1;
            if expected.day > days_in_month(expected.year, expected.month) {
                (expected.day, expected.month) = (1, expected.month + 1);
            }
            if expected.month > 12 {
                (expected.month, expected.year) = (1, expected.year + 1);
            }
            weekday = (weekday + 1) % 7;
        }
    }

    #[test]
    fn weekdays_of_known_dates() {
        for (text, weekday) in [
            ("2000-01-01", 5),
            ("2000-02-29", 1),
            ("2018-04-01", 6),
            ("2020-02-29", 5),
            ("2022-09-19", 0),
            ("2024-12-25", 2),
            ("2100-03-01", 0),
        ] {
            assert_eq!(Calendar::weekday(date(text).day_number()), weekday, "{text}");
        }
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for text in [
            "2019-02-29",
            "2100-02-29",
            "2018-04-31",
            "2018-13-01",
            "2018-00-10",
            "2018-1-01",
            "1999-12-31",
            "2018-04-01-1",
            "x",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert!(Date::parse("2000-02-29").is_some());
    }

    /// <https://www.gov.uk/bank-holidays>, England and Wales, without what was proclaimed for one year only: early May 2020
    /// stands on its Monday, spring 2022 on 30 May.
    const BANK_HOLIDAYS: [(i32, [&str; 8]); 7] = [
        (
            2018,
            ["01-01", "03-30", "04-02", "05-07", "05-28", "08-27", "12-25", "12-26"],
        ),
        (
            2019,
            ["01-01", "04-19", "04-22", "05-06", "05-27", "08-26", "12-25", "12-26"],
        ),
        (
            2020,
            ["01-01", "04-10", "04-13", "05-04", "05-25", "08-31", "12-25", "12-28"],
        ),
        (
            2021,
            ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"],
        ),
        (
            2022,
            ["01-03", "04-15", "04-18", "05-02", "05-30", "08-29", "12-26", "12-27"],
        ),
        (
            2023,
            ["01-02", "04-07", "04-10", "05-01", "05-29", "08-28", "12-25", "12-26"],
        ),
        (
            2024,
            ["01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"],
        ),
    ];

    #[test]
    fn bank_holidays_are_the_published_ones() {
        for (year, published) in BANK_HOLIDAYS {
            let first = Date { year, month: 1, day: 1 };
            let found: Vec<String> = (first.day_number()..first.plus_years(1).day_number())
                .filter(|&day| Calendar::is_bank_holiday(day))
                .map(|day| Date::of_day(day).to_string()[5..].to_owned())
                .collect();
            assert_eq!(found, published, "{year}");
        }
    }

    #[test]
    fn every_year_has_eight_bank_holidays_all_on_weekdays() {
        for year in 2000..2200 {
            let first = Date { year, month: 1, day: 1 };
            let days = first.day_number()..first.plus_years(1).day_number();
            let holidays: Vec<u32> = days.filter(|&day| Calendar::is_bank_holiday(day)).collect();
            assert_eq!(holidays.len(), 8, "{year}");
            assert!(
                holidays
                    .iter()
                    .all(|&day| !Calendar::is_weekend(day) && !Calendar::is_working_day(day))
            );
        }
    }

    #[test]
    fn the_next_working_day_leaps_over_weekend_and_holiday() {
        let next = |text: &str| Date::of_day(Calendar::next_working_day(date(text).day_number())).to_string();
        assert_eq!(next("2018-03-30"), "2018-04-03"); // Good Friday to the Tuesday after Easter
        assert_eq!(next("2021-12-25"), "2021-12-29");
        assert_eq!(next("2018-04-03"), "2018-04-03");
    }

    #[test]
    fn months_tile_time_and_know_their_working_days() {
        let mut month = Month(0);
        while month.year() <= 2200 {
            let last = Time(month.next().start().0 - 1);
            assert_eq!((Month::of(month.start()), Month::of(last)), (month, month));
            assert_eq!(
                month.next().start().since(month.start()).as_days(),
                f64::from(month.days())
            );
            month = month.next();
        }
        let working = |text: &str| date(text).calendar_month().working_days();
        assert_eq!(
            [working("2018-04-01"), working("2018-05-01"), working("2018-12-01")],
            [20, 21, 19]
        );
        assert_eq!(date("2018-04-01").calendar_month().to_string(), "2018-04");
    }

    #[test]
    fn the_financial_year_turns_with_april() {
        assert_eq!(
            (date("2019-03-31").financial_year(), date("2019-04-01").financial_year()),
            (2018, 2019)
        );
        let (march, april) = (
            date("2019-03-31").calendar_month(),
            Month::first_of_financial_year(2019),
        );
        assert_eq!(march.next(), april);
        assert!(march.ends_financial_year() && !march.starts_financial_year());
        assert!(april.starts_financial_year() && !april.ends_financial_year());
        // 2018/19: 365 days less 105 weekend days (it begins on a Sunday) less 7 bank holidays: Good Friday of 2018 falls
        // before it and that of 2019 after.
        let days: u32 = (0..12)
            .map(|i| Month(Month::first_of_financial_year(2018).0 + i).working_days())
            .sum();
        assert_eq!(days, 253);
    }

    #[test]
    fn seasons_are_those_of_the_weather() {
        let season = |text: &str| date(text).calendar_month().season();
        assert_eq!([season("2018-12-01"), season("2019-02-28")], [Season::Winter; 2]);
        assert_eq!([season("2019-03-01"), season("2019-05-31")], [Season::Spring; 2]);
        assert_eq!([season("2019-06-01"), season("2019-08-31")], [Season::Summer; 2]);
        assert_eq!([season("2019-09-01"), season("2019-11-30")], [Season::Autumn; 2]);
    }

    #[test]
    fn a_birthday_on_the_leap_day_is_kept_on_the_28th() {
        assert_eq!(date("2020-02-29").plus_years(1), date("2021-02-28"));
        assert_eq!(date("2020-02-29").plus_years(4), date("2024-02-29"));
    }
}
