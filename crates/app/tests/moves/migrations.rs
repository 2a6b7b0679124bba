//! A domain or a service moves to another sponsor.

use super::*;

/// Two sponsors on record with their accounts, and two administrators.
struct Two<'w> {
    world: &'w World,
    giver: Desk<'w>,
    receiver: Desk<'w>,
    giver_number: String,
    receiver_number: String,
    first: Ctx,
    second: Ctx,
}

impl<'w> Two<'w> {
    async fn on_record(world: &'w World, seed: u64, domains: &[&str]) -> Self {
        // On the heap: a test's stack is two megabytes.
        Box::pin(async move {
            let giver = Desk::enterprise(world, seed).await;
            let mut own = vec![giver.domain()];
            own.extend(domains);
            let giver_number = filed(&giver, &own).await;
            let receiver = Desk::enterprise(world, seed + 500).await;
            let receiver_number = filed(&receiver, &[receiver.domain()]).await;
            Self {
                first: administrator(world, "first").await,
                second: administrator(world, "second").await,
                world,
                giver,
                receiver,
                giver_number,
                receiver_number,
            }
        })
        .await
    }

    fn migration(&self, kind: FilingKind, domains: &[&str]) -> NewMigration {
        NewMigration {
            kind,
            service_number: format!("{}-1", self.giver_number),
            receiving_sponsor_number: self.receiver_number.clone(),
            domains: domains.iter().map(|&domain| domain.to_owned()).collect(),
            reason: "域名已转让，见转让协议".into(),
        }
    }

    async fn open(&self, kind: FilingKind, domains: &[&str]) -> FilingId {
        let now = Ctx { now: self.world.now(), ..self.first.clone() };
        let opened = self.world.app.open_migration(&now, self.migration(kind, domains)).await;
        opened.expect("both records are idle").id
    }

    /// The receiver says who answers for it and where it is hosted, goes through the phone work and
    /// hands it over; the reviewer approves.
    async fn approved(&self, id: FilingId) {
        // On the heap: a test's stack is two megabytes.
        Box::pin(async move {
            let desk = &self.receiver;
            let draft = self.world.row(id).await.draft;
            let mut service = serde_json::to_value(&draft.services[0]).expect("JSON");
            let typed = desk.typed(draft.services[0].id);
            service["names"] = json!(["明月书屋"]);
            service["officer"] = typed["services"][0]["officer"].clone();
            service["access"] = typed["services"][0]["access"].clone();
            desk.change(id, &json!({ "services": [service] })).await;
            desk.finish(id).await;
            Phone::scan(desk, id).await.go_through(&Papers::Blank).await;
            desk.submit(id).await;
            self.world.approve(id).await;
        })
        .await
    }

    /// The receiver takes it back into its hands, gives it another name and hands it over again.
    async fn renamed(&self, id: FilingId, name: &str) {
        Box::pin(async move {
            let desk = &self.receiver;
            desk.reopen(id).await;
            desk.change_field(id, "/services/0/names/0", json!(name)).await;
            desk.finish(id).await;
            Phone::scan(desk, id).await.go_through(&Papers::Blank).await;
            desk.submit(id).await;
            self.world.approve(id).await;
        })
        .await;
    }

    /// The one open proposal about a filing.
    async fn waiting(&self, id: FilingId) -> ProposalId {
        let all = self.world.app.store.proposals_of_filing(id).await.expect("a database");
        let mut open = all.iter().filter(|row| row.state == ProposalState::Open);
        let found = open.next().expect("an open proposal").id;
        assert!(open.next().is_none(), "only one waits");
        found
    }

    async fn agreed(&self, id: FilingId) -> String {
        // On the heap: a test's stack is two megabytes.
        Box::pin(async move {
            self.world.run_jobs().await;
            assert_eq!(
                self.world.stage(id).await,
                Stage::AwaitingUpload,
                "it waits for the second"
            );
            let proposal = self.waiting(id).await;
            let own = decide(self.world, &self.first, proposal, Decision::Agree).await;
            assert_eq!(code(own), "proposal_own");
            decide(self.world, &self.second, proposal, Decision::Agree).await.expect("agreed");
            self.world.through_the_bureau(id, &[&self.receiver.head]).await
        })
        .await
    }

