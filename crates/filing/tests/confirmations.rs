use filing::{
    confirmation::{
        AfterWrong, Confirmation, ConfirmationStatus, Confirmer, OfficerUnknown, Officers,
        QuietHours, Reminder, SMS_WINDOW, WRONG_TRIES, matched, reminders, who_is_asked,
    },
    dossier::Officer,
    id::ServiceId,
    kind::Party,
    time::{Duration, Timestamp},
};
use serde_json::json;

fn service(n: u128) -> ServiceId {
    ServiceId::from_uuid(uuid::Uuid::from_u128(n))
}

fn shop() -> Confirmer {
    Confirmer::of_service(service(1))
}

fn blog() -> Confirmer {
    Confirmer::of_service(service(2))
}

fn officer(number: &str, mobile: &str) -> Officer {
    serde_json::from_value(json!({
        "name": "样例", "document_type": 2, "document_number": number, "mobile": mobile,
        "email": "a@example.com", "phone": null, "emergency_phone": null, "im_type": null,
        "im_account": null, "remark_bureau": null,
    }))
    .expect("an officer")
}

fn noon() -> Timestamp {
    "2026-01-05T04:00:00Z".parse().expect("an instant")
}

#[test]
fn a_confirmation_is_awaited_until_but_not_at_the_deadline() {
    let asked = Confirmation::ask(shop(), noon());
    assert_eq!(asked.deadline, noon() + SMS_WINDOW);
    let last = Timestamp::from_millis(asked.deadline.millis() - 1);
    assert_eq!(asked.status(last), ConfirmationStatus::Waiting);
    assert_eq!(asked.status(asked.deadline), ConfirmationStatus::Expired);
    assert_eq!(asked.left(last), Duration::millis(1));
    assert_eq!(asked.left(asked.deadline + Duration::days(1)), Duration::millis(0));
}

#[test]
fn the_sixth_wrong_answer_locks() {
    let mut asked = Confirmation::ask(shop(), noon());
    for wrong in 1..=WRONG_TRIES {
        assert_eq!(asked.wrong_answer(), AfterWrong::Left(WRONG_TRIES - wrong));
        assert_eq!(asked.status(noon()), ConfirmationStatus::Waiting);
    }
    assert_eq!(asked.wrong_answer(), AfterWrong::Locked);
    assert_eq!(asked.status(noon()), ConfirmationStatus::Locked);
}

#[test]
fn a_new_code_gives_neither_time_nor_tries() {
    let mut asked = Confirmation::ask(Confirmer::SPONSOR, noon());
    asked.wrong_answer();
    let before = asked.clone();
    asked.resent();
    assert_eq!((asked.deadline, asked.wrong), (before.deadline, before.wrong));
    assert_eq!(asked.resent, 1);
}

const NIGHT: (u32, u32) = (22, 8);

fn night() -> QuietHours {
    NIGHT.try_into().expect("two hours of a day")
}

fn beijing(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().expect("an instant")
}

#[test]
fn reminders_go_out_at_once_and_twelve_and_three_hours_before_the_end() {
    let end = noon() + SMS_WINDOW;
    assert_eq!(
        reminders(noon(), end, QuietHours::NEVER),
        [
            (Reminder::AtOnce, noon()),
            (Reminder::HalfTime, noon() + Duration::hours(12)),
            (Reminder::LastHours, noon() + Duration::hours(21)),
        ]
    );
    let late = noon() + Duration::hours(22);
    assert_eq!(reminders(late, end, QuietHours::NEVER), [(Reminder::AtOnce, late)]);
}

