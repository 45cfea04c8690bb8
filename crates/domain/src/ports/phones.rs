//! Telephone numbers, as far as their countries' plans are needed to tell what is one.

use crate::error::Violation;
use crate::text::{Phone, Region};

/// The numbering plans of the world.
pub trait PhoneNumbers: Send + Sync {
    /// Reads a number: in international form, or as people of the region write it. Refuses what has no
    /// country, or a length that no number of its country has. New ranges come faster than anybody
    /// updates a plan, so a number of a possible length is taken for one.
    fn parse(&self, text: &str, region: Option<Region>) -> Result<Phone, Violation>;

    /// Whether there is a plan for the region.
    fn knows(&self, region: Region) -> bool;
}
