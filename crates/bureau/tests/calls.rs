//! The six calls: what is sent, and what each answer means.

use crate::fixture::{Fake, bureau_with, code, config, dossier, random, soap, submission};
use bureau::{
    Bureau, BureauError, CallCode, Condition, Encryption, Operation, PasswordCheck, ReadError,
    RetryReason, Secret, TransportError, UploadAnswer, UploadFile, WireIds, query_type_of,
};
use std::sync::Arc;

fn file() -> UploadFile {
    let dossier = dossier("new_filing");
    let ids = WireIds::number(&dossier, 1);
    crate::fixture::bureau().prepare(&[submission(&dossier, &ids, None)]).unwrap()
}

fn answering(answer: Vec<u8>) -> (Bureau, Arc<Fake>) {
    let fake = Fake::answering(Ok(answer));
    (bureau_with(config(), fake.clone()), fake)
}

async fn upload_answered(answer: Vec<u8>) -> Result<UploadAnswer, BureauError> {
    answering(answer).0.upload(&file(), 7).await
}

/// Every code the interface has, and some it has not.
fn codes() -> impl Iterator<Item = i32> {
    (0..=22).chain([901, 902, 999]).chain([-1, 23, 100, 1001, i32::MAX])
}

#[tokio::test]
async fn only_zero_is_a_yes_to_an_upload() {
    for number in codes() {
        let answer = upload_answered(code(number, "")).await.unwrap();
        assert_eq!(answer == UploadAnswer::Accepted, number == 0, "{number}: {answer:?}");
    }
}

#[tokio::test]
async fn an_upload_that_may_be_repeated_says_why_it_was_not_taken() {
    let message = || "说明".to_owned();
    for (number, reason) in [
        (7, RetryReason::Damaged),
        (8, RetryReason::Damaged),
        (15, RetryReason::TooMany),
        (20, RetryReason::OutsideHours),
        (901, RetryReason::Maintenance),
        (999, RetryReason::Unspecified),
    ] {
        let expected = UploadAnswer::Retry { code: number, reason, message: message() };
        assert_eq!(upload_answered(code(number, "")).await.unwrap(), expected);
    }
    for number in [4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 21, 23] {
        let expected = UploadAnswer::Refused { code: number, message: message() };
        assert_eq!(upload_answered(code(number, "")).await.unwrap(), expected);
    }
    assert_eq!(CallCode::of(5), CallCode::OurFault);
    assert_eq!(CallCode::of(18), CallCode::BadFile);
    assert_eq!(CallCode::of(23), CallCode::Unknown);
}

#[tokio::test]
async fn a_gap_in_the_sequence_names_the_missing_files_in_order() {
    let gap = "<dataSequences><dataSequence>6</dataSequence><dataSequence>5</dataSequence>\
               <dataSequence>6</dataSequence></dataSequences>";
    let expected = UploadAnswer::Missing { sequences: vec![5, 6] };
    assert_eq!(upload_answered(code(14, gap)).await.unwrap(), expected);
}

#[tokio::test]
async fn an_upload_sends_the_interfaces_parameters_in_its_order() {
    let (bureau, fake) = answering(code(0, ""));
    let file = file();
    bureau.upload(&file, 7).await.unwrap();
    let calls = fake.calls.lock().unwrap();
    let (operation, envelope) = &calls[0];
    assert_eq!(*operation, Operation::Upload);
    let document = roxmltree::Document::parse(envelope).unwrap();
    let body = document.descendants().find(|node| node.tag_name().name() == "Body").unwrap();
    let call = body.first_element_child().unwrap();
    assert_eq!(call.tag_name().name(), "isp_upload");
    assert_eq!(call.tag_name().namespace(), Some("urn:ISPWebService"));
    let names: Vec<_> = call.children().map(|node| node.tag_name().name()).collect();
    assert_eq!(
        names,
        [
            "ispId",
            "userName",
            "randVal",
            "pwdHash",
            "beianInfo",
            "beianInfoHash",
            "dataSequence",
            "encryptAlgorithm",
            "hashAlgorithm",
            "compressionFormat"
        ]
    );
    drop(calls);
    for (name, value) in [
        ("ispId", "110000000211"),
        ("userName", "provider"),
        ("randVal", "abcdefghijABCDEFGHIJ"),
        ("pwdHash", "QUclrGNKqvPvKc4AQcqNMw=="),
        ("beianInfoHash", file.hash.as_str()),
        ("dataSequence", "7"),
        ("encryptAlgorithm", "0"),
        ("hashAlgorithm", "0"),
        ("compressionFormat", "0"),
    ] {
        assert_eq!(fake.parameter(name), value, "{name}");
    }
    assert!(!fake.calls.lock().unwrap()[0].1.contains("secret-for-tests"));
}

