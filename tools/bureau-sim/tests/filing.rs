//! The whole way of a filing.

use serde_json::json;

use crate::provider::{Client, MORNING, between, every, new_filing};

#[tokio::test]
async fn a_filing_goes_from_upload_over_sms_and_clerk_to_a_number() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;

    let files = client.fetch().await;
    assert_eq!(files.len(), 1, "nothing but the state of the SMS is told so far");
    assert_eq!(between(&files[0], "IspZtid"), Some("7001"));
    assert_eq!(between(&files[0], "Sfwc"), Some("0"));
    assert_eq!(between(&files[0], "Jzsj"), Some("2026-11-25 10:00:00"));
    assert_eq!(every(&files[0], "Js"), ["zt", "wz"]);
    assert_eq!(every(&files[0], "Zt"), ["0", "0"]);

    let inbox = client.get("/inbox").await;
    assert_eq!(inbox[0]["sender"], "12381");
    assert_eq!(inbox[0]["at"], "2026-11-24 10:00:00");
    let sms = client.sms().await;
    assert_eq!((sms[0].0.as_str(), sms[1].0.as_str()), ("13800000000", "19900000001"));
    assert!(inbox[0]["text"].as_str().unwrap().contains(&sms[0].1));

    let answer = client.confirm(&sms[0].1, "13800000000", "010011").await;
    assert_eq!(answer["result"], "wait_for_others");
    assert!(answer["message"].as_str().unwrap().contains("请等待其他核验人"));
    let (status, _) = client.post("/clerk/1/approve", json!({})).await;
    assert_eq!(status, 409, "the clerk has to wait for the second officer");
    let answer = client.confirm(&sms[1].1, "19900000001", "310027").await;
    assert_eq!(answer["result"], "complete");

    let files = client.fetch().await;
    assert_eq!(files.iter().map(|f| every(f, "Zt").join("")).collect::<Vec<_>>(), ["10", "11"]);
    assert_eq!(files.iter().map(|f| between(f, "Sfwc").unwrap()).collect::<Vec<_>>(), ["0", "1"]);

    client.sim.advance(3600);
    let (status, case) = client.post("/clerk/1/approve", json!({})).await;
    assert_eq!((status, case["stage"].as_str()), (200, Some("filed")));

    let files = client.fetch().await;
    assert_eq!(files.len(), 1);
    let file = &files[0];
    assert!(file.find("<BASJ>").unwrap() < file.find("<BAJG>").unwrap());
    assert_eq!(between(file, "Jgdm"), Some("1001"));
    assert_eq!(between(file, "Bs"), Some("7001"));
    assert_eq!((between(file, "Shjg"), between(file, "Jlid")), (Some("1"), Some("7001")));
    assert_eq!(
        every(file, "Baxh"),
        ["粤ICP备2026000001号", "粤ICP备2026000001号-1A"],
        "the dialect said app"
    );
    assert_eq!((between(file, "IspZtid"), between(file, "IspWzid")), (Some("7001"), Some("7101")));
    assert_eq!((between(file, "IspYmid"), between(file, "IspJrid")), (Some("7111"), Some("7121")));
    for id in ["Ztid", "Wzid", "Ymid", "Jrid", "Ipid"] {
        assert!(between(file, id).unwrap().starts_with("4400000000"), "{id}");
    }
    assert_eq!(between(file, "Ispid"), Some("110000000000"));
    assert_eq!(between(file, "Shsj"), Some("2026-11-24 11:00:00"));
    assert_eq!(between(file, "Dwmc"), Some("样例网络科技（广州）有限公司"));
    assert!(client.download().await.is_none());
}

#[tokio::test]
async fn numbers_run_on_and_start_anew_with_the_year() {
    let mut client = Client::new().await;
    let first = client.file_it().await;
    assert_eq!(between(&first, "Baxh"), Some("粤ICP备2026000001号"));
    let other = |n: i64, uscc: &str| {
        crate::provider::without_sms()
            .replace(">7", &format!(">{n}7"))
            .replace("sample-a.example", &format!("sample-{n}.example"))
            .replace("91440101MA00000156", uscc)
    };
    for (n, uscc, moved, number) in [
        (1, credit_code("91440101MA0000016"), 0, "粤ICP备2026000002号"),
        (2, credit_code("91440101MA0000017"), 45 * 86_400, "粤ICP备2027000001号"),
    ] {
        client.sim.advance(moved);
        client.upload(&other(n, &uscc)).await;
        let id = client.get("/clerk").await[0]["id"].as_u64().unwrap();
        assert_eq!(client.post(&format!("/clerk/{id}/approve"), json!({})).await.0, 200);
        assert_eq!(between(&client.fetch().await[0], "Baxh"), Some(number));
    }
}

/// Seventeen characters with their check character.
fn credit_code(body: &str) -> String {
    "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .map(|c| format!("{body}{c}"))
        .find(|code| {
            let certificate = bureau_sim::record::Certificate {
                kind: 13,
                number: code.clone(),
                address: String::new(),
            };
            let mut findings = bureau_sim::rules::Findings::new();
            let sponsor =
                bureau_sim::record::Sponsor { certificate, nature: Some(2), ..Default::default() };
            let today = bureau_sim::clock::At(MORNING).date();
            bureau_sim::rules::sponsor(&sponsor, today, &mut findings);
            findings.all().iter().all(|f| f.code != 1008)
        })
        .unwrap()
}

#[tokio::test]
async fn a_refusal_comes_back_with_code_and_opinion() {
    let mut client = Client::new().await;
    client.upload(&crate::provider::without_sms()).await;
    let body = json!({ "code": 1007, "text": "负责人电话无法接通" });
    let (status, case) = client.post("/clerk/1/refuse", body).await;
    assert_eq!((status, case["stage"].as_str()), (200, Some("refused")));
    let file = client.fetch().await.pop().unwrap();
    assert_eq!((between(&file, "Jgdm"), between(&file, "Bs")), (Some("1007"), Some("7001")));
    assert_eq!(
        (between(&file, "Shjg"), between(&file, "Shyj")),
        (Some("0"), Some("负责人电话无法接通"))
    );
    assert!(!file.contains("<BASJ>"));
    assert_eq!(
        client.codes_for(&crate::provider::without_sms()).await,
        Vec::<String>::new(),
        "it may be filed again"
    );
}

#[tokio::test]
async fn the_ledger_tells_every_message_and_no_personal_data() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    client.fetch().await;
    let ledger = client.get("/ledger").await;
    let entries = ledger.as_array().unwrap();
    assert_eq!(
        entries.iter().map(|e| e["operation"].as_str().unwrap()).collect::<Vec<_>>(),
        ["isp_upload", "isp_download", "isp_downloadack", "isp_download"]
    );
    assert_eq!(entries[0]["sequence"], 1);
    assert_eq!(entries[0]["records"], json!(["IspZtid:7001"]));
    assert_eq!(entries[1]["records"], entries[2]["records"]);
    assert_eq!(entries[3]["code"], 2);
    let text = ledger.to_string();
    for secret in ["样例", "13800000000", "440101199001010011", "demo-password"] {
        assert!(!text.contains(secret), "{secret}");
    }
}
