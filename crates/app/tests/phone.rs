//! A phone that opened a QR code: draws whatever screen the server says.

use crate::{desk::Desk, papers::Papers, world::World};
use app::{
    Actor, Ctx,
    verification::{ConsentGiven, Frame, FramesGiven, PictureGiven, StepView},
};
use filing::{
    id::{FilingId, ServiceId},
    state::Stage,
    time::Duration,
    verification::Step,
};

pub struct Phone<'w> {
    world: &'w World,
    actor: Actor,
    /// Where codes would be read.
    pub mobile: String,
    /// How the portrait is taken.
    pub face: Face,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Prompts are answered before the camera.
    Prompts,
    /// The consent to it is refused: photographed in person at the provider.
    InPerson,
}

/// The token in a fresh QR code of the filing's first service.
pub async fn fresh_code(desk: &Desk<'_>, id: FilingId) -> String {
    fresh_code_of(desk, id, desk.service(id).await).await
}

/// The token in a fresh QR code of one service.
pub async fn fresh_code_of(desk: &Desk<'_>, id: FilingId, service: ServiceId) -> String {
    let shown = desk.world.app.open_verification(&desk.ctx(), id, service).await;
    let url = shown.expect("a code is shown").url;
    url.rsplit('/').next().expect("an address").to_owned()
}

impl<'w> Phone<'w> {
    /// Scans a fresh code. The codes that are sent to the service's officer can be read on it.
    pub async fn scan(desk: &Desk<'w>, id: FilingId) -> Self {
        let token = fresh_code(desk, id).await;
        let phone = Self::open(desk, &token).await.expect("a fresh code opens");
        assert!(phone.view().await.step.is_none(), "consent comes first");
        phone
    }

    pub async fn open(desk: &Desk<'w>, token: &str) -> app::Result<Self> {
        let world = desk.world;
        let opened = world.app.open_on_phone(&world.ctx(Actor::Anonymous), token).await?;
        let actor = world.app.phone(&opened.device, world.now()).await?;
        Ok(Self { world, actor, mobile: desk.officer.mobile.clone(), face: Face::Prompts })
    }

    pub fn ctx(&self) -> Ctx {
        self.world.ctx(self.actor.clone())
    }

    pub async fn view(&self) -> StepView {
        self.world.app.phone_step(&self.ctx()).await.expect("a screen")
    }

    pub async fn consent(&self) {
        let asked = self.view().await.consents;
        assert_eq!(asked.len(), 4, "each consent is asked by itself");
        let given = asked.into_iter().filter(|c| c.consent != "face" || self.face == Face::Prompts);
        let given = given.map(|c| ConsentGiven { consent: c.consent, version: c.version });
        self.world
            .app
            .consent(&self.ctx(), given.collect())
            .await
            .expect("what is required is given");
    }

    /// Goes through every screen to the end; answers the steps that were asked for.
    pub async fn go_through(&self, papers: &Papers) -> Vec<Step> {
        self.until(papers, |_| false).await
    }

    /// Goes on until the screen of this step is due, or none.
    pub async fn until(&self, papers: &Papers, stop: impl Fn(Step) -> bool) -> Vec<Step> {
        let app = &self.world.app;
        let mut asked = Vec::new();
        for _ in 0..40 {
            let view = self.view().await;
            if let Some(step) = view.step {
                if stop(step) {
                    return asked;
                }
                if asked.last() != Some(&step) {
                    asked.push(step);
                }
            }
            match view.screen.as_str() {
                "done" => return asked,
                "notice" => self.consent().await,
                "phone" => self.match_phone().await,
                "capture" | "sheet" => self.capture(&view, papers).await,
                "confirm" => app.confirm_pictures(&self.ctx()).await.expect("all are taken"),
                "face" if self.face == Face::InPerson => {
                    let refused = app.start_portrait(&self.ctx()).await;
                    assert!(refused.is_err(), "no face without its consent");
                    app.portrait_in_person(&self.ctx()).await.expect("another way");
                }
                "face" => self.portrait(papers).await,
                "agree" => app.agree(&self.ctx()).await.expect("agreed"),
                other => panic!("a screen that no client knows: {other}"),
            }
        }
        panic!("the phone work does not end")
    }

    pub async fn send_code(&self) -> String {
        let sent = self.world.app.send_phone_code(&self.ctx()).await.expect("a code is sent");
        assert!(sent.contains('*'), "the number is masked: {sent}");
        self.world.run_jobs().await;
        self.world.inbox.code(&self.mobile)
    }

    async fn match_phone(&self) {
        let code = self.send_code().await;
        self.world.app.match_phone(&self.ctx(), &code).await.expect("the code fits");
        // The next code to this phone may be sent only after a while.
        self.world.advance(Duration::seconds(61));
    }

    async fn capture(&self, view: &StepView, papers: &Papers) {
        let step = view.step.expect("a step is due");
        for wanted in view.pictures.iter().filter(|p| !p.taken && !p.optional) {
            let bytes = papers.photograph(step, wanted.picture);
            let given = PictureGiven { picture: wanted.picture, bytes };
            let taken = self.world.app.take_picture(&self.ctx(), given).await;
            taken.unwrap_or_else(|error| panic!("{step:?} {:?}: {error:?}", wanted.picture));
        }
    }

    async fn portrait(&self, papers: &Papers) {
        let app = &self.world.app;
        let mut nonce = Some(app.start_portrait(&self.ctx()).await.expect("prompts begin"));
        while let Some(shown) = nonce {
            let prompt = self.view().await.face.and_then(|f| f.prompt).expect("a prompt");
            let frames = papers.face(&prompt).into_iter().enumerate();
            let frames = frames.map(|(n, bytes)| Frame { bytes, at: n as i64 * 250 }).collect();
            let given = FramesGiven { nonce: shown, frames };
            nonce = app.answer_prompt(&self.ctx(), given).await.expect("three fresh frames");
        }
    }
}

impl Desk<'_> {
    /// Typed, verified with blank pictures, handed over: with the provider.
    pub async fn hand_over(&self) -> FilingId {
        let id = self.fill_in().await;
        Phone::scan(self, id).await.go_through(&Papers::Blank).await;
        assert_eq!(self.world.stage(id).await, Stage::Ready);
        self.submit(id).await;
        id
    }

    /// Approved by the provider and on its way to the bureau; nothing has run yet.
    pub async fn approved(&self) -> FilingId {
        let id = self.hand_over().await;
        self.world.run_jobs().await;
        self.world.approve(id).await;
        assert_eq!(self.world.stage(id).await, Stage::AwaitingUpload);
        id
    }

    /// The officers are asked by the ministry.
    pub async fn asked(&self) -> FilingId {
        let id = self.approved().await;
        self.world.run_jobs().await;
        assert_eq!(self.world.stage(id).await, Stage::SmsVerification);
        id
    }
}
