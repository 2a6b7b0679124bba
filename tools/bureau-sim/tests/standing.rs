//! Operations on what is on file: new services and accesses, changes, cancellations, sheets.

use serde_json::json;

use crate::provider::{Client, between, every, message, new_filing, without_sms};

/// The part of the fixture between two marks, both included.
fn part(from: &str, to: &str) -> String {
    let text = without_sms();
    let start = text.find(from).unwrap();
    let end = text[start..].find(to).unwrap() + start + to.len();
    text[start..end].to_owned()
}

fn new_service(sponsor: &str, id: &str, domain: &str) -> String {
    let service = part("<Wz_xx>", "</Wz_xx>")
        .replace(">71", &format!(">{id}"))
        .replace("sample-a.example", domain);
    message(&format!("<XZWZ><Xzxx><Zt_xx>{sponsor}</Zt_xx>{service}</Xzxx></XZWZ>"))
}

fn new_access(service: &str, isp_id: i64, first: i64) -> String {
    message(&format!(
        "<XZJR><Xzxx><Wz_xx>{service}</Wz_xx><IspJrid>{isp_id}</IspJrid><Wzfb><Fbdd>5</Fbdd></Wzfb><Wzjrfs><Jrfs>5</Jrfs></Wzjrfs>\
         <Ip_xx><IspIpid>1</IspIpid><Qsip>{first}</Qsip><Zzip>{first}</Zzip></Ip_xx></Xzxx></XZJR>"
    ))
}

fn cancel(kind: i64, id: &str) -> String {
    message(&format!(
        "<ZXBA><Zx_xx><Zxlb>{kind}</Zxlb><Jlid>{id}</Jlid><Zxly>1</Zxly></Zx_xx></ZXBA>"
    ))
}

const NUMBER: &str = "粤ICP备2026000001号";

/// Approve the newest case and return the file that says so.
async fn approved(client: &Client) -> String {
    let id = client.get("/clerk").await[0]["id"].as_u64().unwrap();
    let (status, body) = client.post(&format!("/clerk/{id}/approve"), json!({})).await;
    assert_eq!(status, 200, "{body}");
    client.fetch().await.pop().unwrap()
}

struct Filed {
    client: Client,
    ztid: String,
    wzid: String,
    jrid: String,
}

async fn filed() -> Filed {
    let mut client = Client::new().await;
    let file = client.file_it().await;
    let id = |tag| between(&file, tag).unwrap().to_owned();
    let (ztid, wzid, jrid) = (id("Ztid"), id("Wzid"), id("Jrid"));
    Filed { client, ztid, wzid, jrid }
}

#[tokio::test]
async fn a_new_service_gets_the_next_number() {
    let Filed { mut client, ztid, .. } = filed().await;
    client
        .upload(&new_service(&format!("<Ztbah>{NUMBER}</Ztbah>"), "72", "sample-b.example"))
        .await;
    let file = approved(&client).await;
    assert_eq!(
        (between(&file, "Jgdm"), between(&file, "Czlx"), between(&file, "Bs")),
        (Some("1001"), Some("2"), Some(NUMBER))
    );
    assert_eq!(between(&file, "Jlid"), Some("7201"));
    assert_eq!(every(&file, "Baxh"), [NUMBER, "粤ICP备2026000001号-2"]);
    assert_eq!(every(&file, "Wzid").len(), 1, "only the new service is told");
    client.upload(&new_service(&format!("<Ztid>{ztid}</Ztid>"), "73", "sample-c.example")).await;
    assert!(approved(&client).await.contains("粤ICP备2026000001号-3"));
}

#[tokio::test]
async fn a_service_for_nobody_is_refused_with_1058() {
    let mut client = Client::new().await;
    assert_eq!(
        client.codes_for(&new_service("<Ztbah>粤ICP备1号</Ztbah>", "72", "sample-b.example")).await,
        ["1058"]
    );
    assert_eq!(
        client.codes_for(&new_service("<Ztid>5</Ztid>", "72", "sample-b.example")).await,
        ["1058"]
    );
}

