//! A packaged chart, `NAME-VERSION.tgz`, into its files.
//!
//! Nothing is written to disk. Every path lies below the one folder that the package was made of;
//! a path that leaves it, a link and a package that unpacks to more than a chart can hold are
//! refused.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path};

use anyhow::{Context as _, bail};
use flate2::read::GzDecoder;
use tar::{Archive, EntryType};

/// Bytes that a package may unpack to, as with Helm.
const MAX_SIZE: u64 = 100 << 20;

/// Bytes of a single file, as with Helm.
const MAX_FILE_SIZE: u64 = 5 << 20;

/// The files of a package, by their paths below its folder.
pub fn unpack(package: &[u8]) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut archive = Archive::new(Bounded { inner: GzDecoder::new(package), left: MAX_SIZE });
    let mut files = BTreeMap::new();
    for entry in archive.entries()? {
        let mut entry = entry?;
        let kind = entry.header().entry_type();
        let shown = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match kind {
            EntryType::Directory | EntryType::XGlobalHeader => continue,
            EntryType::Regular | EntryType::Continuous => {}
            _ => bail!("`{shown}` is no regular file"),
        }
        let path = below_folder(&shown)?;
        if entry.size() > MAX_FILE_SIZE {
            bail!("`{shown}` is larger than {} MiB", MAX_FILE_SIZE >> 20);
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).with_context(|| format!("`{shown}` can't be unpacked"))?;
        files.insert(path, bytes);
    }
    Ok(files)
}

/// `redis/templates/a.yaml` is `templates/a.yaml` of the chart.
fn below_folder(path: &str) -> anyhow::Result<String> {
    let mut parts = Vec::new();
    for component in Path::new(path).components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str().unwrap_or_default()),
            Component::CurDir => {}
            _ => bail!("`{path}` leads out of the package"),
        }
    }
    if parts.len() < 2 || path.contains(['\\', ':']) {
        bail!("`{path}` does not lie in the chart's folder");
    }
    Ok(parts[1..].join("/"))
}

/// A reader that fails beyond a number of bytes.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            std::io::Error::other(format!("it unpacks to more than {} MiB", MAX_SIZE >> 20))
        })?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use tar::{Builder, Header};

    use super::*;

    /// A package of one entry; the path goes in as it is.
    fn package(path: &str, kind: EntryType, bytes: &[u8]) -> Vec<u8> {
        let mut header = Header::new_gnu();
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        let mut builder = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        builder.append(&header, bytes).expect("memory takes all");
        builder.into_inner().expect("memory").finish().expect("memory")
    }

    #[test]
    fn paths_begin_below_the_folder() {
        let files = unpack(&package("web/Chart.yaml", EntryType::Regular, b"a")).expect("sound");
        assert_eq!(files.into_iter().collect::<Vec<_>>(), [("Chart.yaml".into(), b"a".to_vec())]);
    }

    #[test]
    fn what_leaves_the_folder_is_refused() {
        for path in ["web/../../etc/passwd", "/etc/passwd", "Chart.yaml", "c:\\web\\x", "../web/x"]
        {
            assert!(unpack(&package(path, EntryType::Regular, b"a")).is_err(), "{path}");
        }
        assert!(unpack(&package("web/link", EntryType::Symlink, b"")).is_err());
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let large = vec![0; usize::try_from(MAX_FILE_SIZE).expect("fits") + 1];
        assert!(unpack(&package("web/large", EntryType::Regular, &large)).is_err());
        let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
        let header = package("web/Chart.yaml", EntryType::Regular, b"a");
        let mut head = Vec::new();
        GzDecoder::new(&*header).read_to_end(&mut head).expect("memory");
        head.truncate(1024);
        for _ in 0..=(MAX_SIZE >> 20) {
            for _ in 0..1024 {
                bomb.write_all(&head).expect("memory");
            }
        }
        let error = unpack(&bomb.finish().expect("memory")).expect_err("too large");
        assert!(format!("{error:#}").contains("more than 100 MiB"), "{error:#}");
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        assert!(unpack(b"not gzip").is_err());
    }
}
