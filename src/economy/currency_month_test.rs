//! A month of every currency under the tariff, and a month of several councils, worked by hand and settled through the
//! real ledger, to the penny. How the place is made stands in [`super::clause_month_test`].

use super::clause_month_test::{agree, close, counted, facts, pence, place, price, sees, stay, under, words};
use super::ledger::Heading;
use super::settings::Currency;
use crate::model::council_lines;
use crate::model::fact::{Count, Facts, Stock};
use crate::model::settings::ServiceKind;

/// Every currency: payer and provider, price, units of April and of May, and what they come to.
const CURRENCIES: &str = "
ae_type1                  | ccg acute                    | 150    | 1000 1100   | 150,000.00 165,000.00
ae_type2                  | ccg acute                    | 72.5   | 40 50       | 2,900.00 3,625.00
ae_type3                  | ccg acute                    | 70.25  | 600 620     | 42,150.00 43,555.00
emergency_zero_night      | ccg acute                    | 700.1  | 100 110     | 70,010.00 77,011.00
emergency_one_night       | ccg acute                    | 1100   | 50 40       | 55,000.00 44,000.00
emergency_multi_night     | ccg acute                    | 2950   | 30 36       | 88,500.00 106,200.00
excess_bed_day            | ccg acute                    | 240.33 | 40 50       | 9,613.20 12,016.50
elective                  | ccg acute                    | 3600   | 60 70       | 216,000.00 252,000.00
day_case                  | ccg acute                    | 720    | 300 310     | 216,000.00 223,200.00
outpatient_first          | ccg acute                    | 165    | 1300 1400   | 214,500.00 231,000.00
outpatient_follow_up      | ccg acute                    | 80     | 2900 3000   | 232,000.00 240,000.00
community_contact         | ccg community                | 71.86  | 44000 45000 | 3,161,840.00 3,233,700.00
home_care_hour            | council care_market          | 16.9   | 55000 56005 | 929,500.00 946,484.50
care_assessment           | ccg council                  | 30     | 200 210     | 6,000.00 6,300.00
gp_appointment            | nhs_england general_practice | 25     | 90000 95000 | 2,250,000.00 2,375,000.00
mental_health_cluster_day | ccg mental_health            | 55     | 3900 4340   | 214,500.00 238,700.00
out_of_area_day           | ccg mental_health            | 550    | 150 186     | 82,500.00 102,300.00
care_home_week            | council care_market          | 650    | 300 310     | 195,000.00 201,500.00
";

/// A row of that table: what is in each column.
fn currency(row: &str) -> (&str, [&str; 2], f64, Vec<i64>, Vec<i64>) {
    let [name, parties, price, units, pounds] = row.split('|').collect::<Vec<_>>()[..] else {
        panic!("{row}");
    };
    let units = units.split_whitespace().map(|n| n.parse().expect(row));
    let price = price.trim().parse().expect(row);
    (name.trim(), words(parties), price, units.collect(), pence(pounds))
}

/// A month with the activity of every currency, in a plan of so many services.
fn everything(m: usize, services: usize) -> Facts {
    let at = |wanted: Currency| {
        let name = wanted.name();
        let mut rows = CURRENCIES.trim().lines().map(currency);
        rows.find(|row| row.0 == name).expect(name).3[m]
    };
    use Currency as C;
    let counts = [
        (Count::AeType1, at(C::AeType1)),
        (Count::AeType2, at(C::AeType2)),
        (Count::AeType3, at(C::AeType3)),
        (Count::ElectiveAdmission, at(C::Elective)),
        (Count::DayCase, at(C::DayCase)),
        (Count::OutpatientFirst, at(C::OutpatientFirst)),
        (Count::OutpatientFollowUp, at(C::OutpatientFollowUp)),
        (Count::CommunityContact, at(C::CommunityContact)),
        (Count::HomeCareHours, at(C::HomeCareHour)),
        (Count::CareAssessment, at(C::CareAssessment)),
        (Count::GpAppointment, at(C::GpAppointment)),
    ];
    // Four spells of 25 nights in April, five in May: ten nights of each lie beyond the trim point of 15.
    let long = at(C::ExcessBedDay) / 10;
    let stays = [
        (0, at(C::EmergencyZeroNight)),
        (1, at(C::EmergencyOneNight)),
        (2, at(C::EmergencyMultiNight) - long),
        (25, long),
    ];
    let nights: Vec<u32> = stays.iter().flat_map(|&(nights, n)| vec![nights; n as usize]).collect();
    let mut facts = facts(m, &counts, &nights);
    let [own, held] = council_lines(services)[..] else {
        panic!("a council pays for its own clients and for personal budgets");
    };
    let homes = |payer, mean| (Stock::CareHomeResidents, Some(payer), mean);
    let lines = [
        // Cluster-days: 130 people on 30 days of April, 140 on 31 of May.
        (Stock::MentalCaseload, None, [100, 110][m]),
        (Stock::HomeTreatment, None, 10),
        (Stock::MentalBedOccupied, None, 20),
        (Stock::OutOfArea, None, [5, 6][m]),
        // 70 residents on 30 or 31 midnights, seven to a week. Who pays for themselves is nobody's bill.
        homes(own, 60),
        homes(held, 10),
        homes(own.max(held) + 1, 500),
    ];
    stay(&mut facts, &lines);
    facts
}

