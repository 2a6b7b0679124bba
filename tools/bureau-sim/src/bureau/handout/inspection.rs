//! Tasks, findings and notices about what is on file: `HSRW`, `HCJG`, `XGTZ`.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::{
    Found, Handed, Inspection, Ip, NotHandedOut, Notice, Which, by_addressee, gives_access,
};
use crate::bureau::Bureau;
use crate::bureau::outbox::icp;
use crate::record;
use crate::record::Service;
use crate::wire::writing::Xml;

/// Look at a record again 核实任务 (`HSRW`).
#[derive(Deserialize)]
pub struct InspectionOrder {
    /// Who has to look; whoever gives access to it when missing.
    pub provider: Option<i64>,
    /// A sponsor with all its services at that provider, or one service.
    pub record: Which,
    /// `Bz`
    pub remark: Option<String>,
}

/// A finding of a check 核查结果 (`HCJG`), one line of a file.
#[derive(Deserialize)]
pub struct CheckLine {
    /// Who gets it; whoever has to do with the record when missing.
    pub provider: Option<i64>,
    /// What was checked.
    pub kind: CheckKind,
    /// The sponsor or service.
    pub record: Which,
    /// What is wrong (`Cwyy`), for a sponsor.
    pub reason: Option<String>,
    /// `Hcjg`: an access 1 filed but not there, 2 there but not filed; a shell 0 alive, 1 dead. 1 when
    /// missing.
    pub result: Option<i64>,
    /// The domain found, with an access that is not filed.
    pub domain: Option<String>,
    /// The address it resolves to, with an access that is not filed.
    pub ip: Option<Ip>,
    /// `Bz`
    pub remark: Option<String>,
}

/// What a check was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// `Zthc`: the sponsor's data are wrong.
    Sponsor,
    /// `Jrhc`: the access is not as it was filed.
    Access,
    /// `Kkwzhc`: a shell 空壳网站.
    Shell,
    /// `Wzch`: whether the site is alive.
    Alive,
}

/// Put something right until a day 整改通知 (`XGTZ`).
#[derive(Deserialize)]
pub struct NoticeOrder {
    /// Who gets it; whoever has to do with the record when missing.
    pub provider: Option<i64>,
    /// The sponsor or service.
    pub record: Which,
    /// What is to be put right.
    pub text: String,
    /// The last day; added to the text in words.
    pub deadline: Option<NaiveDate>,
    /// Or so many days from today.
    pub days: Option<u64>,
    /// `Bz`
    pub remark: Option<String>,
}

impl Bureau {
    /// Hand out inspection tasks: one file for each provider.
    ///
    /// # Errors
    /// When a record or provider is not there, or the provider gives no access to it.
    pub fn hand_out_inspections(
        &mut self,
        orders: &[InspectionOrder],
    ) -> Result<Handed, NotHandedOut> {
        let sorted = by_addressee(orders, |order| {
            let found = self.look_up(&order.record)?;
            let services = asked_about(&found);
            let mut ids = self.addressees(order.provider, Some(found.record()))?;
            ids.retain(|id| services.iter().any(|s| gives_access(s, *id)));
            if ids.is_empty() { Err(NotHandedOut::NoProvider) } else { Ok(ids) }
        })?;
        let mut documents = Vec::new();
        let mut tasks = Vec::new();
        for (provider, orders) in sorted {
            let mut xml = icp();
            xml.open("HSRW");
            for order in orders {
                let found = self.look_up(&order.record)?;
                let record = found.record();
                let services: Vec<&Service> =
                    asked_about(&found).into_iter().filter(|s| gives_access(s, provider)).collect();
                record::hsrw(&mut xml, record, &services, provider, order.remark.as_deref());
                tasks.push(Inspection {
                    id: 0,
                    provider,
                    sponsor: record.sponsor.id,
                    number: found.number().map(str::to_owned),
                    services: services.iter().map(|s| s.id).collect(),
                    handed: self.now(),
                    answer: None,
                });
            }
            documents.push((provider, xml.finish()));
        }
        for task in tasks {
            let id = self.next_handout();
            self.state.handouts.inspections.push(Inspection { id, ..task });
        }
        Ok(self.hand_out(documents))
    }

    /// Hand out findings of checks: one file for each provider.
    ///
    /// # Errors
    /// When a record or provider is not there, or a line lacks what its kind needs.
    pub fn hand_out_checks(&mut self, lines: &[CheckLine]) -> Result<Handed, NotHandedOut> {
        let sorted = by_addressee(lines, |line| {
            let found = self.look_up(&line.record)?;
            check_line(line, &found)?;
            self.addressees(line.provider, Some(found.record()))
        })?;
        let mut documents = Vec::new();
        for (provider, lines) in sorted {
            let mut xml = icp();
            xml.open("HCJG");
            xml.open("Jgxx");
            for kind in [CheckKind::Sponsor, CheckKind::Access, CheckKind::Shell, CheckKind::Alive]
            {
                for line in lines.iter().filter(|line| line.kind == kind) {
                    let found = self.look_up(&line.record)?;
                    self.write_check(&mut xml, line, &found, provider);
                }
            }
            documents.push((provider, xml.finish()));
        }
        Ok(self.hand_out(documents))
    }

