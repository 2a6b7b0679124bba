//! Files are handed out until they are acknowledged.

use bureau_sim::SimConfig;
use serde_json::json;

use crate::provider::{Client, ISP, MORNING, between, every, new_filing, without_sms};

#[tokio::test]
async fn without_anything_to_say_the_answer_is_2() {
    assert_eq!(Client::new().await.call("isp_download", &[]).await.code, 2);
}

#[tokio::test]
async fn a_file_comes_again_until_it_is_acknowledged() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    let first = client.download().await.unwrap();
    let again = client.download().await.unwrap();
    assert_eq!((&first.name, &first.xml), (&again.name, &again.xml));
    assert!(first.name.len() <= 128 && first.name.bytes().all(|b| b.is_ascii_alphanumeric()));
    assert_eq!(client.acknowledge(&first.name).await, 0);
    assert_eq!(client.acknowledge(&first.name).await, 0, "acknowledging twice is fine");
    assert!(client.download().await.is_none());
}

#[tokio::test]
async fn code_3_means_more_and_code_1_the_last() {
    let mut client = Client::new().await;
    client.upload(&without_sms().replace("91440101MA00000156", "1")).await;
    client.upload(&without_sms().replace("91440101MA00000156", "2")).await;
    let first = client.download().await.unwrap();
    assert_eq!(first.code, 3);
    client.acknowledge(&first.name).await;
    let last = client.download().await.unwrap();
    assert_eq!(last.code, 1);
    assert_ne!(first.name, last.name);
}

#[tokio::test]
async fn an_acknowledgement_without_or_with_an_unknown_name_is_refused() {
    let client = Client::new().await;
    assert_eq!(client.acknowledge("").await, 21);
    assert_eq!(client.acknowledge("never").await, 999);
}

#[tokio::test]
async fn code_tables_are_offered_once_on_request() {
    let client = Client::new().await;
    let (status, body) = client.post("/control/jcdm", json!({})).await;
    assert_eq!((status, &body["offered_to"]), (200, &json!([ISP])));
    let files = client.fetch().await;
    assert_eq!(files.len(), 1);
    assert!(files[0].contains("<Dwxz_xx><Id>4</Id><Mc>企业</Mc><Sfyx>1</Sfyx></Dwxz_xx>"));
    assert_eq!(every(&files[0], "Yylb_xx").len() + every(&files[0], "Yylb").len(), 17);
    let (status, _) = client.post("/control/jcdm", json!({ "provider": 1 })).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn providers_get_their_own_files_only() {
    let mut client = Client::with(crate::provider::two_providers()).await;
    client.upload(&new_filing()).await;
    let waiting = |isp| client.sim.with(|b| b.waiting(isp).count());
    assert_eq!((waiting(ISP), waiting(220_000_000_000)), (1, 0));
}

#[tokio::test]
async fn a_bureau_with_a_data_folder_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let config = SimConfig {
        data: Some(folder.path().to_owned()),
        seed: Some(1),
        start_at: Some(MORNING),
        ..SimConfig::default()
    };
    let mut client = Client::with(config.clone()).await;
    client.upload(&new_filing()).await;
    let sms = client.sms().await;
    let name = client.download().await.unwrap().name;
    client.sim.advance(90);
    drop(client);

    let client = Client::with(config).await;
    assert_eq!(client.get("/ledger").await.as_array().unwrap().len(), 2);
    let previous = client.call("isp_querypreviousupload", &[]).await;
    assert_eq!(previous.get("dataSequence"), "1");
    assert_eq!(client.download().await.unwrap().name, name);
    assert_eq!(client.get("/control/clock").await["moved_seconds"], 90);
    assert_eq!(client.confirm(&sms[0].1, &sms[0].0, "010011").await["result"], "wait_for_others");
    let ledger = std::fs::read_to_string(folder.path().join("ledger.jsonl")).unwrap();
    assert_eq!(ledger.lines().count(), 4);
}

#[tokio::test]
async fn the_previous_upload_comes_back_as_it_was_sent() {
    let mut client = Client::new().await;
    let nothing = client.call("isp_querypreviousupload", &[]).await;
    assert_eq!((nothing.code, nothing.get("dataSequence"), nothing.get("beianInfo")), (0, "0", ""));
    client.upload(&new_filing()).await;
    client.upload(&new_filing()).await;
    let last = client.call("isp_querypreviousupload", &[]).await;
    assert_eq!((last.get("dataSequence"), last.get("return_FileName")), ("2", "beianinfo.xml"));
    let zip =
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, last.get("beianInfo"))
            .unwrap();
    assert_eq!(last.get("beianInfoHash"), crate::provider::md5(&zip));
    assert_eq!(between(&crate::provider::unzipped(&zip), "IspZtid"), Some("7001"));
}
