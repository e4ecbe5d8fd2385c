//! The templates of a chart, and of the charts it brings along, made ready to run once for all runs.
//!
//! ```text
//! Chart ─► Templates        every text, parsed when it is first looked at
//! Templates ─► Compiled     instrumented, and known to an engine: what documents are made of
//! ```
//!
//! A partial that no template imports by name is not instrumented. Where its name is only known when
//! a template runs (`{% import values.partial as p %}`), the run does it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use minijinja::Environment;
use minijinja::machinery::ast;

use super::instrument::{Edits, Outcome, instrument};
use super::parsed::Parsed;
use super::session::Session;
use super::tree::{children, parts};
use super::{engine, fault, foreign, library, recovery, unclosed};
use crate::chart::{Chart, File};
use crate::diagnostic::{Code, Diagnostic, Report, SourceId, Span};
use crate::template::holes::marks;
use crate::template::holes::scene::Scene;
use crate::template::holes::site::Register;

/// The templates of a chart, and of all that it brings along: parsed once, shared by all runs.
pub struct Templates {
    pub(super) program: Program,
    children: BTreeMap<String, Templates>,
}

impl Templates {
    pub fn of(chart: &Chart) -> Self {
        let dependencies = chart.dependencies.iter();
        let child = |name: &str, chart: &Chart| (name.to_owned(), Templates::of(chart));
        Templates {
            program: Program::of(chart),
            children: dependencies.map(|it| child(&it.name.text, &it.chart)).collect(),
        }
    }

    /// Those of a chart that is brought along, by what it is called here.
    pub fn child(&self, name: &str) -> &Templates {
        self.children.get(name).expect("all charts that are brought along are here")
    }
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.program.callable.iter().map(|parsed| &parsed.name);
        f.debug_list().entries(names).finish()
    }
}

/// The texts of one chart that may run as templates.
pub(super) struct Program {
    /// Those that others can import: the chart's templates, its notes, the partials of its libraries.
    pub callable: Vec<Arc<Parsed>>,
    /// By the path below `files/`.
    pub files: BTreeMap<String, Arc<Parsed>>,
    compiled: OnceLock<Compiled>,
}

/// Templates that an engine knows, and what is known of them.
pub(super) struct Compiled {
    pub env: Environment<'static>,
    pub register: Arc<Register>,
    /// By template name: which source it is, and how the engine's text differs from it.
    pub templates: HashMap<String, (SourceId, Arc<Edits>)>,
    pub texts: HashMap<SourceId, Arc<Parsed>>,
    /// What is wrong with which template.
    pub faults: Vec<(usize, Diagnostic)>,
    /// Those that nothing imports by name.
    pub rest: BTreeSet<usize>,
}

impl Compiled {
    /// The session of a run.
    pub(super) fn session(&self) -> Session {
        let register = Register::after(self.register.clone());
        Session {
            scene: Scene::with(register),
            templates: self.templates.clone(),
            texts: self.texts.clone(),
            ..Session::default()
        }
    }

    fn without_templates(env: Environment<'static>, fault: Diagnostic) -> Self {
        Compiled {
            env,
            register: Arc::default(),
            templates: HashMap::new(),
            texts: HashMap::new(),
            faults: vec![(0, fault)],
            rest: BTreeSet::new(),
        }
    }
}

impl Program {
    fn of(chart: &Chart) -> Self {
        let own = chart.templates.iter().map(|template| {
            let parse = if template.is_partial() { Parsed::new } else { Parsed::documents };
            parse(template.clone())
        });
        let notes = chart.notes.iter().map(|notes| Parsed::new(notes.clone()));
        let mut callable: Vec<Arc<Parsed>> = own.chain(notes).map(Arc::new).collect();
        library::add_partials(chart, "", &mut callable);
        let files = chart.files.iter().filter_map(|(name, file)| match file {
            File::Text { source, text } => {
                let parsed = Parsed::text(name, *source, text.clone());
                Some((name.clone(), Arc::new(parsed)))
            }
            File::Bytes(_) => None,
        });
        Program { callable, files: files.collect(), compiled: OnceLock::new() }
    }

    /// The text of a source.
    pub(super) fn by_source(&self, source: SourceId) -> Option<&Arc<Parsed>> {
        self.callable.iter().find(|parsed| parsed.template.source == source)
    }

