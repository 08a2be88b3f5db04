//! Counted sheets of one cell and one opening, packed so that no order is left in them (khối phiếu đã kiểm).
//!
//! Sheets are sorted by their own bytes, so a block cannot tell which came first. Each has a random 32-bit
//! record key, from which noise for free filters is drawn later. Layout of the bytes: version, flags,
//! sheets (u32), slots a sheet (u16), sheets, record keys (u32 each), weights (u64 each, if flagged).

use rand::CryptoRng;

use crate::index::{Layout, Marks, Tally};

const VERSION: u8 = 1;
const WEIGHTED: u8 = 1;
const HEADER: usize = 8;

/// Counted sheets of one cell and one opening.
#[derive(Clone, PartialEq, Eq)]
pub struct Block {
    width: usize,
    sheets: Vec<u8>,
    keys: Vec<u32>,
    weights: Option<Vec<u64>>,
}

/// Only sizes are shown.
impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Block({} sheets of {} slots)", self.len(), self.width)
    }
}

/// Why the bytes of a block cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a block of counted sheets is damaged: restore the database from a backup that passes `sipas verify`"
)]
pub struct BlockFault;

impl Block {
    /// Packs sheets of `width` slots that lie one after the other; `weights` are given for all or for none.
    pub fn pack(
        width: usize,
        flat: &[u8],
        weights: Option<&[u64]>,
        rng: &mut impl CryptoRng,
    ) -> Self {
        let weight = |n: usize| weights.map(|weights| weights[n]);
        let mut order: Vec<usize> = (0..flat.len() / width.max(1)).collect();
        order.sort_unstable_by_key(|&n| (&flat[n * width..(n + 1) * width], weight(n)));
        let mut sheets = Vec::with_capacity(flat.len());
        for &n in &order {
            sheets.extend_from_slice(&flat[n * width..(n + 1) * width]);
        }
        Self {
            width,
            sheets,
            keys: order.iter().map(|_| rng.next_u32()).collect(),
            weights: weights.map(|weights| order.iter().map(|&n| weights[n]).collect()),
        }
    }

    /// Number of sheets.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no sheet.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Slots a sheet.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The sheets, each with its record key and weight, sorted by their bytes.
    pub fn sheets(&self) -> impl Iterator<Item = (&[u8], u32, Option<u64>)> {
        let sheets = self.sheets.chunks_exact(self.width.max(1));
        sheets
            .zip(&self.keys)
            .enumerate()
            .map(|(n, (sheet, &key))| (sheet, key, self.weights.as_ref().map(|weights| weights[n])))
    }

    /// Counts the sheets. `None` when they are of another layout.
    pub fn tally(&self, layout: &Layout) -> Option<Tally> {
        let mut tally = Tally::new(layout);
        if self.width != layout.slots.len() {
            return None;
        }
        let mut marks = Marks::new(layout);
        for (sheet, _, weight) in self.sheets() {
            marks.read(sheet, weight);
            tally.mark(&marks);
        }
        Some(tally)
    }

    /// The bytes for the database.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + self.sheets.len() + self.keys.len() * 12);
        bytes.push(VERSION);
        bytes.push(if self.weights.is_some() { WEIGHTED } else { 0 });
        bytes.extend_from_slice(&(self.keys.len() as u32).to_be_bytes());
        bytes.extend_from_slice(&(self.width as u16).to_be_bytes());
        bytes.extend_from_slice(&self.sheets);
        for key in &self.keys {
            bytes.extend_from_slice(&key.to_be_bytes());
        }
        for weight in self.weights.iter().flatten() {
            bytes.extend_from_slice(&weight.to_be_bytes());
        }
        bytes
    }

    /// Reads the bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, BlockFault> {
        let read = || {
            let (header, rest) = bytes.split_first_chunk::<HEADER>()?;
            let [version, flags, numbers @ ..] = *header;
            let (count, width) = numbers.split_first_chunk::<4>()?;
            let count = u32::from_be_bytes(*count) as usize;
            let width = usize::from(u16::from_be_bytes(*width.first_chunk()?));
            let (sheets, rest) = rest.split_at_checked(count.checked_mul(width)?)?;
            let (keys, weights) = rest.split_at_checked(count.checked_mul(4)?)?;
            let weighted = flags & WEIGHTED != 0;
            let fits = weights.len() == if weighted { count.checked_mul(8)? } else { 0 };
            (version == VERSION && fits).then(|| Self {
                width,
                sheets: sheets.to_vec(),
                keys: keys
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .map(|&key| u32::from_be_bytes(key))
                    .collect(),
                weights: weighted.then(|| {
                    let weights = weights.as_chunks::<8>().0.iter();
                    weights.map(|&weight| u64::from_be_bytes(weight)).collect()
                }),
            })
        };
        read().ok_or(BlockFault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_arrival_is_gone() {
        let a = Block::pack(2, &[4, 1, 0, 3, 2, 2], None, &mut rand::rng());
        let b = Block::pack(2, &[2, 2, 4, 1, 0, 3], None, &mut rand::rng());
        let sheets = |block: &Block| -> Vec<Vec<u8>> {
            block.sheets().map(|(sheet, ..)| sheet.to_vec()).collect()
        };
        assert_eq!(sheets(&a), sheets(&b));
        assert_eq!(sheets(&a), [vec![0, 3], vec![2, 2], vec![4, 1]]);
    }

    #[test]
    fn a_block_is_read_as_it_was_written() {
        let plain = Block::pack(3, &[1, 2, 3, 0, 0, 255], None, &mut rand::rng());
        let weighted = Block::pack(2, &[4, 1, 0, 3], Some(&[9, 7]), &mut rand::rng());
        assert_eq!(Block::decode(&plain.encode()).unwrap(), plain);
        assert_eq!(Block::decode(&weighted.encode()).unwrap(), weighted);
        let weights: Vec<_> = weighted
            .sheets()
            .map(|(sheet, _, w)| (sheet[0], w))
            .collect();
        assert_eq!(weights, [(0, Some(7)), (4, Some(9))]);
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let bytes = Block::pack(3, &[1, 2, 3], None, &mut rand::rng()).encode();
        for cut in 0..bytes.len() {
            assert!(Block::decode(&bytes[..cut]).is_err());
        }
        assert!(Block::decode(&[1, 0, 255, 255, 255, 255, 255, 255]).is_err());
    }
}
