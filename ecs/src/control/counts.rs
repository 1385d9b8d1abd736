//! The counts that Container Insights measures.

use super::Control;
use crate::metrics::PlaceCounts;

impl Control {
    /// What there is to measure: the clusters that ask for Container Insights.
    pub(crate) fn counts(&self) -> Vec<PlaceCounts> {
        self.all_regions()
            .iter()
            .map(|region| PlaceCounts {
                place: region.place.clone(),
                clusters: region.plane().insights(),
            })
            .collect()
    }
}
