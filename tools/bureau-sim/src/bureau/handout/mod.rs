//! What the clerk hands out 下发 without being asked: tasks and findings about records on file, lists of
//! sites and sponsors, code tables, copies of what is on file, cancellations.
//!
//! Everything goes into outboxes as files (`DownloadData`). What wants an answer – inspection tasks and
//! lists of unfiled sites – is kept in [`Handouts`] until the answer is there.

mod filings;
mod inspection;
mod lists;
mod tables;

use serde::{Deserialize, Deserializer, Serialize};

pub use filings::{Cancellation, SyncOrder};
pub use inspection::{CheckKind, CheckLine, InspectionOrder, NoticeOrder};
pub use lists::{BlacklistAction, BlacklistLine, IllegalAccess, UnfiledLine};
pub use tables::{CodeChange, CodeChanges, TablesOrder};

use super::Bureau;
use crate::clock::At;
use crate::record::Service;
use crate::record::library::Record;

/// What was handed out and may be answered.
#[derive(Default, Serialize, Deserialize)]
pub struct Handouts {
    last: i64,
    /// Inspection tasks 核实任务, oldest first.
    pub inspections: Vec<Inspection>,
    /// Unfiled sites 未备案网站, oldest first.
    pub unfiled: Vec<UnfiledSite>,
    /// Rectification notices 整改通知, oldest first. They want no answer.
    pub notices: Vec<Notice>,
}

/// An inspection task 核实任务: one record for one provider.
#[derive(Serialize, Deserialize)]
pub struct Inspection {
    /// Running number.
    pub id: i64,
    /// Whose task it is.
    pub provider: i64,
    /// The sponsor's id.
    pub sponsor: i64,
    /// Its number, for the desk.
    pub number: Option<String>,
    /// Ids of the services asked about.
    pub services: Vec<i64>,
    /// When it was handed out.
    pub handed: At,
    /// What the provider found (`HSJG`).
    pub answer: Option<InspectionAnswer>,
}

/// The answer to an inspection task.
#[derive(Serialize, Deserialize)]
pub struct InspectionAnswer {
    /// When it came.
    pub at: At,
    /// `Hsjg`: 0 is right.
    pub right: bool,
    /// `Hssj`
    pub inspected: String,
    /// `Hsyj`
    pub opinion: String,
    /// `Cwxx`
    pub errors: Option<String>,
}

/// A site without a filing 未备案网站 that was found at a provider.
#[derive(Serialize, Deserialize)]
pub struct UnfiledSite {
    /// `Id`
    pub id: i64,
    /// At whose addresses it was found (`Jrs`).
    pub provider: i64,
    /// `Wzym_mc`
    pub domain: String,
    /// `IP`
    pub ip: i64,
    /// `Yys`: the carrier.
    pub operator: i64,
    /// When it was handed out.
    pub handed: At,
    /// What the provider did about it (`WBACLJG`).
    pub answer: Option<UnfiledAnswer>,
}

/// The answer about an unfiled site.
#[derive(Serialize, Deserialize)]
pub struct UnfiledAnswer {
    /// When it came.
    pub at: At,
    /// `Cljg`
    pub result: i64,
    /// `Clyj`
    pub opinion: String,
}

/// A rectification notice 整改通知.
#[derive(Serialize, Deserialize)]
pub struct Notice {
    /// Running number.
    pub id: i64,
    /// Who got it.
    pub provider: i64,
    /// Number of the sponsor or service it is about.
    pub number: Option<String>,
    /// `Tznr`
    pub text: String,
    /// When it was handed out.
    pub handed: At,
}

/// What went out.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Handed {
    /// To whom.
    pub offered_to: Vec<i64>,
    /// The names of the files, in the same order.
    pub files: Vec<String>,
}

/// Why nothing was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotHandedOut {
    /// No provider has this id, or none has to do with the record.
    NoProvider,
    /// Nothing on file has this number or id.
    NoRecord(String),
    /// Something about the order is wrong.
    Wrong(&'static str),
}

impl NotHandedOut {
    /// In Chinese.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::NoProvider => "没有这个接入商，或没有与该备案有关的接入商".to_owned(),
            Self::NoRecord(which) => format!("备案库中没有：{which}"),
            Self::Wrong(why) => (*why).to_owned(),
        }
    }
}

