//! What we say of 9,157 manifests against what a real API server said: reading and rules together.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Write as _;

use drydock::check::surroundings::Surroundings;
use drydock::check::verdict::{Status, Verdict, verdicts};
use drydock::check::{self, rules};
use drydock::diagnostic::{Code, Report, Severity, Sources};
use drydock::manifest;
use drydock::yaml::{self, Dialect, Document};

use crate::corpus::{Case, bases, cases, patched};

/// As `drydock validate` sees them, texts of whatever kind they say they are; and as objects that
/// a chart renders.
#[test]
fn every_manifest_is_judged_as_the_server_judges_it() {
    let bases = bases();
    let mut tally = Tally::default();
    for case in cases() {
        let text = patched(&bases[&case.base], case.patch.as_ref()).to_string();
        let [verdict] = &verdicts(&text)[..] else { panic!("{}: one verdict a manifest", case.id) };
        assert_the_same(&case.id, &text, verdict);
        tally.count(&case, verdict);
    }
    tally.print();
    assert_eq!(tally.all.false_rejections, 0, "accepted by the server, refused here");
    assert_eq!(tally.all.false_acceptances, 0, "refused by the server, accepted here");
    assert_eq!(tally.all.other_fields, 0, "refused at other fields than by the server");
}

/// A manifest that was rendered is judged as a text is that anybody wrote.
fn assert_the_same(id: &str, text: &str, verdict: &Verdict) {
    match rendered(text) {
        Ok(found) => assert_eq!(found, told(verdict), "{id}"),
        // What has no name, the server may name; kubectl apply can't.
        Err(_) => {
            let is_refused = verdict.status == Status::Invalid;
            assert!(is_refused || verdict.name.is_none(), "{id}");
        }
    }
}

/// What a server does not serve until it is told to, and a typed list, are nothing special to
/// either way.
#[test]
fn beta_kinds_and_typed_lists_are_judged_the_same_whichever_way_they_come() {
    let beta =
        "{apiVersion: networking.k8s.io/v1beta1, kind: IPAddress, metadata: {name: 10.0.0.1}}";
    let [verdict] = &verdicts(beta)[..] else { panic!("one object") };
    let message = "IPAddress of networking.k8s.io/v1beta1 is off unless a server turns it on, \
                   use networking.k8s.io/v1";
    assert_eq!(verdict.findings[0].message, message);
    assert_eq!(rendered(beta).expect("an object"), told(verdict));

    let list = "{apiVersion: v1, kind: ConfigMapList, items: [{metadata: {name: A}}]}";
    let [verdict] = &verdicts(list)[..] else { panic!("one object") };
    assert_eq!(verdict.kind.as_deref(), Some("ConfigMap"));
    assert_eq!(verdict.findings[0].path, "metadata.name");
    assert_eq!(rendered(list).expect("an object"), told(verdict));

    let broken = "{apiVersion: v1, kind: List, items: {a: b}}";
    let message = "a List's items are a list, not a map";
    let [verdict] = &verdicts(broken)[..] else { panic!("one list") };
    assert_eq!(verdict.findings[0].message, message);
    let report = rendered(broken).expect_err("no object");
    assert!(report.iter().any(|fault| fault.message == message));
}

