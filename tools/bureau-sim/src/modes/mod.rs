//! Ways of misbehaving, each a named switch (trust report F11–F14, F28, F29), and how they strike: because
//! they were switched on, or by chance when the bureau is hostile.

mod chance;
mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use chance::Rates;
use chance::{Hostility, Mishaps};
pub use table::Mode;

/// How a mode is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// How many times it still strikes; `None`: always.
    pub times: Option<u32>,
    /// A number some modes need: a return code, milliseconds.
    pub value: Option<i64>,
}

/// All switches.
#[derive(Debug)]
pub struct Modes {
    set: BTreeMap<Mode, Setting>,
    /// Modes that strike one operation only.
    only: BTreeMap<Mode, String>,
    hostility: Option<Hostility>,
    /// The operation that is being answered, and what chance has in store for it.
    call: Option<(&'static str, Mishaps)>,
}

impl Modes {
    /// All off; with a seed, what `rates` says strikes by chance.
    #[must_use]
    pub fn new(hostile: Option<u64>, rates: Rates) -> Self {
        let hostility = hostile.map(|seed| Hostility::new(seed, rates));
        Self { set: BTreeMap::new(), only: BTreeMap::new(), hostility, call: None }
    }

    /// Switch a mode on (`times` = `None`: until switched off).
    pub fn switch_on(&mut self, mode: Mode, setting: Setting) {
        self.only.remove(&mode);
        self.set.insert(mode, setting);
    }

    /// Switch a mode on for one operation of the interface, `isp_upload` for example.
    pub fn switch_on_for(&mut self, mode: Mode, setting: Setting, operation: &str) {
        self.switch_on(mode, setting);
        self.only.insert(mode, operation.to_owned());
    }

    /// Switch a mode off.
    pub fn switch_off(&mut self, mode: Mode) {
        self.set.remove(&mode);
        self.only.remove(&mode);
    }

    /// How a mode is set, `None` when it is off.
    #[must_use]
    pub fn setting(&self, mode: Mode) -> Option<Setting> {
        self.set.get(&mode).copied()
    }

    /// The only operation a mode strikes, when it does not strike all.
    #[must_use]
    pub fn operation(&self, mode: Mode) -> Option<&str> {
        self.only.get(&mode).map(String::as_str)
    }

    /// Whether the bureau is hostile by chance.
    #[must_use]
    pub fn is_hostile(&self) -> bool {
        self.hostility.is_some()
    }

    /// Seed and rates of a hostile bureau.
    #[must_use]
    pub fn hostility(&self) -> Option<(u64, Rates)> {
        self.hostility.as_ref().map(|h| (h.seed, h.rates))
    }

    /// Become hostile from here on, or calm.
    pub fn set_hostility(&mut self, hostile: Option<(u64, Rates)>) {
        self.hostility = hostile.map(|(seed, rates)| Hostility::new(seed, rates));
    }

    /// A call of this operation begins.
    pub(crate) fn begin(&mut self, operation: &'static str) {
        let mishaps = self.hostility.as_mut().map(|h| h.draw(operation)).unwrap_or_default();
        self.call = Some((operation, mishaps));
    }

    /// The call is answered.
    pub(crate) fn end(&mut self) {
        self.call = None;
    }

    /// Ask whether a mode strikes now; uses up one of its times. The number is its `value`.
    pub fn strikes(&mut self, mode: Mode) -> Option<Option<i64>> {
        let operation = self.call.as_ref().map(|(operation, _)| *operation);
        let meant = self.only.get(&mode).is_none_or(|only| operation == Some(only.as_str()));
        if let Some(setting) = self.set.get_mut(&mode).filter(|_| meant) {
            let value = setting.value;
            if let Some(left) = &mut setting.times {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    self.switch_off(mode);
                }
            }
            return Some(value);
        }
        self.call.as_mut().and_then(|(_, mishaps)| mishaps.take(mode))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calm() -> Modes {
        Modes::new(None, Rates::default())
    }

    #[test]
    fn a_mode_strikes_as_often_as_told_and_then_rests() {
        let mut modes = calm();
        assert_eq!(modes.strikes(Mode::TooMany), None);
        modes.switch_on(Mode::TooMany, Setting { times: Some(2), value: Some(9) });
        assert_eq!(modes.strikes(Mode::TooMany), Some(Some(9)));
        assert_eq!(modes.strikes(Mode::TooMany), Some(Some(9)));
        assert_eq!(modes.strikes(Mode::TooMany), None);
    }

    #[test]
    fn a_mode_for_one_operation_leaves_the_others_alone() {
        let mut modes = calm();
        let always = Setting { times: None, value: None };
        modes.switch_on_for(Mode::EmptyAnswer, always, "isp_upload");
        modes.begin("isp_download");
        assert_eq!(modes.strikes(Mode::EmptyAnswer), None);
        modes.begin("isp_upload");
        assert_eq!(modes.strikes(Mode::EmptyAnswer), Some(None));
        modes.switch_on(Mode::EmptyAnswer, always);
        modes.begin("isp_download");
        assert_eq!(modes.strikes(Mode::EmptyAnswer), Some(None), "switched on for all");
    }

    #[test]
    fn a_calm_bureau_never_misbehaves_by_itself() {
        let mut modes = calm();
        for _ in 0..1000 {
            modes.begin("isp_upload");
            assert!(Mode::ALL.iter().all(|mode| modes.strikes(*mode).is_none()));
        }
    }
}
