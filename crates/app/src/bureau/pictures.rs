//! The pictures of a filing as they are reported: small enough for the interface, made once.

use crate::{
    App,
    error::{Error, Result},
};
use bureau::{Attachment, AttachmentUse, Owner};
use filing::id::FilingId;
use store::{MaterialRow, ObjectRef};

impl App {
    /// The current pictures of a filing, made to fit the bureau's interface.
    ///
    /// # Errors
    /// [`Error::NotFound`] when a stored picture is gone, can't be opened or is none.
    pub async fn attachments(&self, id: FilingId) -> Result<Vec<Attachment>> {
        let limits = self.pictures.settings();
        let mut attachments = Vec::new();
        for material in self.store.materials_of(id).await? {
            let Some(use_) = attachment_use(&material.slot) else { continue };
            let limit = match use_ {
                AttachmentUse::Sheet => limits.reported_sheet_bytes,
                _ => limits.reported_bytes,
            };
            let jpeg = self.reported_picture(&material, limit).await?;
            let owner = match material.service {
                None => Owner::Sponsor,
                Some(service) if material.slot == crate::filing::ICON_SLOT => Owner::Icon(service),
                Some(service) => Owner::Service(service),
            };
            attachments.push(Attachment { use_, owner, jpeg });
        }
        Ok(attachments)
    }

    /// The stored picture where it is small enough, else its copy, which is made once.
    async fn reported_picture(&self, material: &MaterialRow, limit: usize) -> Result<Vec<u8>> {
        if material.object.size <= limit as u64 {
            return self.picture(material).await;
        }
        let most = i64::try_from(limit).map_err(Error::internal)?;
        let context = format!("reported_picture:{}", material.id);
        if let Some(copy) = self.store.reported_picture(material.id, most).await? {
            match self.opened(&context, &copy).await {
                // It is made again below.
                Err(Error::NotFound(_)) => {}
                opened => return opened,
            }
        }
        let whole = self.picture(material).await?;
        let small = self.pictures.shrink(whole, limit).await.map_err(|error| {
            tracing::error!(material.id = %material.id, %error, "a stored picture can't be reported");
            Error::NotFound("picture")
        })?;
        let copy = self.objects.put(self.store.keys(), &context, &small).await?;
        // What is lost is made again.
        let mut tx = self.store.begin_repeatable().await?;
        tx.put_reported_picture(material.id, most, &copy).await?;
        tx.commit().await?;
        Ok(small)
    }

    /// The stored picture of a material.
    pub(crate) async fn picture(&self, material: &MaterialRow) -> Result<Vec<u8>> {
        self.opened(&format!("material:{}", material.id), &material.object).await
    }

    /// An object; one that is gone or damaged is not found, one that is out of reach unavailable.
    pub(super) async fn opened(&self, context: &str, object: &ObjectRef) -> Result<Vec<u8>> {
        self.objects.get(self.store.keys(), context, object).await.map_err(|error| match error {
            store::Error::NotFound => Error::NotFound("picture"),
            store::Error::Sealed(why) => {
                tracing::error!(why, "a stored object can't be opened");
                Error::NotFound("picture")
            }
            other => other.into(),
        })
    }
}

/// What the bureau's table calls the picture in a slot (handbook §3.9).
fn attachment_use(slot: &str) -> Option<AttachmentUse> {
    Some(match slot {
        "sponsor_document" => AttachmentUse::SponsorDocument,
        "sponsor_officer_front" => AttachmentUse::SponsorOfficerIdFront,
        "sponsor_officer_back" => AttachmentUse::SponsorOfficerIdBack,
        "sponsor_officer_document" => AttachmentUse::SponsorOfficerDocument,
        "service_officer_front" => AttachmentUse::ServiceOfficerIdFront,
        "service_officer_back" => AttachmentUse::ServiceOfficerIdBack,
        "portrait" => AttachmentUse::ServiceOfficerPhoto,
        "sheet" => AttachmentUse::Sheet,
        "commitment" => AttachmentUse::SponsorOther,
        crate::filing::ICON_SLOT => AttachmentUse::ServiceOther,
        _ => return None,
    })
}
