//! The main job from registration to the filing number, by its four people, on real pictures.

use crate::house;
use bureau_sim::bureau::case::Stage;
use filing::number::FilingNumber;
use server::command::demo::{Journey, Simulator, config};

#[test]
fn a_sponsor_gets_a_filing_number() {
    house::run(async {
        let bureau = bureau_sim::Simulator::start(bureau_sim::SimConfig::default()).await;
        let bureau = bureau.expect("the bureau starts");
        let kept = tempfile::tempdir().expect("a folder");
        let mut config = config(kept.path(), &bureau.url()).expect("the settings hold");
        config.vision.assets = samples::assets_folder();
        let simulator = Simulator::at(bureau.url());
        let folder = kept.path().to_owned();
        let journey = Journey::start_with(&config, folder, simulator, 20_261).await;
        let journey = journey.expect("everything starts");
        let mut said = Vec::new();
        let outcome = journey.run(&mut |line: &str| said.push(line.to_owned())).await;
        let outcome = outcome.unwrap_or_else(|error| panic!("{error:#}\n{}", said.join("\n")));
        let number: FilingNumber = outcome.number.parse().expect("a filing number");
        let given = bureau.with(|bureau| {
            let filed = bureau.cases().filter_map(|case| match &case.stage {
                Stage::Filed { number, .. } => number.clone(),
                _ => None,
            });
            filed.collect::<Vec<_>>()
        });
        assert_eq!(given, [number.sponsor().to_string()], "the bureau gave it, and no other");
        assert_eq!(outcome.number, format!("{}-1", number.sponsor()), "its first service");
        journey.stop().await;
    });
}
