//! What only an app, a mini program or a quick app has: `App`, `Xcx`, `Kyy` of our dialect.

use roxmltree::Node;
use serde::{Deserialize, Serialize};

use crate::wire::reading::Ask;
use crate::wire::writing::Xml;

/// Numbers of the types of service (`Fwlx`).
pub const WEBSITE: i64 = 1;
/// APP
pub const APP: i64 = 6;
/// 小程序
pub const MINI_PROGRAM: i64 = 7;
/// 快应用
pub const QUICK_APP: i64 = 8;

/// What is beside the fields that every service has; a website has none of it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Particulars {
    /// `App`
    pub app: Option<App>,
    /// `Xcx`
    pub mini_program: Option<MiniProgram>,
    /// `Kyy`
    pub quick_app: Option<QuickApp>,
}

/// APP (工信部信管〔2023〕105号).
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct App {
    /// `Tb`: the icon, base64 as it came.
    pub icon: Option<String>,
    /// `Sy`: uses kits of others.
    pub uses_sdk: bool,
    /// `Tg`: offers one.
    pub offers_sdk: bool,
    /// `Pt`
    pub platforms: Vec<Platform>,
    /// `Sd`
    pub stores: Vec<Store>,
}

/// An operating system that an app runs on.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Platform {
    /// `Lx`
    pub kind: i64,
    /// `Bm`
    pub package: String,
    /// `Gy`
    pub public_key: String,
    /// `Qm`
    pub signature: String,
    /// `Ym`
    pub hosts: Vec<String>,
}

/// Where an app can be got.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Store {
    /// `Lx`
    pub kind: i64,
    /// `Mc`
    pub name: Option<String>,
    /// `Dz`
    pub address: String,
}

/// 小程序
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct MiniProgram {
    /// `Pt`: the app it lives in.
    pub host: i64,
    /// `Mc`
    pub host_name: Option<String>,
    /// `Appid`
    pub app_id: String,
    /// `Ysid`
    pub original_id: Option<String>,
}

/// 快应用
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct QuickApp {
    /// `Bm`
    pub package: String,
    /// `Qm`
    pub signature: String,
    /// `Cs`
    pub vendors: Vec<i64>,
}

impl Particulars {
    /// From a `Wz` of the dialect.
    #[must_use]
    pub fn read(wz: Node<'_, '_>) -> Self {
        let text = |node: Node<'_, '_>, name: &str| node.text_of(name).unwrap_or_default();
        Self {
            app: wz.child("App").map(|node| App {
                icon: node.text_of("Tb"),
                uses_sdk: node.int_of("Sy") == Some(1),
                offers_sdk: node.int_of("Tg") == Some(1),
                platforms: node
                    .all("Pt")
                    .into_iter()
                    .map(|node| Platform {
                        kind: node.int_of("Lx").unwrap_or(0),
                        package: text(node, "Bm"),
                        public_key: text(node, "Gy"),
                        signature: text(node, "Qm"),
                        hosts: texts(node, "Ym"),
                    })
                    .collect(),
                stores: node
                    .all("Sd")
                    .into_iter()
                    .map(|node| Store {
                        kind: node.int_of("Lx").unwrap_or(0),
                        name: node.text_of("Mc"),
                        address: text(node, "Dz"),
                    })
                    .collect(),
            }),
            mini_program: wz.child("Xcx").map(|node| MiniProgram {
                host: node.int_of("Pt").unwrap_or(0),
                host_name: node.text_of("Mc"),
                app_id: text(node, "Appid"),
                original_id: node.text_of("Ysid"),
            }),
            quick_app: wz.child("Kyy").map(|node| QuickApp {
                package: text(node, "Bm"),
                signature: text(node, "Qm"),
                vendors: node.ints_of("Cs"),
            }),
        }
    }

    /// Keep the icon on file when a change does not bring another.
    pub fn keep_icon_of(&mut self, before: &Self) {
        if let (Some(app), Some(before)) = (&mut self.app, &before.app) {
            app.icon = app.icon.take().or_else(|| before.icon.clone());
        }
    }

    /// As it goes back with a record: without the picture.
    pub fn write(&self, xml: &mut Xml) {
        if let Some(app) = &self.app {
            xml.open("App");
            xml.leaf("Sy", i64::from(app.uses_sdk));
            xml.leaf("Tg", i64::from(app.offers_sdk));
            for platform in &app.platforms {
                xml.open("Pt");
                xml.leaf("Lx", platform.kind);
                xml.leaf("Bm", &platform.package);
                xml.leaf("Gy", &platform.public_key);
                xml.leaf("Qm", &platform.signature);
                for host in &platform.hosts {
                    xml.leaf("Ym", host);
                }
                xml.close();
            }
            for store in &app.stores {
                xml.open("Sd");
                xml.leaf("Lx", store.kind);
                xml.maybe("Mc", store.name.as_deref());
                xml.leaf("Dz", &store.address);
                xml.close();
            }
            xml.close();
        }
        if let Some(program) = &self.mini_program {
            xml.open("Xcx");
            xml.leaf("Pt", program.host);
            xml.maybe("Mc", program.host_name.as_deref());
            xml.leaf("Appid", &program.app_id);
            xml.maybe("Ysid", program.original_id.as_deref());
            xml.close();
        }
        if let Some(quick) = &self.quick_app {
            xml.open("Kyy");
            xml.leaf("Bm", &quick.package);
            xml.leaf("Qm", &quick.signature);
            for vendor in &quick.vendors {
                xml.leaf("Cs", vendor);
            }
            xml.close();
        }
    }
}

fn texts(node: Node<'_, '_>, name: &str) -> Vec<String> {
    node.all(name).iter().filter_map(|n| Some(n.text()?.trim().to_lowercase())).collect()
}
