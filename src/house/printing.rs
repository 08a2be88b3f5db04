//! Posters and slips of this house, as paper.

use super::{House, HouseError, SlipPile};
use crate::report::poster::{self, Poster, Printing, Size, SlipSheet};

/// Which posters are to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PosterOrder {
    /// Codes of collection points, one page each.
    pub codes: Vec<String>,
    /// Paper.
    pub size: Size,
}

impl House {
    fn printing(&self) -> Printing<'_> {
        Printing {
            issuer: self.settings.web.issuer.as_deref(),
            day: self.clock.today(),
            simulated: self.simulated,
        }
    }

    /// The posters of collection points as PDF, one page each.
    pub fn posters(&self, order: &PosterOrder) -> Result<Vec<u8>, HouseError> {
        let mut posters = Vec::with_capacity(order.codes.len());
        for code in &order.codes {
            let found = self.store.collection_point(code)?;
            let (point, office) = found.ok_or_else(|| {
                let asked: String = code.chars().take(60).collect();
                HouseError::Field {
                    field: "point",
                    reason: format!(
                        "there is no collection point “{asked}”; “sipas points list” names them"
                    ),
                }
            })?;
            posters.push(Poster {
                point: Some(point.name).filter(|name| *name != office.name),
                office: office.name,
                url: format!("{}/o/{}", self.settings.public_url(), point.code),
            });
        }
        Ok(poster::posters(&posters, order.size, &self.printing())?)
    }

    /// A pile of slips as PDF, ten a page: the only time that their codes are seen.
    pub fn slip_sheet(&self, pile: &SlipPile) -> Result<Vec<u8>, HouseError> {
        let url = self.settings.public_url();
        let slips = pile.codes.iter();
        let sheet = SlipSheet {
            office: pile.office.clone(),
            slips: slips
                .map(|code| (code.to_string(), format!("{url}/k/{}", code.plain())))
                .collect(),
            desk: format!("{url}/s"),
            expires: pile.expires_on.format("%d/%m/%Y").to_string(),
        };
        Ok(poster::slips(&sheet, &self.printing())?)
    }
}
