use super::{COMMITMENT_TEMPLATE, Typesetter};
use crate::error::Result;

/// What a 互联网信息服务备案承诺书 names (handbook §9.2).
#[derive(Clone, Debug)]
pub struct CommitmentForm {
    pub code: String,
    /// 省通信管理局, to whom it is addressed.
    pub bureau: String,
    pub organisation: bool,
    pub sponsor_name: String,
    pub document_label: String,
    pub document_number: String,
    /// Kind and name of each service: 网站, APP, 小程序, 快应用.
    pub services: Vec<(String, String)>,
    pub domains: String,
    /// Who signs: an organisation's legal representative, or the individual.
    pub signer: String,
}

/// The commitments, in our own words; also shown on the phone before they are accepted.
pub const COMMITMENTS: &[&str] = &[
    "遵守《中华人民共和国网络安全法》《中华人民共和国电信条例》《互联网信息服务管理办法》等法律法规。",
    "提交的备案信息和图片真实、合法、有效；信息变化时提前三十日办理变更，停止服务时办理注销。",
    "服务内容与备案的名称、内容一致；涉及前置审批或专项审批的内容，未经批准不提供。",
    "在服务的显著位置标明备案号并链接至备案管理系统，供公众查询。",
    "不出租、不出借、不转让备案号、域名和服务器，不为他人代为核验。",
    "落实网络安全责任，留存日志，接听管理部门和接入服务提供者的电话，按时答复短信核验。",
    "如信息不实或违反上述承诺，接受责令改正、关闭服务、注销备案、列入黑名单等处理。",
];

impl CommitmentForm {
    /// Sponsor and services, each kind in its own words.
    fn parties(&self) -> Vec<(String, String)> {
        let row = |label: &str, text: String| (label.to_owned(), text);
        let mut rows = vec![
            row("主办者名称", self.sponsor_name.clone()),
            row("有效证件", format!("{}　{}", self.document_label, self.document_number)),
        ];
        let named = |(kind, name): &(String, String)| row(&format!("{kind}名称"), name.clone());
        rows.extend(self.services.iter().map(named));
        rows.push(row("域名", self.domains.clone()));
        rows
    }
}

/// The letter as a PDF of one page.
///
/// # Errors
/// [`crate::error::Error::Internal`] when the page can't be written.
pub fn commitment(typesetter: &Typesetter, form: &CommitmentForm) -> Result<Vec<u8>> {
    let mut coded = Ok(());
    let page = typesetter.page("互联网信息服务备案承诺书", |sheet| {
        sheet.heading(&format!("致：{}", form.bureau));
        sheet.table(&form.parties());
        let party = if form.organisation { "本单位" } else { "本人" };
        sheet.heading(&format!("{party}郑重承诺："));
        for (n, text) in COMMITMENTS.iter().enumerate() {
            sheet.paragraph(&format!("{}. {text}", n + 1));
        }
        let sign = match form.organisation {
            true => format!("法定代表人签字（{}）", form.signer),
            false => format!("主办者签字（{}）", form.signer),
        };
        let seal = form.organisation.then_some("单位公章（不能代替签字）");
        sheet.signatures(&sign, seal);
        coded = sheet.code(COMMITMENT_TEMPLATE, &form.code);
    })?;
    coded.map(|()| page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_of_several_kinds_are_named_each_by_its_kind() {
        let form = CommitmentForm {
            code: "BA-1".into(),
            bureau: "广东省通信管理局".into(),
            organisation: true,
            sponsor_name: "样例公司".into(),
            document_label: "营业执照".into(),
            document_number: "9144**".into(),
            services: vec![
                ("网站".into(), "样例官网".into()),
                ("小程序".into(), "样例助手".into()),
            ],
            domains: "example.com".into(),
            signer: "某某".into(),
        };
        let rows = form.parties();
        let labels: Vec<&str> = rows.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["主办者名称", "有效证件", "网站名称", "小程序名称", "域名"]);
    }
}
