//! Places where a test ends this process: beside every commit and every call by which something
//! goes to the bureau or comes from it. Builds without debug assertions have none of them.
//!
//! A place is one line, `crate::fail_point!("send.call.after");`, and stands in [`ALL`].

/// Every place, in the order in which a filing meets it.
pub const ALL: &[&str] = &[
    // The file of an approved filing: numbers for the wire, the object, its row with the sending
    // job.
    "report.numbers.before",
    "report.numbers.after",
    "report.object.put",
    "report.row.after",
    // Its sending: the number, the call, what the bureau answered.
    "send.sequence.before",
    "send.sequence.after",
    "send.call.after",
    "send.accepted.after",
    "send.postponed.after",
    "send.unanswered.after",
    "send.refused.after",
    // Numbers that differ from the bureau's.
    "sequence.met.before",
    "sequence.met.after",
    // A file from the bureau: the object, its row, what it says, the acknowledgement, its mark.
    "poll.download.after",
    "poll.object.put",
    "poll.row.after",
    "poll.processed.before",
    "poll.processed.after",
    "poll.acknowledged.after",
    "poll.marked.after",
    // A short message that the gateway took.
    "message.call.after",
    // Work that is done, and the word that it is.
    "job.done.before",
    "job.done.after",
];

/// `crate::fail_point!("name")`: does nothing, or ends the work when a test asked for it.
macro_rules! fail_point {
    ($name:literal) => {
        #[cfg(debug_assertions)]
        fail::fail_point!($name);
    };
}

pub(crate) use fail_point;
