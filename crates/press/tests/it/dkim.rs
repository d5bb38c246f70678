//! Signatures by the letter of the standard, and keys. Outside judges of whole
//! mails: `judges.rs`.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use data_encoding::BASE64;
use press::dkim::{DkimError, Key, Signer};

const AT: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;

fn signed(signer: &Signer, message: &str) -> String {
    let mut bytes = message.replace('\n', "\r\n").into_bytes();
    signer.sign(&mut bytes, AT).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The value of a tag of the signature.
fn tag<'a>(mail: &'a str, name: &str) -> &'a str {
    let field = mail.split("\r\nFrom:").next().unwrap();
    let at = field.find(&format!("{name}=")).unwrap() + name.len() + 1;
    field[at..].split(';').next().unwrap().trim()
}

#[test]
fn a_key_comes_back_from_its_pem() {
    let key = Key::generate().unwrap();
    let pem = key.to_pem().unwrap();
    assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    let again = Key::from_pem(&pem).unwrap();
    let record = key.dns_record().unwrap();
    assert!(record.starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"));
    assert_eq!(again.dns_record().unwrap(), record);
    for bad in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "hello"] {
        assert!(matches!(Key::from_pem(bad), Err(DkimError::Key(_))), "{bad}");
    }
    for (domain, selector) in [("", "s"), ("example.org", "a b"), ("exa;mple.org", "s")] {
        assert!(matches!(Signer::new(&key, domain, selector), Err(DkimError::Name(_))));
    }
}

#[test]
fn body_hashes_are_those_of_the_relaxed_body() {
    // RFC 6376 §3.4.4 and §3.4.5: bodies that are one in relaxed form.
    let key = Key::generate().unwrap();
    let signer = Signer::new(&key, "example.org", "s").unwrap();
    let hash = |body: &str| {
        let mail = signed(&signer, &format!("From: a@example.org\n\n{body}"));
        tag(&mail, "bh").to_owned()
    };
    // SHA-256 of nothing, and of "C \r\nD \t E\r\n" as relaxed (" C\r\nD E\r\n").
    assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert_eq!(hash("\n\n"), hash(""));
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b" C\r\nD E\r\n");
    assert_eq!(hash(" C \nD \t E\n\n\n"), BASE64.encode(digest.as_ref()));
    for (one, other) in [
        ("a b\n", "a \t b  \n\n"),
        ("a\n\nb\n", "a\t\n \nb\n"),
        ("a\nb", "a\nb\n"),
        ("long line\nx  y\nz\n", "long  line\nx y\nz \n"),
    ] {
        assert_eq!(hash(one), hash(other), "{one:?} {other:?}");
    }
    assert_ne!(hash("a\nb\n"), hash("a\n\nb\n"));
    assert_ne!(hash("ab\n"), hash("a b\n"));
}

#[test]
fn the_signature_is_of_the_relaxed_header() {
    let key = Key::generate().unwrap();
    let signer = Signer::new(&key, "example.org", "s").unwrap();
    let mail = signed(&signer, "From: A  <a@example.org>\nSubject: a\n  b\nX-Other: x\n\nHi\n");
    assert_eq!(tag(&mail, "h"), "From:From:To:Subject:Subject:Date:Reply-To");
    let field = mail.split("\r\nFrom:").next().unwrap();
    let unsigned = &field[..field.rfind("b=").unwrap() + 2];
    let unsigned = unsigned.trim_start_matches("DKIM-Signature:").replace("\r\n", "");
    let flat = unsigned.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let expected = format!("from:A <a@example.org>\r\nsubject:a b\r\ndkim-signature:{flat}");
    let signature: String = tag(&mail, "\tb").split_ascii_whitespace().collect();
    let signature = BASE64.decode(signature.as_bytes()).unwrap();
    let record = key.dns_record().unwrap();
    let public = BASE64.decode(record.split_once("p=").unwrap().1.as_bytes()).unwrap();
    // The X.509 form ends with the PKCS#1 key, 24 octets in.
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &public[24..])
        .verify(expected.as_bytes(), &signature)
        .unwrap();
    let mut none = b"From: a@example.org\r\n".to_vec();
    assert_eq!(signer.sign(&mut none, AT), Err(DkimError::NoBody));
}

#[test]
fn a_seal_signs_its_own_mail_only() {
    let signer = Signer::new(&Key::generate().unwrap(), "example.org", "s").unwrap();
    let second = Key::generate_ed25519().unwrap();
    for signer in [signer.clone(), signer.and(&second, "s2").unwrap()] {
        let mail = b"From: a@example.org\r\nSubject: x\r\n\r\nHello\r\n".to_vec();
        let seal = signer.seal(&mail, press::dkim::body_hash, AT).unwrap();
        let (mut later, mut now) = (mail.clone(), mail);
        signer.attach(&mut later, &seal).unwrap();
        signer.sign(&mut now, AT).unwrap();
        assert_eq!(later, now, "the same octets, whenever the key was used");
    }
}
