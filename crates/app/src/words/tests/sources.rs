//! Codes in source texts, token by token: attributes, comments and tests are left out.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::path::{Path, PathBuf};

/// A code, the section its words stand in, and how many arguments the place gives, where that is
/// to be seen.
#[derive(Debug)]
pub struct Code {
    pub section: &'static str,
    pub name: String,
    pub args: Option<usize>,
}

/// Constructors, which of their arguments is the code, and the section of its words.
const FORMS: &[(&str, usize, &str)] = &[
    ("Issue::error", 1, "issue"),
    ("Issue::warning", 1, "issue"),
    ("Issue::new", 1, "issue"),
    ("Error::field", 1, "issue"),
    ("Error::refused", 0, "problem"),
    ("Problem::new", 1, "problem"),
    ("words::notice", 0, "notice"),
];

/// Codes that come from elsewhere: a local name is bound to literals that are seen as dotted ones
/// or to the rules' own codes, which `filing` tests; so are the codes of its errors and notices.
const COMPUTED: &[&str] =
    &["code", "error.code()", "notice.name()", "notice.words_for(row . kind)"];

/// Ends of file names; no code ends so.
const FILES: &[&str] = &["html", "jpg", "json", "pdf", "png", "so", "toml"];

/// Every code in a folder of sources, beside this crate's own: `vision/src`.
pub fn codes_of(folder: &str) -> Vec<Code> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    assert!(!files.is_empty(), "no sources in {}", root.display());
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).expect("a source is text");
        codes_in(&file.to_string_lossy(), &text)
    };
    files.into_iter().flat_map(read).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry of a folder").path();
        let is_test = path.file_stem().is_some_and(|name| name == "tests");
        if path.is_dir() && !is_test {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !is_test {
            found.push(path);
        }
    }
}

/// Every code in one source.
///
/// # Panics
/// When the source is no Rust, or a constructor gets a code whose origin is not known.
pub fn codes_in(file: &str, text: &str) -> Vec<Code> {
    let tokens: TokenStream =
        text.parse().unwrap_or_else(|error| panic!("{file} is no Rust: {error}"));
    let mut found = Vec::new();
    look(file, tokens, &mut found);
    found
}

fn look(file: &str, tokens: TokenStream, found: &mut Vec<Code>) {
    let tokens = without_attributes_and_tests(tokens);
    for (n, token) in tokens.iter().enumerate() {
        called(file, &tokens[n..], found);
        if let TokenTree::Group(group) = token {
            look(file, group.stream(), found);
        }
        let Some(text) = text_of(std::slice::from_ref(token)) else { continue };
        let known = |section| Code { section, name: text.clone(), args: None };
        let names_place = crate::fail_points::ALL.contains(&text.as_str());
        if is_dotted(&text) && !is_file(&text) && !names_place {
            found.push(known("issue"));
        } else if is_plain(&text) && (file.ends_with("problem.rs") || is_field_code(&tokens[..n])) {
            found.push(known("problem"));
        }
    }
}

/// A constructor with its code, if one stands here.
fn called(file: &str, here: &[TokenTree], found: &mut Vec<Code>) {
    let [TokenTree::Ident(of), TokenTree::Punct(a), TokenTree::Punct(b), rest @ ..] = here else {
        return;
    };
    let [TokenTree::Ident(name), TokenTree::Group(group), after @ ..] = rest else { return };
    if a.as_char() != ':' || b.as_char() != ':' || group.delimiter() != Delimiter::Parenthesis {
        return;
    }
    let path = format!("{of}::{name}");
    let Some((_, position, section)) = FORMS.iter().find(|(form, ..)| *form == path) else {
        return;
    };
    let arguments: Vec<TokenTree> = group.stream().into_iter().collect();
    let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
    let code = arguments.split(comma).nth(*position).unwrap_or_default();
    let args = match *section {
        "issue" => Some(given(after)),
        "problem" => Some(0),
        _ => None,
    };
    match text_of(code) {
        Some(name) => found.push(Code { section, name, args }),
        None => {
            let spelled: String = code.iter().map(|token| token.to_string()).collect();
            let known = COMPUTED.contains(&spelled.as_str());
            assert!(known, "{file}: where does the code `{spelled}` of {path} come from?");
        }
    }
}

/// How many times `.with(…)` follows.
fn given(mut after: &[TokenTree]) -> usize {
    let mut count = 0;
    while let [TokenTree::Punct(dot), TokenTree::Ident(with), TokenTree::Group(_), rest @ ..] =
        after
        && dot.as_char() == '.'
        && with == "with"
    {
        count += 1;
        after = rest;
    }
    count
}

/// `code: "…"`.
fn is_field_code(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Ident(name), TokenTree::Punct(colon)]
        if name == "code" && colon.as_char() == ':')
}

fn without_attributes_and_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if !matches!(&token, TokenTree::Punct(p) if p.as_char() == '#') {
            kept.push(token);
            continue;
        }
        if matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == '!') {
            tokens.next();
        }
        let attribute = tokens.next().map(|group| group.to_string()).unwrap_or_default();
        if attribute.chars().filter(|c| !c.is_whitespace()).eq("[cfg(test)]".chars()) {
            // The item that it stands on ends with its braces or a semicolon.
            for token in tokens.by_ref() {
                let ends = match &token {
                    TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                    TokenTree::Punct(punct) => punct.as_char() == ';',
                    _ => false,
                };
                if ends {
                    break;
                }
            }
        }
    }
    kept
}

/// The text of a single string literal.
fn text_of(tokens: &[TokenTree]) -> Option<String> {
    let [TokenTree::Literal(literal)] = tokens else { return None };
    let literal = literal.to_string();
    Some(literal.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

fn is_file(text: &str) -> bool {
    text.rsplit('.').next().is_some_and(|end| FILES.contains(&end))
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn is_dotted(text: &str) -> bool {
    let mut parts = text.split('.');
    let part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    parts.next().is_some_and(is_plain) && text.contains('.') && parts.all(part)
}