/// Code, path and message of each finding.
type Told = Vec<(&'static str, String, String)>;

fn told(verdict: &Verdict) -> Told {
    let each = verdict.findings.iter();
    each.map(|found| (found.code.name(), found.path.clone(), found.message.clone())).collect()
}

/// What is told of the only object of a manifest; the report where there is none.
fn rendered(text: &str) -> Result<Told, Box<Report>> {
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let source = sources.add_file("", text);
    let roots = yaml::read(text, source, Dialect::Kubectl, &mut report);
    let document = |root| Document { root, template: "".into(), rank: 0 };
    let documents = roots.into_iter().map(document).collect();
    let manifest = manifest::build(documents, None, &mut report);
    if manifest.objects.is_empty() {
        return Err(Box::new(report));
    }
    check::check(&manifest, &Surroundings::default(), &sources, &mut report);
    let of_object = report.iter().filter(|found| rules::find(found.code.name()).is_none());
    let said = of_object
        .filter(|found| found.severity == Severity::Error || found.code == Code::ServerWarning);
    let each = said.map(|found| {
        let path = found.path.as_deref().unwrap_or_default().to_owned();
        (found.code.name(), path, found.message.clone())
    });
    Ok(each.collect())
}

/// The report of `cargo test`: how far we agree, and by base and by mutation where we don't.
#[derive(Default)]
struct Tally {
    all: Row,
    by_base: BTreeMap<String, Row>,
    by_mutation: BTreeMap<String, Row>,
    lines: Vec<String>,
}

#[derive(Default)]
struct Row {
    cases: u32,
    false_acceptances: u32,
    false_rejections: u32,
    /// Those that validation refused, there and here.
    refused: u32,
    /// Of those: the ones where we name other fields than the server.
    other_fields: u32,
}

impl Tally {
    fn count(&mut self, case: &Case, verdict: &Verdict) {
        let rows = [
            &mut self.all,
            self.by_base.entry(case.base.clone()).or_default(),
            self.by_mutation.entry(case.mutation.clone()).or_default(),
        ];
        let differs = rows.map(|row| row.count(case, verdict)).into_iter().flatten().next();
        if let Some(how) = differs {
            let (case, said) =
                (format!("{} {} {}", case.id, case.base, case.mutation), case.said());
            self.lines.push(format!("{how}: {case}: {said} but {}", shown(verdict)));
        }
    }

    /// Past the test harness, which shows what a test prints only if it fails.
    fn print(&self) {
        let mut text =
            format!("\nagreement with kube-apiserver over {} manifests\n", self.all.cases);
        text.push_str(&self.all.to_string());
        for (title, table) in [("base", &self.by_base), ("mutation", &self.by_mutation)] {
            let differing = table.iter().filter(|(_, row)| row.differing() > 0);
            text.push_str(&format!(
                "by {title}: {} of {} differ\n",
                differing.clone().count(),
                table.len()
            ));
            differing.for_each(|(name, row)| text.push_str(&format!("{name}\n{row}")));
        }
        for line in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        std::io::stdout().write_all(text.as_bytes()).expect("a report");
    }
}

impl Row {
    /// How we differ, if we do.
    fn count(&mut self, case: &Case, verdict: &Verdict) -> Option<&'static str> {
        self.cases += 1;
        match (case.accepted, verdict.status == Status::Valid) {
            (true, true) => return None,
            (true, false) => {
                self.false_rejections += 1;
                return Some("false rejection");
            }
            (false, true) => {
                self.false_acceptances += 1;
                return Some("false acceptance");
            }
            (false, false) if case.stage.as_deref() != Some("validate") => return None,
            (false, false) => self.refused += 1,
        }
        let ours: BTreeSet<&str> = verdict.findings.iter().map(|finding| &*finding.path).collect();
        let theirs: BTreeSet<&str> = case.causes.iter().map(|cause| &*cause.field).collect();
        self.other_fields += u32::from(ours != theirs);
        (ours != theirs).then_some("other fields")
    }

    fn differing(&self) -> u32 {
        self.false_acceptances + self.false_rejections + self.other_fields
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |wrong: u32, of: u32| 100.0 * f64::from(of - wrong) / f64::from(of.max(1));
        let (accepted, rejected) = (self.false_acceptances, self.false_rejections);
        let verdicts = percent(accepted + rejected, self.cases);
        let fields = percent(self.other_fields, self.refused);
        writeln!(
            f,
            "  verdicts {verdicts:.2} %, false acceptances {accepted}, false rejections {rejected}"
        )?;
        writeln!(f, "  fields   {fields:.2} % of {} refused by validation", self.refused)
    }
}

fn shown(verdict: &Verdict) -> String {
    let each = verdict.findings.iter().map(|found| format!("{}: {}", found.path, found.message));
    each.collect::<Vec<_>>().join("; ")
}
