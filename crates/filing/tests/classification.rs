//! 验证备案类型 against the handbook's table.

use crate::golden;
use filing::{
    classify::{Blacklist, DomainKnown, Facts, Outcome, RULES, classify},
    kind::FilingKind,
    province::ShellPolicy,
};
use serde::Deserialize;
use std::collections::BTreeMap;

#[test]
fn every_rule_decides_its_example() {
    #[derive(Deserialize)]
    struct Example {
        facts: Facts,
        rule: String,
        outcome: Outcome,
    }
    let examples: Vec<Example> =
        serde_json::from_str(include_str!("fixtures/classification.json")).expect("examples");
    assert_eq!(examples.len(), RULES.len());
    for example in examples {
        let (rule, outcome) = classify(&example.facts);
        assert_eq!((rule.id, outcome), (example.rule.as_str(), example.outcome));
    }
}

#[test]
fn all_624_possible_facts_are_decided_and_every_rule_is_needed() {
    let mut hits = BTreeMap::new();
    let mut printed = String::new();
    for facts in Facts::all_possible() {
        let (rule, outcome) = classify(&facts);
        *hits.entry(rule.id).or_insert(0) += 1;
        printed += &format!("{} {} | {}\n", rule.id, line(&facts), outcome.name());
    }
    assert_eq!(hits.values().sum::<i32>(), 624);
    assert_eq!(hits.len(), RULES.len());

    let head: String = hits.iter().map(|(rule, hits)| format!("{rule} {hits}\n")).collect();
    golden::compare(
        "classify.txt",
        &format!(
            "lookup blacklist in_flight sponsor sponsor_here account domain domain_here shell_policy\n\
             \n{head}\n{printed}"
        ),
    );
}

fn line(facts: &Facts) -> String {
    let yes = |yes| if yes { "yes" } else { "no" };
    [
        facts.lookup.name(),
        facts.blacklist.name(),
        yes(facts.in_flight),
        facts.sponsor.name(),
        yes(facts.sponsor_here),
        facts.account.name(),
        facts.domain.name(),
        yes(facts.domain_here),
        match facts.shell_policy {
            ShellPolicy::Cancel => "cancel",
            ShellPolicy::Add => "add",
        },
    ]
    .join(" ")
}

#[test]
fn facts_that_contradict_each_other_start_nothing() {
    let facts = Facts {
        sponsor: filing::classify::SponsorKnown::None,
        domain: filing::classify::DomainKnown::Same,
        ..Facts::all_possible().find(|facts| classify(facts).0.id == "D06").expect("D06")
    };
    assert!(!facts.possible());
    assert_eq!(classify(&facts).1, Outcome::LookupUnavailable);
}

#[test]
fn a_move_between_sponsors_is_never_self_service() {
    for rule in RULES {
        for offer in rule.offers {
            if matches!(
                offer.kind,
                FilingKind::MigrateDomain | FilingKind::MigrateService | FilingKind::TransferRecord
            ) {
                assert!(offer.refused.is_some(), "{}", rule.id);
            }
        }
    }
}

#[test]
fn the_menu_on_the_screen_is_the_tables() {
    let mut printed = String::new();
    for rule in RULES {
        printed += &format!("{} {}\n", rule.id, rule.text);
        for offer in rule.offers {
            let refused = offer.refused.map(|code| format!(" ✘ {code}")).unwrap_or_default();
            printed += &format!("    {}{refused}\n", offer.kind.label());
        }
    }
    golden::compare("classify_offers.txt", &printed);
}

#[test]
fn an_outcome_is_relied_on_for_a_day() {
    use filing::classify::{VALID_FOR, is_fresh};
    let checked: filing::time::Timestamp = "2026-01-05T04:00:00Z".parse().expect("an instant");
    assert!(is_fresh(checked, checked + VALID_FOR));
    let later = checked + VALID_FOR + filing::time::Duration::millis(1);
    assert!(!is_fresh(checked, later));
}

#[test]
fn a_service_without_a_domain_is_decided_by_its_sponsor_alone() {
    // Nothing can be asked of a domain that is not there: it is filed under nobody, and nowhere.
    let without = Facts::all_possible().filter(|facts| facts.domain == DomainKnown::None);
    let mut rules: BTreeMap<&str, (Outcome, Vec<String>, usize)> = BTreeMap::new();
    for facts in without {
        assert!(!facts.domain_here, "an unfiled domain is nobody's");
        if facts.blacklist == Blacklist::Domain {
            continue;
        }
        let (rule, outcome) = classify(&facts);
        let offers = rule.offers.iter().map(|offer| match offer.refused {
            None => offer.kind.name().to_owned(),
            Some(code) => format!("{} ({code})", offer.kind.name()),
        });
        rules.entry(rule.id).or_insert_with(|| (outcome, offers.collect(), 0)).2 += 1;
    }
    let mut printed = String::from(
        "An app, a mini program or a quick app without a domain: the rules that can decide it, and\n\
         what they offer. Rule, combinations of facts, outcome, offers.\n\n",
    );
    for (rule, (outcome, offers, count)) in &rules {
        let line = format!("{rule} {count:>3} {:<20} {}", outcome.name(), offers.join(", "));
        printed += &format!("{}\n", line.trim_end());
    }
    golden::compare("classify_without_domain.txt", &printed);
    let outcomes: Vec<Outcome> = rules.values().map(|(outcome, ..)| *outcome).collect();
    for needs_domain in [Outcome::AddAccess, Outcome::AlreadyHere, Outcome::DomainOwnedByOther] {
        assert!(!outcomes.contains(&needs_domain), "{needs_domain:?}");
    }
}
