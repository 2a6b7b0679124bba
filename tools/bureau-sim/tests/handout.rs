//! What the clerk hands out, and the answers to it.

use serde_json::{Value, json};

use crate::provider::{
    Client, ISP, between, every, gbk, message, two_providers, without_sms, zipped,
};

const SPONSOR: &str = "粤ICP备2026000001号";
/// The service of the fixture is an app.
const SERVICE: &str = "粤ICP备2026000001号-1A";

async fn filed() -> Client {
    let mut client = Client::new().await;
    client.file_it().await;
    client
}

/// Hand something out; the one file that comes of it.
async fn handed(client: &Client, path: &str, order: Value) -> String {
    let (status, body) = client.post(path, order).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["offered_to"], json!([ISP]));
    let name = body["files"][0].as_str().unwrap().to_owned();
    assert_eq!(client.download().await.unwrap().name, name);
    let mut files = client.fetch().await;
    assert_eq!(files.len(), 1);
    files.remove(0)
}

/// The answer to an inspection task, written from the task.
fn inspected(task: &str, verdict: i64) -> String {
    let place = |tag| between(task, tag).unwrap();
    let cut = |text: &str, tag: &str| {
        let start = text.find(&format!("<{tag}>")).unwrap();
        let end = text.find(&format!("</{tag}>")).unwrap() + tag.len() + 3;
        format!("{}{}", &text[..start], &text[end..])
    };
    // The answer has other orders and fewer elements than the task: written out by hand.
    let sponsor = place("Zt_xx").replace("Fzr_sjhm", "sjhm");
    let sponsor = ["Bbyhlx", "Scbbsj", "Zjxgsj"].iter().fold(sponsor, |text, tag| cut(&text, tag));
    let investor = between(&sponsor, "Tzr").unwrap().to_owned();
    let sponsor = cut(&sponsor, "Tzr").replace("<Zj>", &format!("<Tzr>{investor}</Tzr><Zj>"));
    let service = place("Wz_xx").replace("Fzr_sjhm", "sjhm");
    let service = ["Yylb", "Scbbsj", "Zjxgsj", "Bbyhid"]
        .iter()
        .fold(service, |text, tag| cut(&text, tag))
        .replace("Bbyhlx", "Bbfs");
    message(&format!(
        "<HSJG><Hsjgxx><Hsjg>{verdict}</Hsjg><Hsrxm>样例丙</Hsrxm><Hssj>2026-11-24</Hssj><Bbdw>{ISP}</Bbdw><Hsyj>属实</Hsyj>\
         <Baxx><Zt_xx>{sponsor}</Zt_xx><Wz_xx>{service}</Wz_xx></Baxx></Hsjgxx></HSJG>"
    ))
}

fn handled(domain: &str, ip: i64, result: i64) -> String {
    message(&format!(
        "<WBACLJG><Clxx><Ym>{domain}</Ym><IP>{ip}</IP><Yys>1</Yys><Jrs>{ISP}</Jrs><Shengid>440000</Shengid><Cljg>{result}</Cljg>\
         <Clyj>已停止接入</Clyj><Rbsj>2026-11-24</Rbsj><Clsx>2026-12-01</Clsx></Clxx></WBACLJG>"
    ))
}

#[tokio::test]
async fn an_inspection_task_is_answered_once() {
    let mut client = filed().await;
    let order = json!({ "record": SPONSOR, "remark": "抽查" });
    let task = handed(&client, "/control/hsrw", order).await;
    assert!(task.contains("<HSRW><Baxx><Zt_xx><Ztid>") && task.contains("<Bz>抽查</Bz>"));
    assert!(!task.contains("IspZtid"), "the bureau's ids only");
    assert_eq!(client.get("/control/tasks").await["inspections"][0]["answer"], Value::Null);

    client.upload(&inspected(&task, 0)).await;
    let result = client.fetch().await.pop().unwrap();
    let ztid = between(&task, "Ztid").unwrap();
    assert_eq!(
        (between(&result, "Jgdm"), between(&result, "Czlx"), between(&result, "Bs")),
        (Some("1001"), Some("8"), Some(ztid))
    );
    let answer = &client.get("/control/tasks").await["inspections"][0]["answer"];
    assert_eq!((&answer["right"], &answer["opinion"]), (&json!(true), &json!("属实")));
    assert!(client.page("/tasks").await.contains("核实通过（2026-11-24）：属实"));

    assert_eq!(client.codes_for(&inspected(&task, 0)).await, ["1037"], "answered before");
}

