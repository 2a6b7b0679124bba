//! Changes to a draft as a JSON merge patch (RFC 7396): what is named is set, `null` takes away.

use super::Draft;
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

/// Why a patch was refused. The value isn't repeated: it may be personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// JSON pointer of a key that no draft has.
    #[error("a draft has no `{pointer}`")]
    UnknownKey { pointer: String },
    /// The value has the wrong type or is out of range, or an entry of a list lacks what names it.
    #[error("`{pointer}` doesn't take this value")]
    WrongValue { pointer: String },
    #[error("the change to a draft must be a JSON object")]
    NotAnObject,
}

impl PatchError {
    /// Where, as a JSON pointer into the draft.
    pub fn pointer(&self) -> &str {
        match self {
            Self::UnknownKey { pointer } | Self::WrongValue { pointer } => pointer,
            Self::NotAnObject => "",
        }
    }
}

impl Draft {
    /// The draft with a patch applied (RFC 7396): objects merge, lists are replaced whole, `null`
    /// returns a field to its empty form. The draft itself stays as it was.
    ///
    /// # Errors
    /// The first key no draft has or value that doesn't fit, by JSON pointer.
    pub fn merge_patch(&self, patch: &Value) -> Result<Self, PatchError> {
        if !patch.is_object() {
            return Err(PatchError::NotAnObject);
        }
        let mut whole = serde_json::to_value(self).expect("a draft has only strings for keys");
        merge(&mut whole, patch);
        serde_path_to_error::deserialize(whole).map_err(|error| {
            let pointer = pointer(error.path());
            // Serde tells the two apart in words only; "unknown field" is what derive writes.
            match error.inner().to_string().starts_with("unknown field") {
                true => PatchError::UnknownKey { pointer },
                false => PatchError::WrongValue { pointer },
            }
        })
    }
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(fields) = target else { return };
    for (key, change) in changes {
        if change.is_null() {
            fields.remove(key);
        } else {
            merge(fields.entry(key.clone()).or_insert(Value::Null), change);
        }
    }
}

/// RFC 6901.
fn pointer(path: &Path) -> String {
    let mut text = String::new();
    for segment in path.iter() {
        text.push('/');
        match segment {
            Segment::Seq { index } => text.push_str(&index.to_string()),
            Segment::Map { key } => text.push_str(&key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => text.push_str(variant),
            Segment::Unknown => text.push('?'),
        }
    }
    text
}
