//! The one integration binary: what the user sees, and laws.

mod agreement;
mod cases;
mod codes;
mod corpus;
mod data_processing;
mod docs;
mod gauzian;
mod generated;
mod house;
mod kubectl;
mod laws;
mod merge;
mod minimal;
mod pcap_analyzer;
mod programs;
mod quote_app;
mod reading;
mod readme;
mod rule_pages;
mod rules;
mod secrets;
mod set;
mod stack;
mod typos;
mod updates;
mod validate;
