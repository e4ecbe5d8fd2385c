//! One side of a comparison into a manifest.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::ArgMatches;

use crate::cli::chart_args::{Asked, ChartFlags};
use crate::cli::output::Terminal;
use drydock::compare;
use drydock::compare::live::{self, Settled};
use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::manifest::{self, Manifest};
use drydock::pipeline::{self, Checks, Crds, Loaded, Request};
use drydock::snapshot::{self, Withheld};
use drydock::workspace::Stack;
use drydock::yaml::{self, Dialect, Document, kubectl};

/// What a side is made of.
pub(super) enum Wanted {
    /// It is not there on this side.
    Nothing,
    Rendered {
        stack: Stack,
        environment: Option<String>,
        given: Given,
    },
    /// A file, a folder, or stdin.
    Manifests(PathBuf),
}

/// Whether the flags of values are for this side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    Nothing,
    Flags,
}

/// What came of a side, and what there is to say of it.
#[derive(Default)]
pub(super) struct Made {
    /// `None` where something is wrong.
    pub side: Option<Side>,
    pub sources: Sources,
    pub secrets: Secrets,
    pub report: Report,
    /// The chart that it was rendered from, and what was asked of it.
    chart: Option<(Loaded, Request)>,
}

impl Made {
    /// Finds what is secret in all that it was made of: what is told may quote it.
    pub(super) fn find_secrets(&mut self) {
        if let Some((loaded, request)) = &self.chart {
            pipeline::add_secrets(loaded, &request.layers, &self.sources, &mut self.secrets);
        }
    }

    /// Shows the template's own text around what is secret, as golden files do.
    pub(super) fn mark_secrets(&mut self) {
        if let (Some((loaded, request)), Some(side)) = (&self.chart, &mut self.side) {
            let Side { manifest, withheld, .. } = side;
            let kept = pipeline::kept(loaded, request, &self.sources, manifest, withheld);
            side.shown = kept.manifest;
        }
    }
}

pub(super) struct Side {
    chart: String,
    withheld: Withheld,
    manifest: Manifest,
    /// Without what is secret.
    shown: Manifest,
}

impl Side {
    fn new(mut manifest: Manifest, chart: &str, withheld: Withheld) -> Self {
        snapshot::vary(&mut manifest, &withheld.varies);
        let shown = snapshot::masked(&manifest, &withheld);
        Side { chart: chart.to_owned(), withheld, manifest, shown }
    }

    /// Takes this side for what a cluster has of another: what nobody asked for is left out of it,
    /// and what the dump can't be asked for out of the other. Returns what that is.
    ///
    /// # Errors
    /// If it can't be told which object of the dump is meant.
    pub(super) fn settle(&mut self, wanted: &mut Side) -> anyhow::Result<Vec<String>> {
        if live::is_ambiguous(&self.manifest, &wanted.manifest) {
            bail!("the dump has several namespaces, and the chart names none: name one with -n");
        }
        let live = std::mem::take(&mut self.manifest);
        let Settled { mut manifest, beyond } = live::settle(live, &wanted.manifest);
        live::excuse(&mut manifest, &wanted.manifest, snapshot::VARIES);
        if !beyond.is_empty() && beyond.len() == wanted.manifest.objects.len() {
            bail!("the dump has nothing of the kinds and namespaces that are rendered");
        }
        self.shown = snapshot::masked(&manifest, &wanted.withheld);
        self.manifest = manifest;
        self.chart.clone_from(&wanted.chart);
        live::veil(&mut self.shown, wanted.open());
        let left_out = beyond.iter().map(|at| wanted.shown.objects[*at].to_string()).collect();
        for manifest in [&mut wanted.manifest, &mut wanted.shown] {
            let mut at = 0..;
            manifest.objects.retain(|_| at.next().is_none_or(|at| !beyond.contains(&at)));
        }
        Ok(left_out)
    }

    pub(super) fn open(&self) -> compare::Side<'_> {
        compare::Side { manifest: &self.manifest, shown: &self.shown }
    }

    pub(super) fn text(&self) -> String {
        self.shown.to_yaml(&self.chart)
    }
}

impl Wanted {
    pub(super) fn make(
        &self,
        flags: &ChartFlags,
        matches: &ArgMatches,
        terminal: &Terminal,
    ) -> anyhow::Result<Made> {
        match self {
            Wanted::Nothing => {
                let side = Side::new(Manifest::default(), "", Withheld::default());
                Ok(Made { side: Some(side), ..Made::default() })
            }
            Wanted::Rendered { stack, environment, given } => {
                let none = flags.without_values();
                let flags = if *given == Given::Flags { flags } else { &none };
                match flags.asked(matches, stack, environment.as_deref(), terminal)? {
                    Some(asked) => render(stack, asked),
                    None => Ok(Made::default()),
                }
            }
            Wanted::Manifests(path) => read(path),
        }
    }
}

fn render(stack: &Stack, asked: Asked) -> anyhow::Result<Made> {
    let Asked { mut request, mut sources, mut report } = asked;
    let mut secrets = Secrets::none();
    request.checks = Checks::Off;
    if request.crds == Crds::LeftOut {
        request.crds = Crds::Included;
    }
    let again = request.clone();
    let loaded = stack.load(&mut sources, &mut report, &mut secrets)?;
    let side = loaded.as_ref().and_then(|loaded| {
        let rendered = pipeline::render(loaded, request, &sources, &mut report, &mut secrets)?;
        Some(Side::new(rendered.manifest, loaded.name(), rendered.withheld))
    });
    if !report.has_errors() {
        // What a chart warns of is said by those who render it.
        report = Report::new();
    }
    let chart = loaded.map(|loaded| (loaded, again));
    Ok(Made { side, sources, secrets, report, chart })
}

fn read(path: &Path) -> anyhow::Result<Made> {
    let mut made = Made::default();
    let mut documents = Vec::new();
    for (rank, file) in files(path)?.into_iter().enumerate() {
        let shown = file.display().to_string();
        let bytes = if file == Path::new("-") {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes).context("can't read stdin")?;
            bytes
        } else {
            fs::read(&file).with_context(|| format!("can't read {shown}"))?
        };
        let text = kubectl::decode(&bytes).into_owned();
        let source = made.sources.add_file(shown.clone(), text.clone());
        let roots = yaml::read(&text, source, Dialect::Kubectl, &mut made.report);
        // The files of a folder may move; of two files, the names say nothing.
        let below = file.strip_prefix(path).unwrap_or(&file).to_string_lossy();
        let document = |root| Document { root, template: below.as_ref().into(), rank };
        documents.extend(roots.into_iter().filter(|root| !root.is_null()).map(document));
    }
    let manifest = manifest::build(documents, None, &mut made.report);
    if !made.report.has_errors() {
        made.side = Some(Side::new(manifest, "", Withheld::default()));
    }
    Ok(made)
}

/// A file itself; of a folder those whose names are those of manifests.
fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = || -> std::io::Result<Vec<fs::DirEntry>> { fs::read_dir(path)?.collect() };
    let mut entries = entries().with_context(|| format!("can't read {}", path.display()))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if entry.file_type()?.is_dir() {
            found.extend(files(&path)?);
        } else if matches!(ending, Some("yaml" | "yml" | "json")) {
            found.push(path);
        }
    }
    Ok(found)
}
