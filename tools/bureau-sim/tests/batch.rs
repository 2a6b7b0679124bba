//! Files with many records.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bureau_sim::wire::soap;

use crate::provider::{Client, ISP, every, gbk, message, new_filing, zipped};

/// A unified social credit code with its check characters, for a running number.
fn credit_code(n: usize) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let value = |sign: u8| SIGNS.iter().position(|s| *s == sign).unwrap();
    let organisation = format!("{n:08}");
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize = organisation.bytes().zip(weights).map(|(d, w)| value(d) * w).sum();
    let check = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(u32::try_from(digit).unwrap(), 10).unwrap(),
    };
    let code = format!("91440101{organisation}{check}");
    let mut weight = 1;
    let mut sum = 0;
    for sign in code.bytes() {
        sum += value(sign) * weight;
        weight = weight * 3 % 31;
    }
    format!("{code}{}", SIGNS[(31 - sum % 31) % 31] as char)
}

/// One filing like the fixture's: other ids, certificate, domain, address, and a picture of 2 KB.
fn record(n: usize) -> String {
    let text = new_filing();
    let start = text.find("<Baxx>").unwrap();
    let end = text.find("</Baxx>").unwrap() + "</Baxx>".len();
    let picture = STANDARD.encode([&[0xff, 0xd8][..], &[7; 2046]].concat());
    let id = 10_000 + n;
    text[start..end]
        .replace(">7001<", &format!(">{id}1<"))
        .replace(">7101<", &format!(">{id}2<"))
        .replace(">7111<", &format!(">{id}3<"))
        .replace(">7121<", &format!(">{id}4<"))
        .replace(">7131<", &format!(">{id}5<"))
        .replace("91440101MA00000156", &credit_code(n))
        .replace("sample-a.example", &format!("sample-{n}.example"))
        .replace("16909060", &(16_909_060 + 4 * n).to_string())
        .replace("16909063", &(16_909_063 + 4 * n).to_string())
        .replace("/9hzeW50aGV0aWM=", &picture)
}

pub fn filings(count: usize) -> String {
    let records: String = (0..count).map(record).collect();
    message(&format!("<XZBA>{records}</XZBA>"))
}

/// The time this thread spent computing: what others do on the machine does not count, where the system
/// tells.
fn computing() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(Duration::default, Duration::from_nanos)
}

#[tokio::test]
async fn a_thousand_filings_are_taken_quickly() {
    let client = Client::new().await;
    let zip = zipped(&[("beianinfo.xml", &gbk(&filings(1000)))]);
    let mut parameters = Client::caller();
    parameters.extend(Client::upload_of(&zip, 1));
    let body = Client::envelope("isp_upload", &parameters);
    // Three bureaus, as the first touch of memory is not what is measured.
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let client = Client::new().await;
        let start = computing();
        let call = soap::read(body.as_bytes(), None, soap::UP_DOWN_LOAD).unwrap();
        client.sim.with(|bureau| {
            bureau.call(&call);
            assert_eq!(bureau.cases().count(), 1000);
        });
        best = best.min(computing().saturating_sub(start));
    }
    println!("{} KB, {} ms of computing", zip.len() / 1024, best.as_millis());
    // 600 ms were measured on a machine with seven times more work than cores; looking at every record for
    // every record took 5 s there.
    assert!(best < Duration::from_millis(1500), "{best:?}");

    assert_eq!(client.upload_zip(&zip, 1, &[]).await.code, 0);
    client.sim.with(|bureau| {
        assert_eq!(bureau.inbox().len(), 2000);
        let files: Vec<usize> =
            bureau.waiting(ISP).map(|file| every(&file.document, "Hyzt").len()).collect();
        assert_eq!(files, [1000], "one file tells about all confirmations");
    });
}
