//! Every check of a call refuses with its code.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bureau_sim::{AesKey, Permission, Provider, SimConfig};

use crate::provider::{Client, MORNING, gbk, md5, new_filing, zipped};

async fn refused(change: &[(&'static str, String)]) -> i64 {
    let client = Client::new().await;
    let zip = zipped(&[("beianinfo.xml", &gbk(&new_filing()))]);
    let code = client.upload_zip(&zip, 1, change).await.code;
    if code != 0 {
        assert_eq!(
            client.upload_zip(&zip, 1, &[]).await.code,
            0,
            "a refused upload uses up no number"
        );
    }
    code
}

#[tokio::test]
async fn a_right_upload_is_accepted() {
    assert_eq!(refused(&[]).await, 0);
}

#[tokio::test]
async fn an_unknown_provider_is_refused_with_12() {
    assert_eq!(refused(&[("ispId", "1".to_owned())]).await, 12);
    assert_eq!(refused(&[("ispId", "nobody".to_owned())]).await, 12);
}

#[tokio::test]
async fn a_wrong_user_name_is_refused_with_4() {
    assert_eq!(refused(&[("userName", "somebody".to_owned())]).await, 4);
}

#[tokio::test]
async fn a_wrong_password_is_refused_with_5() {
    assert_eq!(refused(&[("pwdHash", md5(b"wrong"))]).await, 5);
}

#[tokio::test]
async fn a_random_value_that_is_not_twenty_letters_or_digits_is_refused_with_16() {
    for value in ["abcdefghij", "abcdefghijABCDEFGHIJK", "abcdefghij-BCDEFGHIJ"] {
        let hash = md5(&gbk(&format!("demo-password{value}")));
        let change = [("randVal", value.to_owned()), ("pwdHash", hash)];
        assert_eq!(refused(&change).await, 16, "{value}");
    }
}

#[tokio::test]
async fn unknown_algorithms_are_refused_with_9_10_and_11() {
    assert_eq!(refused(&[("encryptAlgorithm", "2".to_owned())]).await, 9);
    assert_eq!(refused(&[("hashAlgorithm", "1".to_owned())]).await, 10);
    assert_eq!(refused(&[("compressionFormat", "1".to_owned())]).await, 11);
}

#[tokio::test]
async fn a_wrong_hash_is_refused_with_7() {
    assert_eq!(refused(&[("beianInfoHash", md5(b"else"))]).await, 7);
}

#[tokio::test]
async fn what_is_no_zip_is_refused_with_8() {
    let bytes = b"not a zip".as_slice();
    assert_eq!(
        refused(&[("beianInfo", STANDARD.encode(bytes)), ("beianInfoHash", md5(bytes))]).await,
        8
    );
    assert_eq!(refused(&[("beianInfo", "%%%".to_owned())]).await, 8);
}

#[tokio::test]
async fn a_zip_bomb_is_refused_with_8_and_a_large_file_with_18() {
    let bomb = zipped(&[("beianinfo.xml", &vec![b' '; 50 * 1024 * 1024 + 1])]);
    assert!(bomb.len() < 200_000);
    assert_eq!(
        refused(&[("beianInfo", STANDARD.encode(&bomb)), ("beianInfoHash", md5(&bomb))]).await,
        8
    );
}

#[tokio::test]
async fn a_file_beyond_fifty_megabytes_is_refused_with_18() {
    let client = Client::new().await;
    let bytes = vec![0_u8; 50 * 1024 * 1024 + 1];
    assert_eq!(client.upload_zip(&bytes, 1, &[]).await.code, 18);
    let beyond_any_body = vec![0_u8; 60 * 1024 * 1024];
    assert_eq!(client.upload_zip(&beyond_any_body, 1, &[]).await.code, 18);
}

#[tokio::test]
async fn two_files_in_one_zip_are_refused_with_17() {
    let zip = zipped(&[("a.xml", b"<a/>"), ("b.xml", b"<b/>")]);
    assert_eq!(
        refused(&[("beianInfo", STANDARD.encode(&zip)), ("beianInfoHash", md5(&zip))]).await,
        17
    );
}

#[tokio::test]
async fn a_gap_is_refused_with_14_and_every_missing_number() {
    let mut client = Client::new().await;
    let zip = zipped(&[("beianinfo.xml", &gbk(&new_filing()))]);
    let answer = client.upload_zip(&zip, 4, &[]).await;
    assert_eq!(answer.code, 14);
    assert_eq!(crate::provider::every(&answer.inner, "dataSequence"), ["1", "2", "3"]);
    client.upload(&new_filing()).await;
    client.upload(&new_filing()).await;
    let answer = client.upload_zip(&zip, 4, &[]).await;
    assert_eq!(crate::provider::every(&answer.inner, "dataSequence"), ["3"]);
}

#[tokio::test]
async fn a_number_that_was_accepted_is_not_accepted_again() {
    let mut client = Client::new().await;
    client.upload(&new_filing()).await;
    let zip = zipped(&[("beianinfo.xml", &gbk(&new_filing()))]);
    let answer = client.upload_zip(&zip, 1, &[]).await;
    assert_eq!((answer.code, answer.get("dataSequence")), (14, "2"));
    assert_eq!(
        client.get("/clerk").await.as_array().unwrap().len(),
        1,
        "nothing was taken in twice"
    );
}

#[tokio::test]
async fn providers_that_may_not_report_are_refused_with_13_and_19() {
    for (permission, code) in [(Permission::OtherProvince, 13), (Permission::Closed, 19)] {
        let provider = Provider { permission, ..Provider::demo() };
        let client =
            Client::with(SimConfig { providers: vec![provider], ..SimConfig::default() }).await;
        assert_eq!(client.call("isp_download", &[]).await.code, code);
    }
}

fn secret_config() -> (SimConfig, AesKey) {
    let key = AesKey::from_text("0123456789abcdef", "0102030405060708").unwrap();
    let provider = Provider::demo().with_key(key.clone());
    (SimConfig { providers: vec![provider], start_at: Some(MORNING), ..SimConfig::default() }, key)
}

#[tokio::test]
async fn with_a_key_files_travel_encrypted_both_ways() {
    let (config, key) = secret_config();
    let client = Client::with(config).await;
    let zip = zipped(&[("beianinfo.xml", &gbk(&new_filing()))]);
    let sealed = key.encrypt(&zip);
    let change = [("beianInfo", STANDARD.encode(sealed)), ("encryptAlgorithm", "1".to_owned())];
    assert_eq!(client.upload_zip(&zip, 1, &change).await.code, 0);
    let answer = client.call("isp_download", &[]).await;
    assert_eq!(answer.get("encryptAlgorithm"), "1");
    let opened = key.decrypt(&STANDARD.decode(answer.get("beianInfo")).unwrap()).unwrap();
    assert_eq!(
        answer.get("beianInfoHash"),
        md5(&opened),
        "the hash is the zip's, not the secret's"
    );
    assert!(crate::provider::unzipped(&opened).contains("<Dxhyzt version=\"beian-1\">"));
}

#[tokio::test]
async fn another_key_is_refused_with_6_and_none_with_9() {
    let (config, key) = secret_config();
    let client = Client::with(config).await;
    let zip = zipped(&[("beianinfo.xml", &gbk(&new_filing()))]);
    let sealed = key.another().encrypt(&zip);
    let change = [("beianInfo", STANDARD.encode(sealed)), ("encryptAlgorithm", "1".to_owned())];
    assert_eq!(client.upload_zip(&zip, 1, &change).await.code, 6);
    assert_eq!(client.upload_zip(&zip, 1, &[]).await.code, 9);
    let plain = Client::new().await;
    assert_eq!(plain.upload_zip(&zip, 1, &[("encryptAlgorithm", "1".to_owned())]).await.code, 6);
}

#[tokio::test]
async fn what_is_no_soap_is_a_fault() {
    let client = Client::new().await;
    let (status, text) = client.raw("/BeianStatusWebService/verifyBamm", "isp_upload", &[]).await;
    assert_eq!(status, 500);
    assert!(text.contains("soap:Fault"), "{text}");
}

#[tokio::test]
async fn the_wsdl_of_each_address_names_its_operations() {
    let client = Client::new().await;
    for (path, operations) in [
        (
            "/ISPWebService/upDownLoad",
            &["isp_upload", "isp_download", "isp_downloadack", "isp_querypreviousupload"][..],
        ),
        ("/BeianStatusWebService/queryBeianStatus", &["isp_querybeianstatus"]),
        ("/BeianStatusWebService/verifyBamm", &["isp_verifybamm"]),
    ] {
        let text = client.page(&format!("{path}?wsdl")).await;
        assert!(text.contains(&format!("{}{path}", client.sim.url())));
        for operation in operations {
            assert!(
                text.contains(&format!("<wsdl:operation name=\"{operation}\">")),
                "{operation}"
            );
        }
    }
}
