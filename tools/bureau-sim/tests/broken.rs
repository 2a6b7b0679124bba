//! Whatever arrives, the bureau answers and goes on.

use bureau_sim::seeded::Seeded;
use bureau_sim::wire::soap;

use crate::provider::{Client, ISP, gbk, new_filing, zipped};

/// The fixture with a few spans of bytes cut, doubled, moved or overwritten.
fn broken(chance: &mut Seeded) -> Vec<u8> {
    let mut bytes = gbk(&new_filing());
    let mut below = |n: usize| usize::try_from(chance.draw() % (n as u64)).unwrap();
    for _ in 0..=below(3) {
        let start = below(bytes.len() - 60);
        let end = start + 1 + below(50);
        match below(4) {
            0 => drop(bytes.drain(start..end)),
            1 => {
                let span = bytes[start..end].to_vec();
                bytes.splice(start..start, span);
            }
            2 => bytes[start] = u8::try_from(below(256)).unwrap(),
            _ => {
                // The content of some element becomes something else.
                if let Some(open) = bytes[start..].iter().position(|b| *b == b'>') {
                    let junk =
                        [&b"-1"[..], b"99999999999999999999", b"&amp;&lt;", b"\xb0\xa1X", b""]
                            [below(5)];
                    bytes.splice(start + open + 1..start + open + 1, junk.iter().copied());
                }
            }
        }
    }
    bytes
}

#[tokio::test]
async fn broken_files_are_answered_and_told_about_and_never_stop_the_bureau() {
    let client = Client::new().await;
    let mut chance = Seeded::new(20_261_124);
    for sequence in 1..=400 {
        let zip = zipped(&[("beianinfo.xml", &broken(&mut chance))]);
        let mut parameters = Client::caller();
        parameters.extend(Client::upload_of(&zip, sequence));
        let envelope = Client::envelope("isp_upload", &parameters);
        let call = soap::read(envelope.as_bytes(), None, soap::UP_DOWN_LOAD).unwrap();
        let told = |b: &bureau_sim::bureau::Bureau| b.waiting(ISP).count() + b.cases().count();
        let (before, after, code) = client.sim.with(|bureau| {
            let before = told(bureau);
            bureau.call(&call);
            (before, told(bureau), bureau.ledger().entries().last().unwrap().code)
        });
        assert_eq!(code, 0);
        assert!(after > before, "upload {sequence} vanished");
    }
    for xml in client.sim.with(|b| b.waiting(ISP).map(|p| p.document.clone()).collect::<Vec<_>>()) {
        let document = roxmltree::Document::parse(&xml).unwrap();
        assert_eq!(bureau_sim::schema::download().faults(document.root_element()), [], "{xml}");
    }
}

#[tokio::test]
async fn broken_calls_are_faults_or_refusals() {
    let client = Client::new().await;
    let whole = Client::envelope("isp_upload", &Client::caller()).into_bytes();
    let mut chance = Seeded::new(7);
    for _ in 0..400 {
        let mut bytes = whole.clone();
        let at = usize::try_from(chance.draw() % (bytes.len() as u64)).unwrap();
        bytes[at] = u8::try_from(chance.draw() % 256).unwrap();
        if let Ok(call) = soap::read(&bytes, None, soap::UP_DOWN_LOAD) {
            client.sim.with(|bureau| {
                bureau.call(&call);
                assert_ne!(bureau.ledger().entries().last().unwrap().code, 0);
            });
        }
    }
}

#[tokio::test]
async fn extreme_numbers_are_no_trouble() {
    let client = Client::new().await;
    for sequence in [i64::MIN, -1, 0, i64::MAX] {
        assert_eq!(client.upload_zip(b"", sequence, &[]).await.code, 14, "{sequence}");
    }
    client.sim.advance(i64::MAX);
    client.sim.advance(i64::MAX);
    assert_eq!(client.get("/control/clock").await["now"], "9999-12-31 23:59:59");
    client.sim.advance(i64::MIN);
    client.sim.advance(i64::MIN);
    assert_eq!(client.call("isp_download", &[]).await.code, 2);
}
