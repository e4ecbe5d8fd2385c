//! drydock renders, checks and snapshot-tests Kubernetes manifests.
//!
//! # The idea
//!
//! Values are *bound, not printed*. A template is YAML with holes: `replicas: {{ values.n }}`.
//! The engine never writes a value into the text; it leaves a mark. The text is parsed as YAML,
//! and only then is each mark replaced by its value, with its type. So there is nothing to quote
//! and nothing to indent, no value can change the structure of a document, and every node of the
//! result knows the place in the template and the place in the values that it came from.
//!
//! # The way of the data
//!
//! ```text
//! chart directory ─► Chart                     chart::load
//! Chart + layers ─► values                     values::effective     each leaf knows who set it
//! Chart + shape of values ─► findings          template::check       all branches, none rendered
//! Chart + values ─► Instance                   values::instance      subcharts, each with its own
//! Instance + release ─► Documents              template::render      holes, parsed, filled
//! chart of Go templates + values ─► texts      helm::render          whose bytes know their origins
//! texts ─► Documents                           pipeline::go          each node by its bytes
//! chart of Go templates ─► chart of ours       convert::convert      proved by workspace::convert
//! Documents ─► Manifest                        manifest::build       identities, apply order
//! Manifest ─► findings                         check::check          as an API server judges, then
//!                                                                    its objects together
//! Manifest ─► YAML │ JSON │ files              manifest::write
//! Manifest × snapshots/ ─► comparison          snapshot::compare
//! two Manifests ─► differences                 compare::compare     object by object, field by field
//! Manifest + values ─► origins                 explain              of each field; and where a value goes
//! any text ─► verdicts                         check::verdict        manifests by anyone
//! Chart + layers ─► Secrets                    pipeline::add_secrets, which every printer asks for
//! ```
//!
//! [`pipeline::load`] is the first line, with all that holds for every environment;
//! [`pipeline::render`] reads like the rest, but for `template::check`, which needs no values and
//! is [`pipeline::check_templates`], and for `pipeline::add_secrets`, which is called where there
//! is something to say. [`workspace`] does that for the stacks of a project, each in its environments.
//! Every stage puts all that is wrong with its input into a
//! [`diagnostic::Report`], not the first thing; the next stage begins if there was no error.
//!
//! ```
//! use drydock::diagnostic::{Report, Secrets, Sources};
//! use drydock::pipeline::{self, Request};
//!
//! let request = Request::new("pcap-analyzer");
//! let (mut sources, mut report) = (Sources::new(), Report::new());
//! let mut secrets = Secrets::none();
//! let path = std::path::Path::new("charts/pcap-analyzer");
//! let chart = pipeline::load(path, "pcap-analyzer", &mut sources, &mut report, &mut secrets)
//!     .map_err(|error| error.to_string())?
//!     .expect("the chart is sound");
//! let rendered = pipeline::render(&chart, request, &sources, &mut report, &mut secrets)
//!     .expect("the chart renders with its defaults");
//! assert!(rendered.manifest.to_yaml("pcap-analyzer").starts_with("---\n"));
//! # Ok::<(), String>(())
//! ```
//!
//! # What never happens
//!
//! - stdout holds nothing but what was asked for, all of it or nothing.
//! - The library knows no clock, no randomness, no network and no environment: the same input
//!   gives the same bytes. Files are read in [`chart`], [`workspace`] and [`disk`] only.
//! - Nothing is written through a link, or out of the folder that it belongs to: [`disk`] is the
//!   only door.
//! - No message, diff or snapshot quotes a secret: who shows anything needs a
//!   [`diagnostic::Censor`], which is made of what is secret.
//! - No message is made up by who prints it: what a chart's author can cause is a
//!   [`diagnostic::Diagnostic`], worded where it is found.

pub mod chart;
pub mod check;
pub mod compare;
pub mod convert;
mod cores;
pub mod diagnostic;
pub mod disk;
pub mod explain;
pub mod helm;
pub mod kube;
pub mod manifest;
pub mod pipeline;
pub mod snapshot;
pub mod template;
pub mod values;
pub mod workspace;
pub mod yaml;
