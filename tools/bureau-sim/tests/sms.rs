//! The rules of the SMS page (handbook §6.6).

use serde_json::{Value, json};

use crate::provider::{Client, between, every, new_filing};

async fn waiting() -> (Client, String, String) {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    client.fetch().await;
    let sms = client.sms().await;
    (client, sms[0].1.clone(), sms[1].1.clone())
}

async fn stage(client: &Client) -> Value {
    client.get("/clerk/1").await["stage"].clone()
}

const ZT: (&str, &str) = ("13800000000", "010011");
const WZ: (&str, &str) = ("19900000001", "310027");

#[tokio::test]
async fn a_second_before_the_deadline_is_in_time() {
    let (client, zt, wz) = waiting().await;
    client.sim.advance(24 * 3600 - 1);
    client.confirm(&zt, ZT.0, ZT.1).await;
    assert_eq!(client.confirm(&wz, WZ.0, WZ.1).await["result"], "complete");
    assert_eq!(stage(&client).await, "bureau_review");
}

#[tokio::test]
async fn the_deadline_itself_is_too_late() {
    let (client, zt, wz) = waiting().await;
    client.confirm(&zt, ZT.0, ZT.1).await;
    client.fetch().await;
    client.sim.advance(24 * 3600);
    assert_eq!(client.confirm(&wz, WZ.0, WZ.1).await["result"], "unknown");
    assert_eq!(stage(&client).await, "refused");
    let files = client.fetch().await;
    assert_eq!(files.len(), 2);
    assert_eq!(
        (every(&files[0], "Zt").join(""), between(&files[0], "Sfwc")),
        ("13".to_owned(), Some("1"))
    );
    assert_eq!((between(&files[1], "Jgdm"), between(&files[1], "Shjg")), (Some("1002"), Some("0")));
    assert!(between(&files[1], "Shyj").unwrap().contains("短信核验超时"));
}

#[tokio::test]
async fn setting_the_clock_back_does_not_reopen_a_returned_filing() {
    let (client, zt, _) = waiting().await;
    client.sim.advance(24 * 3600);
    client.sim.advance(-3600);
    assert_eq!(client.confirm(&zt, ZT.0, ZT.1).await["result"], "unknown");
    assert_eq!(stage(&client).await, "refused");
}

#[tokio::test]
async fn five_wrong_tries_are_forgiven_and_the_sixth_returns_the_filing() {
    let (client, zt, _) = waiting().await;
    for left in [4, 3, 2, 1, 0] {
        let answer = client.confirm("000000", ZT.0, ZT.1).await;
        assert_eq!(
            (answer["result"].as_str(), answer["left"].as_u64()),
            (Some("wrong"), Some(left))
        );
    }
    assert_eq!(stage(&client).await, "sms_verification");
    assert_eq!(client.confirm("000000", ZT.0, ZT.1).await["result"], "returned");
    assert_eq!(stage(&client).await, "refused");
    let files = client.fetch().await;
    let tries: Vec<_> = files[..6].iter().map(|file| every(file, "Cs").join("")).collect();
    assert_eq!(tries, ["10", "20", "30", "40", "50", "60"], "each is told");
    assert_eq!(
        (every(&files[5], "Zt").join(""), between(&files[5], "Sfwc")),
        ("20".to_owned(), Some("1"))
    );
    assert_eq!(between(&files[6], "Jgdm"), Some("1002"));
    assert!(between(&files[6], "Shyj").unwrap().contains("短信核验失败"));
    assert_eq!(
        client.confirm(&zt, ZT.0, ZT.1).await["result"],
        "unknown",
        "a right code is too late now"
    );
}

#[tokio::test]
async fn after_five_wrong_tries_a_right_one_still_counts() {
    let (client, zt, _) = waiting().await;
    for _ in 0..5 {
        client.confirm("000000", ZT.0, ZT.1).await;
    }
    assert_eq!(client.confirm(&zt, ZT.0, ZT.1).await["result"], "wait_for_others");
}

#[tokio::test]
async fn each_of_the_three_inputs_can_be_the_wrong_one() {
    let (client, zt, _) = waiting().await;
    assert_eq!(client.confirm("000000", ZT.0, ZT.1).await["left"], 4);
    assert_eq!(client.confirm(&zt, ZT.0, "999999").await["left"], 3);
    assert_eq!(client.confirm(&zt, "13811111111", ZT.1).await["left"], 2);
    assert_eq!(client.confirm("000000", "13811111111", "999999").await["result"], "unknown");
}