#[tokio::test]
async fn a_cancelled_number_is_not_given_again() {
    let Filed { mut client, wzid, .. } = filed().await;
    client.upload(&cancel(1, &wzid)).await;
    let file = approved(&client).await;
    assert_eq!((between(&file, "Zxlb"), between(&file, "Czlx")), (Some("1"), Some("7")));
    client
        .upload(&new_service(&format!("<Ztbah>{NUMBER}</Ztbah>"), "71", "sample-a.example"))
        .await;
    assert!(approved(&client).await.contains("粤ICP备2026000001号-2"));
    assert_eq!(client.codes_for(&cancel(1, &wzid)).await, ["1050"]);
}

#[tokio::test]
async fn a_new_access_is_told_beside_the_old_one() {
    let Filed { mut client, wzid, .. } = filed().await;
    client.upload(&new_access(&format!("<Wzid>{wzid}</Wzid>"), 8001, 16_909_100)).await;
    let file = approved(&client).await;
    assert_eq!(
        (between(&file, "Czlx"), between(&file, "Bs")),
        (Some("3"), Some("粤ICP备2026000001号-1A"))
    );
    assert_eq!(
        (between(&file, "Jlid"), every(&file, "IspJrid")),
        (Some("8001"), vec!["7121", "8001"])
    );
    assert_eq!(
        client.codes_for(&new_access(&format!("<Wzid>{wzid}</Wzid>"), 8001, 16_909_101)).await,
        ["1038"]
    );
    assert_eq!(
        client.codes_for(&new_access(&format!("<Wzid>{wzid}</Wzid>"), 8002, 16_909_060)).await,
        ["1029"]
    );
    assert_eq!(
        client.codes_for(&new_access("<Wzbah>粤ICP备1号-1</Wzbah>", 8003, 16_909_102)).await,
        ["1059"]
    );
}

#[tokio::test]
async fn a_new_access_has_the_officer_on_file_confirm() {
    let Filed { mut client, wzid, .. } = filed().await;
    let dialect = "<Yz_xx version=\"beian-1\"><Dx><Dxry><Js>wz</Js><Xm>样例乙</Xm><Sjhm>19900000001</Sjhm><Zjhm>110100198512310027</Zjhm></Dxry></Dx></Yz_xx></Xzxx>";
    client
        .upload(
            &new_access(&format!("<Wzid>{wzid}</Wzid>"), 8001, 16_909_100)
                .replace("</Xzxx>", dialect),
        )
        .await;
    let files = client.fetch().await;
    assert_eq!(
        between(&files[0], "IspZtid"),
        Some("粤ICP备2026000001号-1A"),
        "what Bs of the result will be"
    );
    let sms = client.sms().await;
    assert_eq!(client.confirm(&sms[0].1, "19900000001", "310027").await["result"], "complete");
}

#[tokio::test]
async fn an_access_is_cancelled_unless_it_is_the_last() {
    let Filed { mut client, wzid, jrid, .. } = filed().await;
    assert_eq!(client.codes_for(&cancel(2, &jrid)).await, ["1025"]);
    client.upload(&new_access(&format!("<Wzid>{wzid}</Wzid>"), 8001, 16_909_100)).await;
    approved(&client).await;
    client.upload(&cancel(2, &jrid)).await;
    assert_eq!(client.codes_for(&cancel(2, &jrid)).await, ["1032"]);
    let file = approved(&client).await;
    assert_eq!((between(&file, "Czlx"), between(&file, "Jgdm")), (Some("5"), Some("1001")));
    assert_eq!(client.codes_for(&cancel(2, &jrid)).await, ["1016"]);
}