#[tokio::test]
async fn an_encrypted_upload_hashes_the_zip_and_sends_the_cipher() {
    let fake = Fake::answering(Ok(code(0, "")));
    let mut config = config();
    config.encryption = Some(encryption());
    let file = file();
    bureau_with(config, fake.clone()).upload(&file, 1).await.unwrap();
    assert_eq!(fake.parameter("encryptAlgorithm"), "1");
    assert_eq!(fake.parameter("beianInfoHash"), file.hash);
    let plain = file.bytes.len();
    let sent = fake.parameter("beianInfo").len() / 4 * 3;
    assert!(sent > plain && sent <= plain + 19, "padded to blocks of 16: {plain} {sent}");
}

fn encryption() -> Encryption {
    let secret = |text: &str| Secret::new(text.to_owned());
    Encryption::new(secret("0123456789abcdef"), secret("0102030405060708")).unwrap()
}

#[tokio::test]
async fn the_last_upload_is_known_by_number_and_hash() {
    let rest = "<fileInfos><hashAlgorithm>0</hashAlgorithm><dataSequence>12</dataSequence>\
                <return_FileName>up12</return_FileName><beianInfo>UEs=</beianInfo>\
                <beianInfoHash>PFtVE+uqichktyDlhDNdtw==</beianInfoHash></fileInfos>";
    let (bureau, fake) = answering(code(0, rest));
    let previous = bureau.previous_upload_file().await.unwrap();
    assert_eq!(previous.sequence, 12);
    assert_eq!(previous.hash.as_deref(), Some("PFtVE+uqichktyDlhDNdtw=="));
    assert_eq!(fake.calls.lock().unwrap()[0].0, Operation::PreviousUpload);

    let none = "<fileInfos><dataSequence>0</dataSequence><beianInfo/></fileInfos>";
    assert_eq!(answering(code(0, none)).0.previous_upload().await.unwrap(), 0);
    for broken in ["", "<dataSequence>-1</dataSequence>", "<dataSequence>x</dataSequence>"] {
        let error = answering(code(0, broken)).0.previous_upload().await.unwrap_err();
        assert!(matches!(error, BureauError::Garbage { .. }), "{broken}");
        assert!(error.raw().is_some_and(|raw| !raw.is_empty()), "the bytes are kept");
    }
}

#[tokio::test]
async fn an_acknowledgement_names_the_file() {
    let (bureau, fake) = answering(code(0, ""));
    bureau.acknowledge("DL20261124.zip").await.unwrap();
    assert_eq!(fake.parameter("fileName"), "DL20261124.zip");
    let refused = answering(code(21, "")).0.acknowledge("x").await.unwrap_err();
    assert!(matches!(refused, BureauError::Refused { code: 21, .. }));
    let later = answering(code(902, "")).0.acknowledge("x").await.unwrap_err();
    assert!(matches!(
        later,
        BureauError::Later { code: 902, reason: RetryReason::Maintenance, .. }
    ));
}

#[tokio::test]
async fn zero_is_filed_and_one_is_not() {
    let status =
        |rest: &str| code(0, &format!("<StatusInfo><Cxtjlx>0</Cxtjlx>{rest}</StatusInfo>"));
    let (bureau, fake) = answering(status(
        "<Cxtj>example.com</Cxtj><Wzmc>示例</Wzmc><Ztbah>粤ICP备2024000001号</Ztbah>\
         <Wzbah>粤ICP备2024000001号-1</Wzbah><Bazt>0</Bazt>",
    ));
    let info = bureau.query_status(Condition::Domain("example.com".into())).await.unwrap();
    assert!(info.filed);
    assert_eq!(info.service_name.as_deref(), Some("示例"));
    assert_eq!(info.service_number.as_deref(), Some("粤ICP备2024000001号-1"));
    assert_eq!(fake.parameter("queryConditionType"), "0");
    assert_eq!(fake.parameter("queryCondition"), "example.com");

    let (bureau, fake) = answering(status("<Bazt>1</Bazt>"));
    let condition = Condition::Certificate { query_type: 2, number: "440101199001010011".into() };
    assert!(!format!("{condition:?}").contains("19900101"));
    let info = bureau.query_status(condition).await.unwrap();
    assert!(!info.filed && info.sponsor_number.is_none());
    assert_eq!(fake.parameter("queryCondition"), "440101199001010011");

    for broken in ["", "<Bazt>2</Bazt>", "<Bazt/>"] {
        let condition = Condition::Domain("example.com".into());
        let error = answering(status(broken)).0.query_status(condition).await.unwrap_err();
        assert!(matches!(error, BureauError::Garbage { .. }), "{broken} is no answer");
    }
}

#[test]
fn only_the_first_eleven_documents_can_be_asked_for() {
    assert_eq!(
        (1..=49).filter_map(query_type_of).collect::<Vec<_>>(),
        (1..=11).collect::<Vec<_>>()
    );
    assert_eq!(query_type_of(0), None);
    assert_eq!(query_type_of(257), None);
}

