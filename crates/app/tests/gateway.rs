//! A gateway of short messages that does what it is told to, and what becomes of a message then.

use crate::{desk::Desk, world::World};
use app::notify::sms::{Delivery, Sms, SmsError, SmsGateway};
use async_trait::async_trait;
use filing::{id::FilingId, time::Duration};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

/// What the gateway does with the next message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    Delivers,
    /// It goes out; whether it arrives is told on being asked.
    Takes,
    /// It goes out, and the answer is lost.
    TakesSilently,
    /// Nothing goes out, and there is no answer.
    Vanishes,
    /// `isv.BUSINESS_LIMIT_CONTROL`.
    Refuses,
}

/// Our own short messages; the ministry's are in the simulator.
#[derive(Clone, Default)]
pub struct Inbox(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    taken: Vec<Sms>,
    fates: HashMap<String, Delivery>,
    script: VecDeque<Does>,
    deaf: bool,
    asked: usize,
}

impl Inbox {
    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().expect("no test panics while holding it"))
    }

    /// Every message that went out, in order.
    pub fn all(&self) -> Vec<Sms> {
        self.with(|state| state.taken.clone())
    }

    /// What happens to the next messages; the ones after them are delivered.
    pub fn script(&self, script: &[Does]) {
        self.with(|state| state.script = script.iter().copied().collect());
    }

    /// Whether questions are answered.
    pub fn deaf(&self, deaf: bool) {
        self.with(|state| state.deaf = deaf);
    }

    /// How often it was asked what became of a message.
    pub fn asked(&self) -> usize {
        self.with(|state| state.asked)
    }

    /// What the network says of everything from now on.
    pub fn fate(&self, fate: &Delivery) {
        self.with(|state| state.fates.values_mut().for_each(|old| *old = fate.clone()));
    }

    /// The latest one-time code that this mobile got.
    pub fn code(&self, mobile: &str) -> String {
        let messages = self.all();
        let to = messages.iter().rev().filter(|sms| sms.mobile.reveal() == mobile);
        let six = |sms: &Sms| {
            let mut parts = sms.text.split(|c: char| !c.is_ascii_digit());
            parts.find(|part| part.len() == 6).map(str::to_owned)
        };
        to.filter_map(six).next().expect("a code was sent to this mobile")
    }

    /// The messages whose text holds `part`, by mobile.
    pub fn about(&self, part: &str) -> Vec<String> {
        let all = self.all().into_iter().filter(|sms| sms.text.contains(part));
        all.map(|sms| sms.mobile.reveal().to_owned()).collect()
    }
}

#[async_trait]
impl SmsGateway for Inbox {
    async fn send(&self, sms: &Sms) -> Result<Delivery, SmsError> {
        self.with(|state| {
            let does = state.script.pop_front().unwrap_or(Does::Delivers);
            let fate = match does {
                Does::Vanishes => return Err(SmsError::NoAnswer("time-out".into())),
                Does::Refuses => {
                    return Err(SmsError::NotTaken("isv.BUSINESS_LIMIT_CONTROL".into()));
                }
                Does::Delivers | Does::TakesSilently => Delivery::Delivered,
                Does::Takes => Delivery::OnItsWay,
            };
            state.taken.push(sms.clone());
            state.fates.insert(sms.out_id.clone(), fate.clone());
            match does {
                Does::TakesSilently => Err(SmsError::NoAnswer("time-out".into())),
                _ => Ok(fate),
            }
        })
    }

    async fn query(&self, out_id: &str) -> Result<Option<Delivery>, SmsError> {
        self.with(|state| {
            state.asked += 1;
            match state.deaf {
                true => Err(SmsError::NoAnswer("time-out".into())),
                false => Ok(state.fates.get(out_id).cloned()),
            }
        })
    }
}

/// How far the messages of the round that runs are, as the sponsor sees it.
async fn told(desk: &Desk<'_>, id: FilingId) -> Vec<String> {
    let shown = desk.world.app.show_confirmations(&desk.ctx(), id).await.expect("own filing");
    let round = shown.current.expect("somebody was asked");
    round.notices.into_iter().map(|notice| notice.state).collect()
}

const ASKED: &str = "12381";

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_asked_after_and_not_sent_twice() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 301).await;
    let id = desk.approved().await;
    world.inbox.script(&[Does::TakesSilently, Does::TakesSilently]);
    world.pass(Duration::minutes(5)).await;
    assert_eq!(world.inbox.about(ASKED), std::slice::from_ref(&desk.head.mobile));
    assert!(world.inbox.asked() > 0);
    assert_eq!(told(&desk, id).await, ["delivered"]);
}