#[tokio::test]
async fn wrong_tries_of_one_officer_do_not_hurt_the_other() {
    let (client, _, wz) = waiting().await;
    for _ in 0..5 {
        client.confirm("000000", ZT.0, ZT.1).await;
    }
    assert_eq!(client.confirm("000000", WZ.0, WZ.1).await["left"], 4);
    assert_eq!(client.confirm(&wz, WZ.0, WZ.1).await["result"], "wait_for_others");
}

#[tokio::test]
async fn the_letter_x_counts_as_one_of_the_last_six() {
    let mut client = Client::new().await;
    let xml = new_filing().replace("440101199001010011", "44010119900101002X");
    client.upload(&xml).await;
    let codes: Vec<String> = client
        .fetch()
        .await
        .iter()
        .flat_map(|f| every(f, "Jgdm").iter().map(|c| (*c).to_owned()).collect::<Vec<_>>())
        .collect();
    assert_eq!(codes, Vec::<String>::new());
    let sms = client.sms().await;
    assert_eq!(client.confirm(&sms[0].1, ZT.0, "01002x").await["result"], "wait_for_others");
}

#[tokio::test]
async fn confirming_twice_is_no_mistake() {
    let (client, zt, _) = waiting().await;
    client.confirm(&zt, ZT.0, ZT.1).await;
    assert_eq!(client.confirm(&zt, ZT.0, ZT.1).await["result"], "already_done");
}

#[tokio::test]
async fn a_resent_code_replaces_the_old_one_and_moves_no_deadline() {
    let (client, old, wz) = waiting().await;
    client.sim.advance(3600);
    let (_, answer) = client.post("/sms/resend", json!({ "mobile": ZT.0, "tail": ZT.1 })).await;
    assert_eq!(answer["result"], "sent");
    let sms = client.sms().await;
    assert_eq!((sms.len(), sms[2].0.as_str()), (3, ZT.0));
    assert_ne!(sms[2].1, old);
    assert_eq!(client.confirm(&old, ZT.0, ZT.1).await["result"], "wrong");
    assert_eq!(client.confirm(&sms[2].1, ZT.0, ZT.1).await["result"], "wait_for_others");
    client.sim.advance(23 * 3600);
    assert_eq!(
        client.confirm(&wz, WZ.0, WZ.1).await["result"],
        "unknown",
        "24 hours count from the first sending"
    );
}

#[tokio::test]
async fn a_resend_needs_the_right_certificate_and_has_an_end() {
    let (client, _, _) = waiting().await;
    let ask =
        |tail: &'static str| client.post("/sms/resend", json!({ "mobile": ZT.0, "tail": tail }));
    assert_eq!(ask("999999").await.1["result"], "unknown");
    for _ in 0..9 {
        assert_eq!(ask(ZT.1).await.1["result"], "sent");
    }
    assert_eq!(ask(ZT.1).await.1["result"], "too_many_messages");
}

#[tokio::test]
async fn the_page_works_as_a_plain_form() {
    let (client, zt, _) = waiting().await;
    assert!(client.page("/sms").await.contains("证件号码后六位"));
    let form = [("code", zt.as_str()), ("mobile", ZT.0), ("tail", ZT.1)];
    let response =
        client.http.post(format!("{}/sms", client.sim.url())).form(&form).send().await.unwrap();
    assert!(response.text().await.unwrap().contains("请等待其他核验人"));
}

#[tokio::test]
async fn the_same_seed_sends_the_same_codes() {
    let (_first, a, b) = waiting().await;
    let (_second, c, d) = waiting().await;
    assert_eq!((a, b), (c, d));
}

/// The fixture with the sponsor's officer in both roles.
fn one_person() -> String {
    new_filing()
        .replace("19900000001", "13800000000")
        .replace("110100198512310027", "440101199001010011")
}