#[tokio::test]
async fn a_filing_password_is_right_or_wrong_or_tried_too_often() {
    for (answer, expected) in [
        (code(0, "<VerifyRes>\n 0 \n</VerifyRes>"), PasswordCheck::Right),
        (code(0, "<VerifyRes>1</VerifyRes>"), PasswordCheck::Wrong),
        (code(22, ""), PasswordCheck::TooManyTries),
    ] {
        let (bureau, fake) = answering(answer);
        let check = bureau.verify_password("粤ICP备2024000001号", "123456").await.unwrap();
        assert_eq!(check, expected);
        assert_eq!(fake.parameter("bamm"), "123456");
    }
    assert!(answering(code(0, "")).0.verify_password("n", "p").await.is_err());
}

#[tokio::test]
async fn an_answer_is_understood_in_every_wrapping() {
    let inner = "<return><msg_code>0</msg_code><msg>ok</msg></return>";
    let declared = format!("<?xml version=\"1.0\" encoding=\"GBK\"?>{inner}");
    let wrapped = |content: &str| {
        format!("<e:Envelope xmlns:e=\"x\"><e:Body><r>{content}</r></e:Body></e:Envelope>")
    };
    for body in [
        String::from_utf8(soap(inner)).unwrap(),
        String::from_utf8(soap(&declared)).unwrap(),
        wrapped(&format!("<return><![CDATA[{declared}]]></return>")),
        wrapped(&format!("<q:return xmlns:q=\"y\">{inner}</q:return>")),
        wrapped("<return version=\"V3\"><msg_code> 0 </msg_code></return>"),
        format!("\n\u{feff}{}", wrapped(inner)).trim_start().to_owned(),
    ] {
        let answer = upload_answered(body.clone().into_bytes()).await;
        assert_eq!(answer.unwrap(), UploadAnswer::Accepted, "{body}");
    }
}

#[tokio::test]
async fn a_fault_and_garbage_leave_the_outcome_unknown() {
    let fault = "<S:Envelope xmlns:S=\"x\"><S:Body><S:Fault><faultcode>S:Server</faultcode>\
                 <faultstring>out of order</faultstring></S:Fault></S:Body></S:Envelope>";
    let error = upload_answered(fault.as_bytes().to_vec()).await.unwrap_err();
    assert!(matches!(&error, BureauError::Fault { reason } if reason == "out of order"));
    assert!(error.is_unknown_outcome());

    let cut = &code(0, "")[..150];
    let html = b"<html><body><p>Welcome<br></body></html>";
    for garbage in [b"".as_slice(), b"OK", html, cut, b"\xff\xfe<\0", &soap(""), &soap("0")] {
        let error = upload_answered(garbage.to_vec()).await.unwrap_err();
        assert!(matches!(error, BureauError::Garbage { .. }), "{error:?}");
        assert!(error.is_unknown_outcome());
        assert_eq!(error.raw(), Some(garbage));
        assert!(!format!("{error:?}").contains("Welcome"), "bytes are kept, not printed");
    }
}

#[tokio::test]
async fn what_was_never_sent_has_no_unknown_outcome() {
    for (error, unknown) in [
        (TransportError::Unreachable, false),
        (TransportError::Request, false),
        (TransportError::Status(404), false),
        (TransportError::Status(302), false),
        (TransportError::Status(502), true),
        (TransportError::Timeout, true),
        (TransportError::Broken, true),
        (TransportError::TooLarge(1), true),
    ] {
        let bureau = bureau_with(config(), Fake::answering(Err(error.clone())));
        let came = bureau.upload(&file(), 1).await.unwrap_err();
        assert_eq!(came.is_unknown_outcome(), unknown, "{error:?}");
    }
}

#[tokio::test]
async fn a_password_or_random_text_that_cannot_be_hashed_is_our_own_mistake() {
    let mut config = config();
    config.password = Secret::new("пароль😀".into());
    let error = bureau_with(config.clone(), Arc::default()).download().await.unwrap_err();
    assert!(matches!(error, BureauError::Configuration(_)) && !error.is_unknown_outcome());

    config.password = Secret::new("x".into());
    let fake = Arc::<Fake>::default();
    let short = Bureau::new(config, fake.clone(), Arc::new(|_| "abcdefghijabcdef".into()));
    assert!(matches!(short.download().await.unwrap_err(), BureauError::Configuration(_)));
    assert!(fake.calls.lock().unwrap().is_empty(), "nothing was sent");
    assert_eq!(random()(20).len(), 20);
}

mod download {
    use super::*;
    use crate::{downloads::zip, hostile::base64};

