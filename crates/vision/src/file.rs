//! One file's result as a JSON object, as `beian inspect --json` prints it.

use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};

use crate::{Claim, Vision};

/// Inspects the file at `path` and returns the object `beian inspect --json` prints a line of: `image`
/// (the bare file name), then the members of [`crate::Report`]. The caller, who owns the clock, adds
/// `time_ms`.
///
/// A file that cannot be read, or is no picture, gives `image` and `error` (`code`, `message`), and
/// `accept` false.
pub fn inspect_file(vision: &Vision, claim: Claim, path: &Path) -> Value {
    let image = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let refuse = |code: &str, message: String| json!({"image": image, "error": {"code": code, "message": message}, "accept": false});
    let limit = vision.most_bytes() as u64;
    let mut bytes = Vec::new();
    // One byte more than allowed is enough to be refused; a device file must not fill the memory.
    let read =
        std::fs::File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        return refuse("picture.unreadable", error.to_string());
    }
    let picture = match vision.decode(&bytes) {
        Ok(picture) => picture,
        Err(error) => return refuse(error.code(), error.message()),
    };
    match vision.inspect(&picture, claim) {
        Ok(report) => {
            let mut value = json!({"image": image});
            if let (Some(object), Ok(Value::Object(report))) =
                (value.as_object_mut(), serde_json::to_value(report))
            {
                object.extend(report);
            }
            value
        }
        Err(error) => refuse(error.code(), error.to_string()),
    }
}