#[tokio::test]
async fn a_cancelled_sponsor_takes_its_services_along() {
    let Filed { mut client, ztid, wzid, .. } = filed().await;
    client.upload(&cancel(0, &ztid)).await;
    assert_eq!(client.codes_for(&cancel(0, &ztid)).await, ["1027"]);
    assert_eq!(client.codes_for(&cancel(1, &wzid)).await, ["1042"]);
    let file = approved(&client).await;
    assert_eq!(
        (between(&file, "Zxlb"), between(&file, "Czlx"), between(&file, "Bs")),
        (Some("0"), Some("6"), Some(ztid.as_str()))
    );
    assert_eq!(client.codes_for(&cancel(0, &ztid)).await, ["1049"]);
    assert_eq!(client.codes_for(&cancel(1, &wzid)).await, ["1050"]);
    assert_eq!(client.codes_for(&cancel(0, "5")).await, ["1058"]);
    assert_eq!(client.codes_for(&without_sms()).await, Vec::<String>::new(), "it may file anew");
}

#[tokio::test]
async fn a_sponsor_is_not_cancelled_while_a_service_is() {
    let Filed { mut client, ztid, wzid, .. } = filed().await;
    client.upload(&cancel(1, &wzid)).await;
    assert_eq!(client.codes_for(&cancel(1, &wzid)).await, ["1030"]);
    assert_eq!(client.codes_for(&cancel(0, &ztid)).await, ["1043"]);
}

#[tokio::test]
async fn somebody_elses_records_are_not_to_be_touched() {
    let mut client = Client::with(crate::provider::two_providers()).await;
    let (_, stored) = client
        .post(
            "/control/records",
            json!({
                "provider": 220_000_000_000_i64, "sponsor": crate::data_checks::sponsor(),
                "services": [{ "name": "另一网站", "domains": [{ "name": "other.example" }], "officer": crate::data_checks::officer(),
                    "accesses": [{ "locations": [5], "modes": [5], "ranges": [{ "first": 16909160, "last": 16909160 }] },
                                 { "locations": [5], "modes": [5], "ranges": [{ "first": 16909161, "last": 16909161 }] }] }],
            }),
        )
        .await;
    let service = &stored["services"][0];
    assert_eq!(client.codes_for(&cancel(1, &service["id"].to_string())).await, ["1048"]);
    assert_eq!(
        client.codes_for(&cancel(2, &service["accesses"][0]["id"].to_string())).await,
        ["1047"]
    );
}

/// A change of everything the fixture filed.
fn change(f: &Filed) -> String {
    let sponsor =
        part("<Dwmc>", "</Fzr>\n").replace("<Dwxz>", &format!("<Baxh>{NUMBER}</Baxh><Dwxz>"));
    let service = part("<Wzmc>", "</Wz_Fzr>")
        .replace("<IspJrid>7121</IspJrid>", &format!("<Jrid>{}</Jrid>", f.jrid))
        .replace("样例官网", "样例新官网");
    message(&format!(
        "<BGBA><Bgxx><Zt_xx><Ztid>{}</Ztid>{sponsor}</Zt_xx><Wz_xx><Wzid>{}</Wzid>{service}<Baxh>{NUMBER}-1A</Baxh></Wz_xx></Bgxx></BGBA>",
        f.ztid, f.wzid
    ))
}

#[tokio::test]
async fn a_change_replaces_the_data_and_keeps_ids_numbers_and_type() {
    let mut f = filed().await;
    let xml = change(&f);
    f.client.upload(&xml).await;
    assert_eq!(f.client.codes_for(&xml).await, ["1017"]);
    let file = approved(&f.client).await;
    assert_eq!(
        (between(&file, "Czlx"), between(&file, "Bs"), between(&file, "Jgdm")),
        (Some("4"), Some(f.ztid.as_str()), Some("1001"))
    );
    assert_eq!(between(&file, "Wzmc"), Some("样例新官网"));
    assert_eq!(every(&file, "Baxh"), [NUMBER, "粤ICP备2026000001号-1A"]);
    assert_eq!(
        (between(&file, "Wzid"), between(&file, "Jrid")),
        (Some(f.wzid.as_str()), Some(f.jrid.as_str()))
    );
    assert_eq!(
        (between(&file, "IspWzid"), between(&file, "IspJrid")),
        (Some("7101"), Some("7121"))
    );
    let record = &f.client.get("/control/records").await[0];
    assert_eq!(record["services"][0]["kind"], 6, "the type is kept when the dialect says none");
}

