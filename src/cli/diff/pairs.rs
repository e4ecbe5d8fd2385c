//! What was typed into the pairs that are compared.

use std::path::Path;

use anyhow::bail;

use super::Args;
use super::side::{Given, Wanted};
use drydock::compare::Basis;
use drydock::workspace::{Project, Stack};

/// Two sides, and what they are called.
pub(super) struct Pair {
    pub basis: Basis,
    /// What is compared with itself: `gauzian prod`; nothing where two things are compared.
    pub subject: String,
    /// `dev → prod`
    pub way: String,
    pub old_name: String,
    pub new_name: String,
    pub old: Wanted,
    pub new: Wanted,
}

/// What a comparison with a revision is of.
const WORK_TREE: &str = "work tree";

pub(super) fn pairs(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
) -> anyhow::Result<Vec<Pair>> {
    let what: Vec<&str> = args.what.iter().map(String::as_str).collect();
    let is_dump = args.live.as_deref().is_some_and(|dump| dump == Path::new("-"));
    if args.flags.takes_stdin() && (is_dump || what.contains(&"-")) {
        bail!("stdin holds either manifests or values");
    }
    if let Some(dump) = &args.live {
        return live(dump, &what, project);
    }
    match (&args.against, args.with, what.as_slice()) {
        (Some(revision), _, _) => against(args, revision, &project()?),
        (None, true, [stack]) => with(stack, None, project),
        (None, true, [stack, environment]) => with(stack, Some(environment), project),
        (None, true, _) => {
            bail!("--with compares one stack: drydock diff STACK [ENV] --with --set …")
        }
        (None, false, [stack, old, new]) => environments(stack, old, new, project),
        (None, false, [old, new]) if is_input(old) && is_input(new) => files(old, new),
        (None, false, [stack, environment]) if !is_input(stack) => {
            bail!(
                "`{stack} {environment}` is compared with what? Name another environment, or add \
                 --against REVISION or --with"
            )
        }
        (None, false, [old, new]) => {
            let missing = if is_input(old) { new } else { old };
            bail!("there is no file or folder {missing}")
        }
        (None, false, _) => bail!(
            "name what to compare: `STACK ENV ENV`, `OLD NEW`, or `STACK ENV --against REVISION`"
        ),
    }
}

fn is_input(named: &str) -> bool {
    named == "-" || Path::new(named).exists()
}

fn files(old: &str, new: &str) -> anyhow::Result<Vec<Pair>> {
    if old == "-" && new == "-" {
        bail!("only one side can be read from stdin");
    }
    Ok(vec![Pair {
        basis: Basis::Before,
        subject: String::new(),
        way: format!("{old} → {new}"),
        old_name: old.to_owned(),
        new_name: new.to_owned(),
        old: Wanted::Manifests(old.into()),
        new: Wanted::Manifests(new.into()),
    }])
}

fn environments(
    stack: &str,
    old: &str,
    new: &str,
    project: &dyn Fn() -> anyhow::Result<Project>,
) -> anyhow::Result<Vec<Pair>> {
    let of = |environment: &str| -> anyhow::Result<Wanted> {
        let stack = Stack::called(stack, Some(environment), project)?;
        Ok(Wanted::Rendered {
            stack,
            environment: Some(environment.to_owned()),
            given: Given::Flags,
        })
    };
    Ok(vec![Pair {
        basis: Basis::Before,
        subject: stack.to_owned(),
        way: format!("{old} → {new}"),
        old_name: format!("{stack} {old}"),
        new_name: format!("{stack} {new}"),
        old: of(old)?,
        new: of(new)?,
    }])
}

/// What a cluster has, and what is rendered.
fn live(
    dump: &Path,
    what: &[&str],
    project: &dyn Fn() -> anyhow::Result<Project>,
) -> anyhow::Result<Vec<Pair>> {
    let (stack, environment) = match what {
        [stack] => (*stack, None),
        [stack, environment] => (*stack, Some(*environment)),
        _ => bail!("--live compares one stack: drydock diff STACK [ENV] --live FILE"),
    };
    let name = [Some(stack), environment].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let of = Stack::called(stack, environment, project)?;
    let environment = environment.map(str::to_owned);
    Ok(vec![Pair {
        basis: Basis::Cluster,
        subject: name.clone(),
        way: "cluster → rendered".to_owned(),
        old_name: "cluster".to_owned(),
        new_name: name,
        old: Wanted::Manifests(dump.to_owned()),
        new: Wanted::Rendered { stack: of, environment, given: Given::Flags },
    }])
}

fn with(
    stack: &str,
    environment: Option<&str>,
    project: &dyn Fn() -> anyhow::Result<Project>,
) -> anyhow::Result<Vec<Pair>> {
    let of = |given| -> anyhow::Result<Wanted> {
        let stack = Stack::called(stack, environment, project)?;
        Ok(Wanted::Rendered { stack, environment: environment.map(str::to_owned), given })
    };
    let name = [Some(stack), environment].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(vec![Pair {
        basis: Basis::Before,
        subject: name.clone(),
        way: "as it is → with the flags".to_owned(),
        old_name: name.clone(),
        new_name: format!("{name} with the flags"),
        old: of(Given::Nothing)?,
        new: of(Given::Flags)?,
    }])
}

/// Every stack and environment that is meant, and that one of the sides has.
fn against(args: &Args, revision: &str, project: &Project) -> anyhow::Result<Vec<Pair>> {
    let before = project.at_revision(revision)?;
    let (stack, environment) = match args.what.as_slice() {
        [] => (None, None),
        [stack] => (Some(project.stack_called(stack)), None),
        [stack, environment] => (Some(project.stack_called(stack)), Some(environment.as_str())),
        _ => bail!("with --against, one environment is compared with itself"),
    };
    let [old, new] = [all(&before)?, all(project)?];
    let mut wanted: Vec<(String, String)> = old.iter().chain(&new).cloned().collect();
    wanted.sort();
    wanted.dedup();
    wanted.retain(|(a_stack, an_environment)| {
        stack.as_ref().is_none_or(|stack| stack == a_stack)
            && environment.is_none_or(|environment| environment == an_environment)
    });
    if wanted.is_empty() {
        // The work tree says what is wrong with the names.
        let named: Vec<&str> = stack.as_deref().into_iter().chain(environment).collect();
        project.choose(&named)?;
    }
    let side = |project: &Project, all: &[(String, String)], one: &(String, String), given| {
        if !all.contains(one) {
            return Wanted::Nothing;
        }
        let (stack, environment) = (project.stack(&one.0), Some(one.1.clone()));
        Wanted::Rendered { stack, environment, given }
    };
    let given = if args.with { Given::Nothing } else { Given::Flags };
    let pair = |one: (String, String)| {
        let name = format!("{} {}", one.0, one.1);
        Pair {
            basis: Basis::Before,
            subject: name.clone(),
            way: format!("{revision} → {WORK_TREE}"),
            old_name: format!("{name} in {revision}"),
            new_name: format!("{name} in the {WORK_TREE}"),
            old: side(&before, &old, &one, given),
            new: side(project, &new, &one, Given::Flags),
        }
    };
    Ok(wanted.into_iter().map(pair).collect())
}

fn all(project: &Project) -> anyhow::Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    for stack in project.stacks()? {
        for environment in project.environments(&stack)? {
            all.push((stack.clone(), environment));
        }
    }
    Ok(all)
}
