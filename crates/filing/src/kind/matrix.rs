//! 短信验证: who must confirm by SMS. Data with validity a province and a date, because provinces
//! differ and the bureau changes it (handbook §2.9, last paragraph).

use super::{Case, FilingKind, Party};
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

/// The whole of `reference/sms_matrix.toml`, or of a file of the provider's own in that shape.
#[derive(Clone, Debug)]
pub struct ConfirmationMatrix {
    rows: Vec<DatedRow>,
}

/// One line of the table as it holds for a province on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRow {
    pub kind: FilingKind,
    pub case: Case,
    /// Empty: nobody confirms.
    pub confirm: Vec<Party>,
    /// Where this line is written.
    pub source: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DatedRow {
    kind: FilingKind,
    case: Case,
    confirm: Vec<Party>,
    source: String,
    /// GB/T 2260 code of the province; absent: every province.
    province: Option<u32>,
    /// First day; absent: always.
    from: Option<NaiveDate>,
    /// Last day; absent: until further notice.
    until: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatrixError {
    #[error("the SMS table can't be read: {0}")]
    Unreadable(String),
    #[error("the SMS table has no row for every province: {kind} / {case}")]
    Missing { kind: &'static str, case: Case },
    #[error("the SMS table has a row that {kind} doesn't know: {case}")]
    Unknown { kind: &'static str, case: Case },
    #[error("two rows of the SMS table claim the same province and time: {kind} / {case}")]
    Overlapping { kind: &'static str, case: Case },
}

static SHIPPED: LazyLock<ConfirmationMatrix> = LazyLock::new(|| {
    ConfirmationMatrix::parse(include_str!("../../reference/sms_matrix.toml"))
        .expect("a test reads the shipped table")
});

impl ConfirmationMatrix {
    /// The guide's table, section 六.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a table: each kind's cases must have exactly one row that holds everywhere and always;
    /// other rows name a province or a time and take its place there.
    ///
    /// # Errors
    /// Names the row that is missing, unknown to its kind or claimed twice.
    pub fn parse(text: &str) -> Result<Self, MatrixError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            row: Vec<DatedRow>,
        }
        let file: File =
            toml::from_str(text).map_err(|error| MatrixError::Unreadable(error.to_string()))?;
        let matrix = Self { rows: file.row };
        for row in &matrix.rows {
            let (kind, case) = (row.kind.name(), row.case);
            if !row.kind.spec().rows.iter().any(|known| known.case == row.case) {
                return Err(MatrixError::Unknown { kind, case });
            }
            let rivals = matrix.rows.iter().filter(|other| {
                (other.kind, other.case, other.province) == (row.kind, row.case, row.province)
                    && other.precision() == row.precision()
                    && other.overlaps(row)
            });
            if rivals.count() > 1 {
                return Err(MatrixError::Overlapping { kind, case });
            }
        }
        for (kind, case) in every_row() {
            if !matrix.rows.iter().any(|r| r.is(kind, case) && r.precision() == (false, false)) {
                return Err(MatrixError::Missing { kind: kind.name(), case });
            }
        }
        Ok(matrix)
    }

    /// The shipped table as it holds in a province on a day, in the bureau's order.
    pub fn for_province(province: u32, day: NaiveDate) -> Vec<MatrixRow> {
        Self::shipped().rows_for(province, day)
    }

    /// This table as it holds in a province on a day, in the bureau's order.
    pub fn rows_for(&self, province: u32, day: NaiveDate) -> Vec<MatrixRow> {
        every_row().filter_map(|(kind, case)| self.row(kind, case, province, day)).collect()
    }

    /// Who must confirm; nobody where the table has no row (转移备案).
    pub fn who_confirms(
        &self,
        kind: FilingKind,
        case: Case,
        province: u32,
        day: NaiveDate,
    ) -> Vec<Party> {
        self.row(kind, case, province, day).map(|row| row.confirm).unwrap_or_default()
    }

    /// The row that names most: a province before every province, a time before always.
    fn row(
        &self,
        kind: FilingKind,
        case: Case,
        province: u32,
        day: NaiveDate,
    ) -> Option<MatrixRow> {
        let row = self
            .rows
            .iter()
            .filter(|row| row.is(kind, case) && row.holds(province, day))
            .max_by_key(|row| row.precision())?;
        Some(MatrixRow { kind, case, confirm: row.confirm.clone(), source: row.source.clone() })
    }
}

impl DatedRow {
    fn is(&self, kind: FilingKind, case: Case) -> bool {
        self.kind == kind && self.case == case
    }

    fn holds(&self, province: u32, day: NaiveDate) -> bool {
        self.province.is_none_or(|own| own / 10_000 == province / 10_000)
            && self.from.is_none_or(|first| first <= day)
            && self.until.is_none_or(|last| day <= last)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let before = |a: &Self, b: &Self| match (a.until, b.from) {
            (Some(last), Some(first)) => last < first,
            _ => false,
        };
        !before(self, other) && !before(other, self)
    }

    fn precision(&self) -> (bool, bool) {
        (self.province.is_some(), self.from.is_some() || self.until.is_some())
    }
}

fn every_row() -> impl Iterator<Item = (FilingKind, Case)> {
    FilingKind::ALL.iter().flat_map(|kind| kind.spec().rows.iter().map(|row| (*kind, row.case)))
}

/// The guide's table, whole: 19 rows in its order.
pub fn sms_matrix() -> Vec<MatrixRow> {
    every_row()
        .filter_map(|(kind, case)| {
            let row = SHIPPED
                .rows
                .iter()
                .find(|r| r.is(kind, case) && r.precision() == (false, false))?;
            Some(MatrixRow { kind, case, confirm: row.confirm.clone(), source: row.source.clone() })
        })
        .collect()
}

/// Who must confirm by SMS, by the shipped table. For [`super::Confirmers::OnRecord`] kinds these
/// are the officers on the record before the filing (新增接入: guide 六.2).
pub fn who_confirms(kind: FilingKind, case: Case, province: u32, day: NaiveDate) -> Vec<Party> {
    ConfirmationMatrix::shipped().who_confirms(kind, case, province, day)
}