#[tokio::test]
async fn an_answer_nobody_asked_for_or_with_wrong_data_is_refused_with_everything_wrong() {
    let mut client = filed().await;
    let task = handed(&client, "/control/hsrw", json!({ "record": SERVICE })).await;
    let wrong = inspected(&task, 1)
        .replace(&format!("<Bbdw>{ISP}</Bbdw>"), "<Bbdw>1</Bbdw>")
        .replace("<Hssj>2026-11-24</Hssj>", "<Hssj>2026-11-25</Hssj>")
        .replacen("13800000000", "12345678901", 1);
    assert_eq!(client.codes_for(&wrong).await, ["1054", "1999", "1011"]);
    assert_eq!(client.get("/control/tasks").await["inspections"][0]["answer"], Value::Null);
    let ztid = between(&task, "Ztid").unwrap();
    let stranger = inspected(&task, 0).replace(&format!("<Ztid>{ztid}"), "<Ztid>7");
    assert_eq!(client.codes_for(&stranger).await, ["1058", "1016"]);
    assert_eq!(client.codes_for(&inspected(&task, 1)).await, ["1001"]);
    let answer = &client.get("/control/tasks").await["inspections"][0]["answer"];
    assert_eq!(answer["right"], json!(false));
}

#[tokio::test]
async fn findings_of_all_four_checks_come_in_one_file() {
    let client = filed().await;
    let file = handed(
        &client,
        "/control/hcjg",
        json!([
            { "kind": "alive", "record": SERVICE },
            { "kind": "sponsor", "record": SPONSOR, "reason": "证件已过期" },
            { "kind": "access", "record": SERVICE, "result": 2, "domain": "b.sample-a.example", "ip": "1.2.3.9" },
            { "kind": "access", "record": SERVICE },
            { "kind": "shell", "record": SERVICE, "result": 0 },
        ]),
    )
    .await;
    assert_eq!(every(&file, "Cwyy"), ["证件已过期"]);
    assert_eq!(every(&file, "Hcjg"), ["2", "1", "0"]);
    assert_eq!(every(&file, "Jxip"), ["16909065"]);
    assert_eq!(every(&file, "Wz_Baxh"), [SERVICE; 4]);

    for (order, status) in [
        (json!({ "kind": "shell", "record": SPONSOR }), 422),
        (json!({ "kind": "access", "record": SERVICE, "result": 2 }), 422),
        (json!({ "kind": "access", "record": SERVICE, "result": 3 }), 422),
        (json!({ "kind": "alive", "record": "粤ICP备1号" }), 404),
        (json!({ "kind": "alive", "record": SERVICE, "provider": 1 }), 404),
        (json!({ "kind": "other", "record": SERVICE }), 400),
        (json!([]), 422),
    ] {
        assert_eq!(client.post("/control/hcjg", order.clone()).await.0, status, "{order}");
    }
    assert!(client.fetch().await.is_empty(), "what is refused hands nothing out");
}

