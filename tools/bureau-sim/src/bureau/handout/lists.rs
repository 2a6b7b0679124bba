//! Lists the bureau keeps for all providers: `HMDLB`, `FFJRHMD`, `WBAWZLB`.

use serde::Deserialize;

use super::{Handed, Ip, NotHandedOut, UnfiledSite, by_addressee};
use crate::bureau::Bureau;
use crate::bureau::outbox::icp;

/// The carrier and the province of a line that names none.
const OPERATOR: i64 = 1;
const PROVINCE: i64 = 440_000;

/// A line of the blacklist 黑名单 (`HMDLB`): a sponsor when it has a certificate, a site when it has a
/// domain. It changes what the bureau itself refuses, too.
#[derive(Deserialize)]
pub struct BlacklistLine {
    /// Who is told; everybody when missing.
    pub provider: Option<i64>,
    /// What happens to the line.
    #[serde(default)]
    pub action: BlacklistAction,
    /// Name of the sponsor or site.
    pub name: String,
    /// `Zjlx`, 1 when missing.
    pub cert_type: Option<i64>,
    /// `Zjhm` of a sponsor.
    pub cert_number: Option<String>,
    /// Domains of a site; several are separated by `;`.
    pub domain: Option<String>,
    /// `Bz`
    pub remark: Option<String>,
}

/// `Czlx` of the blacklist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlacklistAction {
    /// 0
    #[default]
    Add,
    /// 1
    Modify,
    /// 2
    Remove,
}

impl BlacklistAction {
    fn wire(self) -> i64 {
        match self {
            Self::Add => 0,
            Self::Modify => 1,
            Self::Remove => 2,
        }
    }
}

/// An access nobody may give 非法接入 (`FFJRHMD`).
#[derive(Deserialize)]
pub struct IllegalAccess {
    /// Who is told; everybody when missing.
    pub provider: Option<i64>,
    /// `Ym`
    pub domain: String,
    /// `Ip`
    pub ip: Ip,
    /// `Zjjrz`: who gives the access; the provider that is told when missing.
    pub direct: Option<i64>,
    /// `Szs`: province.
    pub province: Option<i64>,
    /// `Bz`
    pub remark: Option<String>,
}

/// A site without a filing 未备案网站 (`WBAWZLB`).
#[derive(Deserialize)]
pub struct UnfiledLine {
    /// At whose addresses it was found; everybody when missing.
    pub provider: Option<i64>,
    /// `Wzym_mc`
    pub domain: String,
    /// `IP`
    pub ip: Ip,
    /// `Yys`: the carrier.
    pub operator: Option<i64>,
    /// `Jccs`: how often it was seen.
    pub times: Option<i64>,
    /// `Bz`
    pub remark: Option<String>,
}

impl Bureau {
    /// Change the blacklist and tell providers: one file for each.
    ///
    /// # Errors
    /// When a provider is not there, or a line is neither about a sponsor nor about a site.
    pub fn hand_out_blacklist(&mut self, lines: &[BlacklistLine]) -> Result<Handed, NotHandedOut> {
        let sorted = by_addressee(lines, |line| {
            if line.name.trim().is_empty() {
                return Err(NotHandedOut::Wrong("名称不能为空"));
            }
            if line.cert_number.is_none() == line.domain.is_none() {
                return Err(NotHandedOut::Wrong("请填写证件号码（主体）或域名（网站）其中一项"));
            }
            self.addressees(line.provider, None)
        })?;
        let mut documents = Vec::new();
        for (provider, lines) in sorted {
            let mut xml = icp();
            xml.open("HMDLB");
            for line in &lines {
                let Some(number) = &line.cert_number else { continue };
                xml.open("Zthmdxxs");
                xml.open("Zt_xx");
                xml.leaf("Dwmc", line.name.trim());
                xml.open("Zj");
                xml.leaf("Zjlx", line.cert_type.unwrap_or(1));
                xml.leaf("Zjhm", number);
                xml.close();
                xml.close();
                xml.leaf("Czlx", line.action.wire());
                xml.maybe("Bz", line.remark.as_deref());
                xml.close();
            }
            for line in &lines {
                let Some(domains) = &line.domain else { continue };
                xml.open("Wzhmdxxs");
                xml.open("Wz_xx");
                xml.leaf("Wzmc", line.name.trim());
                for domain in several(domains) {
                    xml.open("Ym_xx");
                    xml.leaf("Ym", domain);
                    xml.close();
                }
                xml.close();
                xml.leaf("Czlx", line.action.wire());
                xml.maybe("Bz", line.remark.as_deref());
                xml.close();
            }
            documents.push((provider, xml.finish()));
        }
        let list = &mut self.state.blacklist;
        for line in lines {
            let keep = line.action != BlacklistAction::Remove;
            for domain in line.domain.iter().flat_map(|domains| several(domains)) {
                if keep {
                    list.domains.insert(domain);
                } else {
                    list.domains.remove(&domain);
                }
            }
            if let Some(number) = &line.cert_number {
                if keep {
                    list.certificates.insert(number.clone());
                } else {
                    list.certificates.remove(number);
                }
            }
        }
        Ok(self.hand_out(documents))
    }

