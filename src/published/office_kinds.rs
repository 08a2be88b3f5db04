//! Which office is of which kind (loại cơ quan), from an office's own file, so that like is ranked with like.

use std::collections::BTreeMap;

use super::office_table::OfficeTable;
use super::rule_file::RuleFault;
use crate::place::OfficeKind;

/// Kinds of offices by their code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfficeKinds(BTreeMap<String, OfficeKind>);

impl OfficeKinds {
    /// Reads a CSV with the columns `office` (code) and `kind`: `department`, `vertical` or `commune`. Every fault names its
    /// line.
    ///
    /// ```
    /// use sipas::place::OfficeKind;
    /// use sipas::published::OfficeKinds;
    ///
    /// let kinds = OfficeKinds::read("kinds.csv", "office,kind\nH31.01,department\nH31.90,vertical\n").unwrap();
    /// assert_eq!(kinds.of_kind(OfficeKind::Vertical).collect::<Vec<_>>(), ["H31.90"]);
    /// let fault = OfficeKinds::read("kinds.csv", "office,kind\nH31.01,sở\n").unwrap_err();
    /// assert!(fault.to_string().starts_with("kinds.csv, line 2: “sở” is no kind of office"));
    /// ```
    pub fn read(file: &str, csv: &str) -> Result<Self, RuleFault> {
        let table = OfficeTable::read(file, csv)?;
        let (office, kind) = (table.column("office")?, table.column("kind")?);
        let mut kinds = BTreeMap::new();
        for row in table.rows() {
            let (code, word) = (table.text(row, office), table.text(row, kind));
            let kind = word
                .parse::<OfficeKind>()
                .map_err(|fault| table.fault(row, fault.to_string()))?;
            if code.is_empty() {
                return Err(table.fault(row, "office is blank"));
            }
            if kinds.insert(code.to_owned(), kind).is_some() {
                return Err(table.fault(row, format!("“{code}” stands in the table twice")));
            }
        }
        Ok(Self(kinds))
    }

    /// Codes of the offices of a kind, in order.
    pub fn of_kind(&self, kind: OfficeKind) -> impl Iterator<Item = &str> {
        let of_kind = self.0.iter().filter(move |(_, own)| **own == kind);
        of_kind.map(|(code, _)| code.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_has_one_kind() {
        let twice = "office,kind\nA,department\nA,vertical\n";
        let fault = OfficeKinds::read("k.csv", twice).unwrap_err().to_string();
        assert_eq!(fault, "k.csv, line 3: “A” stands in the table twice");
        let blank = OfficeKinds::read("k.csv", "office,kind\n,vertical\n");
        assert_eq!(
            blank.unwrap_err().to_string(),
            "k.csv, line 2: office is blank"
        );
    }
}
