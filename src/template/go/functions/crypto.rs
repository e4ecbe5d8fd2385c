//! Passwords hashed, derived and ciphered.

use aes::cipher::{BlockDecryptMut as _, BlockEncryptMut as _, KeyIvInit as _, block_padding};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use sha1::Digest as _;
use sha2::Sha256;

use super::super::call::{Context, Function};
use super::super::value::{Type, Value};
use super::chance::draw;
use super::encoding::base64;
use super::row::{int, text, united};
use Type::{String as Str, Uint32};

pub(super) const ROWS: &[Function] = &[
    united("bcrypt PASSWORD", "A hash of bcrypt, salted.", &[Str], |context, args| {
        Ok(bcrypt(context, text(args, 0).as_bytes()).into())
    })
    .unstable(),
    united("htpasswd USER PASSWORD", "A line of an htpasswd file.", &[Str, Str], htpasswd)
        .rest(Str)
        .unstable(),
    united(
        "derivePassword COUNTER KIND PASSWORD USER SITE",
        "A password of a site, from one for all.",
        &[Uint32, Str, Str, Str, Str],
        derive_password,
    ),
    united("encryptAES PASSWORD TEXT", "Ciphered, as base 64.", &[Str, Str], |context, args| {
        let (password, text) = (text(args, 0), text(args, 1));
        if text.is_empty() {
            return Ok("".into());
        }
        let mut iv = [0; 16];
        draw(context).fill(&mut iv);
        let cipher = cbc::Encryptor::<aes::Aes256>::new(&key(password.as_bytes()), &iv.into());
        let ciphered = cipher.encrypt_padded_vec_mut::<block_padding::Pkcs7>(text.as_bytes());
        Ok(STANDARD.encode([&iv[..], &ciphered].concat()).into())
    })
    .unstable(),
    united("decryptAES PASSWORD TEXT", "What `encryptAES` ciphered.", &[Str, Str], decrypt),
];

fn key(password: &[u8]) -> aes::cipher::Key<cbc::Encryptor<aes::Aes256>> {
    let mut key = [0; 32];
    let length = password.len().min(32);
    key[..length].copy_from_slice(&password[..length]);
    key.into()
}

fn decrypt(_: &Context, args: &[Value]) -> Result<Value, String> {
    let (password, text) = (text(args, 0), text(args, 1));
    if text.is_empty() {
        return Ok("".into());
    }
    let bytes =
        base64(text.as_bytes()).map_err(|at| format!("illegal base64 data at input byte {at}"))?;
    let Some((iv, ciphered)) = bytes.split_at_checked(16) else {
        return Err(format!(
            "runtime error: slice bounds out of range [:16] with capacity {}",
            text.len() / 4 * 3
        ));
    };
    if ciphered.len() % 16 != 0 {
        return Err("crypto/cipher: input not full blocks".into());
    }
    let iv: [u8; 16] = iv.try_into().unwrap_or_default();
    let cipher = cbc::Decryptor::<aes::Aes256>::new(&key(password.as_bytes()), &iv.into());
    let plain = cipher.decrypt_padded_vec_mut::<block_padding::NoPadding>(ciphered);
    let mut plain = plain.map_err(|_| "crypto/cipher: input not full blocks")?;
    let padding = plain.last().copied().map_or(0, usize::from);
    let length =
        plain.len().checked_sub(padding).ok_or("runtime error: slice bounds out of range")?;
    plain.truncate(length);
    Ok(Value::text(plain))
}

fn bcrypt(context: &Context, password: &[u8]) -> String {
    if password.len() > 72 {
        return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
            .into();
    }
    let mut salt = [0; 16];
    draw(context).fill(&mut salt);
    match bcrypt::hash_with_salt(password, 10, salt) {
        Ok(parts) => parts.format_for_version(bcrypt::Version::TwoA),
        Err(why) => format!("failed to encrypt string with bcrypt: {why}"),
    }
}

fn htpasswd(context: &Context, args: &[Value]) -> Result<Value, String> {
    let (user, password) = (text(args, 0), text(args, 1));
    let user = user.to_str();
    if user.contains(':') {
        return Ok(format!("invalid username: {user}").into());
    }
    let hash = if text(args, 2).as_bytes() == b"sha" {
        format!("{{SHA}}{}", STANDARD.encode(sha1::Sha1::digest(password.as_bytes())))
    } else {
        bcrypt(context, password.as_bytes())
    };
    Ok(format!("{user}:{hash}").into())
}

const SEED: &[u8] = b"com.lyndir.masterpassword";

const TEMPLATES: [(&str, &[&str]); 6] = [
    ("maximum", &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"]),
    (
        "long",
        &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
    ),
    ("medium", &["CvcnoCvc", "CvcCvcno"]),
    ("short", &["Cvcn"]),
    ("basic", &["aaanaaan", "aannaaan", "aaannaaa"]),
    ("pin", &["nnnn"]),
];

fn characters(class: u8) -> &'static [u8] {
    match class {
        b'V' => b"AEIOU",
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'A' => b"AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'n' => b"0123456789",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

fn derive_password(_: &Context, args: &[Value]) -> Result<Value, String> {
    let counter = u32::try_from(int(args, 0)).unwrap_or(0);
    let (kind, password) = (text(args, 1), text(args, 2));
    let (user, site) = (text(args, 3), text(args, 4));
    let templates = TEMPLATES.iter().find(|(name, _)| name.as_bytes() == kind.as_bytes());
    let Some((_, templates)) = templates else {
        return Ok(format!("cannot find password template {}", kind.to_str()).into());
    };
    let length = |text: &[u8]| u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes();
    let salt = [SEED, &length(user.as_bytes()), user.as_bytes()].concat();
    let mut key = [0; 64];
    let params = scrypt::Params::new(15, 8, 2, 64).map_err(|why| why.to_string())?;
    scrypt::scrypt(password.as_bytes(), &salt, &params, &mut key).map_err(|why| why.to_string())?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|why| why.to_string())?;
    mac.update(SEED);
    mac.update(&length(site.as_bytes()));
    mac.update(site.as_bytes());
    mac.update(&counter.to_be_bytes());
    let seed = mac.finalize().into_bytes();
    let template = templates[usize::from(seed[0]) % templates.len()];
    let made = template.bytes().enumerate().map(|(at, class)| {
        let characters = characters(class);
        char::from(characters[usize::from(seed[at + 1]) % characters.len()])
    });
    Ok(made.collect::<String>().into())
}
