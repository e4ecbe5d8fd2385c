//! The table of codes: nothing is said that is not in it, and a snapshot shows each of its rows.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use drydock::diagnostic::Code;

/// What takes too much to bring about for a case, and is tested where it is found.
const UNSEEN: &[&str] = &["deep-charts"];

#[test]
fn snapshots_show_every_code_and_no_other() {
    let mut shown = BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), &mut shown);
    shown.extend(UNSEEN.iter().map(|&code| code.to_owned()));
    let all: BTreeSet<String> = Code::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(shown, all);
}

#[test]
fn codes_are_in_order_and_explained_in_a_sentence() {
    assert!(Code::ALL.is_sorted_by_key(|code| code.name()));
    for code in Code::ALL {
        let about = code.about();
        let is_capital = |c: char| c.is_uppercase() || c == '`';
        assert!(about.starts_with(is_capital) && !about.ends_with('.'), "{code}: {about}");
    }
}

/// The codes at the heads of the diagnostics in all snapshots below a folder.
fn collect(folder: &Path, shown: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, shown);
        } else if path.extension().is_some_and(|extension| extension == "snap" || extension == "rs")
        {
            // Small snapshots stand in the tests themselves.
            let text = fs::read_to_string(&path).expect("a text");
            let heads = text.lines().filter_map(|line| {
                let line = line.trim_start();
                let levels = ["error[", "warning[", "note["];
                levels.iter().find_map(|level| line.strip_prefix(level))
            });
            shown.extend(heads.filter_map(|head| Some(head.split_once("]:")?.0.to_owned())));
        }
    }
}
