//! A file that is wrong as a whole is accepted as an upload and comes back as a result file.

use crate::provider::{Client, between, gbk, message, new_filing};

async fn result_of(bytes: &[u8]) -> String {
    let mut client = Client::new().await;
    client.upload_bytes(bytes).await;
    let files = client.fetch().await;
    assert_eq!(files.len(), 1);
    assert_eq!(client.get("/clerk").await.as_array().unwrap().len(), 0, "no case was opened");
    files[0].clone()
}

async fn code_of(xml: &str) -> String {
    between(&result_of(&gbk(xml)).await, "Jgdm").unwrap().to_owned()
}

#[tokio::test]
async fn every_fault_of_a_file_is_told_at_once_and_its_name_is_the_description() {
    let xml = new_filing()
        .replace(
            "<Dwmc>样例网络科技（广州）有限公司</Dwmc>",
            &format!("<Dwmc>{}</Dwmc>", "长".repeat(256)),
        )
        .replace("<Bbfs>1</Bbfs>", "<Bbfs>2</Bbfs>")
        .replace("<Yylb><Yylb_id>1</Yylb_id></Yylb>", "")
        .replace("<Qsip>16909060</Qsip>", "<Qsip>0</Qsip>")
        .replace("<Syurl>www.sample-a.example</Syurl>", "<Neu>1</Neu>");
    let result = result_of(&gbk(&xml)).await;
    assert_eq!(between(&result, "Jgdm"), Some("5001"));
    assert_eq!(between(&result, "Dmms"), Some("beianinfo.xml"));
    let why = between(&result, "Bz").unwrap();
    for place in [
        "Zt_xx/Dwmc：不得多于255个字符",
        "Zt_xx/Bbfs：不得大于1",
        "Wz_xx/Yylb：缺少必填项",
        "Ip_xx/Qsip：不得小于1",
        "Wz_xx/Neu：未定义的元素",
    ] {
        assert!(why.contains(place), "{place} in {why}");
    }
    assert!(!why.contains('长'), "values are not repeated");
}

#[tokio::test]
async fn the_order_of_elements_matters() {
    let xml = new_filing().replace(
        "<IspYmid>7111</IspYmid>\n            <Ym>sample-a.example</Ym>",
        "<Ym>sample-a.example</Ym><IspYmid>7111</IspYmid>",
    );
    let result = result_of(&gbk(&xml)).await;
    assert!(
        between(&result, "Bz").unwrap().contains("Ym_xx/IspYmid：元素顺序错误")
            || between(&result, "Bz").unwrap().contains("Ym_xx/IspYmid：缺少必填项")
    );
}

#[tokio::test]
async fn bytes_that_are_not_gbk_come_back_as_5008() {
    let mut bytes = gbk(&new_filing());
    let place = bytes.windows(6).position(|w| w == b"<Dwmc>").unwrap() + 6;
    bytes.insert(place, 0xff);
    assert_eq!(between(&result_of(&bytes).await, "Jgdm"), Some("5008"));
}

#[tokio::test]
async fn utf_8_comes_back_as_5001() {
    let utf8 = new_filing().replace("encoding=\"GBK\"", "encoding=\"UTF-8\"");
    assert_eq!(between(&result_of(utf8.as_bytes()).await, "Jgdm"), Some("5001"));
}

#[tokio::test]
async fn text_that_is_no_xml_and_document_types_come_back_as_5001() {
    assert_eq!(code_of("<?xml version=\"1.0\" encoding=\"GBK\"?><UploadData>").await, "5001");
    let laughs = "<?xml version=\"1.0\" encoding=\"GBK\"?><!DOCTYPE a [<!ENTITY b \"ha\">]><UploadData>&b;</UploadData>";
    assert_eq!(code_of(laughs).await, "5001");
}

#[tokio::test]
async fn an_unknown_attribute_comes_back_as_5002_and_another_version_as_5004() {
    assert_eq!(code_of(&new_filing().replace("<XZBA>", "<XZBA neu=\"1\">")).await, "5002");
    assert_eq!(code_of(&new_filing().replace("V.3.0", "V.2.0")).await, "5004");
    assert_eq!(
        code_of(&new_filing().replace("version=\"beian-1\"", "version=\"beian-9\"")).await,
        "5002"
    );
}

#[tokio::test]
async fn a_file_in_the_name_of_somebody_else_comes_back_as_5003() {
    assert_eq!(code_of(&new_filing().replace("<Qqdwid>110000000000", "<Qqdwid>1")).await, "5003");
}

#[tokio::test]
async fn a_file_without_any_operation_comes_back_as_5001() {
    assert_eq!(code_of(&message("")).await, "5001");
}

#[tokio::test]
async fn more_than_a_thousand_records_come_back_as_5001_and_a_thousand_do_not() {
    let record = "<Zx_xx><Zxlb>1</Zxlb><Jlid>1</Jlid><Zxly>1</Zxly></Zx_xx>";
    let with = |n: usize| message(&format!("<ZXBA>{}</ZXBA>", record.repeat(n)));
    let result = result_of(&gbk(&with(1001))).await;
    assert_eq!(between(&result, "Jgdm"), Some("5001"));
    assert!(between(&result, "Bz").unwrap().contains("1000"));
    let mut client = Client::new().await;
    client.upload(&with(1000)).await;
    let files: Vec<String> = client
        .sim
        .with(|b| b.waiting(crate::provider::ISP).map(|parcel| parcel.document.clone()).collect());
    assert_eq!(files.len(), 1, "one file tells about one upload");
    let results = crate::provider::every(&files[0], "Jg_xx").len();
    assert_eq!(results, 1000, "every record got a result of its own");
}

#[tokio::test]
async fn address_and_domain_filings_are_not_open() {
    let ip = "<?xml version=\"1.0\" encoding=\"GBK\"?><UploadData version=\"V.3.0\"><IP><Qqdwid>110000000000</Qqdwid></IP></UploadData>";
    assert_eq!(code_of(ip).await, "5011");
}

#[tokio::test]
async fn a_second_element_of_our_dialect_comes_back_as_5001() {
    let text = new_filing();
    let (start, end) = (text.find("<Yz_xx").unwrap(), text.find("</Yz_xx>").unwrap() + 8);
    let twice = format!("{}{}{}", &text[..end], &text[start..end], &text[end..]);
    assert_eq!(code_of(&twice).await, "5001");
}
