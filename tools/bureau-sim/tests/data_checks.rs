//! Each data error comes back with its code, all of a record's errors together.

use bureau_sim::{Provider, SimConfig};
use serde_json::json;

use crate::provider::{Client, MORNING, between, new_filing, without_sms};

async fn codes(xml: &str) -> Vec<String> {
    Client::new().await.codes_for(xml).await
}

async fn one(from: &str, to: &str) -> String {
    let text = without_sms();
    assert!(text.contains(from), "{from}");
    codes(&text.replacen(from, to, 1)).await.join(",")
}

#[tokio::test]
async fn a_right_filing_gets_no_result_before_it_is_decided() {
    assert_eq!(codes(&without_sms()).await, Vec::<String>::new());
}

#[tokio::test]
async fn certificates_are_checked_by_their_kind() {
    assert_eq!(one("91440101MA00000156", "91440101MA00000157").await, "1008");
    assert_eq!(one("440101199001010011", "440101199001010010").await, "1015");
    assert_eq!(one("<Zjlx>1</Zjlx>", "<Zjlx>998</Zjlx>").await, "1008");
}

#[tokio::test]
async fn contacts_are_checked() {
    assert_eq!(one("<Fzr_sjhm>13800000000", "<Fzr_sjhm>12800000000").await, "1011");
    assert_eq!(one("<Fzr_dhhm>020-87654321", "<Fzr_dhhm>020 87654321").await, "1010");
    assert_eq!(one("jia@sample-a.example", "jia.sample-a.example").await, "1009");
    assert_eq!(one("<Yjlxdh>13800000009", "<Yjlxdh>emergency").await, "1007");
    assert_eq!(one("<Fzr_xm>样例甲</Fzr_xm>", "").await, "1044");
    assert_eq!(one("<Fzr_dhhm>020-87654321</Fzr_dhhm>", "").await, "1007");
    let text = without_sms();
    let last = text.rfind("<Fzr_dhhm>020-87654321</Fzr_dhhm>").unwrap();
    let xml =
        format!("{}{}", &text[..last], &text[last + "<Fzr_dhhm>020-87654321</Fzr_dhhm>".len()..]);
    assert_eq!(codes(&xml).await, ["1031"]);
}

#[tokio::test]
async fn codes_of_the_tables_are_checked() {
    assert_eq!(one("<Dwxz>4</Dwxz>", "<Dwxz>7</Dwxz>").await, "1014");
    assert_eq!(one("<Fwnr_id>8", "<Fwnr_id>60").await, "1034");
    assert_eq!(one("<Yylb_id>1<", "<Yylb_id>60<").await, "1066");
    assert_eq!(one("<Jrfs>5", "<Jrfs>60").await, "1035");
    assert_eq!(one("<Fbdd>5", "<Fbdd>13").await, "1036");
    assert_eq!(one("<Xianid>440106", "<Xianid>440305").await, "1019");
    assert_eq!(one("<Fjyt>1<", "<Fjyt>77<").await, "1057");
    let approval = "<Nrlx><Nrlx_xx><Nrlx_id>7</Nrlx_id><Qzsph>1</Qzsph><Spwj>/9hzeW50aGV0aWM=</Spwj></Nrlx_xx></Nrlx><Fwnr>";
    assert_eq!(one("<Fwnr>", approval).await, "1033");
}

#[tokio::test]
async fn names_and_addresses_on_the_network_are_checked() {
    assert_eq!(one("<Ym>sample-a.example<", "<Ym>-bad.example<").await, "1004,1041");
    assert_eq!(one("<Syurl>www.sample-a.example", "<Syurl>www.sample-b.example").await, "1041");
    assert_eq!(one("<Syurl>www.sample-a.example", "<Syurl>a page of ours").await, "1022");
    assert_eq!(one("<Qsip>16909060", "<Qsip>16909064").await, "1006");
    assert_eq!(
        one(
            "<Qsip>16909060</Qsip>\n              <Zzip>16909063",
            "<Qsip>167772161</Qsip><Zzip>167772161"
        )
        .await,
        "1006"
    );
    assert_eq!(one("<Qsip>240e::1<", "<Qsip>fe80::1<").await, "1006");
}

#[tokio::test]
async fn attachments_are_checked() {
    assert_eq!(one("<Fjnr>/9hzeW50aGV0aWM=", "<Fjnr>aGVsbG8=").await, "5010");
    assert_eq!(one("<Ssdxbs>7001", "<Ssdxbs>7999").await, "1061");
}

