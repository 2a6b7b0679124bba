//! `Yz_qy`: a domain or a service moves to another sponsor on file.

use serde_json::json;

use crate::provider::{Client, between, every, message, new_filing, without_sms};

const GIVER: &str = "粤ICP备2026000001号";
const RECEIVER: &str = "粤ICP备2026000002号";

/// The fixture's filing under another sponsor: other ids, certificate, domains and addresses.
fn other_filing() -> String {
    without_sms()
        .replace("91440101MA00000156", "91440101MA00000231")
        .replace(">7001<", ">9001<")
        .replace(">7101<", ">9101<")
        .replace(">7121<", ">9121<")
        .replace("sample-a", "sample-z")
}

/// Two sponsors on file; the files of the second.
async fn two_on_file() -> Client {
    let mut client = Client::new().await;
    client.file_it().await;
    client.upload(&other_filing()).await;
    let file = approved(&client).await;
    assert_eq!(between(&file, "Baxh"), Some(RECEIVER), "{file}");
    client
}

async fn approved(client: &Client) -> String {
    let id = client.get("/clerk").await[0]["id"].as_u64().unwrap();
    let (status, body) = client.post(&format!("/clerk/{id}/approve"), json!({})).await;
    assert_eq!(status, 200, "{body}");
    client.fetch().await.pop().unwrap()
}

/// The service officer, the access and the domains of the fixture's service, under our number.
fn moving(whole: bool, number: i64, domain: &str) -> String {
    let filing = new_filing();
    let officer = between(&filing, "Wz_Fzr").unwrap().to_owned();
    let service = between(&filing, "Wz_xx").unwrap().to_owned();
    let access = between(&service, "Jr_xx").unwrap().replace(">7121<", &format!(">{number}2<"));
    let number_on_file = service_number(&filing);
    message(&format!(
        "<Yz_qy version=\"beian-1\"><Qy_xx><Qylb>{}</Qylb>\
         <Qczt><Ztbah>{GIVER}</Ztbah><Wzbah>{number_on_file}</Wzbah></Qczt>\
         <Qrzt><Ztbah>{RECEIVER}</Ztbah></Qrzt>\
         <Wz_xx><IspWzid>{number}</IspWzid><Wzmc>新家</Wzmc>\
         <Ym_xx><IspYmid>{number}1</IspYmid><Ym>{domain}</Ym></Ym_xx>\
         <Jr_xx>{access}</Jr_xx><Wz_Fzr>{officer}</Wz_Fzr></Wz_xx></Qy_xx></Yz_qy>",
        i64::from(whole)
    ))
}

/// The number that the fixture's service gets: with the letter of its type.
fn service_number(filing: &str) -> String {
    let letter = match between(filing, "Fwlx") {
        Some("6") => "A",
        _ => "",
    };
    format!("{GIVER}-1{letter}")
}

