//! Files that look like manifests and are none, because they belong to a kustomization or a chart.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::kustomization::{self, Named, plain};

/// What is known of the files in a folder.
pub(super) struct Purposes {
    named: HashMap<PathBuf, String>,
}

impl Purposes {
    /// Reads the kustomizations among the files.
    pub(super) fn of(files: &[PathBuf]) -> Self {
        let mut named = HashMap::new();
        let mut manifests = HashSet::new();
        for file in files.iter().filter(|file| kustomization::is_one(file)) {
            let found = Named::by(file);
            manifests.extend(found.manifests);
            for (path, what) in found.others {
                named.entry(path).or_insert_with(|| format!("{what} of {}", file.display()));
            }
        }
        named.retain(|path, _| !manifests.contains(path));
        Purposes { named }
    }

    pub(super) fn of_file(&self, file: &Path) -> Option<String> {
        if kustomization::is_one(file) {
            return Some("a kustomization, which kustomize builds".to_owned());
        }
        if file.file_name().is_some_and(|name| name == CHART) {
            return Some("the metadata of a chart".to_owned());
        }
        let of_kustomization = || self.named.get(&plain(file)).cloned();
        of_chart(file).or_else(of_kustomization)
    }
}

const CHART: &str = "Chart.yaml";

/// What a chart has it for, if it is below its `templates/`.
fn of_chart(file: &Path) -> Option<String> {
    let mut folders = file.ancestors().skip(1);
    let chart = folders.find_map(|folder| {
        let chart = folder.parent().filter(|_| folder.ends_with("templates"))?;
        chart.join(CHART).is_file().then_some(chart)
    })?;
    Some(format!("a template of the chart {}", chart.display()))
}
