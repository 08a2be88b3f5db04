//! x
use super::order::*;
pub(super) fn write(
    _: &crate::findings::Findings,
    _: &Charts,
    _: &Options,
) -> Result<Vec<u8>, ReportError> {
    Ok(vec![])
}