/// A sponsor or service on file, by number or by the bureau's id.
#[derive(Debug, Clone)]
pub struct Which(pub String);

impl<'de> Deserialize<'de> for Which {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        NumberOrText::deserialize(from).map(|given| Self(given.text()))
    }
}

/// An IPv4 address, dotted or as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ip(pub i64);

impl<'de> Deserialize<'de> for Ip {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = NumberOrText::deserialize(from)?.text();
        let dotted = text.trim().parse::<std::net::Ipv4Addr>().map(u32::from);
        let number = dotted.or_else(|_| text.trim().parse::<u32>());
        number.map(|n| Self(i64::from(n))).map_err(|_| {
            serde::de::Error::custom(format!("{text} is no IPv4 address (1.2.3.4 or a number)"))
        })
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum NumberOrText {
    Number(i64),
    Text(String),
}

impl NumberOrText {
    fn text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// Something on file that was asked for.
enum Found<'a> {
    Sponsor(&'a Record),
    Service(&'a Record, &'a Service),
}

impl<'a> Found<'a> {
    fn record(&self) -> &'a Record {
        match self {
            Self::Sponsor(record) | Self::Service(record, _) => record,
        }
    }

    fn number(&self) -> Option<&'a str> {
        match self {
            Self::Sponsor(record) => record.sponsor.number.as_deref(),
            Self::Service(_, service) => service.number.as_deref(),
        }
    }
}

impl Bureau {
    /// What was handed out and may be answered.
    #[must_use]
    pub fn handouts(&self) -> &Handouts {
        &self.state.handouts
    }

    pub(super) fn next_handout(&mut self) -> i64 {
        self.state.handouts.last += 1;
        self.state.handouts.last
    }

    /// The sponsor or service with this number or id.
    fn look_up(&self, which: &Which) -> Result<Found<'_>, NotHandedOut> {
        let text = which.0.trim();
        let library = &self.state.library;
        let id = text.parse().unwrap_or(0);
        let sponsor = library.by_number(text).or_else(|| library.sponsor(id));
        let service = || library.service_by_number(text).or_else(|| library.service(id));
        sponsor
            .map(Found::Sponsor)
            .or_else(|| service().map(|(record, service)| Found::Service(record, service)))
            .ok_or_else(|| NotHandedOut::NoRecord(text.to_owned()))
    }

    /// Who gets something: the one that is wanted; else whoever has to do with the record; else all.
    fn addressees(
        &self,
        wanted: Option<i64>,
        about: Option<&Record>,
    ) -> Result<Vec<i64>, NotHandedOut> {
        let fits = |id: i64| match (wanted, about) {
            (Some(wanted), _) => id == wanted,
            (None, Some(record)) => concerns(record, id),
            (None, None) => true,
        };
        let ids: Vec<i64> =
            self.config.providers.iter().map(|p| p.isp_id).filter(|id| fits(*id)).collect();
        if ids.is_empty() { Err(NotHandedOut::NoProvider) } else { Ok(ids) }
    }

    /// Post one document to each of several providers.
    fn hand_out(&mut self, documents: Vec<(i64, String)>) -> Handed {
        let mut handed = Handed::default();
        for (provider, document) in documents {
            handed.files.extend(self.post(provider, document));
            handed.offered_to.push(provider);
        }
        handed
    }
}

/// Whether a record has to do with a provider: it filed it or gives access to a service of it.
fn concerns(record: &Record, provider: i64) -> bool {
    record.filed_by == provider || record.services.iter().any(|s| gives_access(s, provider))
}

/// Whether a service is reached through this provider.
fn gives_access(service: &Service, provider: i64) -> bool {
    service.accesses.iter().any(|a| a.provider == provider)
}

/// Lines sorted by who gets them: one file holds all lines of a provider.
fn by_addressee<T>(
    lines: &[T],
    to: impl Fn(&T) -> Result<Vec<i64>, NotHandedOut>,
) -> Result<std::collections::BTreeMap<i64, Vec<&T>>, NotHandedOut> {
    let mut sorted = std::collections::BTreeMap::<i64, Vec<&T>>::new();
    for line in lines {
        for provider in to(line)? {
            sorted.entry(provider).or_default().push(line);
        }
    }
    if sorted.is_empty() { Err(NotHandedOut::Wrong("没有任何内容")) } else { Ok(sorted) }
}