    pub(super) fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| self.compile())
    }

    fn compile(&self) -> Compiled {
        let mut env = engine::environment();
        let mut session = Session::default();
        let mut faults = Vec::new();
        if let Some(fault) = foreign::fault(&self.callable) {
            return Compiled::without_templates(env, fault);
        }
        let imported = self.imported();
        let mut rest = BTreeSet::new();
        for (at, parsed) in self.callable.iter().enumerate() {
            let mut report = Report::new();
            session.texts.insert(parsed.template.source, parsed.clone());
            if session.templates.contains_key(&parsed.name) {
                continue;
            }
            match unreadable(parsed) {
                found if !found.is_empty() => report.extend(found),
                _ if imported.contains(&at) => {
                    load(parsed, &[], &mut env, &mut session, &mut report);
                }
                _ => {
                    rest.insert(at);
                }
            }
            faults.extend(report.iter().map(|fault| (at, fault.clone())));
        }
        let Session { scene, templates, texts, .. } = session;
        let register = Arc::new(scene.register);
        Compiled { env, register, templates, texts, faults, rest }
    }

    /// The templates that make documents, and all that they import by name.
    fn imported(&self) -> BTreeSet<usize> {
        let runs_alone =
            |parsed: &Arc<Parsed>| parsed.prefix.is_empty() && !parsed.template.is_partial();
        let alone = self.callable.iter().enumerate().filter(|(_, parsed)| runs_alone(parsed));
        let mut open: Vec<usize> = alone.map(|(at, _)| at).collect();
        let mut found: BTreeSet<usize> = open.iter().copied().collect();
        while let Some(at) = open.pop() {
            let parsed = &self.callable[at];
            let Ok(tree) = parsed.tree() else { continue };
            let mut names = Vec::new();
            add_imports(tree, &mut names);
            for name in names {
                let next = self.called(parsed, name);
                open.extend(next.filter(|next| found.insert(*next)));
            }
        }
        found
    }

    /// The template that another means by a name.
    fn called(&self, by: &Parsed, name: &str) -> Option<usize> {
        let at = |name: &str| self.callable.iter().position(|parsed| parsed.name == name);
        let within = || at(&format!("{}{name}", by.prefix));
        within().filter(|_| !by.prefix.is_empty()).or_else(|| at(name))
    }
}

/// Adds the names by which a statement, or one in it, imports or includes templates.
fn add_imports<'t>(statement: &'t ast::Stmt<'t>, names: &mut Vec<&'t str>) {
    match statement {
        ast::Stmt::Import(import) => add_names(&import.expr, names),
        ast::Stmt::FromImport(import) => add_names(&import.expr, names),
        ast::Stmt::Include(include) => add_names(&include.name, names),
        ast::Stmt::Extends(extends) => add_names(&extends.name, names),
        _ => {}
    }
    for child in children(statement) {
        add_imports(child, names);
    }
}

fn add_names<'t>(expr: &'t ast::Expr<'t>, names: &mut Vec<&'t str>) {
    if let ast::Expr::Const(constant) = expr {
        names.extend(constant.value.as_str());
    }
    for part in parts(expr) {
        add_names(part, names);
    }
}

/// Instruments a template and gives it to the engine, unless it can't be run. The emissions that
/// begin at one of the bytes `passed` over are not evaluated again.
pub(super) fn load(
    parsed: &Parsed,
    passed: &[usize],
    env: &mut Environment<'static>,
    session: &mut Session,
    report: &mut Report,
) {
    let Some(source) = instrumented(parsed, passed, session, report) else { return };
    if let Err(error) = env.add_template_owned(parsed.name.clone(), source) {
        report.push(fault::runtime_fault(&error, session, parsed.template.source));
    }
}

/// Why a text can't be read as a template.
pub(super) fn unreadable(parsed: &Parsed) -> Vec<Diagnostic> {
    let (text, source) = (&parsed.template.text, parsed.template.source);
    if let Some(at) = marks::find_reserved(text) {
        let fault =
            Diagnostic::error(Code::ReservedCharacter, "a private-use character stands here");
        let span = Span::new(source, at..at + '\u{E000}'.len_utf8());
        return vec![fault.at(span, "reserved for the renderer").help("remove it")];
    }
    let swallowed = unclosed::swallowed(parsed.read_text(), source);
    let syntax = parsed.tree().err().map(|error| recovery::faults(error, parsed));
    swallowed.into_iter().chain(syntax.into_iter().flatten()).collect()
}

/// What the engine is to run for a text, written down in the session; `None` if the text holds what
/// must not stand in a template.
pub(super) fn instrumented(
    parsed: &Parsed,
    passed: &[usize],
    session: &mut Session,
    report: &mut Report,
) -> Option<String> {
    match instrument(parsed, passed, &mut session.scene.register) {
        Outcome::Ready(instrumented) => {
            let entry = (parsed.template.source, Arc::new(instrumented.edits));
            session.templates.insert(parsed.name.clone(), entry);
            Some(instrumented.source)
        }
        Outcome::Refused(refusals) => {
            report.extend(refusals.iter().map(fault::refusal));
            None
        }
        Outcome::Syntax(_) => None,
    }
}
