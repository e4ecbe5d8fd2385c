//! A chart that was read, in whichever language its templates are, and what may be asked of it.
//!
//! All that holds of one language alone is in `ours`, and in `go`; who asks sees no difference.

use super::go::{self, GoChart, GoTemplates, Language, language};
use super::ours::{self, Ours};
use super::{Explained, Reasons, Rendered, Request, marks, secrecy};
use crate::chart::{ChartType, Home};
use crate::diagnostic::{Code, Diagnostic, Report, Secrets, Sources, Span};
use crate::helm::Shown;
use crate::manifest::Manifest;
use crate::snapshot::{self, Snapshot, Withheld};
use crate::values::Layer;
use crate::yaml::{Document, Node, Path};

/// A chart, read once for every environment.
pub enum Loaded {
    /// Its templates are Jinja's, and its values are bound.
    Ours(Box<Ours>),
    /// Templates of it are Go's, as Helm renders them; others may be Jinja's.
    Go(Box<GoChart>),
}

/// Loads the chart at `home`, which is spoken of as `shown`. `None` if anything is an error;
/// what is secret in the chart is added to `secrets` then.
///
/// # Errors
/// If a file can't be read.
pub fn load<'a>(
    home: impl Into<Home<'a>>,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> anyhow::Result<Option<Loaded>> {
    let home = home.into();
    match language(home)? {
        Language::Go => {
            let chart = go::load(home, shown, sources, report)?;
            Ok(chart.map(|chart| Loaded::Go(Box::new(chart))))
        }
        Language::Ours | Language::Neither => load_ours(home, shown, sources, report, secrets),
    }
}

/// The same of a chart whose templates are known to be ours.
///
/// # Errors
/// If a file can't be read.
pub fn load_ours<'a>(
    home: impl Into<Home<'a>>,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> anyhow::Result<Option<Loaded>> {
    let chart = ours::load(home, shown, sources, report, secrets)?;
    Ok(chart.map(|chart| Loaded::Ours(Box::new(chart))))
}

/// The same for [`text_of_helm`].
///
/// # Errors
/// If a file can't be read.
pub fn load_for_helm<'a>(
    home: impl Into<Home<'a>>,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<Loaded>> {
    let home = home.into();
    if language(home)? == Language::Ours {
        let message = "Helm can't render this chart: its templates are Jinja's";
        let fault = Diagnostic::error(Code::NothingSelected, message);
        report.push(fault.help("leave out `-o helm`"));
        return Ok(None);
    }
    let chart = go::load(home, shown, sources, report)?;
    if let Some(at) = chart.as_ref().and_then(GoChart::other_than_go) {
        let message = "Helm can't render this chart: some of its templates are Jinja's";
        let fault = Diagnostic::error(Code::NothingSelected, message).at(at, "the first of them");
        report.push(fault.help("leave out `-o helm`"));
        return Ok(None);
    }
    Ok(chart.map(|chart| Loaded::Go(Box::new(chart))))
}

impl Loaded {
    pub fn name(&self) -> &str {
        match self {
            Loaded::Ours(chart) => &chart.chart.metadata.name,
            Loaded::Go(chart) => &chart.name,
        }
    }

    pub fn kind(&self) -> ChartType {
        match self {
            Loaded::Ours(chart) => chart.chart.metadata.kind,
            Loaded::Go(chart) => chart.kind,
        }
    }

    /// The defaults of the chart itself, without those of the charts that it brings along.
    pub fn defaults(&self, sources: &Sources) -> Node {
        match self {
            Loaded::Ours(chart) => chart.chart.defaults.clone(),
            Loaded::Go(chart) => go::defaults(chart, sources),
        }
    }
}

