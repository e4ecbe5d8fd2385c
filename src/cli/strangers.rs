//! Commands of other programs into what they are called here.

/// What to do in place of a command that there is not.
pub(super) fn advice(command: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(names, _)| names.contains(&command)).map(|(_, advice)| *advice)
}

static KNOWN: &[(&[&str], &str)] = &[
    (
        &["create", "init", "new"],
        "a chart is a folder: write charts/NAME/Chart.yaml with `apiVersion: v2`, `name: NAME` and \
         `version: 0.1.0`, the defaults of its values in values.yaml, and templates in templates/",
    ),
    (&["lint", "verify"], "charts are checked by `drydock check`"),
    (&["kubeconform", "kubeval", "conform"], "manifests are judged by `drydock validate`"),
    (&["build", "generate", "print"], "manifests are made by `drydock render`"),
    (
        &["snapshot", "snapshots", "accept", "update"],
        "snapshots are kept by `drydock test --accept`",
    ),
    (&["version"], "the version is told by `drydock --version`"),
    (&["help"], "help is given by `drydock --help`, and of a command by `drydock COMMAND --help`"),
    (
        &["install", "upgrade", "apply", "deploy", "uninstall", "rollback"],
        "nothing is sent to a cluster here: `drydock render STACK ENV | kubectl apply -f -`",
    ),
    (
        &["status", "history", "get"],
        "no state is kept here: git has the history, kubectl the state",
    ),
    (
        &["dependency", "dep", "pull", "repo", "search"],
        "nothing is fetched here: `drydock deps CHART` says what is missing, and how to fetch it",
    ),
    (&["package", "push"], "charts are not packed here: `helm package` takes the folder"),
    (&["show", "inspect"], "values are shown by `drydock values` and `drydock docs`"),
    (&["completion"], "scripts for shells are printed by `drydock completions`"),
    (&["explain-rule", "rule"], "rules are explained by `drydock rules NAME`"),
    (&["ls", "stacks"], "stacks are listed by `drydock list`"),
];

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn no_command_is_a_stranger_and_what_is_advised_exists() {
        let cli = Cli::command();
        let names: Vec<&str> =
            cli.get_subcommands().flat_map(|it| it.get_name_and_visible_aliases()).collect();
        for (strangers, advice) in KNOWN {
            for stranger in *strangers {
                assert!(!names.contains(stranger), "{stranger} is a command");
            }
            for advised in advice.split("`drydock ").skip(1) {
                let word = advised.split([' ', '`']).next().unwrap_or_default();
                let is_known = word.starts_with("--") || word == "COMMAND" || names.contains(&word);
                assert!(is_known, "{word}");
            }
        }
    }
}