#[test]
fn at_night_a_reminder_waits_for_the_morning_and_the_last_one_for_nothing() {
    let of = |start: &str| {
        let start = beijing(start);
        let plan = reminders(start, start + SMS_WINDOW, night());
        let clock = |at: Timestamp| at.beijing().format("%d %H:%M").to_string();
        plan.into_iter().map(|(what, at)| (what.name(), clock(at))).collect::<Vec<_>>()
    };
    let told = |list: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        list.iter().map(|(what, at)| (*what, (*at).to_owned())).collect()
    };
    assert_eq!(
        of("2026-01-05T14:00"),
        told(&[("at_once", "05 14:00"), ("half_time", "06 08:00"), ("last_hours", "06 11:00")])
    );
    assert_eq!(
        of("2026-01-05T10:00"),
        told(&[("at_once", "05 10:00"), ("last_hours", "06 07:00")]),
        "what would wait beyond the last one is left out, and that one goes out at seven"
    );
    assert_eq!(
        of("2026-01-05T23:30"),
        told(&[("at_once", "06 08:00"), ("half_time", "06 11:30"), ("last_hours", "06 20:30")])
    );
    assert_eq!(
        of("2026-01-05T20:00"),
        told(&[("at_once", "05 20:00"), ("half_time", "06 08:00"), ("last_hours", "06 17:00")]),
        "at eight sharp it is morning"
    );
    assert_eq!(of("2026-01-05T22:00")[0].1, "06 08:00", "at ten sharp it is night");
}

/// When who is reminded, for each hour of the day in which the officers can be asked.
#[test]
fn the_printed_reminders_are_the_approved_ones() {
    let mut printed =
        String::from("asked at   reminders (day and time in Beijing; quiet from 22 until 8)\n");
    for hour in 0..24 {
        let start = beijing(&format!("2026-01-05T{hour:02}:00"));
        let plan = reminders(start, start + SMS_WINDOW, night());
        let line: Vec<String> = plan
            .iter()
            .map(|(what, at)| format!("{} {}", what.name(), at.beijing().format("%d %H:%M")))
            .collect();
        printed += &format!("05 {hour:02}:00   {}\n", line.join(", "));
    }
    crate::golden::compare("reminders.txt", &printed);
}

#[test]
fn hours_that_no_day_has_are_refused() {
    assert!(QuietHours::try_from((22, 24)).is_err());
    assert!(QuietHours::try_from((0, 0)).is_ok_and(|never| never == QuietHours::NEVER));
}

#[test]
fn every_services_officer_is_asked_and_a_person_with_several_roles_once() {
    let (head, clerk) = (officer("A1x", "13800000000"), officer("B2", "13900000000"));
    let again = officer(" a1X ", "13700000000");
    let officers = Officers {
        sponsor: Some(&head),
        services: vec![(service(1), &clerk), (service(2), &again), (service(3), &clerk)],
    };
    let asked = who_is_asked(Party::ALL, &officers, true).expect("everybody is known");
    let roles: Vec<Vec<Confirmer>> = asked.iter().map(|p| p.roles().collect()).collect();
    assert_eq!(
        roles,
        [vec![Confirmer::SPONSOR, blog()], vec![shop(), Confirmer::of_service(service(3))]]
    );
    assert_eq!(asked[0].mobile, head.mobile, "the number of the first role");

    let apart = who_is_asked(Party::ALL, &officers, false).expect("everybody is known");
    let first: Vec<Confirmer> = apart.iter().map(|person| person.confirmer).collect();
    assert_eq!(first, [Confirmer::SPONSOR, shop(), blog()], "one code for each role");

    let other_paper = Officer { document_type: 6, ..head.clone() };
    let officers = Officers { sponsor: Some(&head), services: vec![(service(1), &other_paper)] };
    let asked = who_is_asked(Party::ALL, &officers, true).expect("everybody is known");
    assert_eq!(asked.len(), 2, "the same number on another sort of certificate is another person");
}

#[test]
fn nobody_is_asked_in_the_place_of_an_officer_who_is_not_known() {
    let head = officer("A1", "13800000000");
    let officers = Officers { sponsor: Some(&head), services: Vec::new() };
    assert_eq!(
        who_is_asked(Party::ALL, &officers, true),
        Err(OfficerUnknown(Party::ServiceOfficer))
    );
    assert_eq!(who_is_asked(&[], &officers, true), Ok(Vec::new()), "nobody has to be known");
}

#[test]
fn the_bureau_means_people_by_role_and_order_or_nobody() {
    use Party::{ServiceOfficer, SponsorOfficer};
    let asked = [Confirmer::SPONSOR, shop(), blog()];
    let told = [ServiceOfficer, SponsorOfficer, ServiceOfficer];
    assert_eq!(matched(&asked, &told), Some(vec![shop(), Confirmer::SPONSOR, blog()]));
    assert_eq!(matched(&asked, &told[..2]), None, "somebody is missing");
    assert_eq!(matched(&asked[..2], &told), None, "somebody is too many");
}
