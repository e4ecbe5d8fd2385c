//! The arguments that say which chart is rendered and with what; [`ChartArgs::asked`] turns
//! what was typed into what is meant.

use clap::ArgMatches;

use super::budget_args::BudgetArgs;
use super::candidates;
use super::chance_args::ChanceArgs;
use super::crd_args::CrdArgs;
use super::kube_args::{KubeArgs, whole};
use super::output::Terminal;
use super::values_input;
use drydock::check::admission::Policies;
use drydock::check::policy::Policy;
use drydock::diagnostic::{Code, Diagnostic, Report, Sources};
use drydock::kube::names;
use drydock::pipeline::{Checks, Crds, CreateNamespace, Hooks, Reasons, ReleaseAction, Request};
use drydock::values::set::Flavor;
use drydock::values::{Layer, Merging, set};
use drydock::workspace::{Project, Set, Stack};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct ChartArgs {
    /// A stack of the project, or the folder of a chart
    #[arg(value_name = "STACK | CHART_DIR", add = candidates::charts())]
    pub chart: String,

    /// The environment: values/STACK/ENV.yaml
    #[arg(value_name = "ENV", add = candidates::environments())]
    pub environment: Option<String>,

    #[command(flatten)]
    pub flags: ChartFlags,
}

/// What is said of a chart besides which one it is.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ChartFlags {
    /// Values from a file, over those of the environment; `-` is stdin, `?FILE` may be missing
    /// [repeatable]
    #[arg(short = 'f', long = "values", value_name = "FILE", value_delimiter = ',')]
    pub files: Vec<String>,

    /// Set a value: `a.b=v`, `list[0]=v`, `list={a,b}`, `a=null` to delete [repeatable]
    #[arg(long, value_name = "KEY=VALUE", add = candidates::assignments())]
    pub set: Vec<String>,

    /// Set a value to a string, whatever it looks like [repeatable]
    #[arg(long, value_name = "KEY=VALUE", add = candidates::assignments())]
    pub set_string: Vec<String>,

    /// Set a value to the content of a file [repeatable]
    #[arg(long, value_name = "KEY=FILE", add = candidates::assignments())]
    pub set_file: Vec<String>,

    /// Set a value from JSON: `a.b={"c": 1}` [repeatable]
    #[arg(long, value_name = "KEY=JSON", add = candidates::assignments())]
    pub set_json: Vec<String>,

    /// Set a value to all that follows the `=`, commas and braces included [repeatable]
    #[arg(long, value_name = "KEY=VALUE", add = candidates::assignments())]
    pub set_literal: Vec<String>,

    /// Merge values exactly as Helm does
    #[arg(long)]
    pub helm_merge: bool,

    /// The namespace of objects that set none [default: the chart's own, if it has one]
    #[arg(short, long, value_name = "NAME")]
    pub namespace: Option<String>,

    /// Add the Namespace object, unless the chart renders it
    #[arg(long)]
    pub create_namespace: bool,

    /// The release's name [default: the stack's name]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    /// Render for an upgrade: `release.is_upgrade` is true
    #[arg(long)]
    pub is_upgrade: bool,

    #[command(flatten)]
    pub kubernetes: KubeArgs,

    /// An API version the cluster has besides the built-in ones: `GROUP/VERSION[/KIND]` [repeatable]
    #[arg(short, long, value_name = "VERSION", value_delimiter = ',')]
    pub api_versions: Vec<String>,

    /// Put the objects of the chart's crds/ in front
    #[arg(long)]
    pub include_crds: bool,

    /// Show the hooks of a chart of Go templates, which Helm runs by itself
    #[arg(long)]
    pub hooks: bool,

    /// Don't check the rendered objects
    #[arg(long)]
    pub no_check: bool,

    #[command(flatten)]
    pub definitions: CrdArgs,

    #[command(flatten)]
    pub budget: BudgetArgs,

    #[command(flatten)]
    pub chance: ChanceArgs,

    /// Only the objects of the chart's crds/
    #[arg(long, conflicts_with = "include_crds")]
    pub only_crds: bool,
}

/// The flags that edit values, by clap's name for them.
const FLAGS: &[(&str, &str, Flavor)] = &[
    ("set", "--set", Flavor::Set),
    ("set_string", "--set-string", Flavor::SetString),
    ("set_file", "--set-file", Flavor::SetFile),
    ("set_json", "--set-json", Flavor::SetJson),
    ("set_literal", "--set-literal", Flavor::SetLiteral),
];

/// What the arguments ask for, the texts that it was read from, and what is to be said of them.
pub(super) struct Asked {
    pub request: Request,
    pub sources: Sources,
    pub report: Report,
}

impl ChartArgs {
    /// The chart that is meant.
    pub(super) fn stack(
        &self,
        project: &dyn Fn() -> anyhow::Result<Project>,
    ) -> anyhow::Result<Stack> {
        Stack::called(&self.chart, self.environment.as_deref(), project)
    }

    /// What is meant by the arguments. `None` where a flag is no flag: that has been said.
    pub(super) fn asked(
        &self,
        matches: &ArgMatches,
        stack: &Stack,
        terminal: &Terminal,
    ) -> anyhow::Result<Option<Asked>> {
        self.flags.asked(matches, stack, self.environment.as_deref(), terminal)
    }
}

impl ChartFlags {
    /// What is meant by the flags for a stack. `None` where one is no flag: that has been said.
    pub(super) fn asked(
        &self,
        matches: &ArgMatches,
        stack: &Stack,
        environment: Option<&str>,
        terminal: &Terminal,
    ) -> anyhow::Result<Option<Asked>> {
        self.asked_after(Sources::new(), matches, stack, environment, terminal)
    }

