//! Text with marks of holes, and the values in them, into documents whose nodes know where they came
//! from.

pub mod assemble;
pub mod documents;
pub mod fill;
pub mod marks;
pub mod scene;
pub mod site;
