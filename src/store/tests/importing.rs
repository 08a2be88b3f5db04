//! Counted sheets from elsewhere.

use std::convert::Infallible;

use super::house::{House, form, judge, layout};
use crate::ballot::{Channel, Margin, NATION, PlacePath};
use crate::period::Period;
use crate::store::{Import, ImportError, ImportReport, ImportSheet, Scope, TallyQuery};

fn sheets(count: usize, weight: Option<u64>) -> Vec<ImportSheet> {
    let sheet = |n: usize| ImportSheet {
        place: PlacePath::commune("2025:01", format!("2025:{}", n % 7)),
        period: Period::month(2026, (n % 12 + 1) as u8).unwrap(),
        channel: [None, Some(Channel::Interview)][n % 2],
        slots: vec![(n % 5) as u8, 255, (n % 3) as u8],
        weight,
    };
    (0..count).map(sheet).collect()
}

fn import(
    house: &House,
    name: Option<&str>,
    sheets: Vec<ImportSheet>,
) -> Result<ImportReport, ImportError<Infallible>> {
    let (form, layout) = (form(), layout());
    let import = Import {
        form: &form,
        layout: &layout,
        name,
        judge: &judge,
        progress: &|_| (),
    };
    house.store.import(&import, sheets.into_iter().map(Ok))
}

fn total(house: &House) -> Option<u64> {
    let rows = house.store.tallies(&TallyQuery {
        form: &form(),
        margin: Margin::All,
        periods: &["2026".parse().unwrap()],
        scope: Scope::Place {
            parent: "",
            place: NATION,
        },
    });
    rows.unwrap().first().map(|row| row.n)
}

on_each_backend! {
    fn imported_sheets_are_counted_at_every_place_and_period(house) {
        assert_eq!(import(house, None, sheets(2_000, None)).unwrap().sheets, 2_000);
        assert_eq!(import(house, None, sheets(500, None)).unwrap().sheets, 500);
        assert_eq!(total(house), Some(2_500));
        house.assert_true();
    }

    fn weighted_sheets_are_recounted_with_their_weights(house) {
        import(house, None, sheets(300, Some(1_250_000))).unwrap();
        let rows = house.store.tallies(&TallyQuery {
            form: &form(),
            margin: Margin::All,
            periods: &["2026".parse().unwrap()],
            scope: Scope::Everywhere,
        });
        assert!(rows.unwrap().iter().all(|row| row.tally(&layout()).unwrap().weighted().is_some()));
        house.assert_true();
    }

    fn an_import_is_there_as_a_whole_or_not_at_all(house) {
        let mut misfit = sheets(100, None);
        misfit[60].slots.pop();
        assert!(matches!(import(house, None, misfit), Err(ImportError::Misfit(61))));
        assert_eq!(total(house), None);
        import(house, Some("abc"), sheets(100, None)).unwrap();
        assert!(matches!(import(house, Some("abc"), sheets(100, None)), Err(ImportError::Repeated)));
        assert_eq!(total(house), Some(100));
        house.assert_true();
    }
}
