use filing::{
    confirmation::{
        AfterWrong, Confirmation, ConfirmationStatus, SMS_WINDOW, WRONG_TRIES, reminders,
    },
    kind::Party,
    time::{Duration, Timestamp},
};

fn noon() -> Timestamp {
    "2026-01-05T04:00:00Z".parse().expect("an instant")
}

#[test]
fn a_confirmation_is_awaited_until_but_not_at_the_deadline() {
    let asked = Confirmation::ask(Party::ServiceOfficer, noon());
    assert_eq!(asked.deadline, noon() + SMS_WINDOW);
    let last = Timestamp::from_millis(asked.deadline.millis() - 1);
    assert_eq!(asked.status(last), ConfirmationStatus::Waiting);
    assert_eq!(asked.status(asked.deadline), ConfirmationStatus::Expired);
    assert_eq!(asked.left(last), Duration::millis(1));
    assert_eq!(asked.left(asked.deadline + Duration::days(1)), Duration::millis(0));
}

#[test]
fn the_sixth_wrong_answer_locks() {
    let mut asked = Confirmation::ask(Party::ServiceOfficer, noon());
    for wrong in 1..=WRONG_TRIES {
        assert_eq!(asked.wrong_answer(), AfterWrong::Left(WRONG_TRIES - wrong));
        assert_eq!(asked.status(noon()), ConfirmationStatus::Waiting);
    }
    assert_eq!(asked.wrong_answer(), AfterWrong::Locked);
    assert_eq!(asked.status(noon()), ConfirmationStatus::Locked);
}

#[test]
fn a_new_code_gives_neither_time_nor_tries() {
    let mut asked = Confirmation::ask(Party::SponsorOfficer, noon());
    asked.wrong_answer();
    let before = asked.clone();
    asked.resent();
    assert_eq!((asked.deadline, asked.wrong), (before.deadline, before.wrong));
    assert_eq!(asked.resent, 1);
}

#[test]
fn reminders_go_out_at_once_and_twelve_and_three_hours_before_the_end() {
    let end = noon() + SMS_WINDOW;
    assert_eq!(
        reminders(noon(), end),
        [noon(), noon() + Duration::hours(12), noon() + Duration::hours(21)]
    );
    let late = noon() + Duration::hours(22);
    assert_eq!(reminders(late, end), [late]);
}
