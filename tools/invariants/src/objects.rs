//! I4: every object that a row refers to opens; none that no row knows is older than the grace.

use crate::{Evidence, Invariant::Objects, Report};
use filing::time::Timestamp;
use store::{ObjectOwner, Result};

/// What an object is sealed for, by the row that owns it.
fn context(owner: &ObjectOwner) -> String {
    match owner {
        ObjectOwner::Material(id) => format!("material:{id}"),
        ObjectOwner::Upload(id) => format!("upload:{id}"),
        ObjectOwner::Download(name) => format!("download:{name}"),
    }
}

pub(crate) async fn check(evidence: &Evidence<'_>, report: &mut Report) -> Result<()> {
    let (store, objects) = (evidence.store, evidence.objects);
    let mut opened = 0;
    let mut after: Option<ObjectOwner> = None;
    loop {
        let page = store.objects_after(after.as_ref()).await?;
        let Some((last, _)) = page.last() else { break };
        let last = last.clone();
        for (owner, object) in page {
            let context = context(&owner);
            match objects.get(store.keys(), &context, &object).await {
                Ok(_) => opened += 1,
                Err(error) => report.breach(Objects, format!("{context}: {error}")),
            }
        }
        after = Some(last);
    }
    let before = Timestamp::from_millis(evidence.now.millis() - evidence.grace.as_millis());
    for key in objects.unreferenced(store, before).await? {
        report.breach(Objects, format!("object {key} belongs to no row"));
    }
    report.looked(Objects, format!("{opened} opened"));
    Ok(())
}