    /// The same, where some texts have been read before.
    pub(super) fn asked_after(
        &self,
        mut sources: Sources,
        matches: &ArgMatches,
        stack: &Stack,
        environment: Option<&str>,
        terminal: &Terminal,
    ) -> anyhow::Result<Option<Asked>> {
        let mut report = Report::new();
        let request = self.request(matches, stack, environment, &mut sources, &mut report)?;
        if request.is_none() {
            let secrets = stack.secrets(&mut sources);
            terminal.report(&report, &sources, &secrets);
        }
        Ok(request.map(|request| Asked { request, sources, report }))
    }

    fn request(
        &self,
        matches: &ArgMatches,
        stack: &Stack,
        environment: Option<&str>,
        sources: &mut Sources,
        report: &mut Report,
    ) -> anyhow::Result<Option<Request>> {
        let mut layers = Vec::new();
        let dialect = stack.dialect()?;
        if let Some(environment) = environment {
            layers.extend(stack.wanted_values(environment, dialect, sources, report)?);
        }
        for file in &self.files {
            layers.extend(values_input::layers(file, dialect, sources, report)?);
        }
        let mut malformed = false;
        for (flag, flavor, argument) in self.flags(matches) {
            let source = sources.add_flag(flag, argument);
            match set::parse(self.merging(), flavor, argument, source, &mut values_input::text) {
                Ok(assignments) => layers.push(Layer::Flag(flavor, assignments)),
                Err(fault) => {
                    report.push(fault);
                    malformed = true;
                }
            }
        }
        malformed |= self.refuse_names(sources, report);
        let checks = if self.no_check { Checks::Off } else { Checks::On };
        let Ok(asked) = self.kubernetes.asked(checks, sources, report) else {
            return Ok(None);
        };
        if malformed {
            return Ok(None);
        }
        // What is wrong with them is told where all of them are made use of.
        let settings = stack.settings(sources, &mut Report::new())?;
        let settings = settings.chosen(&stack.name, environment);
        let named = settings.kubernetes.map(|Set { value, at }| (value, Some(at)));
        let (kube_version, kube_version_at) = asked.or(named).unwrap_or_default();
        Ok(Some(Request {
            name: self.name.clone().unwrap_or_else(|| stack.name.clone()),
            namespace: self.namespace.clone(),
            action: if self.is_upgrade { ReleaseAction::Upgrade } else { ReleaseAction::Install },
            create_namespace: if self.create_namespace {
                CreateNamespace::Yes
            } else {
                CreateNamespace::No
            },
            layers,
            merging: self.merging(),
            kube_version,
            kube_version_at,
            api_versions: self.api_versions.clone(),
            crds: match (self.include_crds, self.only_crds) {
                (_, true) => Crds::Alone,
                (true, false) => Crds::Included,
                (false, false) => Crds::LeftOut,
            },
            hooks: if self.hooks { Hooks::Shown } else { Hooks::LeftOut },
            checks,
            reasons: Reasons::LeftOut,
            definitions: self.definitions.read(stack.project.as_ref())?,
            policies: Policies::default(),
            allowance: self.budget.allowance(),
            policy: Policy::default(),
            externals: None,
            chance: self.chance.chance(),
            seed: self.chance.seed.clone(),
        }))
    }

    /// Whether values are read from stdin.
    pub(super) fn takes_stdin(&self) -> bool {
        let files = self.files.iter().any(|file| file == "-");
        files || self.set_file.iter().any(|argument| argument.ends_with("=-"))
    }

    /// The same without those that give values.
    pub(super) fn without_values(&self) -> Self {
        let none = Vec::new;
        let (files, set, set_string) = (none(), none(), none());
        let (set_file, set_json, set_literal) = (none(), none(), none());
        ChartFlags { files, set, set_string, set_file, set_json, set_literal, ..self.clone() }
    }

    fn merging(&self) -> Merging {
        if self.helm_merge { Merging::Helm } else { Merging::Drydock }
    }

    /// The flags that edit values, in the order they were typed.
    fn flags<'a>(&'a self, matches: &ArgMatches) -> Vec<(&'static str, Flavor, &'a str)> {
        let given =
            [&self.set, &self.set_string, &self.set_file, &self.set_json, &self.set_literal];
        let mut flags = Vec::new();
        for (&(id, flag, flavor), arguments) in FLAGS.iter().zip(given) {
            let places = matches.indices_of(id).into_iter().flatten();
            flags.extend(
                places.zip(arguments).map(|(at, text)| (at, (flag, flavor, text.as_str()))),
            );
        }
        flags.sort_by_key(|(at, _)| *at);
        flags.into_iter().map(|(_, flag)| flag).collect()
    }

    /// Whether a name is none that a namespace or a release can have.
    fn refuse_names(&self, sources: &mut Sources, report: &mut Report) -> bool {
        let namespace = self.namespace.as_deref().map(|name| (name, names::dns_label(name)));
        let release = self.name.as_deref().map(|name| (name, release_name(name)));
        let mut refused = false;
        for (flag, named) in [("--namespace", namespace), ("--name", release)] {
            if let Some((name, Err(why))) = named {
                let fault = Diagnostic::error(Code::BadFlag, format!("`{name}` {why}"));
                report.push(fault.at(whole(sources, flag, name), "not a name"));
                refused = true;
            }
        }
        refused
    }
}

/// What Helm takes as a release's name: names are made of it, so it is shorter than they may be.
fn release_name(name: &str) -> names::Syntax {
    if name.len() > MAX_RELEASE_NAME {
        Err("is longer than 53 characters")
    } else {
        names::dns_subdomain(name)
    }
}

const MAX_RELEASE_NAME: usize = 53;
