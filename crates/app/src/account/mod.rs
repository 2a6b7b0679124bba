//! Sponsors' accounts and the provider's staff: registering, logging in, passwords.
//!
//! Two families of login names: self-chosen, and the filing number of a sponsor who was filed
//! before this system (guide F7, F8). The latter's first password is handed out by the provider
//! and must be changed.

mod captcha;
mod login;
mod password;
mod register;
mod staff;

pub use captcha::{CaptchaAnswer, CaptchaPicture};
pub use login::{Credentials, LoggedIn, Session};
pub use password::{PasswordChange, Passwords};
pub use register::Registration;
pub use staff::{IssuedPassword, NewStaff};
