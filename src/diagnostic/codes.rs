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
    AnonymousBinding "anonymous-binding" "A role is bound to everybody";
    BadArchive "bad-archive" "A file among the dependencies is no packaged chart";
    BadCall "bad-call" "A macro is called with arguments that it does not take, or without one that it needs";
    BadChart "bad-chart" "A field of Chart.yaml is missing or has an invalid value";
    BadDocument "bad-document" "A rendered document is not a map";
    BadExternal "bad-external" "An entry of `externals` is not `Kind/namespace/name`";
    BadFlag "bad-flag" "An argument of a flag can't be read";
    BadGlob "bad-glob" "A line of .helmignore is no pattern for file names";
    BadGolden "bad-golden" "A golden file can't be read, or not be written";
    BadIdentity "bad-identity" "An object lacks its apiVersion, kind or name";
    BadImport "bad-import" "A value that `import-values` names can't be imported";
    BadKey "bad-key" "A key of a map is not a string";
    BadLink "bad-link" "A link leads out of the chart or the project, or something would be written through it";
    BadNumber "bad-number" "JSON has no such number, as `.inf`";
    BadSchema "bad-schema" "The file values.schema.json is not a JSON Schema";
    BadSettings "bad-settings" "A key of drydock.yaml is unknown, or has an invalid value";
    BadSpread "bad-spread" "`<<` spreads something that is not a map";
    BadSwitch "bad-switch" "A value that switches a chart on or off is not a boolean";
    BadTag "bad-tag" "A YAML tag is unknown, or does not fit its value";
    BadText "bad-text" "A value that is not a scalar is part of a text";
    BadValues "bad-values" "A values file does not hold one map of values";
    BareAllowance "bare-allowance" "A finding is allowed without a reason";
    BlockedDrain "blocked-drain" "A PodDisruptionBudget allows no eviction";
    ChartCycle "chart-cycle" "A chart depends on itself";
    ChartVersion "chart-version" "The version of a dependency does not match its constraint";
    ChartWarning "chart-warning" "The chart itself warns, by `warn()`";
    ClusterAdminBound "cluster-admin-bound" "A binding gives all rights";
    ContainerSocket "container-socket" "A pod mounts the socket of the container runtime";
    CutOffPod "cut-off-pod" "NetworkPolicies let nothing into a pod, or nothing out of it";
    CutOffService "cut-off-service" "NetworkPolicies let nobody reach the pods of a Service";
    DangerousCapability "dangerous-capability" "A container has a capability that gives it the node or its network";
    DanglingKey "dangling-key" "A ConfigMap or a Secret does not have a key that is used";
    DanglingMonitor "dangling-monitor" "A ServiceMonitor selects no Services";
    DanglingPort "dangling-port" "A container or a Service does not have a port that is used";
    DanglingReference "dangling-reference" "An object refers to one that nothing creates";
    DanglingService "dangling-service" "A Service selects no pods";
    DeepCharts "deep-charts" "Charts are nested too deep in each other, or are too many";
    DefaultAccountBound "default-account-bound" "A role is bound to the default account of a namespace";
    DefaultServiceAccount "default-service-account" "A pod runs as the default account of its namespace";
    Drift "drift" "What is rendered differs from its golden file";
    DuplicateDependency "duplicate-dependency" "Two dependencies of a chart have the same name";
    DuplicateKey "duplicate-key" "A key is given twice in one map";
    DuplicateObject "duplicate-object" "Two objects of the stack have the same kind, namespace and name";
    DuplicateValue "duplicate-value" "A list contains an item twice that it may contain only once";
    EndlessTemplate "endless-template" "A template runs too long";
    EscalatingRole "escalating-role" "A role can give itself more rights";
    ExposedSecret "exposed-secret" "A secret stands in plain text in a variable, an argument or a ConfigMap";
    ExposedService "exposed-service" "A Service is open to the world, and no policy says to whom";
    ForbiddenField "forbidden-field" "A field is not allowed in this object, or not together with another field";
    HelmHook "helm-hook" "An object is a Helm hook, which kubectl applies like any other object";
    HostNamespace "host-namespace" "A pod shares the network, the processes or the memory of its node";
    HostPath "host-path" "A pod mounts files of its node";
    HostPort "host-port" "A container takes a port of its node";
    HostProcess "host-process" "A container of Windows runs as a process of the host";
    InvalidValue "invalid-value" "A field holds a value that the API server refuses";
    KeptCapabilities "kept-capabilities" "A container does not drop all capabilities";
    KubeVersion "kube-version" "The chart is made for other versions of Kubernetes";
    LibraryChart "library-chart" "A library chart is rendered by itself";
    LowUserId "low-user-id" "A container does not run as a user and a group above 10000";
    MalformedImage "malformed-image" "The image of a container is not a valid reference";
    MissingChart "missing-chart" "A dependency is not in the chart's folder `charts`";
    MissingField "missing-field" "A required field of an object is not set";
    MissingGolden "missing-golden" "There is no golden file yet for what is rendered";
    MissingName "missing-name" "An object has `generateName` in place of a name";
    MissingTls "missing-tls" "A host of an Ingress has no certificate, while others have one";
    NoNamespace "no-namespace" "A namespace is used or should be created, but none is given";
    NoSeccomp "no-seccomp" "A container may make every system call";
    NothingRendered "nothing-rendered" "A chart makes no objects";
    NothingSelected "nothing-selected" "No rendered object matches `--show-only`";
    OpenEgress "open-egress" "No NetworkPolicy says where a pod may go";
    OpenIngress "open-ingress" "No NetworkPolicy says who reaches a pod";
    OtherName "other-name" "A chart has another name than its folder";
    OverBudget "over-budget" "A render makes more text, lists or documents than it may, or a file has too many values";
    PlainHttp "plain-http" "An Ingress has no TLS";
    PodCreation "pod-creation" "A role creates pods";
    PodExec "pod-exec" "A role runs commands in pods";
    PodSecurity "pod-security" "The Pod Security Standard of a namespace refuses a pod";
    PrivilegeEscalation "privilege-escalation" "A container may gain privileges";
    PrivilegedContainer "privileged-container" "A container is privileged";
    PrivilegedPort "privileged-port" "A container listens on a port below 1024";
    PrivilegedScc "privileged-scc" "A SecurityContextConstraint of OpenShift lets in privileged containers";
    RawSockets "raw-sockets" "A container may use raw sockets";
    RawText "raw-text" "A statement would turn bound values into plain text";
    Refused "refused" "The chart refuses its values, by `fail()`";
    Required "required" "The chart needs a value that is not set, by `required()`";
    ReservedCharacter "reserved-character" "A template holds a character that is reserved for drydock";
    RootUser "root-user" "A container runs as root, or may do so";
    Schema "schema" "The values do not fit values.schema.json";
    SecretAccess "secret-access" "A role reads or writes all Secrets";
    SecretFromEnv "secret-from-env" "A container takes a Secret by a variable";
    SecretInConfigMap "secret-in-config-map" "A key of a ConfigMap is called a secret";
    SecretInEnv "secret-in-env" "A variable that is called a secret has a plain value";
    SensitiveHostPath "sensitive-host-path" "A pod mounts the system folders of its node";
    ServerWarning "server-warning" "The API server accepts the object, but warns of a field";
    SetClash "set-clash" "A flag sets something inside a value that can't hold it";
    SshPort "ssh-port" "A container opens the port of SSH";
    StaleGolden "stale-golden" "No stack renders what a golden file holds";
    TagInComment "tag-in-comment" "A tag stands in a comment of YAML, where it is text and does not run";
    TemplateError "template-error" "A template fails while it runs";
    TemplateSyntax "template-syntax" "A template can't be parsed";
    UndeclaredNamespace "undeclared-namespace" "An object is in a namespace that nothing creates";
    UndefinedValue "undefined-value" "A template uses a variable or value that is not defined";
    UnhardenedContainer "unhardened-container" "Nothing limits what a container may do of what root may";
    UnisolatedNamespace "unisolated-namespace" "A namespace of the stack has no NetworkPolicy, while others have";
    UnknownField "unknown-field" "A field does not exist in an object of this kind, or in Chart.yaml";
    UnknownFile "unknown-file" "A template asks for a file that the chart does not have";
    UnknownFunction "unknown-function" "A template calls a function, filter or test that does not exist";
    UnknownKind "unknown-kind" "An object's kind is neither built into Kubernetes nor defined";
    UnknownMacro "unknown-macro" "A template imports a macro that the other one does not define";
    UnknownRule "unknown-rule" "A rule is named that does not exist";
    UnknownTemplate "unknown-template" "A template includes or imports one that does not exist";
    UnknownValue "unknown-value" "A value is set that the chart does not have";
    UnknownValueReference "unknown-value-reference" "A template reads a value that the chart does not have";
    UnmaskedProc "unmasked-proc" "A container sees all of /proc";
    UnreadFile "unread-file" "Nothing reads a file of this name";
    UnreadValue "unread-value" "No template reads a value of the chart";
    UnsafeSysctl "unsafe-sysctl" "A pod sets a sysctl that nodes do not allow";
    UnsettledField "unsettled-field" "The API server drops or rewrites a field, so each apply is a change";
    UnusedAllowance "unused-allowance" "A finding is allowed that there is not";
    UnusedMask "unused-mask" "A mask of drydock.yaml finds no field that it lets differ";
    UnusedToken "unused-token" "A pod is given a token that nothing uses";
    ValueClash "value-clash" "A map meets another type where two layers of values are merged";
    WildcardRole "wildcard-role" "A role allows all verbs, resources or groups of a kind";
    WritableHostPath "writable-host-path" "A container can write files of its node";
    WritableRoot "writable-root" "The root file system of a container is writable";
    WrongChart "wrong-chart" "A dependency's folder holds a chart of another name";
    WrongType "wrong-type" "A value or field has the wrong type";
    YamlSyntax "yaml-syntax" "A text is not valid YAML";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