    fn file_info(zip: &[u8], hash: &str, encryption: &str, name: &str) -> String {
        format!(
            "<fileInfos><hashAlgorithm>0</hashAlgorithm><compressionFormat>0</compressionFormat>\
             <encryptAlgorithm>{encryption}</encryptAlgorithm><return_FileName>{name}</return_FileName>\
             <beianInfo>{}</beianInfo><beianInfoHash>{hash}</beianInfoHash></fileInfos>",
            base64(zip)
        )
    }

    /// A zip and its hash, as the bureau would compute it.
    fn sample() -> (Vec<u8>, String) {
        let bytes = zip("<DownloadData><ICP><BAJG/></ICP></DownloadData>".as_bytes());
        let file = UploadFile::from_zip(zip(
            "<UploadData><ICP><XZBA><Baxx/></XZBA></ICP></UploadData>".as_bytes(),
        ));
        assert!(file.is_ok());
        let hash = base64(&md5(&bytes));
        (bytes, hash)
    }

    fn md5(bytes: &[u8]) -> Vec<u8> {
        use md5::Digest;
        md5::Md5::digest(bytes).to_vec()
    }

    #[tokio::test]
    async fn a_file_comes_with_its_name_and_whether_more_wait() {
        let (bytes, hash) = sample();
        for (number, more) in [(0, true), (3, true), (1, false)] {
            let answer = code(number, &file_info(&bytes, &hash, "0", "DL1.zip"));
            let (bureau, _) = answering(answer);
            let download = bureau.download().await.unwrap().unwrap();
            assert_eq!(download.file_name, "DL1.zip");
            assert_eq!((&download.raw, download.more), (&bytes, more));
            assert_eq!(bureau.read(&download.raw).unwrap(), []);
        }
        assert_eq!(answering(code(2, "")).0.download().await.unwrap(), None);
        assert_eq!(answering(code(1, "")).0.download().await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_file_with_another_hash_is_not_taken() {
        let (bytes, _) = sample();
        let wrong = base64(&md5(b"something else"));
        for hash in [wrong.as_str(), "", "x"] {
            let answer = code(3, &file_info(&bytes, hash, "0", "DL1.zip"));
            let error = answering(answer).0.download().await.unwrap_err();
            assert!(
                matches!(&error, BureauError::WrongHash { file_name, .. } if file_name == "DL1.zip")
            );
            assert_eq!(error.raw(), Some(bytes.as_slice()));
        }
    }

    #[tokio::test]
    async fn an_encrypted_file_needs_our_key() {
        let (bytes, hash) = sample();
        let mut with_key = config();
        with_key.encryption = Some(encryption());
        // Our own upload shows what the cipher of these bytes is.
        let fake = Fake::answering(Ok(code(0, "")));
        let dummy = UploadFile { bytes: bytes.clone(), hash: hash.clone(), xml_len: 0, records: 0 };
        bureau_with(with_key.clone(), fake.clone()).upload(&dummy, 1).await.unwrap();
        let cipher = fake.parameter("beianInfo");
        let answer = code(1, &file_info(b"", &hash, "1", "DL1")).into_iter().collect::<Vec<u8>>();
        let answer = String::from_utf8(answer).unwrap().replace(
            "beianInfo&gt;&lt;/beianInfo",
            &format!("beianInfo&gt;{cipher}&lt;/beianInfo"),
        );
        let answer = answer.into_bytes();

        let ours = bureau_with(with_key, Fake::answering(Ok(answer.clone())));
        assert_eq!(ours.download().await.unwrap().unwrap().raw, bytes);
        let keyless = answering(answer).0.download().await.unwrap_err();
        assert!(matches!(keyless, BureauError::Undecryptable { .. }));
    }

    #[tokio::test]
    async fn a_file_name_that_is_a_path_is_no_name() {
        let (bytes, hash) = sample();
        for name in ["../../etc/passwd", "a/b", "", "..", "名字.zip"] {
            let answer = code(3, &file_info(&bytes, &hash, "0", name));
            let error = answering(answer).0.download().await.unwrap_err();
            let reason = matches!(error, BureauError::Garbage { reason: ReadError::EntryName, .. });
            assert!(reason, "{name}");
        }
    }

    #[tokio::test]
    async fn every_other_code_is_no_file() {
        for number in codes().filter(|number| !(0..=3).contains(number)) {
            let error = answering(code(number, "")).0.download().await.unwrap_err();
            match error {
                BureauError::Later { code, .. } => {
                    assert!([7, 8, 15, 20, 901, 902, 999].contains(&code))
                }
                BureauError::Refused { code, .. } => assert_eq!(code, number),
                other => panic!("{number}: {other:?}"),
            }
        }
        for number in [0, 3] {
            let error = answering(code(number, "")).0.download().await.unwrap_err();
            assert!(matches!(error, BureauError::Garbage { .. }), "a file was promised");
        }
    }
}
