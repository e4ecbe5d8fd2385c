//! The argument that says which version of Kubernetes is meant.

use drydock::chart::constraint::Version;
use drydock::diagnostic::{Code, Diagnostic, Report, Sources, Span};
use drydock::pipeline::{Checks, KubeVersion};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct KubeArgs {
    /// The Kubernetes version to judge by, 1.25 to 1.37 [default: 1.36]
    #[arg(long, value_name = "VERSION")]
    kube_version: Option<String>,
}

/// That a version was told to be none.
pub(super) struct Told;

/// A version, and where it is asked for.
pub(super) type Asked = (KubeVersion, Option<Span>);

impl KubeArgs {
    /// What is asked for, if anything is. Where nothing is checked, any version will do.
    pub(super) fn asked(
        &self,
        checks: Checks,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Result<Option<Asked>, Told> {
        let Some(text) = &self.kube_version else { return Ok(None) };
        let at = whole(sources, "--kube-version", text);
        let read = match checks {
            Checks::On => KubeVersion::parse(text),
            Checks::Off => KubeVersion::nearest(text),
        };
        match read {
            Ok(version) => Ok(Some((version, Some(at)))),
            Err(why) => {
                let is_version = Version::parse(text).is_ok();
                let label = if is_version { "not known" } else { "not a version" };
                let fault = Diagnostic::error(Code::BadFlag, why).at(at, label);
                report.push(fault.help("write it as in --kube-version 1.36"));
                Err(Told)
            }
        }
    }

    /// The same where there is no source to point into.
    pub(super) fn version(&self) -> anyhow::Result<Option<KubeVersion>> {
        let parse = |text: &String| {
            let parsed = KubeVersion::parse(text);
            parsed.map_err(|why| anyhow::anyhow!("{why}; write it as in --kube-version 1.36"))
        };
        self.kube_version.as_ref().map(parse).transpose()
    }
}

/// All of a flag's argument.
pub(super) fn whole(sources: &mut Sources, flag: &'static str, argument: &str) -> Span {
    Span::new(sources.add_flag(flag, argument), 0..argument.len())
}
