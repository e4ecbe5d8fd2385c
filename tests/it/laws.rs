//! What holds for every chart and every value, tried with the nasty ones and with random ones.
//!
//! The random ones are the same in every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` try others.

mod binding;
mod comparison;
mod emission;
mod expressions;
mod go;
mod identity;
mod layers;
mod malformed;
mod positions;
mod readers;
mod strings;
mod together;
pub(crate) mod trial;