#[tokio::test]
async fn all_errors_of_a_record_come_together_with_their_places() {
    let xml = without_sms()
        .replace("91440101MA00000156", "91440101MA00000157")
        .replace("<Fzr_sjhm>13800000000", "<Fzr_sjhm>12800000000")
        .replace("<Syurl>www.sample-a.example", "<Syurl>www.sample-b.example");
    let mut client = Client::new().await;
    client.upload(&xml).await;
    let files = client.fetch().await;
    assert_eq!(files.len(), 1);
    assert_eq!(crate::provider::every(&files[0], "Jgdm"), ["1008", "1011", "1041"]);
    assert_eq!((between(&files[0], "Czlx"), between(&files[0], "Bs")), (Some("1"), Some("7001")));
    let places = between(&files[0], "Bz").unwrap();
    assert!(places.contains("Zt_xx/Zj") && places.contains("Fzr_sjhm") && places.contains("Syurl"));
    assert!(!files[0].contains("12800000000"), "values are not repeated");
}

#[tokio::test]
async fn one_wrong_record_does_not_stop_its_neighbour() {
    let text = without_sms();
    let (start, end) = (text.find("<Baxx>").unwrap(), text.find("</Baxx>").unwrap() + 7);
    let second = text[start..end]
        .replace("7001", "7002")
        .replace("7101", "7102")
        .replace("7121", "7122")
        .replace("sample-a.example", "sample-b.example")
        .replace("91440101MA00000156", "91440101MA00000157");
    let both = format!("{}{second}{}", &text[..end], &text[end..]);
    let mut client = Client::new().await;
    client.upload(&both).await;
    let files = client.fetch().await;
    assert_eq!(files.len(), 1);
    assert_eq!(between(&files[0], "Bs"), Some("7002"));
    assert_eq!(client.get("/clerk").await[0]["label"], "7001");
}

#[tokio::test]
async fn a_sponsor_or_domain_on_file_is_not_filed_again() {
    let mut client = Client::new().await;
    client.file_it().await;
    let codes = client.codes_for(&without_sms()).await;
    assert_eq!(codes, ["1038", "1037", "1039", "1003"]);
}

#[tokio::test]
async fn a_filing_on_its_way_is_not_opened_again() {
    let mut client = Client::new().await;
    client.upload(&without_sms()).await;
    let codes = client.codes_for(&without_sms()).await;
    assert_eq!(codes, ["1005", "1052"]);
}

#[tokio::test]
async fn blacklisted_domains_and_sponsors_are_refused() {
    let mut client = Client::new().await;
    let list = json!({ "domains": ["Sample-A.example"], "certificates": ["91440101MA00000156"] });
    assert_eq!(client.post("/control/blacklist", list).await.0, 204);
    assert_eq!(client.codes_for(&without_sms()).await, ["1064", "1065"]);
}

#[tokio::test]
async fn addresses_outside_the_providers_own_are_refused_with_1063() {
    let provider = Provider { ip_ranges: vec![(16_909_056, 16_909_062)], ..Provider::demo() };
    let config =
        SimConfig { providers: vec![provider], start_at: Some(MORNING), ..SimConfig::default() };
    let mut client = Client::with(config).await;
    assert_eq!(client.codes_for(&without_sms()).await, ["1063"]);
    assert_eq!(
        client.codes_for(&without_sms().replace("<Zzip>16909063", "<Zzip>16909062")).await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn addresses_another_provider_has_on_file_clash_with_1024() {
    let mut client = Client::with(crate::provider::two_providers()).await;
    let (status, _) = client
        .post(
            "/control/records",
            json!({
                "provider": 220_000_000_000_i64,
                "sponsor": sponsor(),
                "services": [{
                    "name": "另一网站", "domains": [{ "name": "other.example" }], "officer": officer(),
                    "accesses": [{ "locations": [5], "modes": [5], "ranges": [{ "first": 16909063, "last": 16909070 }] }],
                }],
            }),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(client.codes_for(&without_sms()).await, ["1024"]);
}

pub fn officer() -> serde_json::Value {
    json!({ "name": "样例丙", "office_phone": "020-87650000", "mobile": "13900000003", "email": "c@other.example",
            "certificate": { "kind": 2, "number": "440300200002290131" } })
}

pub fn sponsor() -> serde_json::Value {
    json!({ "name": "样例丙工作室", "nature": 5, "address": { "province": 440000, "city": 440300, "county": 440305, "detail": "样例路9号" },
            "certificate": { "kind": 2, "number": "440300200002290131", "address": "样例路9号" }, "officer": officer(), "reported_by": 1 })
}

#[tokio::test]
async fn codes_go_only_to_the_officers_of_the_filing() {
    let stranger = new_filing().replace("<Sjhm>13800000000", "<Sjhm>13800000008");
    let mut client = Client::new().await;
    assert_eq!(client.codes_for(&stranger).await, ["1007"]);
    assert_eq!(client.sms().await, []);
}

#[tokio::test]
async fn the_dialect_must_speak_of_services_that_are_there() {
    assert_eq!(
        one("<IspWzid>7101</IspWzid>\n            <Fwlx>", "<IspWzid>7999</IspWzid><Fwlx>").await,
        "1059"
    );
}
