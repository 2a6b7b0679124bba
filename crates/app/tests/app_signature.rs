//! The signature of an app, computed from what people paste. The certificates are made up; the values
//! are OpenSSL's.

use app::{
    Error,
    app_signature::{AppSignature, KeyKind, SignatureQuestion, app_signature},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use filing::draft::AppPlatform;

const RSA: &str = include_str!("fixtures/app_signer_rsa.pem");
const EC: &str = include_str!("fixtures/app_signer_ec.pem");
const ED25519: &str = include_str!("fixtures/app_signer_ed25519.pem");
const MD5: &str = "a5278ffc14ce4eafbfe7bf347b13ee2e";
const SHA1: &str = "3638f77687f14fb04c8f268dfcae3709e4e8bfd2";
const MODULUS: &str = "a16c02e06a0fb5826319d646e6441cbebaba6874882f1a08cd0863be8e271475007e5608f618583d\
    a92319b14475bc16e4f7cad1f04aa8b7ecb22251c799baa63fc67d6b60209fbb9d2680fb8dac113995b871333afcb92ab788\
    d84d03ced60c9e1842effe77a41ba274406d72e9eb7d74f4aa4a469a9331f625a3b61f56b2944c4201cddc5aa6c3edd39403\
    833dd9447560296d53920f870e569fdf0a25954c3a3bb55e021a8795f23556d0d0edba91222960c67c4fc509ec67f4912c45\
    63d9e29b1efacdb36e8ca4693ac7348fc11fc7527ef3992287b323e0104cd9a4325bd4c7537aa87e4dfcf70c3b3d07ecdeda\
    9b8e3ede02ca00a23d0ac6fbd969d435";
const EC_MD5: &str = "3bc39f82161efada5563223a321b7d6a";
const EC_POINT: &str = "04d57a863e5a5015acb08f9d0d0b29a6cc3015e46d0cc94c6a5e1c5c2cb0385ad448af9d95d818ed\
    51d41441c55709cf23de05011c54af8dbb126d87ddb113c920";

/// As `keytool -printcert` prints it; new versions say no MD5.
const LISTING: &str = "Owner: O=Sample, CN=Synthetic App Signer\n\
    Valid from: Tue Nov 24 09:49:41 UTC 2026 until: Sun Jul 16 09:49:41 UTC 2051\n\
    Certificate fingerprints:\n\
    \t SHA1: 36:38:F7:76:87:F1:4F:B0:4C:8F:26:8D:FC:AE:37:09:E4:E8:BF:D2\n\
    \t SHA256: C4:C4:2B:AF:BC:F3:A3:E8:07:D6:35:C6:BE:82:1C:F2:51:04:CB:A0:39:35:30:46:49:1A:AA:16:BE:77:07:90\n\
    Signature algorithm name: SHA256withRSA\n";

fn read(text: &str) -> Result<AppSignature, Error> {
    app_signature(&SignatureQuestion { text: text.into() })
}

fn refused(text: &str) -> String {
    match read(text) {
        Err(Error::Invalid(issues)) => {
            assert_eq!((issues.len(), issues[0].path.as_str()), (1, "/text"));
            issues[0].code.to_string()
        }
        other => panic!("{other:?}"),
    }
}

fn dense(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

#[test]
fn a_certificate_gives_key_and_both_fingerprints_however_it_is_written() {
    let der = STANDARD.decode(dense(RSA)).expect("base64");
    let hex = hex::encode(&der);
    let colons: Vec<String> = der.iter().map(|byte| format!("{byte:02X}")).collect();
    let chain = format!("Alias name: sample\n{RSA}{EC}");
    for text in [RSA, &dense(RSA), &hex, &colons.join(":"), &chain, &RSA.replace('\n', "\r\n")] {
        let found = read(text).expect("a certificate");
        let key = found.key.as_ref().expect("a key");
        assert_eq!((key.kind, key.bits, key.hex.as_str()), (KeyKind::Rsa, 2048, MODULUS));
        assert_eq!(found.md5.as_deref(), Some(MD5));
        assert_eq!(found.sha1.as_deref(), Some(SHA1));
        assert!(found.missing.is_empty());
    }
}

#[test]
fn each_platform_is_given_the_fingerprint_it_asks() {
    let found = read(RSA).expect("a certificate");
    assert_eq!(found.platforms.len(), AppPlatform::ALL.len());
    for of in found.platforms {
        let (label, print) = match of.platform {
            AppPlatform::Android | AppPlatform::HarmonyOs => ("MD5", MD5),
            AppPlatform::Ios => ("SHA-1", SHA1),
        };
        assert_eq!((of.fingerprint_label, of.fingerprint.as_deref()), (label, Some(print)));
        assert_eq!(of.public_key.as_deref(), Some(MODULUS));
        assert_eq!(of.fingerprint_algorithm.label(), label);
    }
}

#[test]
fn a_key_on_an_elliptic_curve_is_its_point() {
    let found = read(EC).expect("a certificate");
    let key = found.key.expect("a key");
    assert_eq!((key.kind, key.bits, key.hex.as_str()), (KeyKind::EllipticCurve, 256, EC_POINT));
    assert_eq!(found.md5.as_deref(), Some(EC_MD5));
}

#[test]
fn a_key_of_another_kind_is_said_and_the_fingerprints_are_there_all_the_same() {
    let found = read(ED25519).expect("a certificate");
    assert!(found.key.is_none() && found.md5.is_some() && found.sha1.is_some());
    assert_eq!(found.missing[0].code, "signature.key_of_other_kind");
}

#[test]
fn the_output_of_keytool_says_what_it_lacks() {
    let found = read(LISTING).expect("fingerprints");
    assert_eq!((found.md5, found.sha1.as_deref()), (None, Some(SHA1)));
    let missing: Vec<&str> = found.missing.iter().map(|issue| issue.code.as_ref()).collect();
    assert_eq!(missing, ["signature.no_public_key", "signature.no_md5"]);
    let ios = found.platforms.iter().find(|of| of.platform == AppPlatform::Ios).expect("listed");
    assert_eq!(ios.fingerprint.as_deref(), Some(SHA1));

    let older = "证书指纹:\n  MD5： A5:27:8F:FC:14:CE:4E:AF:BF:E7:BF:34:7B:13:EE:2E\n";
    let found = read(older).expect("a fingerprint");
    assert_eq!((found.md5.as_deref(), found.sha1), (Some(MD5), None));
}

#[test]
fn what_is_no_certificate_is_refused_with_what_to_do() {
    assert_eq!(refused("  \n"), "required");
    assert_eq!(refused("我的签名"), "signature.unreadable");
    assert_eq!(refused("SHA256: C4:C4"), "signature.unreadable");
    assert_eq!(refused(&RSA.replace("MII", "MIJ")), "signature.unreadable");
    assert_eq!(refused(&"a".repeat(70_000)), "signature.too_long");
    assert_eq!(refused("-----BEGIN CERTIFICATE-----\nAAAA"), "signature.unreadable");
    // What must never leave its owner is not even read.
    let both = format!("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n{RSA}");
    assert_eq!(refused(&both), "signature.private_key");
}

#[test]
fn no_cut_off_certificate_is_taken_for_a_whole_one() {
    let der = STANDARD.decode(dense(RSA)).expect("base64");
    for length in (0..der.len()).step_by(37) {
        assert!(read(&STANDARD.encode(&der[..length])).is_err(), "{length}");
    }
}
