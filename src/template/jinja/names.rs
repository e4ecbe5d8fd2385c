//! The names that templates find without defining them.

/// The objects every template sees.
pub(super) const OBJECTS: &[&str] =
    &["values", "release", "chart", "capabilities", "files", "template"];

/// What an object has, and the variable `loop` of a loop; what is called like a method is there.
pub(super) fn attributes(object: &str) -> &'static [&'static str] {
    match object {
        "release" => &["name", "namespace", "service", "revision", "is_install", "is_upgrade"],
        "chart" => &[
            "name",
            "version",
            "app_version",
            "description",
            "type",
            "kube_version",
            "home",
            "icon",
            "keywords",
            "sources",
            "maintainers",
            "annotations",
            "deprecated",
        ],
        "capabilities" => &["kube_version", "api_versions"],
        "files" => &["get", "get_base64", "glob", "lines", "render"],
        "template" => &["name"],
        "loop" => &[
            "index",
            "index0",
            "revindex",
            "revindex0",
            "first",
            "last",
            "length",
            "depth",
            "depth0",
            "previtem",
            "nextitem",
            "changed",
            "cycle",
        ],
        _ => &[],
    }
}