    async fn state(&self, number: &str) -> RecordState {
        record(self.world, number).await.state
    }

    /// Numbers of the live services of a record.
    async fn live(&self, number: &str) -> Vec<String> {
        let row = record(self.world, number).await;
        let services = self.world.app.store.record_services(row.id).await.expect("a database");
        let live = services.into_iter().filter(|s| s.state != RecordState::Cancelled);
        let mut numbers: Vec<String> = live.filter_map(|s| s.service_number).collect();
        numbers.sort();
        numbers
    }

    async fn holder_of(&self, domain: &str) -> Option<String> {
        let found = self.world.app.store.records_by_domain(domain).await.expect("a database");
        found.first().map(|(record, _)| record.sponsor_number.clone())
    }

    /// The bureau has both records as we have them.
    fn at_the_bureau(&self, number: &str) -> Vec<String> {
        self.world.simulator.with(|bureau| {
            let record = bureau.library().by_number(number).expect("on file");
            let mut numbers: Vec<String> =
                record.services.iter().filter_map(|s| s.number.clone()).collect();
            numbers.sort();
            numbers
        })
    }
}

#[tokio::test]
async fn a_domain_moves_and_the_service_keeps_the_others() {
    let world = World::blind().await;
    let kept = samples::company(9101).domain;
    let two = Two::on_record(&world, 310, &[&kept]).await;
    let moving = two.giver.domain().to_owned();
    let id = two.open(FilingKind::MigrateDomain, &[&moving]).await;
    assert_eq!(world.row(id).await.account, two.receiver.account);
    two.approved(id).await;
    let number = two.agreed(id).await;
    assert_eq!(number, format!("{}-2", two.receiver_number));
    assert_eq!(two.live(&two.receiver_number).await.len(), 2);
    assert_eq!(two.live(&two.giver_number).await, [format!("{}-1", two.giver_number)]);
    assert_eq!(two.state(&two.giver_number).await, RecordState::Active);
    assert_eq!(two.holder_of(&moving).await.as_ref(), Some(&two.receiver_number));
    assert_eq!(two.holder_of(&kept).await.as_ref(), Some(&two.giver_number));
    for number in [&two.giver_number, &two.receiver_number] {
        assert_eq!(two.at_the_bureau(number), two.live(number).await);
        let row = record(&world, number).await;
        let history = world.app.store.record_history(row.id, None, 20).await.expect("a database");
        let moved = history.items.iter().find(|line| line.change == RecordChange::Moved);
        assert_eq!(moved.expect("written for both").filing, Some(id));
    }
    let only_the_receiver: Vec<String> =
        world.simulator.with(|bureau| bureau.inbox().iter().map(|sms| sms.to.clone()).collect());
    assert_eq!(only_the_receiver.last(), Some(&two.receiver.head.mobile));
}

#[tokio::test]
async fn a_service_without_a_domain_left_is_cancelled_and_its_sponsor_a_shell() {
    let world = World::blind().await;
    let two = Two::on_record(&world, 311, &[]).await;
    let moving = two.giver.domain().to_owned();
    let id = two.open(FilingKind::MigrateDomain, &[&moving]).await;
    two.approved(id).await;
    two.agreed(id).await;
    assert_eq!(two.state(&two.giver_number).await, RecordState::Shell);
    assert!(two.live(&two.giver_number).await.is_empty());
    assert_eq!(two.holder_of(&moving).await.as_ref(), Some(&two.receiver_number));
    assert!(two.at_the_bureau(&two.giver_number).is_empty());
}