#[tokio::test]
async fn a_notice_says_its_last_day_in_words() {
    let client = filed().await;
    let order =
        json!({ "record": SERVICE, "text": "网站首页未标明备案号。", "deadline": "2026-12-24" });
    let file = handed(&client, "/control/xgtz", order).await;
    assert_eq!(
        between(&file, "Tznr"),
        Some("网站首页未标明备案号。请于2026年12月24日前完成整改。")
    );
    assert_eq!((between(&file, "Tzlb"), between(&file, "Baxh")), (Some("1"), Some(SERVICE)));
    let order = json!({ "record": SPONSOR, "text": "证件信息不符", "days": 30 });
    let file = handed(&client, "/control/xgtz", order).await;
    assert_eq!(between(&file, "Tznr"), Some("证件信息不符。请于2026年12月24日前完成整改。"));
    assert_eq!(between(&file, "Tzlb"), Some("0"));
    let long = json!({ "record": SPONSOR, "text": "长".repeat(250), "days": 30 });
    assert_eq!(client.post("/control/xgtz", long).await.0, 422);
    assert_eq!(client.get("/control/tasks").await["notices"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_blacklist_is_told_and_kept_and_taken_back() {
    let mut client = Client::new().await;
    let lines = json!([
        { "name": "样例网络科技（广州）有限公司", "cert_number": "91440101MA00000156" },
        { "name": "样例官网", "domain": "sample-a.example; other.example" },
    ]);
    let file = handed(&client, "/control/hmdlb", lines).await;
    assert_eq!(every(&file, "Czlx"), ["0", "0"]);
    assert_eq!(every(&file, "Ym"), ["sample-a.example", "other.example"]);
    assert_eq!(client.codes_for(&without_sms()).await, ["1064", "1065"]);

    let back = json!([
        { "action": "remove", "name": "样例", "cert_number": "91440101MA00000156" },
        { "action": "remove", "name": "样例官网", "domain": "sample-a.example" },
    ]);
    let file = handed(&client, "/control/hmdlb", back).await;
    assert_eq!(every(&file, "Czlx"), ["2", "2"]);
    assert_eq!(client.codes_for(&without_sms()).await, [""; 0]);
    let neither = json!({ "name": "样例" });
    assert_eq!(client.post("/control/hmdlb", neither).await.0, 422);
}

#[tokio::test]
async fn an_illegal_access_is_told() {
    let client = Client::new().await;
    let order = json!({ "domain": "Bad.example", "ip": 16_909_060 });
    let file = handed(&client, "/control/ffjrhmd", order).await;
    assert_eq!(
        (between(&file, "Ym"), between(&file, "Ip")),
        (Some("bad.example"), Some("16909060"))
    );
    assert_eq!(between(&file, "Zjjrz"), Some("110000000000"));
    let wrong = json!({ "domain": "bad.example", "ip": "1.2.3.400" });
    assert_eq!(client.post("/control/ffjrhmd", wrong).await.0, 400);
}

#[tokio::test]
async fn an_unfiled_site_is_answered_once_and_only_by_whom_it_was_told() {
    let mut client = Client::new().await;
    let sites = json!([{ "domain": "a.example", "ip": "1.2.3.4" }, { "domain": "b.example", "ip": "1.2.3.5" }]);
    let file = handed(&client, "/control/wbawzlb", sites).await;
    assert_eq!(every(&file, "Wzym_mc"), ["a.example", "b.example"]);
    assert_eq!(every(&file, "Jrs"), ["110000000000"; 2]);

    assert_eq!(client.codes_for(&handled("c.example", 16_909_060, 1)).await, ["5005"]);
    assert_eq!(client.codes_for(&handled("a.example", 16_909_060, 99)).await, ["5007"]);
    assert_eq!(client.codes_for(&handled("a.example", 16_909_060, 1)).await, ["1001"]);
    assert_eq!(client.codes_for(&handled("a.example", 16_909_060, 1)).await, ["5006"]);
    let told = client.get("/control/tasks").await["unfiled"].clone();
    assert_eq!(told[0]["answer"]["opinion"], "已停止接入");
    assert_eq!(told[1]["answer"], Value::Null);
}

#[tokio::test]
async fn a_withdrawn_code_is_told_and_then_refused() {
    let mut client = Client::new().await;
    let order = json!({ "changes": [{ "table": "service_content", "id": 8, "valid": false, "name": "旧内容" }] });
    let file = handed(&client, "/control/jcdm", order).await;
    assert!(file.contains("<Mc>旧内容</Mc><Sfyx>0</Sfyx>"));
    assert!(!file.contains("Dwxz_dms"), "only the table that was changed");
    assert_eq!(client.codes_for(&without_sms()).await, ["1034"]);
    let order = json!({ "changes": [{ "table": "service_content", "id": 8, "valid": true }] });
    handed(&client, "/control/jcdm", order).await;
    assert_eq!(client.codes_for(&without_sms()).await, [""; 0]);

    let file =
        handed(&client, "/control/jcdm", json!({ "tables": ["nature"], "units": true })).await;
    assert!(file.contains("<Bbdw><Id>110000000000</Id>") && file.contains("Dwxz_dms"));
    let unknown = json!({ "changes": [{ "table": "nature", "id": 999, "valid": false }] });
    assert_eq!(client.post("/control/jcdm", unknown).await.0, 422);
    assert_eq!(client.post("/control/jcdm", json!({ "tables": ["weather"] })).await.0, 422);
}

#[tokio::test]
async fn what_is_on_file_is_told_again() {
    let client = Client::new().await;
    assert_eq!(client.post("/control/sjtb", json!({})).await.0, 422, "nothing is on file");
    let client = filed().await;
    let file = handed(&client, "/control/sjtb", json!({})).await;
    assert!(file.contains("<SJTB><ICP><Baxx><Zt_xx><IspZtid>7001</IspZtid>"));
    let file = handed(&client, "/control/sjtb", json!({ "code_tables": true })).await;
    assert!(file.contains("<SJTB><JCDM><Jcdm_xx>"));
}

#[tokio::test]
async fn the_bureau_cancels_by_itself() {
    let client = filed().await;
    let order = json!({ "record": SERVICE, "remark": "逾期未整改" });
    let file = handed(&client, "/control/zxsj", order).await;
    assert_eq!((between(&file, "Zxlb"), between(&file, "Bz")), (Some("1"), Some("逾期未整改")));
    assert!(!file.contains("BAJG"), "nobody asked for it");
    let status = |answer: crate::provider::Answer| answer.get("Bazt").to_owned();
    let ask =
        [("queryConditionType", "0".to_owned()), ("queryCondition", "sample-a.example".to_owned())];
    let mut caller = Client::caller();
    caller.extend(ask);
    let path = "/BeianStatusWebService/queryBeianStatus";
    let answer = client.call_at(path, "isp_querybeianstatus", &caller).await;
    assert_eq!(status(answer), "1");
    let file = handed(&client, "/control/zxsj", json!({ "record": SPONSOR })).await;
    assert_eq!(between(&file, "Zxlb"), Some("0"));
    assert_eq!(client.post("/control/zxsj", json!({ "record": SPONSOR })).await.0, 404);
}

#[tokio::test]
async fn a_line_goes_to_the_provider_it_names_and_else_to_all() {
    let client = Client::with(two_providers()).await;
    let (_, body) = client
        .post(
            "/control/ffjrhmd",
            json!([
                { "domain": "all.example", "ip": "1.2.3.4" },
                { "provider": 220_000_000_000_i64, "domain": "one.example", "ip": "1.2.3.4" },
            ]),
        )
        .await;
    assert_eq!(body["offered_to"], json!([ISP, 220_000_000_000_i64]));
    let lines = |isp| {
        client.sim.with(|b| b.waiting(isp).map(|p| every(&p.document, "Ym").len()).sum::<usize>())
    };
    assert_eq!((lines(ISP), lines(220_000_000_000)), (1, 2));
}

#[tokio::test]
async fn forms_without_scripts_hand_out_too() {
    let client = filed().await;
    let page = client.page("/tasks").await;
    assert!(page.contains("action=\"/control/xgtz\"") && page.contains(SERVICE));
    let post = |path: &str, body: String| {
        client
            .http
            .post(format!("{}{path}", client.sim.url()))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .body(body)
            .send()
    };
    let fields =
        "kind=shell&record=%E7%B2%A4ICP%E5%A4%872026000001%E5%8F%B7-1A&reason=&result=&domain=&ip=";
    let answer = post("/control/hcjg", fields.to_owned()).await.unwrap();
    assert_eq!(answer.url().path(), "/tasks");
    assert_eq!(every(&client.fetch().await[0], "Hcjg"), ["1"]);
    let answer = post("/control/zxsj", "record=nobody".to_owned()).await.unwrap();
    assert_eq!(answer.status(), 409);
    assert!(answer.text().await.unwrap().contains("备案库中没有：nobody"));
}

#[tokio::test]
async fn all_results_of_an_upload_come_in_one_file() {
    let client = filed().await;
    let record = |id: i64| {
        let text = without_sms();
        let start = text.find("<Baxx>").unwrap();
        let end = text.find("</Baxx>").unwrap() + "</Baxx>".len();
        text[start..end].replace(">7001<", &format!(">{id}<"))
    };
    let file = message(&format!("<XZBA>{}{}</XZBA>", record(1), record(2)));
    assert_eq!(client.upload_zip(&zipped(&[("a.xml", &gbk(&file))]), 2, &[]).await.code, 0);
    let files = client.fetch().await;
    assert_eq!(files.len(), 1);
    assert_eq!(every(&files[0], "Bs"), ["1", "2"]);
}