#[tokio::test]
async fn while_the_gateway_does_not_say_nothing_is_sent_again() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 302).await;
    let id = desk.approved().await;
    world.inbox.script(&[Does::Vanishes, Does::Vanishes]);
    world.inbox.deaf(true);
    world.pass(Duration::minutes(30)).await;
    assert!(world.inbox.about(ASKED).is_empty(), "a blind second try would be one too many");
    assert_eq!(told(&desk, id).await, ["sending"]);
    world.inbox.deaf(false);
    world.pass(Duration::hours(1)).await;
    assert_eq!(world.inbox.about(ASKED).len(), 1, "it never was there, so it goes out, once");
    assert_eq!(told(&desk, id).await, ["delivered"]);
}

#[tokio::test]
async fn what_a_gateway_refuses_for_now_goes_out_later() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 303).await;
    let id = desk.approved().await;
    world.inbox.script(&[Does::Refuses; 6]);
    world.run_jobs().await;
    assert_eq!(told(&desk, id).await, ["queued"]);
    world.pass(Duration::hours(1)).await;
    assert_eq!(told(&desk, id).await, ["delivered"]);
    assert_eq!(world.inbox.about(ASKED).len(), 1);
    assert_eq!(world.inbox.asked(), 0, "a refusal leaves no doubt");
}

#[tokio::test]
async fn what_was_taken_and_never_delivered_is_shown_to_the_sponsor_with_its_text() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 304).await;
    let id = desk.approved().await;
    world.inbox.script(&[Does::Takes, Does::Takes]);
    world.run_jobs().await;
    assert_eq!(told(&desk, id).await, ["sent"]);
    world.pass(Duration::minutes(13)).await;
    assert_eq!(told(&desk, id).await, ["sent"], "a phone may be off for a while");
    world.pass(Duration::hours(1)).await;
    let shown = world.app.show_confirmations(&desk.ctx(), id).await.expect("own filing");
    let notice = shown.current.expect("a round").notices.remove(0);
    assert_eq!(notice.state, "undelivered");
    assert!(notice.state_label.contains("未送达"), "{}", notice.state_label);
    assert!(notice.text.contains("beian.miit.gov.cn"), "read in the portal instead");
    let history = world.app.history(&world.system(), id, None, 100).await.expect("a history");
    assert!(
        history.items.iter().all(|entry| !entry.detail.to_string().contains(&desk.head.mobile))
    );

    world.inbox.fate(&Delivery::Delivered);
    world.pass(Duration::hours(6)).await;
    assert_eq!(told(&desk, id).await[0], "delivered", "the phone was switched on again");
    assert_eq!(world.inbox.about(ASKED).len(), 1, "nothing was sent a second time");
}

#[tokio::test]
async fn one_number_gets_so_many_messages_a_day_and_the_rest_the_next_day() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 305).await;
    let id = desk.approved().await;
    let budget = world.app.settings.limits.messages_per_number_and_day as usize;
    // Other filings of the same officer used the day up.
    let mut tx = world.app.store.begin().await.expect("a database");
    for n in 0..budget {
        let mut row = sent_before(&desk, n);
        tx.insert_message(&row).await.expect("written");
        row.state = store::MessageState::Delivered;
        row.sent_at = Some(world.now());
        tx.update_message(&row).await.expect("sent");
    }
    tx.commit().await.expect("committed");
    world.run_jobs().await;
    assert_eq!(told(&desk, id).await, ["queued"]);
    assert!(world.inbox.about(ASKED).is_empty());
    // 14:00 in Beijing; after midnight the number may get messages again.
    world.pass(Duration::hours(12)).await;
    assert_eq!(told(&desk, id).await, ["delivered"]);
}

fn sent_before(desk: &Desk<'_>, n: usize) -> store::MessageRow {
    store::MessageRow {
        id: uuid::Uuid::from_u128(n as u128 + 1),
        channel: store::Channel::Sms,
        recipient: desk.head.mobile.as_str().into(),
        template: "approved".into(),
        args: serde_json::json!({ "text": "x" }),
        out_id: format!("earlier-{n}"),
        state: store::MessageState::Queued,
        attempts: 0,
        created_at: desk.world.now(),
        sent_at: None,
        expires_at: None,
        last_error: None,
    }
}

#[tokio::test]
async fn a_reminder_that_is_of_no_use_any_more_is_given_up() {
    let world = World::blind().await;
    let desk = Desk::enterprise(&world, 306).await;
    let id = desk.approved().await;
    world.inbox.script(&[Does::Refuses; 200]);
    world.pass(Duration::hours(26)).await;
    world.inbox.script(&[]);
    world.pass(Duration::hours(2)).await;
    assert!(world.inbox.about(ASKED).is_empty(), "the round is over");
    let states = told(&desk, id).await;
    assert!(states.iter().all(|state| state == "failed"), "{states:?}");
}
