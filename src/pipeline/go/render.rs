//! A chart of Go templates and a request into objects, or into the text that Helm prints of it.
//! What is secret in what is said of it is left to `whole`.

use super::places::Places;
use super::{GoChart, beside, quoting, tell};
use crate::check::policy::{Level, Target};
use crate::diagnostic::{Code, Diagnostic, Report, Secrets, Sources};
use crate::helm::{self, API_VERSIONS, Asked, Hook, Manifest as Written, Shown};
use crate::manifest::{self, Manifest, Object};
use crate::pipeline::{Crds, Hooks, Rendered, Request, additions, judge, secrecy, sound};
use crate::snapshot::{VARIES, Withheld};
use crate::template::go::run::Limits;
use crate::template::go::text::Text;
use crate::template::go::value::Map;
use crate::values;
use crate::yaml::{Document, Node};

/// Renders a chart; where it is judged and found wrong, the report says so.
pub(super) fn run(
    chart: &GoChart,
    request: &mut Request,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Option<Rendered> {
    let loaded = chart.read();
    chart.judge_keys(&request.layers, sources, report);
    sound(report)?;
    let mut places = Places::new(chart, &loaded, sources);
    (places.reasons, places.checks) = (request.reasons, request.checks);
    let given = given(chart, request, &mut places, report)?;
    let marked = given.clone();
    let values = || values_for_ours(&places, &marked);
    let Some(helm) = outputs(given, request, &places, report) else {
        tell_ours(&values, request, &places, report);
        return None;
    };
    let namespace = namespace(chart, request);
    let made = made(&helm, &values, request, &places, report);
    sound(report)?;
    let Made { mut manifest, hooks, notes } = made;
    let nowhere = chart.nowhere();
    additions::namespace(&mut manifest, request, namespace, nowhere);
    let count = hooks.len();
    manifest.objects.extend(hooks);
    let mut withheld = withheld(&places, &marked, sources);
    secrecy::add_filled(&mut withheld, &manifest, sources, secrets);
    let namespace = namespace.map(str::to_owned);
    // Whoever has charts for Helm has Helm run them.
    request.policy.levels.insert(0, (Target::Rule(Code::HelmHook), Level::Off));
    judge(&manifest, None, request, namespace, request.definitions.clone(), sources, report);
    quoting::mend(&places, sources, report);
    quoting::tell(&places, sources, report);
    if request.hooks == Hooks::LeftOut {
        manifest.objects.truncate(manifest.objects.len() - count);
        tell_hooks(count, chart, report);
    }
    tell_chance(&withheld, report);
    Some(Rendered { manifest, notes, withheld })
}

/// The values that templates of ours are given beside Go's.
fn values_for_ours(places: &Places<'_>, given: &Map) -> Option<Node> {
    let values = helm::values(places.loaded, given).ok()?;
    Some(places.node(&values, places.chart.nowhere()))
}

/// What golden files do not keep of it, before the Secrets in it are looked at.
fn withheld(places: &Places<'_>, given: &Map, sources: &Sources) -> Withheld {
    let varies = places.varies.take();
    let has_marks = super::schema::marks_values(places.chart, sources);
    let values = has_marks.then(|| helm::values(places.loaded, given).ok()).flatten();
    let withheld = values.map(|values| {
        let values = places.node(&values, places.chart.nowhere());
        super::schema::marked_values(places.chart, &values, sources)
    });
    Withheld { varies, ..withheld.unwrap_or_default() }
}

/// Tells once of what Helm would make otherwise.
fn tell_chance(withheld: &Withheld, report: &mut Report) {
    let Some(first) = withheld.varies.iter().find(|place| !place.is_nowhere()) else { return };
    let message = match withheld.varies.len() {
        1 => "a field is made of chance or of the time".to_owned(),
        count => format!("{count} fields are made of chance or of the time"),
    };
    let note = Diagnostic::note(Code::UnstableValue, message);
    let note = note.at(*first, "Helm makes another of it at each render");
    report.push(note.help(format!("golden files and diffs hold `{VARIES}` in its place")));
}

fn namespace<'a>(chart: &'a GoChart, request: &'a Request) -> Option<&'a str> {
    request.namespace.as_deref().or(chart.namespace.as_deref())
}

/// What the templates of both languages come to.
struct Made {
    manifest: Manifest,
    hooks: Vec<Object>,
    notes: Option<String>,
}

/// All objects; `values` are those of templates of ours.
fn made(
    helm: &helm::Rendered,
    values: &dyn Fn() -> Option<Node>,
    request: &Request,
    places: &Places<'_>,
    report: &mut Report,
) -> Made {
    let namespace = namespace(places.chart, request);
    let mut notes = helm.notes.as_ref().map(|notes| notes.to_str().into_owned());
    let mut documents = Vec::new();
    let beside = places.chart.beside.as_ref().filter(|_| request.crds != Crds::Alone);
    if let Some(ours) = beside
        && let Some(values) = values()
    {
        let rank = helm.sorted.manifests.len() + helm.crds.len();
        let output = beside::render(ours, values, request, namespace, rank, report);
        documents = output.documents;
        notes = notes.or(output.notes);
    }
    let mut manifest = objects(helm, documents, request, places, report);
    let mut hooks = hooks(&helm.sorted.hooks, places, namespace, report).objects;
    if beside.is_some() {
        let (own, rest): (Vec<_>, Vec<_>) =
            manifest.objects.into_iter().partition(|it| is_hook(&it.root));
        manifest.objects = rest;
        hooks.extend(own);
    }
    Made { manifest, hooks, notes }
}

/// Tells what is wrong with templates of ours where Go's can't be rendered.
fn tell_ours(
    values: &dyn Fn() -> Option<Node>,
    request: &Request,
    places: &Places<'_>,
    report: &mut Report,
) {
    if let Some(ours) = &places.chart.beside
        && let Some(values) = values()
    {
        beside::render(ours, values, request, namespace(places.chart, request), 0, report);
    }
}

/// Whether an object is a hook of Helm.
pub fn is_hook(root: &Node) -> bool {
    let annotations = root.below("metadata.annotations");
    annotations.is_some_and(|annotations| annotations.get("helm.sh/hook").is_some())
}

/// The objects of the release, those of `crds/` first; `beside` are documents of our templates.
fn objects(
    helm: &helm::Rendered,
    beside: Vec<Document>,
    request: &Request,
    places: &Places<'_>,
    report: &mut Report,
) -> Manifest {
    let chart = places.chart;
    let mut documents = Vec::new();
    if request.crds != Crds::LeftOut {
        for (rank, (path, bytes)) in helm.crds.iter().enumerate() {
            let text = Text::shared(bytes);
            documents.extend(places.documents(path, chart.nowhere(), rank, &text, report));
        }
    }
    if request.crds != Crds::Alone {
        for (rank, written) in helm.sorted.manifests.iter().enumerate() {
            documents.extend(written_out(written, rank, places, report));
        }
    }
    documents.extend(beside);
    if report.has_errors() {
        return Manifest::default();
    }
    manifest::build(documents, namespace(chart, request), report)
}

fn written_out(
    written: &Written,
    rank: usize,
    places: &Places<'_>,
    report: &mut Report,
) -> Vec<Document> {
    let Written { path, file, text, .. } = written;
    places.documents(path, places.chart.beginning(*file), rank, text, report)
}

/// The objects that Helm applies at times of their own: of one that has several, each has its own.
fn hooks(
    hooks: &[Hook],
    places: &Places<'_>,
    namespace: Option<&str>,
    report: &mut Report,
) -> Manifest {
    let mut documents = Vec::new();
    for (rank, hook) in hooks.iter().enumerate() {
        documents.extend(written_out(&hook.manifest, rank, places, report));
    }
    let mut told = Report::new();
    let manifest = manifest::build(documents, namespace, &mut told);
    report.extend(told.iter().filter(|fault| fault.code != Code::DuplicateObject).cloned());
    manifest
}

/// Hooks are no objects of the release: Helm applies each at its own time.
fn tell_hooks(count: usize, chart: &GoChart, report: &mut Report) {
    if count == 0 {
        return;
    }
    let what = if count == 1 { "1 hook is".to_owned() } else { format!("{count} hooks are") };
    let why = match &chart.beside {
        None => "Helm runs them by itself",
        Some(_) => "Helm alone runs them, and can't render this chart",
    };
    let note = Diagnostic::note(Code::HelmHook, format!("{what} left out: {why}"));
    report.push(note.help("--hooks shows them"));
}

/// What the templates put out, hooks too, as it is: `None` if anything is an error.
pub(in crate::pipeline) fn documents(
    chart: &GoChart,
    mut request: Request,
    sources: &Sources,
    report: &mut Report,
) -> Option<Vec<Document>> {
    let loaded = chart.read();
    let mut places = Places::new(chart, &loaded, sources);
    let given = given(chart, &mut request, &mut places, report)?;
    let helm = outputs(given, &request, &places, report)?;
    let hooks = helm.sorted.hooks.iter().map(|hook| &hook.manifest);
    let written = helm.sorted.manifests.iter().chain(hooks).enumerate();
    let documents = written.flat_map(|(rank, it)| written_out(it, rank, &places, report)).collect();
    sound(report)?;
    Some(documents)
}

/// The text that `helm template` prints; `None` if anything is an error.
pub(super) fn text(
    chart: &GoChart,
    request: &mut Request,
    shown: &Shown,
    sources: &Sources,
    report: &mut Report,
) -> Option<Vec<u8>> {
    let loaded = chart.read();
    let mut places = Places::new(chart, &loaded, sources);
    let given = given(chart, request, &mut places, report)?;
    let helm = outputs(given, request, &places, report)?;
    let told = |why| report.push(Diagnostic::error(Code::NothingSelected, why));
    helm::print(&helm, shown).map_err(told).ok()
}

/// What the user gives, as the engine has it.
fn given(
    chart: &GoChart,
    request: &mut Request,
    places: &mut Places<'_>,
    report: &mut Report,
) -> Option<Map> {
    let layers = std::mem::take(&mut request.layers);
    let user = values::user_values(layers, chart.nowhere(), report);
    sound(report)?;
    Some(places.go_map(&user))
}

/// What the templates come to.
fn outputs(
    values: Map,
    request: &Request,
    places: &Places<'_>,
    report: &mut Report,
) -> Option<helm::Rendered> {
    let chart = places.chart;
    let api_versions = API_VERSIONS.iter().map(|&version| version.to_owned());
    let asked = Asked {
        name: request.name.clone(),
        namespace: namespace(chart, request).unwrap_or("default").to_owned(),
        action: request.action,
        kube_version: format!("v{}", request.kube_version),
        api_versions: api_versions.chain(request.api_versions.iter().cloned()).collect(),
        values,
        seed: seed(request, chart),
        chance: request.chance,
        limits: Limits::of(request.allowance),
    };
    let mut judge = |schemas: &[helm::Schema]| places.judge(schemas, report);
    match helm::render(places.loaded, &asked, &mut judge) {
        Ok(helm) => Some(helm),
        Err(fault) => {
            if !report.has_errors() {
                tell::tell(fault, places, request.allowance, report);
            }
            None
        }
    }
}

fn seed(request: &Request, chart: &GoChart) -> String {
    let own = format!("{}/{}", request.name, chart.name);
    request.seed.iter().fold(own, |seed, given| format!("{seed}/{given}"))
}

/// The same objects, made of marks in the places that are withheld. `None` where templates take no
/// mark, or make other objects of it.
pub(in crate::pipeline) fn marked(
    chart: &GoChart,
    request: &Request,
    sources: &Sources,
    rendered: &Manifest,
    withheld: &Withheld,
) -> Option<Manifest> {
    let loaded = chart.read();
    let mut places = Places::new(chart, &loaded, sources);
    let (mut silent, mut request) = (Report::new(), request.clone());
    let given = given(chart, &mut request, &mut places, &mut silent)?;
    let values = helm::values(&loaded, &given).ok()?;
    let mut values = places.node(&values, chart.nowhere());
    crate::pipeline::marks::mark(&mut values, "", withheld);
    let for_ours = chart.beside.as_ref().map(|_| values.clone());
    let values = places.go_map(&values);
    let helm = outputs(values, &request, &places, &mut silent)?;
    let Made { mut manifest, hooks, .. } =
        made(&helm, &|| for_ours.clone(), &request, &places, &mut silent);
    let namespace = namespace(chart, &request);
    additions::namespace(&mut manifest, &request, namespace, chart.nowhere());
    if request.hooks == Hooks::Shown {
        manifest.objects.extend(hooks);
    }
    let same = !silent.has_errors() && manifest.is_shaped_like(rendered);
    same.then_some(manifest)
}