fn domains(filing: &str) -> Vec<String> {
    every(filing, "Ym").into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_service_that_moves_gets_a_number_of_its_receiver_and_keeps_its_id() {
    let mut client = two_on_file().await;
    let domain = domains(&new_filing()).remove(0);
    client.upload(&moving(true, 8101, &domain)).await;
    let file = approved(&client).await;
    assert_eq!(
        (between(&file, "Jgdm"), between(&file, "Czlx"), between(&file, "Bs")),
        (Some("1001"), Some("101"), Some("8101"))
    );
    assert_eq!(between(&file, "Jlid"), Some("8101"));
    let records: Vec<&str> = every(&file, "Baxx");
    assert_eq!(records.len(), 1, "the giver has no service left to tell of: {file}");
    assert!(records[0].contains(RECEIVER) && records[0].contains("<IspWzid>8101</IspWzid>"));
    assert!(records[0].contains(&format!("{RECEIVER}-2")), "{file}");
    assert!(!file.contains("<ZXSJ>"), "nothing was cancelled");
}

#[tokio::test]
async fn a_service_that_loses_its_last_domain_goes_off_file() {
    let mut client = two_on_file().await;
    let domain = domains(&new_filing()).remove(0);
    client.upload(&moving(false, 8101, &domain)).await;
    let file = approved(&client).await;
    let records: Vec<&str> = every(&file, "Baxx");
    assert!(records[0].contains(&format!("<Ym>{domain}</Ym>")), "{file}");
    assert_eq!(records.len(), 1, "the giver has no service left to tell of: {file}");
    assert_eq!(between(&file, "Zxlb"), Some("1"), "{file}");
}

#[tokio::test]
async fn what_is_left_of_the_giver_is_told_beside_the_receiver() {
    let mut client = two_on_file().await;
    let another = domains(&new_filing()).remove(0).replace("sample-a", "sample-y");
    client
        .upload(&message(&format!(
            "<XZWZ><Xzxx><Zt_xx><Ztbah>{GIVER}</Ztbah></Zt_xx><Wz_xx>{}</Wz_xx></Xzxx></XZWZ>",
            between(&without_sms(), "Wz_xx")
                .unwrap()
                .replace("sample-a", "sample-y")
                .replace(">7101<", ">7201<")
                .replace(">7121<", ">7221<")
        )))
        .await;
    approved(&client).await;
    let domain = domains(&new_filing()).remove(0);
    client.upload(&moving(true, 8101, &domain)).await;
    let file = approved(&client).await;
    let records: Vec<&str> = every(&file, "Baxx");
    assert_eq!(records.len(), 2, "both sponsors are told: {file}");
    assert!(records[0].contains(RECEIVER) && records[0].contains(&domain));
    assert!(records[1].contains(GIVER) && records[1].contains(&another), "{file}");
    assert!(!records[1].contains(&format!("<Ym>{domain}</Ym>")), "{file}");
}

#[tokio::test]
async fn what_does_not_fit_together_is_told_with_its_codes() {
    let mut client = two_on_file().await;
    let domain = domains(&new_filing()).remove(0);
    let strange = moving(false, 8101, "sample-z.example");
    assert!(client.codes_for(&strange).await.contains(&"1016".to_owned()));
    let nobody = moving(false, 8102, &domain).replace(RECEIVER, "粤ICP备2026000009号");
    assert_eq!(client.codes_for(&nobody).await, ["1058"]);
    let own = moving(false, 8103, &domain).replace(RECEIVER, GIVER);
    assert_eq!(client.codes_for(&own).await, ["1016"]);
    let unknown = moving(false, 8104, &domain).replace("-1A<", "-7<").replace("-1<", "-7<");
    assert_eq!(client.codes_for(&unknown).await.first().map(String::as_str), Some("1059"));
}

#[tokio::test]
async fn one_migration_of_a_sponsor_runs_at_a_time() {
    let mut client = two_on_file().await;
    let domain = domains(&new_filing()).remove(0);
    client.upload(&moving(true, 8101, &domain)).await;
    let twice = client.codes_for(&moving(true, 8105, &domain)).await;
    assert!(twice.contains(&"1017".to_owned()), "{twice:?}");
}

#[tokio::test]
async fn the_receivers_officer_is_asked_and_nobody_else() {
    let mut client = two_on_file().await;
    let domain = domains(&new_filing()).remove(0);
    let asks = |mobile: &str| {
        moving(true, 8101, &domain).replace(
            "</Wz_xx></Qy_xx>",
            &format!(
                "</Wz_xx><Yz_xx version=\"beian-1\"><Dx><Dxry><Js>zt</Js><Xm>样例甲</Xm>\
                 <Sjhm>{mobile}</Sjhm><Zjhm>440101199001010011</Zjhm></Dxry></Dx></Yz_xx></Qy_xx>"
            ),
        )
    };
    assert_eq!(client.codes_for(&asks("13700000007")).await, ["1007"]);
    client.upload(&asks("13800000000")).await;
    let told = client.fetch().await.pop().unwrap();
    assert_eq!(between(&told, "IspZtid"), Some("8101"), "what Bs of the result will be: {told}");
    assert_eq!(client.sms().await.len(), 1);
}