    /// Tell providers of accesses nobody may give: one file for each.
    ///
    /// # Errors
    /// When a provider is not there.
    pub fn hand_out_illegal_accesses(
        &mut self,
        lines: &[IllegalAccess],
    ) -> Result<Handed, NotHandedOut> {
        let sorted = by_addressee(lines, |line| {
            domain_is_long_enough(&line.domain)?;
            self.addressees(line.provider, None)
        })?;
        let now = self.now().text();
        let mut documents = Vec::new();
        for (provider, lines) in sorted {
            let mut xml = icp();
            xml.open("FFJRHMD");
            for line in lines {
                xml.open("Ffjrxx");
                xml.leaf("Id", self.next_handout());
                xml.leaf("Ym", line.domain.trim().to_lowercase());
                xml.leaf("Ip", line.ip.0);
                xml.leaf("Zjjrz", line.direct.unwrap_or(provider));
                xml.leaf("Szs", line.province.unwrap_or(PROVINCE));
                xml.leaf("Dqjcsj", &now);
                xml.maybe("Bz", line.remark.as_deref());
                xml.close();
            }
            documents.push((provider, xml.finish()));
        }
        Ok(self.hand_out(documents))
    }

    /// Tell providers of unfiled sites at their addresses: one file for each.
    ///
    /// # Errors
    /// When a provider is not there.
    pub fn hand_out_unfiled(&mut self, lines: &[UnfiledLine]) -> Result<Handed, NotHandedOut> {
        let sorted = by_addressee(lines, |line| {
            domain_is_long_enough(&line.domain)?;
            self.addressees(line.provider, None)
        })?;
        let now = self.now();
        let mut documents = Vec::new();
        for (provider, lines) in sorted {
            let mut xml = icp();
            xml.open("WBAWZLB");
            for line in lines {
                let site = UnfiledSite {
                    id: self.next_handout(),
                    provider,
                    domain: line.domain.trim().to_lowercase(),
                    ip: line.ip.0,
                    operator: line.operator.unwrap_or(OPERATOR),
                    handed: now,
                    answer: None,
                };
                xml.open("Wbawz_xx");
                xml.leaf("Id", site.id);
                xml.leaf("Wzym_mc", &site.domain);
                xml.leaf("IP", site.ip);
                xml.leaf("Dqjcsj", now.text());
                xml.leaf("Jccs", line.times.unwrap_or(1));
                xml.leaf("Sssh", PROVINCE);
                xml.leaf("Scjcsj", now.text());
                xml.leaf("Jrs", provider);
                xml.leaf("Yys", site.operator);
                xml.maybe("Bz", line.remark.as_deref());
                xml.close();
                self.state.handouts.unfiled.push(site);
            }
            documents.push((provider, xml.finish()));
        }
        Ok(self.hand_out(documents))
    }
}

/// `Ym` has four characters or more.
fn domain_is_long_enough(domain: &str) -> Result<(), NotHandedOut> {
    if (4..=128).contains(&domain.trim().chars().count()) {
        Ok(())
    } else {
        Err(NotHandedOut::Wrong("域名应有4至128个字符"))
    }
}

/// Several domains in one field.
fn several(domains: &str) -> Vec<String> {
    let parts = domains.split([';', '；', ',', ' ']).map(str::trim);
    parts.filter(|domain| !domain.is_empty()).map(str::to_lowercase).collect()
}