#[tokio::test]
async fn one_person_in_both_roles_needs_one_code() {
    let mut client = Client::new().await;
    client.upload(&one_person()).await;
    assert_eq!(every(&client.fetch().await[0], "Zt"), ["0", "0"]);
    let sms = client.sms().await;
    assert_eq!(sms.len(), 1);
    let (_, answer) = client.post("/sms/resend", json!({ "mobile": ZT.0, "tail": ZT.1 })).await;
    assert_eq!(answer["result"], "sent");
    let sms = client.sms().await;
    assert_eq!(sms.len(), 2);
    assert_eq!(client.confirm("", ZT.0, ZT.1).await["result"], "wrong", "an empty code is no code");
    assert_eq!(client.confirm(&sms[1].1, ZT.0, ZT.1).await["result"], "complete");
    let told = client.fetch().await;
    assert_eq!(every(told.last().unwrap(), "Zt"), ["1", "1"]);
}

#[tokio::test]
async fn one_person_in_both_roles_needs_two_codes_when_the_bureau_is_set_up_so() {
    let config = bureau_sim::SimConfig {
        one_code_per_person: false,
        start_at: Some(crate::provider::MORNING),
        seed: Some(1),
        ..bureau_sim::SimConfig::default()
    };
    let mut client = Client::with(config).await;
    client.upload(&one_person()).await;
    let sms = client.sms().await;
    assert_eq!(sms.len(), 2);
    assert_eq!(client.confirm(&sms[0].1, ZT.0, ZT.1).await["result"], "wait_for_others");
    assert_eq!(client.confirm(&sms[1].1, ZT.0, ZT.1).await["result"], "complete");
}

#[tokio::test]
async fn several_officers_of_services_are_listed_in_the_order_they_were_named_and_confirm_one_by_one()
 {
    let mut client = Client::new().await;
    let text = new_filing();
    let between = |from: &str, to: &str| {
        let start = text.find(from).unwrap();
        text[start..text.find(to).unwrap() + to.len()].to_owned()
    };
    let service = between("<Wz_xx>", "</Wz_xx>");
    let second = service
        .replace(">71", ">72")
        .replace("sample-a.example", "sample-b.example")
        .replace("样例乙", "样例丙")
        .replace("19900000001", "19900000002")
        .replace("110100198512310027", "110101199003070011");
    let named = "<Dxry><Js>wz</Js><Xm>样例丙</Xm><Sjhm>19900000002</Sjhm><Zjhm>110101199003070011</Zjhm></Dxry>";
    let first = "<Dxry><Js>wz</Js><Xm>样例乙</Xm>";
    let both = text.replacen(&service, &format!("{service}{second}"), 1).replacen(
        first,
        &format!("{named}{first}"),
        1,
    );
    client.upload(&both).await;
    assert_eq!(
        client.sms().await.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(),
        ["13800000000", "19900000002", "19900000001"]
    );
    let states = |file: &str| {
        let lines = every(file, "Ry");
        let inside = |line: &str| {
            (every(line, "Js")[0].to_owned(), every(line, "Zt")[0].parse::<i64>().unwrap())
        };
        lines.into_iter().map(inside).collect::<Vec<_>>()
    };
    let wanted = |people: [i64; 3]| {
        let roles = ["zt", "wz", "wz"].map(str::to_owned);
        roles.into_iter().zip(people).collect::<Vec<_>>()
    };
    let file = client.fetch().await.pop().unwrap();
    assert_eq!(states(&file), wanted([0, 0, 0]));

    // The second service's officer is named second, and only this line moves.
    let codes = client.sms().await;
    let page = client.page("/inbox").await;
    assert_eq!(every(&page, "article class=\"card\"").len(), 3, "three messages, three cards");
    assert_eq!(
        client.confirm(&codes[1].1, "19900000002", "070011").await["result"],
        "wait_for_others"
    );
    assert_eq!(states(&client.fetch().await.pop().unwrap()), wanted([0, 1, 0]));
    assert!(client.page("/inbox").await.contains("已完成核验"));
    assert_eq!(
        client.confirm(&codes[0].1, "13800000000", "010011").await["result"],
        "wait_for_others"
    );
    assert_eq!(client.confirm(&codes[2].1, "19900000001", "310027").await["result"], "complete");
    let file = client.fetch().await.pop().unwrap();
    assert_eq!(states(&file), wanted([1, 1, 1]));
    assert_eq!(every(&file, "Sfwc"), ["1"]);
}
