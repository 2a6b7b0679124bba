//! 电子邮箱.

use std::str::FromStr;

use super::error::number_error;
use super::mask::mask;
use super::normal::normal;

/// E-mail address (电子邮箱), 6–128 characters (V3.0 `Fzr_dzyj`) by the rule browsers follow (HTML
/// standard), with a dot in its domain. The domain is kept in lower case, the part before `@` as
/// typed. Prints as `z***@example.com`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email {
    normal: String,
}

number_error! {
    /// Why a text is no e-mail address.
    EmailError {
        Shape = "email.shape": "not name@domain",
        Length = "email.length": "not 6 to 128 characters",
    }
}

impl Email {
    /// The whole address in its normal form. Show it only to who may see it.
    pub fn reveal(&self) -> &str {
        &self.normal
    }

    /// What stands after `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.parts().1
    }

    /// Whether both are the same mailbox as providers treat it: the case of letters is no difference.
    pub fn same_mailbox(&self, other: &Self) -> bool {
        self.normal.eq_ignore_ascii_case(&other.normal)
    }

    fn parts(&self) -> (&str, &str) {
        self.normal.rsplit_once('@').expect("the @ was checked while parsing")
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (name, domain) = self.parts();
        let first = if name.len() > 1 { &name[..1] } else { "" };
        write!(f, "{first}{}@{domain}", mask("", 0, 0))
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b);
    !name.is_empty() && name.len() <= 64 && name.bytes().all(allowed)
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

impl FromStr for Email {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let typed = normal(text);
        let (name, domain) = typed.rsplit_once('@').ok_or(EmailError::Shape)?;
        if !is_name(name) || !is_domain(domain) {
            return Err(EmailError::Shape);
        }
        if !(6..=128).contains(&typed.len()) {
            return Err(EmailError::Length);
        }
        Ok(Self { normal: format!("{name}@{}", domain.to_ascii_lowercase()) })
    }
}
