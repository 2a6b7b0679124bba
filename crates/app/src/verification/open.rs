//! The QR code on the desk, and the phone that opens it.

use super::run::{Run, parse};
use crate::{
    App, Ctx,
    ctx::Actor,
    entropy::digest,
    error::{Error, Result},
};
use filing::{
    id::{FilingId, ServiceId, VerificationId},
    journal::EntryName,
    permission::Permission,
    state::{Action, FilingState, Progress},
    time::{Duration, Timestamp},
    verification::{PlanCase, VerificationSession},
};
use store::{FilingRow, Tx, VerificationRow};

/// A QR code as the desk shows it.
pub struct OpenedQr {
    /// `https://HOST/v/TOKEN`; both H5 and mini program take it.
    pub url: String,
    pub svg: String,
    pub expires_at: Timestamp,
}

/// What the phone keeps after it opened the code.
pub struct OpenedPhone {
    /// Proves this phone from now on.
    pub device: String,
    pub expires_at: Timestamp,
}

impl App {
    /// A fresh QR code for one service; an older one of the same service stops working.
    ///
    /// # Errors
    /// [`Error::NotNow`] unless the filing is being verified; [`Error::NotFound`].
    pub async fn open_verification(
        &self,
        ctx: &Ctx,
        id: FilingId,
        service: ServiceId,
    ) -> Result<OpenedQr> {
        ctx.require(Permission::EditFiling)?;
        // A code that a power cut undoes is shown again with one tap.
        let mut tx = self.store.begin_repeatable().await?;
        let filing = tx.filing(id).await?.ok_or(Error::NotFound("filing"))?;
        self.owns(ctx, &filing)?;
        if filing.state != (FilingState::Draft { progress: Progress::Verifying }) {
            filing.state.apply(Action::EvidenceCollected, ctx.now)?;
        }
        let token = self.entropy.short_token();
        let expires_at = ctx.now + Duration::minutes(self.settings.limits.qr_minutes);
        let known = tx.verifications_of(id).await?;
        match known.into_iter().find(|row| row.service == service) {
            Some(mut row) => {
                row.token_hash = digest(&token);
                row.token_expires_at = expires_at;
                row.device_hash = None;
                row.revoked = false;
                tx.save_verification(&row).await?;
            }
            None => {
                let run = self.new_run(&mut tx, &filing, service).await?;
                let row = VerificationRow {
                    id: VerificationId::from_uuid(self.entropy.id()),
                    filing: id,
                    service,
                    token_hash: digest(&token),
                    token_expires_at: expires_at,
                    device_hash: None,
                    opened_at: None,
                    session_expires_at: None,
                    session: serde_json::to_value(&run).map_err(Error::internal)?,
                    version: 1,
                    revoked: false,
                    created_at: ctx.now,
                };
                tx.insert_verification(&row).await?;
            }
        }
        let detail = serde_json::json!({ "service": service });
        self.journal(&mut tx, ctx, EntryName::VerificationOpened, Some(id), detail).await?;
        tx.commit().await?;
        let url = format!("{}/v/{token}", self.settings.public_url);
        let qr = fast_qr::QRBuilder::new(url.as_str())
            .ecl(fast_qr::ECL::M)
            .build()
            .map_err(|error| Error::internal(format!("{error:?}")))?;
        let svg = fast_qr::convert::svg::SvgBuilder::default().to_str(&qr);
        Ok(OpenedQr { url, svg, expires_at })
    }

    /// A session for a service, with the sponsor's stage of another one where that is finished.
    async fn new_run(&self, tx: &mut Tx, filing: &FilingRow, service: ServiceId) -> Result<Run> {
        let draft = &filing.draft;
        let known = draft.services.iter().find(|s| s.id == service);
        let known = known.ok_or(Error::NotFound("service"))?;
        if !self.services_to_verify(tx, filing).await?.contains(&service) {
            return Err(Error::NotFound("service"));
        }
        let case = PlanCase::of(draft, known, self.evidence_asked(tx, filing).await?, false);
        let mut session = VerificationSession::new(service, case);
        for other in tx.verifications_of(filing.id).await? {
            session.take_over_sponsor_stage(&parse(&other)?.session);
        }
        Ok(Run {
            session,
            basis: draft.clone(),
            consents: Vec::new(),
            earlier_consents: Vec::new(),
            taken: Vec::new(),
            evidence: Vec::new(),
            liveness: None,
            phone_matched: false,
            codes_sent: 0,
        })
    }

    /// A phone opens a QR code and is bound to it; a second phone is told so (handbook §6.5:
    /// ten minutes or until used).
    ///
    /// # Errors
    /// [`Error::Refused`] with `qr_unknown`, `qr_expired`, `qr_used`.
    pub async fn open_on_phone(&self, ctx: &Ctx, token: &str) -> Result<OpenedPhone> {
        let mut tx = self.store.begin().await?;
        let row = tx.verification_by_token_hash(&digest(token)).await?;
        let mut row = row.filter(|row| !row.revoked).ok_or(Error::refused("qr_unknown"))?;
        if row.device_hash.is_some() {
            return Err(Error::refused("qr_used"));
        }
        if ctx.now >= row.token_expires_at {
            return Err(Error::refused("qr_expired"));
        }
        let mut run = parse(&row)?;
        if row.opened_at.is_some() {
            // Somebody else may hold this phone: a consent is one person's and is asked again.
            run.earlier_consents.append(&mut run.consents);
            run.session.opened_by_another_phone();
            run.phone_matched = false;
            run.liveness = None;
        }
        let device = self.entropy.token();
        let minutes = self.settings.limits.phone_session_minutes;
        let expires_at = ctx.now + Duration::minutes(minutes);
        row.device_hash = Some(digest(&device));
        row.opened_at = Some(ctx.now);
        row.session_expires_at = Some(expires_at);
        row.session = serde_json::to_value(&run).map_err(Error::internal)?;
        tx.save_verification(&row).await?;
        let collector = Ctx {
            actor: Actor::Collector { verification: row.id, filing: row.filing },
            ..ctx.clone()
        };
        let detail = serde_json::json!({ "service": row.service });
        self.journal(&mut tx, &collector, EntryName::VerificationScanned, Some(row.filing), detail)
            .await?;
        tx.commit().await?;
        Ok(OpenedPhone { device, expires_at })
    }

    /// Whom a phone's token stands for.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when it is unknown, revoked or over.
    pub async fn phone(&self, device: &str, now: Timestamp) -> Result<Actor> {
        let row = self.store.verification_by_device_hash(&digest(device)).await?;
        let row = row.ok_or(Error::Unauthenticated)?;
        let over = row.session_expires_at.is_none_or(|until| now >= until);
        match row.revoked || over {
            true => Err(Error::Unauthenticated),
            false => Ok(Actor::Collector { verification: row.id, filing: row.filing }),
        }
    }
}