#[tokio::test]
async fn a_service_moves_whole_under_a_number_of_its_receiver() {
    let world = World::blind().await;
    let other = samples::company(9102).domain;
    let two = Two::on_record(&world, 312, &[&other]).await;
    let id = two.open(FilingKind::MigrateService, &[]).await;
    let before = record(&world, &two.giver_number).await;
    let service = world.app.store.record_services(before.id).await.expect("a database");
    two.approved(id).await;
    let number = two.agreed(id).await;
    assert_eq!(number, format!("{}-2", two.receiver_number));
    assert_eq!(two.state(&two.giver_number).await, RecordState::Shell);
    let found = world.app.store.record_service_by_number(&number).await.expect("a database");
    let found = found.expect("it is under its receiver");
    assert_eq!(found.service, service[0].service, "the same service");
    assert_eq!(found.service_wire_id, service[0].service_wire_id, "for the bureau, too");
    for domain in [two.giver.domain(), &other] {
        assert_eq!(two.holder_of(domain).await.as_ref(), Some(&two.receiver_number));
    }
    let receiver = two.live(&two.receiver_number).await;
    assert_eq!(two.at_the_bureau(&two.receiver_number), receiver);
    let broken = world.app.store.verify_journal().await.expect("a database");
    assert!(broken.is_none(), "the chain holds");
}

#[tokio::test]
async fn a_migration_is_reported_only_as_a_second_person_saw_it() {
    let world = World::blind().await;
    let two = Two::on_record(&world, 313, &[]).await;
    let reported = world.taken_in().len();
    let moving = two.giver.domain().to_owned();
    let id = two.open(FilingKind::MigrateDomain, &[&moving]).await;
    let early = two.waiting(id).await;
    let refused = decide(&world, &two.second, early, Decision::Agree).await;
    assert_eq!(code(refused), "proposal_not_ready", "there is nothing to see yet");
    two.approved(id).await;
    let refused = decide(&world, &two.second, two.waiting(id).await, Decision::Refuse).await;
    refused.expect("refused with a reason");
    world.work().await;
    assert_eq!(world.taken_in().len(), reported, "nothing left the house");
    let row = world.row(id).await;
    assert_eq!(row.return_reasons[0].args, ["证明材料不足"]);

    // The reviewer takes it back; the receiver changes it; it waits for a new agreement.
    world.app.recall(&world.reviewer(), id, row.version).await.expect("it did not leave");
    world.approve(id).await;
    let first_seen = two.waiting(id).await;
    let version = world.row(id).await.version;
    world.app.withdraw(&two.receiver.ctx(), id, version).await.expect("it did not leave");
    two.renamed(id, "明月书局").await;
    let stale = decide(&world, &two.second, first_seen, Decision::Agree).await;
    assert_eq!(code(stale), "proposal_decided", "it was about another dossier");
    two.agreed(id).await;
    assert_eq!(world.taken_in().len(), reported + 1);
}

#[tokio::test]
async fn what_the_administrator_fixed_the_receiver_can_not_change() {
    let world = World::blind().await;
    let kept = samples::company(9103).domain;
    let two = Two::on_record(&world, 314, &[&kept]).await;
    let moving = two.giver.domain().to_owned();
    let id = two.open(FilingKind::MigrateDomain, &[&moving]).await;
    let row = world.row(id).await;
    let shown = serde_json::to_string(&row.draft).expect("JSON");
    for private in [&two.giver.head.mobile, &two.giver.head.id_no, &two.giver.head.name] {
        assert!(!shown.contains(private.as_str()), "the giver's people are not the receiver's");
    }
    let greedy = json!({ "services": [{
        "id": row.draft.services[0].id, "kind": "website", "domains": [moving, kept],
    }]});
    let app = &world.app;
    let refused = app.edit_filing(&two.receiver.ctx(), id, row.version, &greedy).await;
    assert_eq!(found(refused), [at("/services", "migration.fixed")]);
    let other = json!({ "target": { "service_number": "粤ICP备2019000009号-1" } });
    let refused = app.edit_filing(&two.receiver.ctx(), id, row.version, &other).await;
    assert_eq!(found(refused), [at("/target", "migration.fixed")]);
    let version = world.row(id).await.version;
    assert_eq!(version, row.version, "nothing was kept");
}