#[test]
fn the_tariff_pays_units_times_price_in_every_currency() {
    let mut settings = place("");
    settings.contracts.clear();
    for (kind, provider) in [
        (ServiceKind::GeneralPractice, "general_practice"),
        (ServiceKind::CommunityMentalHealth, "mental_health"),
        (ServiceKind::CrisisTeam, "mental_health"),
        (ServiceKind::MentalHealthBeds, "mental_health"),
        (ServiceKind::CareHome, "care_market"),
        (ServiceKind::NursingHome, "care_market"),
    ] {
        let mut service = settings.services[0].clone();
        (service.id, service.kind, service.provider) = (format!("{kind:?}"), kind, provider.into());
        settings.services.push(service);
    }
    let rows: Vec<_> = CURRENCIES.trim().lines().map(currency).collect();
    for &currency in Currency::ALL {
        let name = currency.name();
        let (_, [payer, provider], pounds, ..) = rows.iter().find(|row| row.0 == name).expect(name);
        price(&mut settings, currency, *pounds);
        let only = format!(r#", "share": 0, "share_by_currency": {{"{name}": 1}}"#);
        let parties = format!("{name} {payer} {provider}");
        agree(&mut settings, &parties, r#"{"tariff": {}}"#, &only);
    }
    let facts = [0, 1].map(|m| everything(m, settings.services.len()));
    for (m, closing) in close(&settings, &facts).iter().enumerate() {
        for (name, _, _, _, pence) in &rows {
            let paid = closing.contracts.iter().find(|c| c.0 == *name).expect(name).3;
            assert_eq!(paid, pence[m], "{name}");
        }
        for account in &closing.accounts {
            let part = |side: usize| -> i64 {
                let own = rows.iter().filter(|row| row.1[side] == account.organisation);
                own.map(|row| row.4[m]).sum()
            };
            let seen = under(account, Heading::Contract);
            assert_eq!(seen, part(1) - part(0), "{}", account.organisation);
        }
    }
}

#[test]
fn each_of_several_councils_pays_for_its_own_residents() {
    let mut settings = place("");
    settings.neighbourhoods[1].council = "second_council".into();
    let second = settings.organisations["council"].clone();
    settings.organisations.insert("second_council".into(), second);
    price(&mut settings, Currency::HomeCareHour, 16.9);
    for council in ["council", "second_council"] {
        let parties = format!("{council} {council} care_market");
        let plan = r#", "plan": {"home_care_hour": 600000}"#;
        agree(&mut settings, &parties, r#"{"tariff": {}}"#, plan);
    }
    // Of 50,000 hours in April 30,000 are given in the first neighbourhood and 20,000 in the second; of 50,005 in May
    // 30,003 and 20,002; at £16.90.
    let closings = close(&settings, &counted(Count::HomeCareHours, &[50_000, 50_005]));
    sees(
        &closings,
        "council                 | 507,000.00 507,050.70
         second_council          | 338,000.00 338,033.80
         council contract        | -507,000.00 -507,050.70
         second_council contract | -338,000.00 -338,033.80
         care_market contract    | 845,000.00 845,084.50",
    );
}
