//! 验证备案类型 (guide F17–F22): which kind of filing is this?

use crate::{
    App, Ctx,
    error::{Error, Result},
};
use bureau::Condition;
use filing::{
    classify::{
        self, Account, Blacklist, DomainKnown, Facts, Lookup, Offer, Outcome, SponsorKnown,
    },
    code::CodeTable,
    document,
    draft::ServiceKind,
    issue::Issue,
    journal::EntryName,
    number::{DomainName, DomainNameError},
    personal::Personal,
    province::Provinces,
    record::RecordState,
    region::Regions,
    service_form::{self, Asked},
    time::{Duration, Timestamp},
};
use serde::{Deserialize, Serialize};
use store::{Listed, Tx};

/// What is asked: the four fields of the guide's form, and what is to be filed.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypeQuestion {
    /// 主办单位性质, code table `sponsor_kind`.
    pub sponsor_kind: u32,
    /// 有效证件类型, code table `document_type`.
    pub document_type: u32,
    pub document_number: Personal,
    /// 网站的主域名. What is no website may have none; then only the sponsor is looked for.
    #[serde(default)]
    pub domain: Option<String>,
    /// What is to be filed.
    #[serde(default)]
    pub service_kind: ServiceKind,
    /// Province of the sponsor (GB/T 2260); the provider's own when absent.
    #[serde(default)]
    pub province: Option<String>,
}

/// The answer, with when it was found out; kept with the filing that follows from it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Classified {
    pub question: TypeQuestion,
    pub facts: Facts,
    /// Row of the decision table, D01 to D15.
    pub rule: String,
    pub outcome: Outcome,
    pub at: Timestamp,
    /// 主体备案号 that the bureau named for the certificate, when it is the asker's own.
    pub sponsor_number: Option<String>,
    /// 网站备案号 that the bureau named for the domain, when it is under the same sponsor.
    pub service_number: Option<String>,
}

impl Classified {
    /// The rule's text and offers.
    pub fn rule(&self) -> &'static classify::Rule {
        classify::classify(&self.facts).0
    }

    pub fn offers(&self) -> &'static [Offer] {
        self.rule().offers
    }

    /// Young enough to submit on (handbook §6.5: repeat after 24 hours).
    pub fn is_fresh(&self, now: Timestamp, hours: i64) -> bool {
        now.since(self.at) < Duration::hours(hours)
    }
}

/// The domain that is asked about; none where the kind of service may have none.
fn domain(question: &TypeQuestion) -> std::result::Result<Option<DomainName>, &'static str> {
    let typed = question.domain.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    match typed {
        Some(typed) => typed.parse().map(Some).map_err(|error: DomainNameError| error.code()),
        None if service_form::asked("domains", question.service_kind) == Asked::Required => {
            Err("required")
        }
        None => Ok(None),
    }
}

