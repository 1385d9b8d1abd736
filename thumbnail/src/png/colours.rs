//! What the numbers of a PNG image mean as colours.

use std::borrow::Cow;

use png::{Info, ScaledFloat, SourceChromaticities, SrgbRenderingIntent};

use crate::encode::PROFILE;

/// The colour space of an image, as far as it says one.
#[derive(Debug, Default)]
pub(super) struct Colours {
    profile: Option<Vec<u8>>,
    srgb: Option<SrgbRenderingIntent>,
    gamma: Option<ScaledFloat>,
    chromaticities: Option<SourceChromaticities>,
}

impl Colours {
    pub(super) fn of(info: &Info) -> Self {
        Self {
            profile: info
                .icc_profile
                .as_ref()
                .filter(|profile| profile.len() <= PROFILE)
                .map(|profile| profile.to_vec()),
            srgb: info.srgb,
            gamma: info.gama_chunk,
            chromaticities: info.chrm_chunk,
        }
    }

    /// Gives an image the same.
    pub(super) fn give<'info>(&'info self, info: &mut Info<'info>) {
        info.icc_profile = self.profile.as_deref().map(Cow::Borrowed);
        info.srgb = self.srgb;
        info.source_gamma = self.gamma;
        info.source_chromaticities = self.chromaticities;
    }
}
