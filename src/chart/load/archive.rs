//! A packaged chart, `NAME-VERSION.tgz`, into its files.
//!
//! Nothing is written to disk. Every path lies below the one folder that the package was made of.
//! Refused are a path or a link that leaves it, a package that unpacks to more than a chart can hold,
//! and one that is not whole.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Component, Path};

use anyhow::{Context as _, bail};
use flate2::read::GzDecoder;
use tar::{Archive, EntryType};

use crate::disk::files::beside;

/// Bytes that a package may unpack to, as with Helm.
const MAX_SIZE: u64 = 100 << 20;

/// Bytes of a single file, as with Helm.
const MAX_FILE_SIZE: u64 = 5 << 20;

/// The files of a package, by their paths below its folder.
pub fn unpack(package: &[u8]) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut archive = Archive::new(Bounded { inner: GzDecoder::new(package), left: MAX_SIZE });
    let mut files = BTreeMap::new();
    let mut links = Vec::new();
    for entry in archive.entries()? {
        let mut entry = entry?;
        let kind = entry.header().entry_type();
        let shown = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match kind {
            EntryType::Directory | EntryType::XGlobalHeader => continue,
            EntryType::Regular | EntryType::Continuous => {}
            EntryType::Symlink | EntryType::Link => {
                let target = entry.link_name_bytes().unwrap_or_default();
                links.push((shown, String::from_utf8_lossy(&target).into_owned(), kind));
                continue;
            }
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
    // The checksum stands at the end of it all.
    io::copy(&mut archive.into_inner(), &mut io::sink()).context("it is not whole")?;
    follow(links, &mut files)?;
    Ok(files)
}

/// Puts copies of files in the place of links to them: of symbolic ones, which lead on from where
/// they stand, and of hard ones, which lead on from the package's top.
fn follow(
    mut links: Vec<(String, String, EntryType)>,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> anyhow::Result<()> {
    let mut size: u64 = files.values().map(|bytes| bytes.len() as u64).sum();
    // A link may lead to another: as long as one leads to a file, the others may yet.
    loop {
        let mut left = Vec::new();
        let count = links.len();
        for (link, target, kind) in links {
            let from = if kind == EntryType::Link { "" } else { &link };
            let way = beside(from, &target).and_then(|way| below_folder(&way).ok());
            let Some(way) = way else {
                bail!("`{link}` is a link to `{target}`, outside of the chart")
            };
            let Some(bytes) = files.get(&way).cloned() else {
                left.push((link, target, kind));
                continue;
            };
            size += bytes.len() as u64;
            if size > MAX_SIZE {
                bail!("it unpacks to more than {} MiB", MAX_SIZE >> 20);
            }
            files.insert(below_folder(&link)?, bytes);
        }
        match left.first() {
            None => return Ok(()),
            Some((link, target, _)) if left.len() == count => {
                bail!("`{link}` is a link to `{target}`, which is no file of the package");
            }
            Some(_) => links = left,
        }
    }
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
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::other(format!("it unpacks to more than {} MiB", MAX_SIZE >> 20))
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
    }

    /// Why a package can't be unpacked that has one file and these links.
    fn linked(links: &[(&str, &str, EntryType)]) -> Result<Vec<String>, String> {
        let mut builder = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (path, target, kind) in links {
            let mut header = Header::new_gnu();
            header.set_entry_type(*kind);
            header.set_size(0);
            builder.append_link(&mut header, path, target).expect("memory takes all");
        }
        let mut header = Header::new_gnu();
        header.set_size(1);
        builder.append_data(&mut header, "web/files/a", &b"a"[..]).expect("memory takes all");
        let package = builder.into_inner().expect("memory").finish().expect("memory");
        let files = unpack(&package).map_err(|error| format!("{error:#}"))?;
        assert!(files.values().all(|bytes| bytes == b"a"));
        Ok(files.into_keys().collect())
    }

    #[test]
    fn links_lead_to_files_of_the_package() {
        let (soft, hard) = (EntryType::Symlink, EntryType::Link);
        let found = linked(&[
            ("web/files/d", "../c", soft),
            ("web/files/b", "a", soft),
            ("web/c", "./files/../files/b", soft),
            ("web/e", "web/files/a", hard),
        ]);
        assert_eq!(found.expect("sound"), ["c", "e", "files/a", "files/b", "files/d"]);
        for (target, kind) in [
            ("/etc/passwd", soft),
            ("../../../etc/passwd", soft),
            ("../../other/a", soft),
            ("/etc/passwd", hard),
            ("../web/files/a", hard),
        ] {
            let why = linked(&[("web/files/b", target, kind)]).expect_err("it leaves");
            let said = format!("`web/files/b` is a link to `{target}`, ");
            assert!(why.starts_with(&said), "{why}");
        }
        for target in ["b", "nothing", "../files"] {
            let why = linked(&[("web/files/b", target, soft)]).expect_err("no file");
            assert!(why.ends_with("which is no file of the package"), "{why}");
        }
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        let whole = package("web/Chart.yaml", EntryType::Regular, b"a");
        let flipped = |at: usize| {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            bytes
        };
        // The last eight bytes are the checksum and the length.
        for at in whole.len() - 8..whole.len() {
            let error = unpack(&flipped(at)).expect_err("another checksum");
            assert!(format!("{error:#}").starts_with("it is not whole"), "{error:#}");
        }
        for length in [whole.len() - 1, whole.len() - 8, whole.len() - 9] {
            assert!(unpack(&whole[..length]).is_err(), "{length} bytes");
        }
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
