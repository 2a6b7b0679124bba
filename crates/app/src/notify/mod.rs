//! Messages that leave the system: written down first, sent by a job, asked after in doubt.

pub mod sms;

mod delivery;
mod send;
mod tell;

pub(crate) use send::midnight;
pub(crate) use tell::contact;
