//! A version of Kubernetes, as it is written, into the one that objects are judged by.
//!
//! Charts ask for versions to the letter (`>=1.30.2`); kinds and fields come and go with minor ones.

use std::fmt;

use crate::chart::constraint::Version;
use crate::kube::versions::Minor;

/// A version that drydock judges by.
#[derive(Clone, Debug, PartialEq)]
pub struct KubeVersion {
    version: Version,
    minor: Minor,
}

impl KubeVersion {
    /// Reads `1.33`, `v1.33.2` or `1.33.2-gke.100`.
    ///
    /// # Errors
    /// A sentence that quotes the text: it is no version, or none that is known.
    pub fn parse(text: &str) -> Result<Self, String> {
        let version = Version::parse(text)?;
        let minor = Minor::of(version.major, version.minor).ok_or_else(|| {
            let (oldest, newest) = (Minor::OLDEST, Minor::NEWEST);
            format!("Kubernetes `{text}` is not known: there is {oldest} to {newest}")
        })?;
        Ok(KubeVersion { version, minor })
    }

    /// Reads any version: where nothing is judged, the kinds are those of the nearest one known.
    ///
    /// # Errors
    /// A sentence that quotes the text: it is no version.
    pub fn nearest(text: &str) -> Result<Self, String> {
        let version = Version::parse(text)?;
        let minor = Minor::nearest(version.major, version.minor);
        Ok(KubeVersion { version, minor })
    }

    pub fn minor(&self) -> Minor {
        self.minor
    }

    pub(super) fn version(&self) -> &Version {
        &self.version
    }
}

impl Default for KubeVersion {
    fn default() -> Self {
        Self::parse(&Minor::DEFAULT.to_string()).expect("a version that is known")
    }
}

impl fmt::Display for KubeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.version.fmt(f)
    }
}