    fn write_check(&self, xml: &mut Xml, line: &CheckLine, found: &Found<'_>, provider: i64) {
        let now = self.now().text();
        match (line.kind, found) {
            (CheckKind::Sponsor, found) => {
                let sponsor = &found.record().sponsor;
                xml.open("Zthc");
                xml.leaf("Ztid", sponsor.id);
                xml.leaf("Dwmc", &sponsor.name);
                xml.leaf("Zjlx", sponsor.certificate.kind);
                xml.leaf("Zjhm", &sponsor.certificate.number);
                xml.maybe("Cwyy", line.reason.as_deref());
            }
            (CheckKind::Access, Found::Service(_, service)) => {
                xml.open("Jrhc");
                xml.leaf("Wzid", service.id);
                xml.leaf("Wz_Baxh", service.number.as_deref().unwrap_or_default());
                let own = service.accesses.iter().find(|a| a.provider == provider);
                // A surplus access has no domain and no address.
                let missing = line.result == Some(2);
                xml.maybe("Ym", line.domain.as_deref().filter(|_| missing));
                xml.maybe("Jxip", line.ip.map(|ip| ip.0).filter(|_| missing));
                xml.maybe("Bbisp", own.map(|_| provider));
                xml.leaf("Hcjg", line.result.unwrap_or(1));
                xml.leaf("Hcsj", now);
                xml.maybe("Jrid", own.map(|a| a.id).filter(|_| !missing));
            }
            (CheckKind::Shell, Found::Service(_, service)) => {
                xml.open("Kkwzhc");
                xml.leaf("Wzid", service.id);
                xml.leaf("Wz_Baxh", service.number.as_deref().unwrap_or_default());
                xml.leaf("Hcjg", line.result.unwrap_or(1));
                xml.leaf("Hcsj", now);
                let url = service.home_url.as_deref();
                xml.maybe("Syurl", url.filter(|url| (7..=255).contains(&url.chars().count())));
            }
            (_, Found::Service(_, service)) => {
                xml.open("Wzch");
                xml.leaf("Wzid", service.id);
                xml.leaf("Wz_Baxh", service.number.as_deref().unwrap_or_default());
                let url = service.home_url.as_deref();
                xml.maybe("Syurl", url.filter(|url| (4..=255).contains(&url.chars().count())));
                xml.leaf("Hcsj", now);
            }
            // `check_line` let no such line through.
            (_, Found::Sponsor(_)) => return,
        }
        xml.maybe("Bz", line.remark.as_deref());
        xml.close();
    }

    /// Hand out rectification notices: one file for each provider.
    ///
    /// # Errors
    /// When a record or provider is not there, or the text is empty or longer than V3.0 allows.
    pub fn hand_out_notices(&mut self, orders: &[NoticeOrder]) -> Result<Handed, NotHandedOut> {
        let today = self.now().date();
        let sorted = by_addressee(orders, |order| {
            let found = self.look_up(&order.record)?;
            if order.text.trim().is_empty() {
                return Err(NotHandedOut::Wrong("通知内容不能为空"));
            }
            if notice_text(order, today).chars().count() > 255 {
                return Err(NotHandedOut::Wrong("通知内容（含期限）不能超过255个字符"));
            }
            self.addressees(order.provider, Some(found.record()))
        })?;
        let mut documents = Vec::new();
        let mut notices = Vec::new();
        for (provider, orders) in sorted {
            let mut xml = icp();
            xml.open("XGTZ");
            for order in orders {
                let found = self.look_up(&order.record)?;
                let (kind, id) = match &found {
                    Found::Sponsor(record) => (0, record.sponsor.id),
                    Found::Service(_, service) => (1, service.id),
                };
                let text = notice_text(order, today);
                xml.open("Tzxx");
                xml.leaf("Tzlb", kind);
                xml.maybe("Baxh", found.number());
                xml.leaf("Jlid", id);
                xml.leaf("Tznr", &text);
                xml.maybe("Bz", order.remark.as_deref());
                xml.close();
                let number = found.number().map(str::to_owned);
                notices.push(Notice { id: 0, provider, number, text, handed: self.now() });
            }
            documents.push((provider, xml.finish()));
        }
        for notice in notices {
            let id = self.next_handout();
            self.state.handouts.notices.push(Notice { id, ..notice });
        }
        Ok(self.hand_out(documents))
    }
}

/// All services of a sponsor, or the one that was asked for.
fn asked_about<'a>(found: &Found<'a>) -> Vec<&'a Service> {
    match found {
        Found::Sponsor(record) => record.services.iter().collect(),
        Found::Service(_, service) => vec![service],
    }
}

fn check_line(line: &CheckLine, found: &Found<'_>) -> Result<(), NotHandedOut> {
    let wrong = |why| Err(NotHandedOut::Wrong(why));
    if line.kind != CheckKind::Sponsor && matches!(found, Found::Sponsor(_)) {
        return wrong("这类核查针对网站，请填写网站备案号");
    }
    match (line.kind, line.result) {
        (CheckKind::Access, Some(2)) if line.domain.is_none() || line.ip.is_none() => {
            wrong("少报时必须填写域名和解析IP")
        }
        (CheckKind::Access, None | Some(1 | 2)) | (CheckKind::Shell, None | Some(0 | 1)) => Ok(()),
        (CheckKind::Access, _) => wrong("接入核查的结果为1（多报）或2（少报）"),
        (CheckKind::Shell, _) => wrong("空壳核查的结果为0（存活）或1（死亡）"),
        _ => Ok(()),
    }
}

/// `Tznr`: the text, and the last day in words, as V3.0 has no element for it.
fn notice_text(order: &NoticeOrder, today: NaiveDate) -> String {
    let text = order.text.trim().trim_end_matches('。');
    let by_days = order.days.and_then(|days| today.checked_add_days(Days::new(days)));
    match order.deadline.or(by_days) {
        Some(day) => format!("{text}。请于{}前完成整改。", day.format("%Y年%m月%d日")),
        None => format!("{text}。"),
    }
}