/// Renders a chart: `None` if anything is an error; the report says what.
///
/// `sources` holds the texts of the chart and of the layers in `request`. What is secret in them
/// is added to `secrets` if there is anything to say but notes, which name kinds alone.
pub fn render(
    loaded: &Loaded,
    request: Request,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Option<Rendered> {
    match loaded {
        Loaded::Ours(chart) => super::render_ours(chart, request, sources, report, secrets),
        Loaded::Go(chart) => go::rendered(chart, request, sources, report, secrets),
    }
}

/// What the templates of a chart put out, as it is, hooks too, and nothing of it judged. `None` if
/// Go templates fail, which stop at the first fault; those of ours that fail are left out.
pub fn documents(
    loaded: &Loaded,
    request: Request,
    sources: &Sources,
    report: &mut Report,
) -> Option<Vec<Document>> {
    match loaded {
        Loaded::Ours(chart) => Some(super::documents_of_ours(chart, request, sources, report)),
        Loaded::Go(chart) => go::documents(chart, request, sources, report),
    }
}

/// The templates of a chart of Go templates; `None` if they are ours.
pub fn go_templates(loaded: &Loaded) -> Option<GoTemplates> {
    match loaded {
        Loaded::Ours(_) => None,
        Loaded::Go(chart) => Some(go::templates(chart)),
    }
}

/// The text that `helm template` prints; `None` if anything is an error, or Helm has no part in the
/// chart.
pub fn text_of_helm(
    loaded: &Loaded,
    request: Request,
    shown: &Shown,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Option<Vec<u8>> {
    let Loaded::Go(chart) = loaded else { return None };
    go::text(chart, request, shown, sources, report, secrets)
}

/// Renders a chart, and keeps what explains it: `None` if anything is an error; the report says what.
pub fn explained(
    loaded: &Loaded,
    mut request: Request,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Option<Explained> {
    request.reasons = Reasons::Kept;
    let history = match loaded {
        Loaded::Ours(chart) => super::history(chart, &request, sources, &mut Report::new()),
        Loaded::Go(chart) => go::history(chart, &request, sources, &mut Report::new()),
    };
    let rendered = render(loaded, request, sources, report, secrets)?;
    Some(Explained { rendered, history })
}

/// The values that a chart would be rendered with, as they were after each layer: the defaults
/// first, the effective ones last. The report says whether they can be used.
pub fn values(
    loaded: &Loaded,
    request: Request,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Vec<Node> {
    match loaded {
        Loaded::Ours(chart) => super::values_of_ours(chart, request, sources, report, secrets),
        Loaded::Go(chart) => go::values(chart, request, sources, report, secrets),
    }
}

/// The JSON Schema of the values of a chart, as text. That of a chart of Go templates is the one it
/// brings along: what such templates read is not all in their defaults.
pub fn schema(
    loaded: &Loaded,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> String {
    match loaded {
        Loaded::Ours(chart) => super::schema_of_ours(chart, sources, report, secrets),
        Loaded::Go(chart) => go::schema(chart, sources).unwrap_or_else(|| {
            let message = "a chart of Go templates has no schema but its own, and this has none";
            let fault = Diagnostic::error(Code::BadSchema, message);
            report.push(fault.help("write a values.schema.json: Helm judges values by it, too"));
            String::new()
        }),
    }
}

/// Checks the templates of a chart against its values, over all branches, without rendering;
/// `given` are the values files of its environments.
pub fn check_templates(
    loaded: &Loaded,
    given: &[&Node],
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) {
    match loaded {
        Loaded::Ours(chart) => super::check_ours(chart, given, sources, report, secrets),
        Loaded::Go(chart) => go::check(chart, given, sources, report, secrets),
    }
}

/// Where templates read the value at a path of the values, or a part of it, in whatever branch.
pub fn read_at(loaded: &Loaded, layers: &[Layer], path: &Path) -> Vec<Span> {
    match loaded {
        Loaded::Ours(chart) => super::explained::read_at(chart, layers, path),
        Loaded::Go(chart) => go::read_at(chart, layers, path),
    }
}

/// A manifest as golden files keep it; `request` and `sources` are those that it was rendered with.
pub fn kept(
    loaded: &Loaded,
    request: &Request,
    sources: &Sources,
    manifest: &Manifest,
    withheld: &Withheld,
) -> Snapshot {
    let marks = if withheld.places.is_empty() && !manifest.has_secrets() {
        None
    } else {
        match loaded {
            Loaded::Ours(chart) => {
                marks::marked(chart, request.clone(), sources, manifest, withheld)
            }
            Loaded::Go(chart) => go::marked(chart, request, sources, manifest, withheld),
        }
    };
    match marks {
        Some(marks) => snapshot::marked(manifest, marks, loaded.name(), withheld, sources),
        None => snapshot::snapshot(manifest, loaded.name(), withheld),
    }
}

/// Adds the secrets in all texts of values: those that a schema marks, and those that only reach
/// Secrets. The templates are not run for that: a value that may reach a Secret counts as secret,
/// too.
pub fn add_secrets(loaded: &Loaded, layers: &[Layer], sources: &Sources, secrets: &mut Secrets) {
    match loaded {
        Loaded::Ours(chart) => secrecy::add_secrets(chart, layers, sources, secrets),
        Loaded::Go(chart) => go::add_secrets(chart, layers, sources, secrets),
    }
}

/// Adds the secrets in the defaults of a chart. A render shows which values are none.
pub fn add_secrets_of_defaults(loaded: &Loaded, sources: &Sources, secrets: &mut Secrets) {
    match loaded {
        Loaded::Ours(chart) => secrecy::add_secrets_of_defaults(chart, sources, secrets),
        Loaded::Go(chart) => go::add_secrets_of_defaults(chart, sources, secrets),
    }
}