#[tokio::test]
async fn a_change_has_limits() {
    let mut f = filed().await;
    let xml = change(&f);
    let moved = xml
        .replace("<Shengid>440000", "<Shengid>110000")
        .replace("<Shiid>440100", "<Shiid>110100")
        .replace("<Xianid>440106", "<Xianid>110101");
    assert_eq!(f.client.codes_for(&moved).await, ["1046"]);
    assert_eq!(f.client.codes_for(&xml.replace(&f.ztid, "5")).await, ["1058", "1059"]);
    assert_eq!(
        f.client.codes_for(&xml.replace(&format!("{NUMBER}-1A"), "粤ICP备1号-1")).await,
        ["1016"]
    );
    assert_eq!(
        f.client.codes_for(&xml.replace("<Zjlx>1</Zjlx>", "<Zjlx>13</Zjlx>")).await,
        ["5001"],
        "V3.0 ends at 11 here"
    );
}

#[tokio::test]
async fn a_filing_password_that_is_sent_along_must_be_right() {
    let mut client = Client::new().await;
    let (_, stored) = client
        .post("/control/records", json!({ "sponsor": crate::data_checks::sponsor(), "password": "9dd4e461268c8034f5c8564e155c67a6" }))
        .await;
    let id = stored["sponsor"]["id"].to_string();
    let with = |password: &str| {
        cancel(0, &id).replace("</Zx_xx>", &format!("<ICPmm>{password}</ICPmm></Zx_xx>"))
    };
    assert_eq!(client.codes_for(&with("0")).await, ["1018"]);
    assert_eq!(
        client.codes_for(&with("9dd4e461268c8034f5c8564e155c67a6")).await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_sheet_handed_in_later_is_taken_with_1060() {
    let Filed { mut client, .. } = filed().await;
    let sheet = |owner: &str| {
        message(&format!(
            "<XZHYD><Fjxx><Fjwjgs>1</Fjwjgs><Fjyt>5</Fjyt><Fjnr>/9hzeW50aGV0aWM=</Fjnr><Fjssdx><Ssdxlx>2</Ssdxlx><Ssdxbs>{owner}</Ssdxbs></Fjssdx></Fjxx></XZHYD>"
        ))
    };
    client.upload(&sheet("<Baxh>粤ICP备2026000001号-1A</Baxh>")).await;
    let file = client.fetch().await.pop().unwrap();
    assert_eq!((between(&file, "Jgdm"), between(&file, "Czlx")), (Some("1060"), Some("35")));
    assert_eq!(client.codes_for(&sheet("<Jlid>5</Jlid>")).await, ["1059"]);
}

#[tokio::test]
async fn a_dialect_may_stand_before_or_after_the_filing_password() {
    let Filed { mut client, wzid, .. } = filed().await;
    let dialect = "<Yz_xx version=\"beian-1\"></Yz_xx>";
    let password = "<ICPmm>9dd4e461268c8034f5c8564e155c67a6</ICPmm>";
    for (i, tail) in
        [format!("{dialect}{password}"), format!("{password}{dialect}"), dialect.to_owned()]
            .iter()
            .enumerate()
    {
        let n = i64::try_from(i).unwrap();
        let xml = new_access(&format!("<Wzid>{wzid}</Wzid>"), 8001 + n, 16_909_100 + n)
            .replace("</Xzxx>", &format!("{tail}</Xzxx>"));
        assert_eq!(client.codes_for(&xml).await, Vec::<String>::new(), "{tail}");
    }
    let twice = format!("{dialect}{password}{dialect}</Xzxx>");
    let xml =
        new_access(&format!("<Wzid>{wzid}</Wzid>"), 8010, 16_909_110).replace("</Xzxx>", &twice);
    assert_eq!(client.codes_for(&xml).await, ["5001"]);
}

#[tokio::test]
async fn the_fixture_itself_fits_the_interface() {
    let text = new_filing();
    let document = roxmltree::Document::parse(&text).unwrap();
    assert_eq!(bureau_sim::schema::upload().faults(document.root_element()), []);
}
