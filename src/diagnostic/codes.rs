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
    AutoscaledReplicas "autoscaled-replicas" "A workload sets the replicas that an autoscaler sets";
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
    BrokenQuery "broken-query" "A query is no PromQL";
    BrokenRoute "broken-route" "The rule of a route is none that Traefik reads";
    BrokenTemplate "broken-template" "A template in an ExternalSecret does not close its braces";
    BrokenTrigger "broken-trigger" "A trigger of KEDA has keys or values that its scaler does not take";
    BurstableContainer "burstable-container" "A container may take more than it requests";
    CachedImage "cached-image" "A node runs an image without asking the registry for it";
    ChangingSelector "changing-selector" "A selector that can not change has a label that does";
    ChartCycle "chart-cycle" "A chart depends on itself";
    ChartVersion "chart-version" "The version of a dependency does not match its constraint";
    ChartWarning "chart-warning" "The chart itself warns, by `warn()`";
    ClashingHostPort "clashing-host-port" "Pods of two workloads take the same port of their nodes";
    ClashingNodePort "clashing-node-port" "Two Services take the same port of the nodes";
    ClashingRoute "clashing-route" "Two routes are for the same host and path";
    ClusterAdminBound "cluster-admin-bound" "A binding gives all rights";
    CollidingRuns "colliding-runs" "A CronJob starts a Job before the last one has to have ended";
    ContainerSocket "container-socket" "A pod mounts the socket of the container runtime";
    CutOffPod "cut-off-pod" "NetworkPolicies let nothing into a pod, or nothing out of it";
    CutOffService "cut-off-service" "NetworkPolicies let nobody reach the pods of a Service";
    DangerousCapability "dangerous-capability" "A container has a capability that gives it the node or its network";
    DanglingAffinity "dangling-affinity" "Pods must run beside pods that do not exist";
    DanglingBudget "dangling-budget" "A PodDisruptionBudget selects no pods";
    DanglingClass "dangling-class" "An object is of a class that nothing creates";
    DanglingKey "dangling-key" "A ConfigMap or a Secret does not have a key that is used";
    DanglingMonitor "dangling-monitor" "A ServiceMonitor selects no Services, or a PodMonitor no pods";
    DanglingPeer "dangling-peer" "A NetworkPolicy lets pods through that do not exist";
    DanglingPolicy "dangling-policy" "A NetworkPolicy selects no pods";
    DanglingPort "dangling-port" "A container or a Service does not have a port that is used";
    DanglingReference "dangling-reference" "An object refers to one that nothing creates";
    DanglingService "dangling-service" "A Service selects no pods";
    DanglingSpread "dangling-spread" "A topology spread constraint does not count the pods that it is for";
    DeepCharts "deep-charts" "Charts are nested too deep in each other, or are too many";
    DefaultAccountBound "default-account-bound" "A role is bound to the default account of a namespace";
    DefaultNamespace "default-namespace" "An object is in the namespace `default`";
    DefaultServiceAccount "default-service-account" "A pod runs as the default account of its namespace";
    DeniedByPolicy "denied-by-policy" "A ValidatingAdmissionPolicy refuses an object";
    DeprecatedField "deprecated-field" "A field has another name now";
    Drift "drift" "What is rendered differs from its golden file";
    DuplicateDependency "duplicate-dependency" "Two dependencies of a chart have the same name";
    DuplicateEntry "duplicate-entry" "A list has two entries with the same key";
    DuplicateKey "duplicate-key" "A key is given twice in one map";
    DuplicateObject "duplicate-object" "Two objects of the stack have the same kind, namespace and name";
    DuplicateValue "duplicate-value" "A list contains an item twice that it may contain only once";
    EarlyKill "early-kill" "A liveness probe kills a container before it can have started";
    EndlessTemplate "endless-template" "A template runs too long";
    EscalatingRole "escalating-role" "A role can give itself more rights";
    ExclusiveVolume "exclusive-volume" "Several pods of a workload share a volume that one node can mount at a time";
    ExposedSecret "exposed-secret" "A secret stands in plain text in a variable, an argument or a ConfigMap";
    ExposedService "exposed-service" "A Service is open to the world, and no policy says to whom";
    FewReplicas "few-replicas" "A Deployment may have only two replicas";
    FinishedJobs "finished-jobs" "Jobs that have ended are kept for ever, or go before their history";
    FixedAutoscaler "fixed-autoscaler" "An autoscaler has no room to scale";
    FloatingImage "floating-image" "The tag of an image moves";
    ForbiddenField "forbidden-field" "A field is not allowed in this object, or not together with another field";
    GoverningService "governing-service" "The Service of a StatefulSet does not give its pods names";
    HelmHook "helm-hook" "An object is a Helm hook, which kubectl applies like any other object";
    HostNamespace "host-namespace" "A pod shares the network, the processes or the memory of its node";
    HostPath "host-path" "A pod mounts files of its node";
    HostPort "host-port" "A container takes a port of its node";
    HostProcess "host-process" "A container of Windows runs as a process of the host";
    IdleAnnotation "idle-annotation" "An annotation does nothing any more";
    IdleBudget "idle-budget" "A PodDisruptionBudget does not say how many pods may be missing";
    IdleGrant "idle-grant" "A rule of a role grants what no request asks for";
    ImplausibleQuantity "implausible-quantity" "A container asks for an amount that is hardly meant";
    ImpliedPullPolicy "implied-pull-policy" "A container leaves it to the tag when its image is pulled";
    InjectedYaml "injected-yaml" "A text of the values makes keys, items or a comment where a Go template prints it";
    InvalidValue "invalid-value" "A field holds a value that the API server refuses";
    JobWithoutDeadline "job-without-deadline" "Nothing ends a Job that hangs";
    KeptCapabilities "kept-capabilities" "A container does not drop all capabilities";
    KeptUnhealthy "kept-unhealthy" "A PodDisruptionBudget does not say what holds for pods that are not ready";
    KubeVersion "kube-version" "The chart is made for other versions of Kubernetes";
    LateStart "late-start" "A CronJob has too short a deadline to start its Jobs";
    LibraryChart "library-chart" "A library chart is rendered by itself";
    LostType "lost-type" "A text of the values is a number, a boolean or null where a Go template prints it";
    LowUserId "low-user-id" "A container does not run as a user and a group above 10000";
    MalformedImage "malformed-image" "The image of a container is not a valid reference";
    MissingChart "missing-chart" "A dependency is not in the chart's folder `charts`";
    MissingField "missing-field" "A required field of an object is not set";
    MissingGolden "missing-golden" "There is no golden file yet for what is rendered";
    MissingName "missing-name" "An object has `generateName` in place of a name";
    MissingTls "missing-tls" "A host of an Ingress has no certificate, while others have one";
    MixedBackends "mixed-backends" "A Service sends to pods of a Job besides those of its workload";
    MixedTags "mixed-tags" "A stack runs an image in two versions";
    MixedTemplates "mixed-templates" "A chart has templates of Go and of drydock's own";
    NakedPod "naked-pod" "A pod has no controller";
    NeverDue "never-due" "The schedule of a CronJob never comes";
    NeverRestarted "never-restarted" "A container that fails is not started again";
    NoBudget "no-budget" "No PodDisruptionBudget guards the replicas of a workload";
    NoCpuLimit "no-cpu-limit" "A container has no limit of CPU";
    NoCpuRequest "no-cpu-request" "A container requests no CPU";
    NoEphemeralStorage "no-ephemeral-storage" "A container may fill the disk of its node";
    NoLimits "no-limits" "A container has no limit of memory";
    NoLivenessProbe "no-liveness-probe" "A container has no liveness probe";
    NoLowNdots "no-low-ndots" "Names are looked up with many search domains";
    NoNamespace "no-namespace" "A namespace is used or should be created, but none is given";
    NoNodeAffinity "no-node-affinity" "Pods run on any node";
    NoPriorityClass "no-priority-class" "Pods have no priority";
    NoReadinessProbe "no-readiness-probe" "A container has no readiness probe";
    NoRequests "no-requests" "A container requests no memory";
    NoSeccomp "no-seccomp" "A container may make every system call";
    NoStartDeadline "no-start-deadline" "A CronJob has no deadline to start its Jobs";
    NoTimeZone "no-time-zone" "The schedule of a CronJob is in the time zone of the controller";
    NoTopologySpread "no-topology-spread" "Nothing spreads the pods of a workload";
    NothingRendered "nothing-rendered" "A chart makes no objects";
    NothingSelected "nothing-selected" "No rendered object matches `--show-only`";
    OneReplica "one-replica" "A Deployment may have a single replica";
    OpenEgress "open-egress" "No NetworkPolicy says where a pod may go";
    OpenIngress "open-ingress" "No NetworkPolicy says who reaches a pod";
    OtherName "other-name" "A chart has another name than its folder";
    OverBudget "over-budget" "A render makes more text, lists or documents than it may, or a file has too many values";
    OverlappingBudgets "overlapping-budgets" "Two PodDisruptionBudgets select the same pods";
    OverlappingRuns "overlapping-runs" "A CronJob may run two of its Jobs at once";
    OverlappingSelectors "overlapping-selectors" "Two workloads of a kind select the same pods";
    OversizedObject "oversized-object" "An object is too large for `kubectl apply`";
    PlainHttp "plain-http" "An Ingress has no TLS";
    PodCreation "pod-creation" "A role creates pods";
    PodExec "pod-exec" "A role runs commands in pods";
    PodSecurity "pod-security" "The Pod Security Standard of a namespace refuses a pod";
    PrivilegeEscalation "privilege-escalation" "A container may gain privileges";
    PrivilegedContainer "privileged-container" "A container is privileged";
    PrivilegedPort "privileged-port" "A container listens on a port below 1024";
    PrivilegedScc "privileged-scc" "A SecurityContextConstraint of OpenShift lets in privileged containers";
    ProbedJob "probed-job" "A container of a Job is asked whether it is alive or ready";
    RawSockets "raw-sockets" "A container may use raw sockets";
    RawText "raw-text" "A statement would turn bound values into plain text";
    Refused "refused" "The chart refuses its values, by `fail()`";
    RefusedByLimitRange "refused-by-limit-range" "A LimitRange refuses a container, a pod or a claim";
    RefusedByQuota "refused-by-quota" "A ResourceQuota refuses pods or other objects of the stack";
    RefusedRoot "refused-root" "A container must not run as root, and is told to";
    Required "required" "The chart needs a value that is not set, by `required()`";
    ReservedCharacter "reserved-character" "A template holds a character that is reserved for drydock";
    RetiredProvisioner "retired-provisioner" "A StorageClass or a volume is of a driver that is gone";
    RetiredRegistry "retired-registry" "An image is of a registry that is shut down";
    RewrittenField "rewritten-field" "The API server adds or rewrites a field, which means the same";
    RivalAutoscalers "rival-autoscalers" "Two autoscalers act on a workload by the same resource";
    RootUser "root-user" "A container runs as root, or may do so";
    Schema "schema" "The values do not fit values.schema.json";
    SecretAccess "secret-access" "A role reads or writes all Secrets";
    SecretFromEnv "secret-from-env" "A container takes a Secret by a variable";
    SecretInConfigMap "secret-in-config-map" "A key of a ConfigMap is called a secret";
    SecretInEnv "secret-in-env" "A variable that is called a secret has a plain value";
    SensitiveHostPath "sensitive-host-path" "A pod mounts the system folders of its node";
    ServerWarning "server-warning" "The API server accepts the object, but warns of a field";
    SetClash "set-clash" "A flag sets something inside a value that can't hold it";
    ShadowedVariable "shadowed-variable" "A variable has the name of one that a Service gives to pods";
    SharedNode "shared-node" "Nothing keeps the replicas of a workload on different nodes";
    SharedScaleTarget "shared-scale-target" "Two autoscalers scale the same workload";
    ShortGrace "short-grace" "A container is killed before its preStop hook has ended";
    SpacedCommand "spaced-command" "A command is one word with blanks in it";
    SshPort "ssh-port" "A container opens the port of SSH";
    StaleGolden "stale-golden" "No stack renders what a golden file holds";
    StaleImage "stale-image" "A node keeps an image whose tag moves";
    StoppedUpdate "stopped-update" "An update stops all pods before it starts new ones";
    TagInComment "tag-in-comment" "A tag stands in a comment of YAML, where it is text and does not run";
    TemplateError "template-error" "A template fails while it runs";
    TemplateSyntax "template-syntax" "A template can't be parsed";
    TwinProbes "twin-probes" "A container is asked the same whether it is alive and whether it is ready";
    UndeclaredNamespace "undeclared-namespace" "An object is in a namespace that nothing creates";
    UndeclaredPort "undeclared-port" "A Service sends to a port that its pods do not declare";
    UndeclaredProbePort "undeclared-probe-port" "A probe asks for a port that the container does not declare";
    UndefinedValue "undefined-value" "A template uses a variable or value that is not defined";
    UndefinedVariable "undefined-variable" "A container uses a variable that is not defined before";
    UnhardenedContainer "unhardened-container" "Nothing limits what a container may do of what root may";
    UnisolatedNamespace "unisolated-namespace" "A namespace of the stack has no NetworkPolicy, while others have";
    UnjudgedPolicy "unjudged-policy" "A ValidatingAdmissionPolicy asks for what is not known here";
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
    UnmeasuredTarget "unmeasured-target" "An autoscaler scales by what its pods do not request";
    UnmetBudget "unmet-budget" "A PodDisruptionBudget wants more pods than an autoscaler keeps";
    UnreachableTarget "unreachable-target" "An autoscaler waits for more than the limits allow";
    UnreadFile "unread-file" "Nothing reads a file of this name";
    UnreadValue "unread-value" "No template reads a value of the chart";
    UnsafeSysctl "unsafe-sysctl" "A pod sets a sysctl that nodes do not allow";
    UnsatisfiableAffinity "unsatisfiable-affinity" "Pods ask for a node that can not be";
    UnscalableTarget "unscalable-target" "A HorizontalPodAutoscaler scales what can not be scaled";
    UnselectedPods "unselected-pods" "A workload does not select the pods that it makes";
    UnsettledField "unsettled-field" "The API server drops a field of a NetworkPolicy, so each apply is a change";
    UnstableValue "unstable-value" "A field is made of what Helm leaves to chance or to the clock";
    UnusedAllowance "unused-allowance" "A finding is allowed that there is not";
    UnusedConfig "unused-config" "Nothing in the stack uses a ConfigMap or a Secret";
    UnusedMask "unused-mask" "A mask of drydock.yaml finds no field that it lets differ";
    UnusedToken "unused-token" "A pod is given a token that nothing uses";
    UnusedVolume "unused-volume" "A volume of a pod is mounted by none of its containers";
    ValueClash "value-clash" "A map meets another type where two layers of values are merged";
    WildcardRole "wildcard-role" "A role allows all verbs, resources or groups of a kind";
    WritableHostPath "writable-host-path" "A container can write files of its node";
    WritableRoot "writable-root" "The root file system of a container is writable";
    WrongChart "wrong-chart" "A dependency's folder holds a chart of another name";
    WrongSecret "wrong-secret" "A Secret is used for what it has not the type or the keys for";
    WrongType "wrong-type" "A value or field has the wrong type";
    YamlSyntax "yaml-syntax" "A text is not valid YAML";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
