//! What an office adds to our counts (điểm thành phần): points of other indicators, one row a unit.

use std::collections::BTreeMap;

use super::office_table::OfficeTable;
use super::rule_file::RuleFault;
use crate::index::Decimal;

/// The rows of an office's CSV, by unit code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Components {
    file: String,
    rows: Vec<ComponentRow>,
}

/// One unit's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentRow {
    /// Line as an editor counts it.
    pub line: usize,
    /// Code of the unit, as written.
    pub unit: String,
    values: BTreeMap<String, Decimal>,
}

/// A column that a table of components may have: its name and the highest value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentColumn {
    /// As it stands in the header.
    pub name: String,
    /// Highest value; the lowest is 0.
    pub most: u8,
}

impl Components {
    /// Reads `unit_code` and any of `columns`; a column `unit_name` is for people and skipped. A blank cell is not known,
    /// which is not 0. With a fault nothing is taken.
    ///
    /// ```
    /// use sipas::published::{ComponentColumn, Components};
    ///
    /// let columns = [ComponentColumn { name: "CKMB".into(), most: 18 }];
    /// let read = Components::read("ours.csv", "unit_code;CKMB\n33;13,2\n", &columns).unwrap();
    /// assert_eq!(read.rows()[0].value("CKMB").unwrap().vi(), "13,2");
    /// let fault = Components::read("ours.csv", "unit_code,CKMB\n33,18.5\n", &columns).unwrap_err();
    /// assert_eq!(fault.to_string(), "ours.csv, line 2: CKMB: 18.5 is not between 0 and 18");
    /// ```
    pub fn read(file: &str, csv: &str, columns: &[ComponentColumn]) -> Result<Self, RuleFault> {
        let table = OfficeTable::read(file, csv)?;
        let unit = table.column("unit_code")?;
        let mut taken: Vec<(usize, &ComponentColumn)> = Vec::new();
        for (at, name) in table.header().iter().enumerate() {
            match columns.iter().find(|column| column.name == *name) {
                Some(column) => taken.push((at, column)),
                None if ["unit_code", "unit_name"].contains(&name.as_str()) => {}
                None => {
                    let known: Vec<&str> = columns.iter().map(|own| own.name.as_str()).collect();
                    let reason = format!(
                        "there is no column “{name}” here; choose of {}",
                        known.join(", ")
                    );
                    return Err(table.fault_at(1, reason));
                }
            }
        }
        let mut rows: Vec<ComponentRow> = Vec::new();
        for row in table.rows() {
            let code = table.text(row, unit);
            if code.is_empty() {
                return Err(table.fault(row, "unit_code is blank"));
            }
            if rows.iter().any(|known| known.unit == code) {
                return Err(table.fault(row, format!("“{code}” stands in the table twice")));
            }
            let mut values = BTreeMap::new();
            for &(at, column) in &taken {
                let text = table.number(row, at);
                if text.is_empty() {
                    continue;
                }
                let name = &column.name;
                let value: Decimal = text
                    .parse()
                    .map_err(|error| table.fault(row, format!("{name}: {error}")))?;
                let limit = i64::from(column.most) * 10i64.pow(value.decimals().into());
                if !(0..=limit).contains(&value.units()) {
                    let reason = format!("{name}: {value} is not between 0 and {}", column.most);
                    return Err(table.fault(row, reason));
                }
                values.insert(name.clone(), value);
            }
            rows.push(ComponentRow {
                line: row.line,
                unit: code.to_owned(),
                values,
            });
        }
        Ok(Self {
            file: file.to_owned(),
            rows,
        })
    }

    /// The rows, in file order.
    pub fn rows(&self) -> &[ComponentRow] {
        &self.rows
    }

    /// The rows by the key that `key` finds for a written unit code; a fault names the row whose unit is not known.
    pub fn by_unit(
        &self,
        key: impl Fn(&str) -> Option<String>,
    ) -> Result<BTreeMap<String, &ComponentRow>, RuleFault> {
        let mut found: BTreeMap<String, &ComponentRow> = BTreeMap::new();
        for row in &self.rows {
            let fault = |reason: String| RuleFault {
                file: self.file.clone(),
                line: row.line,
                reason,
            };
            let Some(unit) = key(&row.unit) else {
                return Err(fault(format!(
                    "“{}” is not one of the units of this table",
                    row.unit
                )));
            };
            if let Some(before) = found.insert(unit, row) {
                return Err(fault(format!(
                    "“{}” is the unit of line {} again",
                    row.unit, before.line
                )));
            }
        }
        Ok(found)
    }
}

impl ComponentRow {
    /// The value in a column; `None` where it is blank.
    pub fn value(&self, column: &str) -> Option<Decimal> {
        self.values.get(column).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_table_of_components_names_its_line() {
        let columns = [ComponentColumn {
            name: "CKMB".into(),
            most: 18,
        }];
        for (csv, told) in [
            (
                "unit_code,CKMB\n33,13.2\n33,14\n",
                "x, line 3: “33” stands in the table twice",
            ),
            (
                "unit_code,CKMB\n33,13,2\n",
                "x, line 2: 3 fields where the header has 2",
            ),
            (
                "unit_code,CKMB\n33,-1\n",
                "x, line 2: CKMB: -1 is not between 0 and 18",
            ),
            (
                "unit_code,CKMB\n33,much\n",
                "x, line 2: CKMB: “much” is not a number",
            ),
            ("unit_code,CKMB\n,1\n", "x, line 2: unit_code is blank"),
            (
                "unit,CKMB\n33,1\n",
                "x, line 1: the column “unit_code” is missing",
            ),
            (
                "unit_code,CKMX\n33,1\n",
                "x, line 1: there is no column “CKMX” here; choose of CKMB",
            ),
            (
                "unit_code,CKMB,CKMB\n33,1,2\n",
                "x, line 1: the column “CKMB” stands twice",
            ),
            ("unit_code,CKMB\n", "x, line 1: there is no row"),
        ] {
            let fault = Components::read("x", csv, &columns)
                .unwrap_err()
                .to_string();
            assert!(fault.starts_with(told), "{fault}");
        }
        let read = Components::read("x", "unit_code,CKMB\n33,1\n2025:33,2\n", &columns).unwrap();
        let key = |code: &str| code.ends_with("33").then(|| "2025:33".to_owned());
        let fault = read.by_unit(key).unwrap_err().to_string();
        assert_eq!(fault, "x, line 3: “2025:33” is the unit of line 2 again");
        let fault = read.by_unit(|_| None).unwrap_err().to_string();
        assert_eq!(
            fault,
            "x, line 2: “33” is not one of the units of this table"
        );
    }
}
