//! Which column of somebody's table means what: `value=sipas_pct,unit=province`.

use std::fmt;
use std::str::FromStr;

/// What an import reads. Only year, unit and one of value and rank are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words are the columns")]
pub enum Column {
    Year,
    Unit,
    Within,
    Value,
    Rank,
    Min,
    Median,
    Max,
    Source,
    Status,
    Note,
}

/// Names of columns in the table at hand; those not named are called as ours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnMap {
    named: Vec<(Column, String)>,
}

/// What was wrong with a written mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnMapError {
    /// Not `ours=theirs`.
    #[error(
        "“{0}” is not a mapping: write ours=theirs, separated by commas (value=sipas_pct,unit=province)"
    )]
    Shape(String),
    /// Left of `=` stands no column of ours.
    #[error("“{0}” is not a column of ours: choose one of {columns}", columns = all_names())]
    Unknown(String),
    /// One of ours named twice.
    #[error("{0} is mapped twice: name one column for it")]
    Twice(Column),
}

impl Column {
    /// Every column, in the order of the layout.
    pub const ALL: [Self; 11] = [
        Self::Year,
        Self::Unit,
        Self::Within,
        Self::Value,
        Self::Rank,
        Self::Min,
        Self::Median,
        Self::Max,
        Self::Source,
        Self::Status,
        Self::Note,
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Unit => "unit",
            Self::Within => "within",
            Self::Value => "value",
            Self::Rank => "rank",
            Self::Min => "min",
            Self::Median => "median",
            Self::Max => "max",
            Self::Source => "source",
            Self::Status => "status",
            Self::Note => "note",
        }
    }
}

fn all_names() -> String {
    Column::ALL.map(Column::as_str).join(", ")
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl ColumnMap {
    /// What a column of ours is called in the table.
    pub fn name(&self, column: Column) -> &str {
        let named = self.named.iter().find(|(ours, _)| *ours == column);
        named.map_or(column.as_str(), |(_, theirs)| theirs)
    }

    /// Whether the mapping names this column, so that it must be there.
    pub(super) fn names(&self, column: Column) -> bool {
        self.named.iter().any(|(ours, _)| *ours == column)
    }
}

impl FromStr for ColumnMap {
    type Err = ColumnMapError;

    fn from_str(text: &str) -> Result<Self, ColumnMapError> {
        let mut map = Self::default();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let shape = || ColumnMapError::Shape(part.to_owned());
            let (ours, theirs) = part.split_once('=').ok_or_else(shape)?;
            let (ours, theirs) = (ours.trim(), theirs.trim());
            if theirs.is_empty() {
                return Err(shape());
            }
            let column = Column::ALL
                .into_iter()
                .find(|column| column.as_str() == ours);
            let column = column.ok_or_else(|| ColumnMapError::Unknown(ours.to_owned()))?;
            if map.names(column) {
                return Err(ColumnMapError::Twice(column));
            }
            map.named.push((column, theirs.to_owned()));
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_renames_what_it_names_and_nothing_else() {
        let map: ColumnMap = "value=sipas_pct, unit = province".parse().unwrap();
        assert_eq!(
            Column::ALL.map(|c| map.name(c))[..5],
            ["year", "province", "within", "sipas_pct", "rank"]
        );
        assert_eq!("".parse::<ColumnMap>().unwrap(), ColumnMap::default());
    }

    #[test]
    fn a_mapping_that_cannot_be_meant_is_refused() {
        assert!(matches!(
            "sipas_pct".parse::<ColumnMap>(),
            Err(ColumnMapError::Shape(_))
        ));
        assert!(matches!(
            "value=".parse::<ColumnMap>(),
            Err(ColumnMapError::Shape(_))
        ));
        assert_eq!(
            "rank=a,rank=b".parse::<ColumnMap>(),
            Err(ColumnMapError::Twice(Column::Rank))
        );
        let unknown = "score=a".parse::<ColumnMap>().unwrap_err().to_string();
        assert!(unknown.contains("year, unit, within, value"), "{unknown}");
    }
}
