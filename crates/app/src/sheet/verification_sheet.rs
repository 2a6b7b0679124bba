use super::{SHEET_TEMPLATE, Typesetter};
use crate::error::Result;

/// What a 真实性核验单 says about one service (handbook §9.1).
#[derive(Clone, Debug)]
pub struct SheetForm {
    /// The filing's code, as printed and scanned.
    pub code: String,
    pub organisation: bool,
    pub sponsor_name: String,
    pub document_label: String,
    /// Masked but for the last digits: the paper is carried around.
    pub document_number: String,
    /// 网站, APP, 小程序, 快应用.
    pub service_kind: String,
    pub service_name: String,
    pub domains: String,
    /// What only this kind has: its platforms and packages, its AppID.
    pub particulars: Vec<(String, String)>,
    pub officer_name: String,
    pub officer_mobile: String,
    pub provider_name: String,
    pub access_methods: String,
    pub server_locations: String,
    pub ip_ranges: String,
}

impl SheetForm {
    /// 主办者与互联网信息服务, in the words of its kind.
    fn parties(&self) -> Vec<(String, String)> {
        let kind = &self.service_kind;
        let row = |label: &str, text: &str| (label.to_owned(), text.to_owned());
        let document = format!("{}　{}", self.document_label, self.document_number);
        let mut rows = vec![
            row("主办者名称", &self.sponsor_name),
            row("主办者类型", if self.organisation { "单位" } else { "个人" }),
            row("有效证件", &document),
            row("服务类型", kind),
            row(&format!("{kind}名称"), &self.service_name),
            row("域名", &self.domains),
        ];
        rows.extend(self.particulars.iter().cloned());
        rows.push(row(&format!("{kind}负责人"), &self.officer_name));
        rows.push(row("手机号码", &self.officer_mobile));
        rows
    }
}

/// The sheet as a PDF of one page.
///
/// # Errors
/// [`crate::error::Error::Internal`] when the page can't be written.
pub fn verification_sheet(typesetter: &Typesetter, form: &SheetForm) -> Result<Vec<u8>> {
    let mut coded = Ok(());
    let page = typesetter.page("互联网信息服务备案真实性核验单", |sheet| {
        sheet.heading("一、主办者与互联网信息服务");
        let kind = &form.service_kind;
        sheet.table(&form.parties());
        sheet.heading("二、接入信息");
        let row = |label: &str, text: &str| (label.to_owned(), text.to_owned());
        sheet.table(&[
            row("接入服务提供者", &form.provider_name),
            row("接入方式", &form.access_methods),
            row("服务器放置地", &form.server_locations),
            row("IP地址", &form.ip_ranges),
        ]);
        sheet.heading("三、核验内容（接入服务提供者填写）");
        sheet.paragraph(&format!(
            "证件原件已核验，复印件或电子件已留存：□是　□否；负责人身份及照片已核验：□是　□否；\
             联系电话、电子邮箱、通信地址真实有效：□是　□否；{kind}名称、域名、服务内容属实：□是　□否；\
             接入信息属实：□是　□否。"
        ));
        sheet.heading("四、声明");
        let party = if form.organisation { "本单位" } else { "本人" };
        sheet.paragraph(&format!(
            "{party}承诺所提交的备案信息真实、准确、完整，备案信息发生变化时及时办理变更；\
             知悉提供虚假信息将被关闭服务、注销备案号并承担相应法律责任。"
        ));
        let seal = form.organisation.then_some("单位公章（不可遮挡文字）");
        sheet.signatures(&format!("{kind}负责人签字"), seal);
        coded = sheet.code(SHEET_TEMPLATE, &form.code);
    })?;
    coded.map(|()| page)
}
