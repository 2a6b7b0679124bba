//! What all people share: captchas they can read, who has which mobile, what was handed over.

use app::entropy::digest;
use filing::{
    id::{CaptchaId, FilingId},
    time::{Duration, Timestamp},
};
use invariants::Submission;
use samples::{Organisation, Person};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering},
    },
};
use store::{CaptchaRow, Store};

/// What a person types under every captcha that was put there for it.
const ANSWER: &str = "ABCD";

/// Where the provider reports to, as addresses begin.
const HERE: &str = "广东省";

pub struct Town {
    /// Where short messages of our own land.
    pub inbox: PathBuf,
    captchas: Mutex<Vec<CaptchaId>>,
    /// Certificate numbers by mobile: who answers the ministry's SMS.
    people: Mutex<BTreeMap<String, String>>,
    submissions: Mutex<Vec<Submission>>,
    /// Personal values that were typed.
    canaries: Mutex<BTreeSet<String>>,
    next_seed: AtomicU64,
    /// No new filing is begun.
    closing: AtomicBool,
    picture: AtomicU8,
}

fn open<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Town {
    /// Puts captchas into the database whose answer is known: nobody here has eyes. Later nobody
    /// but the program opens it.
    pub async fn found(
        store: &Store,
        now: Timestamp,
        inbox: PathBuf,
        seed: u64,
        captchas: usize,
    ) -> anyhow::Result<Self> {
        let mut ids = Vec::new();
        let mut tx = store.begin().await?;
        for _ in 0..captchas {
            let id = CaptchaId::from_uuid(store.new_id());
            let expires_at = now + Duration::days(1);
            tx.insert_captcha(&CaptchaRow { id, answer_hash: digest(ANSWER), expires_at }).await?;
            ids.push(id);
        }
        tx.commit().await?;
        Ok(Self {
            inbox,
            captchas: Mutex::new(ids),
            people: Mutex::default(),
            submissions: Mutex::default(),
            canaries: Mutex::default(),
            next_seed: AtomicU64::new(seed.wrapping_mul(1000)),
            closing: AtomicBool::new(false),
            picture: AtomicU8::new(0),
        })
    }

    /// One that was not used.
    pub fn captcha(&self) -> anyhow::Result<Value> {
        let id = open(&self.captchas).pop();
        let id = id.ok_or_else(|| anyhow::anyhow!("all captchas are used up"))?;
        Ok(json!({ "id": id, "answer": ANSWER }))
    }

    /// An organisation where phones may verify, and a person who has a mobile of his own.
    pub fn somebody(&self) -> (Organisation, Person) {
        loop {
            let seed = self.next_seed.fetch_add(1, Ordering::Relaxed);
            let (organisation, person) = (samples::company(seed), samples::person(seed));
            if !organisation.address.starts_with(HERE) {
                continue;
            }
            let mut people = open(&self.people);
            if !people.contains_key(&person.mobile) {
                people.insert(person.mobile.clone(), person.id_no.clone());
                open(&self.canaries).extend([
                    person.name.clone(),
                    person.id_no.clone(),
                    person.mobile.clone(),
                    person.email.clone(),
                    person.address.clone(),
                ]);
                return (organisation, person);
            }
        }
    }

    pub fn certificate(&self, mobile: &str) -> Option<String> {
        open(&self.people).get(mobile).cloned()
    }

    /// Written down before it is sent.
    pub fn hands_over(&self, key: &str, filing: FilingId) {
        open(&self.submissions).push(Submission {
            key: key.to_owned(),
            filing,
            acknowledged: false,
        });
    }

    /// Written down when a yes was read.
    pub fn was_told_yes(&self, key: &str) {
        for submission in open(&self.submissions).iter_mut().filter(|s| s.key == key) {
            submission.acknowledged = true;
        }
    }

    pub fn submissions(&self) -> Vec<Submission> {
        open(&self.submissions).clone()
    }

    pub fn canaries(&self) -> Vec<String> {
        open(&self.canaries).iter().cloned().collect()
    }

    pub fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }

    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// A valid picture of nothing, no two alike: enough where nobody reads them.
    pub fn picture(&self) -> anyhow::Result<Vec<u8>> {
        let n = self.picture.fetch_add(1, Ordering::Relaxed);
        let blank = image::RgbImage::from_fn(96, 64, |x, y| {
            let tone = |span: u32, by: u32| u8::try_from(span * by % 256).unwrap_or(0);
            image::Rgb([n, tone(x, 2), tone(y, 3) ^ n.rotate_left(3)])
        });
        Ok(samples::encode_jpeg(&blank, 85, None, false)?)
    }
}
