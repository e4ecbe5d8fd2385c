//! A stack in an environment into what there is to explain.

use clap::ArgMatches;

use crate::cli::chart_args::{Asked, ChartFlags};
use crate::cli::output::Terminal;
use drydock::diagnostic::{Censor, Diagnostic, Report, Secrets, Sources, Span};
use drydock::explain::{Explained, history};
use drydock::manifest::Manifest;
use drydock::pipeline::{self, Checks, Loaded};
use drydock::snapshot;
use drydock::values::Layer;
use drydock::workspace::Stack;
use drydock::yaml::Node;

/// A stack's chart, which is read once for all environments.
pub(super) struct Read {
    /// `None` where it can't be used.
    loaded: Option<Loaded>,
    sources: Sources,
    secrets: Secrets,
    report: Report,
}

impl Read {
    pub(super) fn of(stack: &Stack) -> anyhow::Result<Self> {
        let (mut sources, mut report) = (Sources::new(), Report::new());
        let mut secrets = Secrets::none();
        stack.settings(&mut sources, &mut report)?;
        let loaded = stack.load(&mut sources, &mut report, &mut secrets)?;
        Ok(Read { loaded, sources, secrets, report })
    }
}

/// What came of a stack, and what there is to say of it.
pub(super) struct Made<'r> {
    report: Report,
    sources: Sources,
    secrets: Secrets,
    layers: Vec<Layer>,
    loaded: Option<&'r Loaded>,
    /// `None` where something is wrong.
    found: Option<Found>,
    read_at: Vec<Span>,
}

struct Found {
    manifest: Manifest,
    shown: Manifest,
    history: Vec<Node>,
}

/// What there is to explain, masked.
pub(super) struct Open<'m> {
    sources: &'m Sources,
    secrets: &'m Secrets,
    found: &'m Found,
    pub history: &'m [Node],
    pub read_at: &'m [Span],
}

impl<'r> Made<'r> {
    /// `None` where a flag is no flag: that has been said.
    pub(super) fn new(
        read: &'r Read,
        flags: &ChartFlags,
        matches: &ArgMatches,
        stack: &Stack,
        environment: Option<&str>,
        terminal: &Terminal,
    ) -> anyhow::Result<Option<Self>> {
        let sources = read.sources.clone();
        let Some(asked) = flags.asked_after(sources, matches, stack, environment, terminal)? else {
            return Ok(None);
        };
        let Asked { mut request, sources, mut report } = asked;
        // Whoever asks why a field is wrong wants to be told.
        request.checks = Checks::Off;
        let mut secrets = read.secrets.clone();
        report.extend(read.report.iter().cloned());
        let layers = request.layers.clone();
        let loaded = read.loaded.as_ref();
        let explained = loaded.and_then(|loaded| {
            pipeline::explained(loaded, request, &sources, &mut report, &mut secrets)
        });
        let found = explained.map(|explained| {
            let pipeline::Explained { rendered, history } = explained;
            let shown = snapshot::masked(&rendered.manifest, &rendered.withheld);
            Found { manifest: rendered.manifest, shown, history }
        });
        let mut made =
            Made { report, sources, secrets, layers, loaded, found, read_at: Vec::new() };
        // Other than a place in a file, a flag is quoted whole.
        if made.layers.iter().any(|layer| matches!(layer, Layer::Flag(..))) {
            made.find_secrets();
        }
        Ok(Some(made))
    }

    /// Finds what is secret in all values, not only in those that were rendered.
    pub(super) fn find_secrets(&mut self) {
        if let Some(loaded) = self.loaded {
            pipeline::add_secrets(loaded, &self.layers, &self.sources, &mut self.secrets);
        }
    }

    /// Finds where templates read a value.
    pub(super) fn read_at(&mut self, path: &str) {
        let values = self.found.as_ref().and_then(|found| found.history.last());
        let steps = values.and_then(|values| history::steps(values, path));
        if let (Some(loaded), Some(steps)) = (self.loaded, steps) {
            self.read_at = pipeline::read_at(loaded, &self.layers, &steps);
        }
    }

    /// Says what is wrong and has not been told of another environment; what a chart warns of is
    /// said by those who render it.
    pub(super) fn report(&self, told: &mut Vec<Diagnostic>, terminal: &Terminal) {
        let mut news = Report::new();
        if self.report.has_errors() {
            news.extend(self.report.iter().filter(|fault| !told.contains(fault)).cloned());
        }
        told.extend(news.iter().cloned());
        terminal.report(&news, &self.sources, &self.secrets);
        terminal.count(&news, "nothing can be explained");
    }

    pub(super) fn open(&mut self) -> Option<Open<'_>> {
        let Made { sources, secrets, found, read_at, .. } = self;
        let found = found.as_mut()?;
        history::mask(&mut found.history, sources, secrets);
        Some(Open { sources, secrets, history: &found.history, found, read_at })
    }
}

impl<'m> Open<'m> {
    pub(super) fn censor(&self) -> Censor<'m> {
        Censor::new(self.secrets, self.sources)
    }

    pub(super) fn explained<'e>(&'e self, censor: &'e Censor<'m>) -> Explained<'e> {
        let Found { manifest, shown, history } = self.found;
        Explained::new(manifest, shown, history, censor)
    }
}
