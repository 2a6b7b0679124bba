//! Names as they are written are the names that arrive, or the character that cannot is named.

use crate::fixture::{bureau, dossier_with, submission};
use bureau::{PrepareError, WireIds, unencodable};
use proptest::prelude::*;

/// Sends a sponsor's name and reads it back with another reader.
fn arrives(name: &str) -> Result<String, PrepareError> {
    let dossier = dossier_with("new_filing", |value| value["sponsor"]["name"] = name.into());
    let ids = WireIds::number(&dossier, 1);
    let file = bureau().prepare(&[submission(&dossier, &ids, None)])?;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&file.bytes)).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_index(0).unwrap(), &mut bytes).unwrap();
    let (text, _, damaged) = encoding_rs::GBK.decode(&bytes);
    assert!(!damaged);
    let document = roxmltree::Document::parse(&text).unwrap();
    let found = document.descendants().find(|node| node.has_tag_name("Dwmc")).unwrap();
    Ok(found.text().unwrap_or_default().to_owned())
}

#[test]
fn rare_characters_that_gbk_has_arrive() {
    for name in
        ["龚䶮", "王堃喆", "朱镕基金会", "㑇㛃", "ＡＢ（１）·—", "a<b>&\"c\"'d'", "一\r\n二\t三"]
    {
        match unencodable(name) {
            None => assert_eq!(arrives(name).unwrap(), name),
            Some(character) => assert!(name.contains(character), "{name}"),
        }
    }
    assert_eq!(unencodable("龚䶮王堃喆朱镕"), None);
}

#[test]
fn a_character_gbk_lacks_is_named_with_its_place() {
    for (name, character) in [
        ("李𠮷", '𠮷'),
        ("😀公司", '😀'),
        ("价格€", '€'),
        ("私\u{e000}", '\u{e000}'),
        ("한국", '한'),
        ("a\u{1}b", '\u{1}'),
        ("a\u{7f}b", '\u{7f}'),
    ] {
        assert_eq!(unencodable(name), Some(character));
        let path = "UploadData/ICP/XZBA/Baxx[0]/Zt_xx/Dwmc".into();
        assert_eq!(arrives(name), Err(PrepareError::Unencodable { path, character }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_name_arrives_as_it_was_or_is_refused(
        name in proptest::collection::vec(
            prop_oneof![
                3 => proptest::char::range('一', '龥'),
                1 => proptest::char::range('㐀', '䶿'),
                1 => proptest::char::range('!', '~'),
                1 => any::<char>(),
            ],
            1..30,
        )
    ) {
        let name: String = name.into_iter().collect();
        match (unencodable(&name), arrives(&name)) {
            (None, Ok(arrived)) => prop_assert_eq!(arrived, name),
            (Some(first), Err(PrepareError::Unencodable { character, .. })) => {
                prop_assert_eq!(first, character);
            }
            (_, outcome) => prop_assert!(false, "{:?}", outcome),
        }
    }
}
