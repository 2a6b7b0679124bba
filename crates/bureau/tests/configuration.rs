//! What an operator writes.

use crate::fixture::{CONFIG, config};
use bureau::{AttachmentUse, BureauConfig, Dialect, HttpTransport, TransportError};

#[test]
fn endpoint_names_and_password_are_enough() {
    let config = config();
    assert_eq!(config.dialect, Dialect::Beian1);
    assert_eq!((config.limits.sheet, config.limits.other), (153_600, 102_400));
    assert_eq!(config.attachment_codes.jpeg, 1);
    assert!(config.encryption.is_none());
}

#[test]
fn everything_can_be_said() {
    let text = format!(
        "{CONFIG}namespace = \"urn:other\"\ndialect = \"none\"\n\
         encryption = {{ key = \"0123456789abcdef\", iv = \"0102030405060708\" }}\n\
         limits = {{ sheet = 1, other = 2 }}\n\
         attachment_codes = {{ jpeg = 3, uses = {{ sheet = 77 }} }}\n\
         timeouts = {{ connect = 1, call = 2 }}\n"
    );
    let config: BureauConfig = toml::from_str(&text).unwrap();
    assert_eq!(config.dialect, Dialect::None);
    assert_eq!(config.attachment_codes.uses[&AttachmentUse::Sheet], 77);
    assert_eq!(config.timeouts.call, 2);
    assert!(config.encryption.is_some());
}

#[test]
fn a_misspelt_setting_and_a_key_of_a_wrong_length_are_refused() {
    let wrong = |line: &str| toml::from_str::<BureauConfig>(&format!("{CONFIG}{line}\n")).is_err();
    assert!(wrong("dialekt = \"none\""));
    assert!(wrong("dialect = \"beian-2\""));
    assert!(wrong("limits = { sheets = 1 }"));
    assert!(wrong("encryption = { key = \"short\", iv = \"0102030405060708\" }"));
    assert!(wrong("encryption = { key = \"0123456789abcdef\", iv = \"\" }"));
    assert!(!wrong(""));
}

#[test]
fn secrets_are_never_printed() {
    let text = format!(
        "{CONFIG}encryption = {{ key = \"0123456789abcdef\", iv = \"0102030405060708\" }}\n"
    );
    let config: BureauConfig = toml::from_str(&text).unwrap();
    let printed = format!("{config:?}");
    for secret in ["secret-for-tests", "0123456789abcdef", "0102030405060708"] {
        assert!(!printed.contains(secret));
    }
}

#[test]
fn an_endpoint_is_an_http_address() {
    for endpoint in [
        "",
        "bureau.example",
        "ftp://bureau.example",
        "https://bureau.example",
        "file:///etc/passwd",
        "http://",
    ] {
        let mut config = config();
        config.endpoint = endpoint.into();
        assert_eq!(HttpTransport::new(&config).unwrap_err(), TransportError::Request, "{endpoint}");
    }
}

#[test]
fn every_attachment_use_has_its_id() {
    let ids = (1..=9).chain(21..=26).chain([30]);
    for id in ids {
        assert_eq!(AttachmentUse::from_id(id).unwrap().id(), id);
    }
    assert_eq!(AttachmentUse::from_id(10), None);
}