impl App {
    /// Asks the bureau and the own records, and decides by the table.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `/sponsor_kind`, `/document_type`, `/document_number`, `/domain`,
    /// all at once. A bureau that does not answer is no error but the outcome
    /// `lookup_unavailable`.
    pub async fn classify(&self, ctx: &Ctx, question: TypeQuestion) -> Result<Classified> {
        let answer = self.ask_type(ctx, question, None).await?;
        let mut tx = self.store.begin().await?;
        self.note_type(ctx, &mut tx, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// The answer tells who is filed: each question is written down, without the number.
    pub(crate) async fn note_type(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        answer: &Classified,
    ) -> Result<()> {
        let detail = serde_json::json!({ "rule": answer.rule, "domain": answer.question.domain });
        self.journal(tx, ctx, EntryName::TypeChecked, None, detail).await
    }

    /// Asks without writing down: the caller notes the answer with what follows from it. A filing
    /// that exists already does not stand in its own way.
    pub(crate) async fn ask_type(
        &self,
        ctx: &Ctx,
        question: TypeQuestion,
        own_filing: Option<filing::id::FilingId>,
    ) -> Result<Classified> {
        let account = ctx.account()?;
        let tables = self.codes.current();
        let mut found = Vec::new();
        let today = ctx.now.day();
        if let Err(error) = tables.usable(CodeTable::SponsorKind, question.sponsor_kind, today) {
            found.push(Issue::error("/sponsor_kind", error.code()));
        } else if !tables
            .documents_for(question.sponsor_kind, today)
            .iter()
            .any(|document| document.id == i64::from(question.document_type))
        {
            found.push(Issue::error("/document_type", "document_type.not_for_kind"));
        }
        let typed = question.document_number.reveal();
        let number = document::check_number(question.document_type, typed, ctx.now.day());
        if let Err(code) = &number {
            found.push(Issue::error("/document_number", code));
        }
        let domain = domain(&question).map_err(|code| found.push(Issue::error("/domain", code)));
        let (Ok(number), Ok(domain), true) = (number, domain, found.is_empty()) else {
            return Err(Error::Invalid(found));
        };
        let number = number.reveal().to_owned();

        // Of a service without a domain there is nothing to ask: it is filed under nobody.
        let by_domain = match &domain {
            Some(domain) => {
                let condition = Condition::Domain(domain.as_str().into());
                self.bureau.query_status(condition).await.map(Some)
            }
            None => Ok(None),
        };
        let by_document = match bureau::query_type_of(question.document_type) {
            Some(query_type) => {
                let condition =
                    Condition::Certificate { query_type, number: Personal::new(number.as_str()) };
                self.bureau.query_status(condition).await.ok()
            }
            // The bureau can't be asked for this kind of certificate: a reviewer decides.
            None => None,
        };
        let lookup = match (&by_domain, &by_document) {
            (Ok(_), Some(_)) => Lookup::Ok,
            _ => Lookup::Failed,
        };
        let by_domain = by_domain.ok().flatten();
        let sponsor_number = by_document.as_ref().and_then(|s| s.sponsor_number.clone());
        let domain_owner = by_domain.as_ref().and_then(|s| s.sponsor_number.clone());
        let documents = self.store.keys().document_indexes(&number);
        // Who was cancelled files anew, under another number.
        let mut own = self.store.records_by_document(&documents).await?.into_iter();
        let own = own.rfind(|record| record.state != RecordState::Cancelled);
        let held_domain = match &domain {
            Some(domain) => self.store.records_by_domain(domain.as_str()).await?,
            None => Vec::new(),
        };
        let in_flight = self.store.inflight(&documents, own_filing).await?.is_some();

        let sponsor = match (&sponsor_number, &own) {
            (_, Some(record)) if record.state == RecordState::Shell => SponsorKnown::Shell,
            (Some(_), _) => SponsorKnown::Active,
            (None, _) => SponsorKnown::None,
        };
        let domain_known = match (&domain_owner, &sponsor_number) {
            (None, _) => DomainKnown::None,
            (Some(owner), Some(sponsor)) if owner == sponsor => DomainKnown::Same,
            (Some(_), _) => DomainKnown::Other,
        };
        let province = question.province.as_deref().unwrap_or(&self.settings.provider.province);
        let place = Regions::shipped().province_of(province);
        let provinces = Provinces::shipped();
        let rules = place.map_or(provinces.default_rules(), |place| provinces.rules(place));
        let facts = Facts {
            lookup,
            blacklist: self.blacklisted(&number, domain.as_ref().map(DomainName::as_str)).await?,
            in_flight,
            sponsor,
            sponsor_here: sponsor != SponsorKnown::None && own.is_some(),
            account: match &own {
                Some(record) if record.account.is_some_and(|a| a != account) => Account::Other,
                _ => Account::Mine,
            },
            domain: domain_known,
            domain_here: domain_known != DomainKnown::None
                && held_domain.iter().any(|(_, service)| !service.access_wire_ids.is_empty()),
            shell_policy: rules.shell_policy,
        };
        let (rule, outcome) = classify::classify(&facts);
        let mine = facts.account == Account::Mine;
        Ok(Classified {
            question: TypeQuestion {
                domain: domain.map(|domain| domain.as_str().to_owned()),
                ..question
            },
            facts,
            rule: rule.id.to_owned(),
            outcome,
            at: ctx.now,
            sponsor_number: sponsor_number.filter(|_| mine),
            service_number: by_domain
                .and_then(|s| s.service_number)
                .filter(|_| domain_known == DomainKnown::Same),
        })
    }

    /// Whether the bureau's blacklist names the sponsor or the domain.
    async fn blacklisted(&self, document_number: &str, domain: Option<&str>) -> Result<Blacklist> {
        if self.store.is_blacklisted(Listed::Sponsor, document_number).await? {
            return Ok(Blacklist::Sponsor);
        }
        let Some(domain) = domain else { return Ok(Blacklist::No) };
        match self.store.is_blacklisted(Listed::Domain, domain).await? {
            true => Ok(Blacklist::Domain),
            false => Ok(Blacklist::No),
        }
    }
}
