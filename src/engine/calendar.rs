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

impl Date {
    /// The date, if it exists.
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
    /// Weekdays that are no bank holiday.
    pub fn working_days(self) -> u32 {
        let first = self.start().day();
        (first..first + self.days())
            .filter(|&d| Calendar::is_working_day(d))
            .count() as u32
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
        !Calendar::is_weekend(day) && !Calendar::is_bank_holiday(day)
    }
    /// The first working day at or after `day`.
    pub fn next_working_day(mut day: u32) -> u32 {
        while !Calendar::is_working_day(day) {
            day += 1;
        }
        day
    }
    /// The standing bank holidays of England and Wales with their substitute days (Banking and Financial Dealings Act
    /// 1971); one-off royal holidays are left out.
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
