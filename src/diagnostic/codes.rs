//! Every code that the program can emit, with what it means.
//!
//! A diagnostic takes a [`Code`] and no free text, so there is nothing outside this table.

use std::fmt;

/// `Variant "name" "meaning";`: a row for each code, in the order of their names.
macro_rules! codes {
    ($($variant:ident $name:literal $about:literal;)*) => {
        /// The kind of a diagnostic, for programs and for those who look one up.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Code {
            /// Every code, by name.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// `undefined-value`
            pub const fn name(self) -> &'static str {
                match self {
                    $(Code::$variant => $name,)*
                }
            }

            /// What is wrong where this is said: a sentence without a full stop.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Code::$variant => $about,)*
                }
            }
        }
    };
}

codes! {
    AmbiguousScalar "ambiguous-scalar" "A plain word means one thing to kubectl and another to other YAML readers";
    BadArchive "bad-archive" "A file among the dependencies is no packaged chart";
    BadCall "bad-call" "A macro is called with arguments that it does not take, or without one that it needs";
    BadChart "bad-chart" "A field of Chart.yaml is missing, or holds what it can't hold";
    BadDocument "bad-document" "A rendered document is not a map of fields";
    BadExternal "bad-external" "An entry of `externals` is not `Kind/namespace/name`";
    BadFlag "bad-flag" "An argument of a flag can't be read";
    BadGlob "bad-glob" "A line of .helmignore is no pattern for file names";
    BadIdentity "bad-identity" "An object lacks its apiVersion, kind or name";
    BadImport "bad-import" "A value that `import-values` names can't be imported";
    BadKey "bad-key" "A key of a map is not a string";
    BadLink "bad-link" "A link leads out of the chart or the project, or something would be written through it";
    BadNumber "bad-number" "A number is none that JSON has";
    BadSchema "bad-schema" "The file values.schema.json is not a JSON Schema";
    BadSpread "bad-spread" "`<<` spreads something that is not a map";
    BadSwitch "bad-switch" "A value that switches a chart on or off is not a boolean";
    BadTag "bad-tag" "A YAML tag is not known, or does not fit what it stands before";
    BadText "bad-text" "A value that is no scalar stands in the middle of a text";
    BadValues "bad-values" "A values file does not hold one map of values";
    BlockedDrain "blocked-drain" "A PodDisruptionBudget allows no eviction";
    ChartCycle "chart-cycle" "A chart depends on itself";
    ChartVersion "chart-version" "A dependency is there in a version that is not wanted";
    ChartWarning "chart-warning" "The chart itself warns, by `warn()`";
    DanglingKey "dangling-key" "A key is asked of a ConfigMap or a Secret that does not have it";
    DanglingMonitor "dangling-monitor" "A ServiceMonitor selects no Services";
    DanglingPort "dangling-port" "A port is asked for by a name or number that its target does not have";
    DanglingReference "dangling-reference" "An object refers to another that nobody makes";
    DanglingService "dangling-service" "A Service selects no pods";
    DeepCharts "deep-charts" "Charts are nested too deep in each other";
    DuplicateDependency "duplicate-dependency" "Two dependencies of a chart have the same name";
    DuplicateKey "duplicate-key" "A key is given twice in one map";
    DuplicateObject "duplicate-object" "Two objects of the stack have the same kind, namespace and name";
    DuplicateValue "duplicate-value" "A list whose items must differ holds one of them twice";
    EndlessTemplate "endless-template" "A template runs too long";
    ForbiddenField "forbidden-field" "A field may not be set in this object, or beside another that is";
    HelmHook "helm-hook" "An object has the annotation `helm.sh/hook`, which only Helm heeds";
    InvalidValue "invalid-value" "A field holds a value that the API server refuses";
    KubeVersion "kube-version" "The chart is made for other versions of Kubernetes";
    LibraryChart "library-chart" "A library chart is rendered by itself";
    MalformedImage "malformed-image" "The image of a container is no reference that a kubelet can read";
    MissingChart "missing-chart" "A dependency is not in the chart's folder `charts`";
    MissingField "missing-field" "A required field of an object is not set";
    MissingName "missing-name" "An object has `generateName` in place of a name";
    NoNamespace "no-namespace" "A namespace is asked for or to be created, and none is named";
    NothingRendered "nothing-rendered" "A chart makes no objects";
    NothingSelected "nothing-selected" "No rendered object is the one that was asked for";
    OtherName "other-name" "A chart is not called as its folder is";
    RawText "raw-text" "A statement would turn bound values into plain text";
    Refused "refused" "The chart refuses its values, by `fail()`";
    Required "required" "The chart needs a value that is not set, by `required()`";
    ReservedCharacter "reserved-character" "A template holds a character that is reserved for drydock";
    Schema "schema" "The values do not fit values.schema.json";
    ServerWarning "server-warning" "The API server takes the object, and warns of a field";
    SetClash "set-clash" "A flag sets something inside a value that can't hold it";
    TemplateError "template-error" "A template fails while it runs";
    TemplateSyntax "template-syntax" "A template can't be parsed";
    UndeclaredNamespace "undeclared-namespace" "An object is in a namespace that nobody makes";
    UndefinedValue "undefined-value" "A template uses a variable or value that is not defined";
    UnknownField "unknown-field" "A field does not exist in an object of this kind, or in Chart.yaml";
    UnknownFile "unknown-file" "A template asks for a file that the chart does not have";
    UnknownFunction "unknown-function" "A template calls a function, filter or test that does not exist";
    UnknownKind "unknown-kind" "An object's kind is not built into Kubernetes";
    UnknownMacro "unknown-macro" "A template imports a macro that the other one does not define";
    UnknownRule "unknown-rule" "`drydock.dev/allow` names a rule that does not exist";
    UnknownTemplate "unknown-template" "A template includes or imports one that does not exist";
    UnknownValue "unknown-value" "A value is set that the chart does not have";
    UnknownValueReference "unknown-value-reference" "A template reads a value that the chart does not have";
    UnreadFile "unread-file" "A file is called so that nothing reads it";
    UnreadValue "unread-value" "No template reads a value of the chart";
    ValueClash "value-clash" "A map meets another type where two layers of values are merged";
    WrongChart "wrong-chart" "A dependency's folder holds a chart of another name";
    WrongType "wrong-type" "A value or field is of another type than the one it must have";
    YamlSyntax "yaml-syntax" "A text is not valid YAML";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