#[tokio::test]
async fn what_is_under_way_blocks_migrations_and_handovers() {
    let world = World::blind().await;
    let two = Two::on_record(&world, 315, &[]).await;
    let moving = two.giver.domain().to_owned();
    let id = two.open(FilingKind::MigrateDomain, &[&moving]).await;
    let twice = two.migration(FilingKind::MigrateService, &[]);
    let refused = world.app.open_migration(&two.second, twice.clone()).await;
    assert_eq!(found(refused), [at("/receiving_sponsor_number", "record.busy")]);
    let asker = world.account("new-owner").await;
    for (number, why) in
        [(&two.receiver_number, "record_busy"), (&two.giver_number, "proposal_open")]
    {
        let request = ask(&world, asker, MoveKind::Claim, number).await;
        let refused = world.app.propose_handover(&two.first, seen(request.id)).await;
        assert_eq!(code(refused), why);
    }
    let version = world.row(id).await.version;
    world.app.abandon(&two.receiver.ctx(), id, version).await.expect("the receiver gives up");
    let now = Ctx { now: world.now(), ..two.first.clone() };
    world.app.open_migration(&now, twice).await.expect("everything is idle again");
}

#[tokio::test]
async fn a_question_about_a_migration_is_answered_with_every_finding() {
    let world = World::blind().await;
    let two = Two::on_record(&world, 316, &[]).await;
    let app = &world.app;
    let wrong = NewMigration {
        kind: FilingKind::MigrateDomain,
        service_number: two.giver_number.clone(),
        receiving_sponsor_number: format!("{}-1", two.receiver_number),
        domains: Vec::new(),
        reason: String::new(),
    };
    let issues = found(app.open_migration(&two.first, wrong).await);
    assert!(issues.contains(&at("/reason", "required")), "{issues:?}");
    assert!(issues.contains(&at("/service_number", "filing_number.not_service")), "{issues:?}");
    assert!(
        issues.contains(&at("/receiving_sponsor_number", "filing_number.not_sponsor")),
        "{issues:?}"
    );
    let elsewhere = samples::company(9104).domain;
    let strange = NewMigration {
        receiving_sponsor_number: "粤ICP备2019000009号".into(),
        ..two.migration(FilingKind::MigrateDomain, &[&elsewhere])
    };
    let issues = found(app.open_migration(&two.first, strange).await);
    assert!(issues.contains(&at("/receiving_sponsor_number", "record.unknown")), "{issues:?}");
    assert!(issues.contains(&at("/domains/0", "migration.not_its_domain")), "{issues:?}");
    let own = NewMigration {
        receiving_sponsor_number: two.giver_number.clone(),
        ..two.migration(FilingKind::MigrateService, &[])
    };
    let issues = found(app.open_migration(&two.first, own).await);
    assert_eq!(issues, [at("/receiving_sponsor_number", "filing_number.same_sponsor")]);
    let by_reviewer = two.migration(FilingKind::MigrateService, &[]);
    let refused = app.open_migration(&world.reviewer(), by_reviewer).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn without_the_dialect_the_bureau_is_asked_off_line_and_two_enter_its_outcome() {
    let mut world = World::blind().await;
    let (config, line) = (world.app.bureau.config().clone(), world.line.clone());
    let two = Two::on_record(&world, 317, &[]).await;
    let (first, second) = (two.first.clone(), two.second.clone());
    let question = two.migration(FilingKind::MigrateService, &[]);
    let (giver, receiver) = (two.giver_number.clone(), two.receiver_number.clone());
    let domain = two.giver.domain().to_owned();
    drop(two);
    let silent = bureau::BureauConfig { dialect: Dialect::None, ..config };
    let random = |n: usize| "a".repeat(n);
    world.app.bureau = Arc::new(Bureau::new(silent, line, Arc::new(random)));

    let refused = world.app.open_migration(&first, question.clone()).await;
    assert_eq!(code(refused), "migration_offline");
    let outcome = NewOutcome {
        kind: question.kind,
        service_number: question.service_number,
        receiving_sponsor_number: question.receiving_sponsor_number,
        domains: Vec::new(),
        new_service_number: format!("{receiver}-2"),
        reason: "管局书面通知网站已迁移".into(),
        reference: "粤通信函〔2026〕15号".into(),
    };
    let taken = NewOutcome { new_service_number: format!("{receiver}-1"), ..outcome.clone() };
    let refused = found(world.app.propose_outcome(&first, taken).await);
    assert_eq!(refused, [at("/new_service_number", "record.number_taken")]);
    let bare = NewOutcome { reason: " ".into(), reference: String::new(), ..outcome.clone() };
    let refused = found(world.app.propose_outcome(&first, bare).await);
    assert_eq!(refused, [at("/reason", "required"), at("/reference", "required")]);

    let proposed = world.app.propose_outcome(&first, outcome).await.expect("proposed");
    assert_eq!(code(decide(&world, &first, proposed.id, Decision::Agree).await), "proposal_own");
    decide(&world, &second, proposed.id, Decision::Agree).await.expect("agreed");
    assert_eq!(record(&world, &giver).await.state, RecordState::Shell);
    let found = world.app.store.records_by_domain(&domain).await.expect("a database");
    assert_eq!(found[0].0.sponsor_number, receiver);
    assert_eq!(found[0].1.service_number, Some(format!("{receiver}-2")));
    let journal = world.app.store.journal_page(None, 50).await.expect("a database");
    let entry = journal.items.iter().find(|entry| entry.action == "outcome_entered");
    let detail = &entry.expect("it is written down").detail;
    assert_eq!(detail["reference"], "粤通信函〔2026〕15号");
    for number in [&giver, &receiver] {
        let row = record(&world, number).await;
        let history = world.app.store.record_history(row.id, None, 5).await.expect("a database");
        assert_eq!(history.items[0].change, RecordChange::Moved);
    }
}

#[tokio::test]
async fn a_service_does_not_move_to_an_individual() {
    let world = World::blind().await;
    let two = Two::on_record(&world, 318, &[]).await;
    let person = Desk::individual(&world, 819).await;
    assert!(matches!(person.sponsor, Sponsor::Individual { .. }));
    let number = filed(&person, &[person.domain()]).await;
    let question = NewMigration {
        receiving_sponsor_number: number,
        ..two.migration(FilingKind::MigrateService, &[])
    };
    let refused = found(world.app.open_migration(&two.first, question).await);
    assert_eq!(refused, [at("/receiving_sponsor_number", "migration.not_to_individual")]);
}

#[tokio::test]
async fn the_bureaus_no_leaves_both_records_as_they_were() {
    let world = World::blind().await;
    let two = Two::on_record(&world, 319, &[]).await;
    let id = two.open(FilingKind::MigrateService, &[]).await;
    two.approved(id).await;
    decide(&world, &two.second, two.waiting(id).await, Decision::Agree).await.expect("agreed");
    world.run_jobs().await;
    assert_eq!(world.stage(id).await, Stage::SmsVerification, "{:?}", world.row(id).await.state);
    assert!(world.answer_sms(&two.receiver.head).is_good());
    world.advance(Duration::minutes(1));
    world.work().await;
    world.simulator.with(|bureau| {
        let case = bureau.cases().next().expect("a case").id;
        bureau.refuse(case, 1002, "转让协议未盖章").expect("the clerk may refuse");
    });
    world.advance(Duration::minutes(1));
    world.work().await;
    assert!(matches!(world.row(id).await.state, FilingState::Returned { .. }));
    assert_eq!(two.live(&two.giver_number).await, [format!("{}-1", two.giver_number)]);
    assert_eq!(two.live(&two.receiver_number).await, [format!("{}-1", two.receiver_number)]);
}
