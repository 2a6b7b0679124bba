//! Files with many records.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

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

#[tokio::test]
async fn a_thousand_filings_are_taken_in_half_a_second() {
    let client = Client::new().await;
    let zip = zipped(&[("beianinfo.xml", &gbk(&filings(1000)))]);
    let start = Instant::now();
    assert_eq!(client.upload_zip(&zip, 1, &[]).await.code, 0);
    let taken = start.elapsed();
    client.sim.with(|bureau| {
        assert_eq!(bureau.cases().count(), 1000);
        assert_eq!(bureau.inbox().len(), 2000);
        let files: Vec<usize> =
            bureau.waiting(ISP).map(|file| every(&file.document, "Hyzt").len()).collect();
        assert_eq!(files, [1000], "one file tells about all confirmations");
    });
    println!("{} KB, {} ms", zip.len() / 1024, taken.as_millis());
    // Half a second on a machine that does nothing else; many tests run beside this one.
    assert!(taken < Duration::from_secs(5), "{taken:?}");
}
