//! What two people decide together, as the approved table.

use crate::{golden, rule_words::have_words, sample::now};
use filing::{
    id::StaffId,
    permission::Role,
    proposal::{
        Basis, Consent, Decision, Holder, MoveKind, ProposalError, ProposalKind, ProposalState,
        Standing, basis,
    },
    time::{Duration, Timestamp},
};

fn staff(n: u128) -> StaffId {
    StaffId::from_uuid(uuid::Uuid::from_u128(n))
}

fn later(span: Duration) -> Timestamp {
    now() + span
}

/// Who decides, in the table's words: person and role.
const PEOPLE: [(&str, u128, Role); 6] = [
    ("who proposed it", 1, Role::Administrator),
    ("another administrator", 2, Role::Administrator),
    ("an administrator who took part", 3, Role::Administrator),
    ("a reviewer", 4, Role::Reviewer),
    ("an auditor", 5, Role::Auditor),
    ("who proposed it, now a reviewer", 1, Role::Reviewer),
];

#[test]
fn who_decides_what_is_the_approved_table() {
    let mut table = String::from("# What is proposed, by whom, and how long it waits.\n");
    for kind in ProposalKind::ALL {
        let waits = kind.open_for().map_or_else(
            || "until its filing ends".to_owned(),
            |span| format!("{} days", span.as_millis() / Duration::days(1).as_millis()),
        );
        table += &format!("{:<18}{:<14}{waits}\n", kind.name(), kind.needs().name());
    }
    table += "\n# State, person and decision: what becomes of it.\n";
    for state in ProposalState::ALL {
        for (words, who, role) in PEOPLE {
            table += &format!("{:<11}{words:<32}", state.name());
            for decision in Decision::ALL {
                let standing = Standing {
                    kind: ProposalKind::TransferRecord,
                    state: match state {
                        // Nobody wrote it down yet: the time is over.
                        ProposalState::Expired => ProposalState::Open,
                        other => *other,
                    },
                    proposed_by: staff(1),
                    took_part: &[staff(3)],
                    until: Some(match state {
                        ProposalState::Expired => now(),
                        _ => later(Duration::days(14)),
                    }),
                };
                let told = match standing.decide(*decision, staff(who), role, now()) {
                    Ok(next) => next.name(),
                    Err(error) => error.code(),
                };
                table += &format!(" {}: {told:<19}", decision.name());
            }
            table.truncate(table.trim_end().len());
            table += "\n";
        }
    }
    table += "\n# What a handover rests on: asked for, holder, the holder's answer.\n";
    for kind in MoveKind::ALL {
        for holder in Holder::ALL {
            for consent in [None, Some(Consent::Given), Some(Consent::Denied)] {
                let answer = consent.map_or("no answer", Consent::name);
                let rests = match basis(*kind, *holder, consent) {
                    Ok(basis) => basis.name(),
                    Err(code) => code,
                };
                table += &format!("{:<10}{:<8}{answer:<11}{rests}\n", kind.name(), holder.name());
            }
        }
    }
    golden::compare("proposals.txt", &table);
}

#[test]
fn nobody_decides_what_it_proposed_whatever_its_role() {
    for kind in ProposalKind::ALL {
        for role in Role::ALL {
            let standing = Standing {
                kind: *kind,
                state: ProposalState::Open,
                proposed_by: staff(1),
                took_part: &[],
                until: None,
            };
            for decision in [Decision::Agree, Decision::Refuse] {
                assert!(standing.decide(decision, staff(1), *role, now()).is_err());
            }
        }
    }
}

#[test]
fn an_open_proposal_ends_at_its_instant() {
    let span = ProposalKind::ClaimRecord.open_for().expect("a claim waits a while");
    let standing = Standing {
        kind: ProposalKind::ClaimRecord,
        state: ProposalState::Open,
        proposed_by: staff(1),
        took_part: &[],
        until: Some(later(span)),
    };
    let agree = |at| standing.decide(Decision::Agree, staff(2), Role::Administrator, at);
    let last = Timestamp::from_millis(later(span).millis() - 1);
    assert_eq!(agree(last), Ok(ProposalState::Agreed));
    assert_eq!(agree(later(span)), Err(ProposalError::Expired));
    assert_eq!(standing.at(later(span)), ProposalState::Expired);
}

#[test]
fn names_are_those_of_the_json_and_have_words() {
    fn json(of: impl serde::Serialize) -> String {
        serde_json::to_value(of).expect("a name").as_str().expect("a text").to_owned()
    }
    for kind in ProposalKind::ALL {
        assert_eq!(json(kind), kind.name());
    }
    for state in ProposalState::ALL {
        assert_eq!(json(state), state.name());
    }
    for decision in Decision::ALL {
        assert_eq!(json(decision), decision.name());
    }
    for kind in MoveKind::ALL {
        assert_eq!(json(kind), kind.name());
    }
    for consent in Consent::ALL {
        assert_eq!(json(consent), consent.name());
    }
    for basis in Basis::ALL {
        assert_eq!(json(basis), basis.name());
    }
    have_words("proposal_kind", ProposalKind::ALL.iter().map(|kind| kind.name()));
    have_words("proposal_state", ProposalState::ALL.iter().map(|state| state.name()));
    have_words("decision", Decision::ALL.iter().map(|decision| decision.name()));
    have_words("move_kind", MoveKind::ALL.iter().map(|kind| kind.name()));
    have_words("consent", Consent::ALL.iter().map(|consent| consent.name()));
    have_words("basis", Basis::ALL.iter().map(|basis| basis.name()));
    have_words("problem", ProposalError::ALL.iter().map(|error| error.code()));
    have_words("problem", ["move_already_yours", "move_held_by_nobody"]);
}
