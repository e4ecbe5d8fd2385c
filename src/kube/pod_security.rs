//! The names of the Pod Security Standards: `restricted`, `baseline:v1.33`.

use std::fmt;

/// A level of the standards, as of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Standard {
    pub level: Level,
    pub version: Version,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Privileged,
    Baseline,
    Restricted,
}

/// The version of Kubernetes whose standards are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// That of the server.
    Latest,
    /// 1.33 is 33.
    Minor(u32),
}

impl Standard {
    /// Reads `LEVEL` or `LEVEL:VERSION`.
    ///
    /// # Errors
    /// If it is neither; the text says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (level, version) = text.split_once(':').unwrap_or((text, "latest"));
        let level = Level::named(level)
            .ok_or_else(|| format!("`{level}` is not a level: privileged, baseline, restricted"))?;
        let version = Version::parse(version).ok_or_else(|| {
            format!("`{version}` is not a version of the standards: `latest` or as `v1.33`")
        })?;
        Ok(Standard { level, version })
    }
}

impl Level {
    pub fn named(name: &str) -> Option<Self> {
        [Level::Privileged, Level::Baseline, Level::Restricted]
            .into_iter()
            .find(|level| level.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Level::Privileged => "privileged",
            Level::Baseline => "baseline",
            Level::Restricted => "restricted",
        }
    }
}

impl Version {
    /// `latest`, `v1.33`; the `v` may be left out.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "latest" {
            return Some(Version::Latest);
        }
        let minor = text.strip_prefix('v').unwrap_or(text).strip_prefix("1.")?;
        let is_plain = !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit());
        let is_canonical = minor == "0" || !minor.starts_with('0');
        (is_plain && is_canonical).then(|| minor.parse().ok().map(Version::Minor))?
    }
}

/// `restricted:v1.33`
impl fmt::Display for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version {
            Version::Latest => f.write_str(self.level.name()),
            Version::Minor(minor) => write!(f, "{}:v1.{minor}", self.level.name()),
        }
    }
}
