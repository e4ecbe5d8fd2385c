//! Go templates and values into texts that know where they come from.

mod builtins;
pub mod call;
pub mod callee;
pub mod check;
pub mod dates;
mod evaluate;
pub mod fault;
pub mod functions;
pub mod glob;
mod include;
mod lex;
mod literal;
pub mod number;
pub mod objects;
pub mod parse;
pub mod print;
pub mod program;
pub mod quote;
pub mod reads;
mod reflect;
mod regexp;
pub mod run;
pub mod text;
pub mod tree;
pub mod value;
pub mod yaml;
