//! Charts that do not fit a request: a library, another version of Kubernetes, nothing to render.

use super::{Crds, CreateNamespace, Request};
use crate::chart::{self, Chart, ChartType};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::manifest::Manifest;
use crate::values::Instance;

/// Warns of a chart that renders nothing.
pub(super) fn doubt_empty(
    chart: &Chart,
    manifest: &Manifest,
    request: &Request,
    report: &mut Report,
) {
    if !manifest.objects.is_empty() || request.crds == Crds::Alone {
        return;
    }
    let at = chart.metadata.place("name");
    let fault = |message| Diagnostic::warning(Code::NothingRendered, message).at(at, "no objects");
    let has_templates = chart.templates.iter().any(|template| !template.is_partial());
    report.push(if has_templates || !chart.dependencies.is_empty() {
        fault("nothing is rendered: no template makes an object of these values")
    } else {
        let help = "they are the files in its folder templates/ whose names don't begin with `_`";
        fault("nothing is rendered: the chart has no templates").help(help)
    });
}

/// Refuses requests that a chart can't fulfil.
pub(super) fn refuse(
    chart: &Chart,
    request: &Request,
    namespace: Option<&str>,
    report: &mut Report,
) {
    let field = |name: &str| {
        let map = chart.metadata.node.as_map()?;
        map.get(name).map(|node| node.origin.at)
    };
    let here = field("name").unwrap_or(chart.metadata.node.origin.at);
    if let Some((constraint, text)) = &chart.metadata.kube_version
        && !constraint.matches(request.kube_version.version())
    {
        let message =
            format!("the chart wants Kubernetes {text}, and this is {}", request.kube_version);
        let fault = Diagnostic::error(Code::KubeVersion, message);
        let at = field("kubeVersion").unwrap_or(here);
        let mut fault = fault.at(at, "does not take it");
        fault = match request.kube_version_at {
            Some(asked) => fault.context(asked, "asked for here"),
            None => fault.help("name another version with --kube-version"),
        };
        report.push(fault);
    }
    if chart.metadata.kind == ChartType::Library {
        let fault = Diagnostic::error(Code::LibraryChart, "a library chart makes no objects");
        let at = field("type").unwrap_or(here);
        report.push(fault.at(at, "a library").help("render a chart that uses it"));
    }
    if request.create_namespace == CreateNamespace::Yes && namespace.is_none() {
        let fault = Diagnostic::error(Code::NoNamespace, "there is no namespace to create");
        let annotation = chart::NAMESPACE_ANNOTATION;
        report.push(fault.help(format!(
            "name it with --namespace, or in Chart.yaml under annotations as `{annotation}: NAME`"
        )));
    }
}

/// Warns of dependencies that are made for other versions of Kubernetes; they may still work.
pub(super) fn doubt(instance: &Instance<'_>, request: &Request, report: &mut Report) {
    for child in &instance.children {
        let metadata = &child.chart.metadata;
        if let Some((constraint, text)) = &metadata.kube_version
            && !constraint.matches(request.kube_version.version())
        {
            let (name, version) = (child.name, &request.kube_version);
            let message =
                format!("the chart `{name}` wants Kubernetes {text}, and this is {version}");
            let fault = Diagnostic::warning(Code::KubeVersion, message);
            report.push(fault.at(metadata.place("kubeVersion"), "does not take it"));
        }
        doubt(child, request, report);
    }
}
