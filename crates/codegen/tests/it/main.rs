//! The code that small schemas become, and the errors for what they may not have.

#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod compile;
mod gdscript;
mod gdscript_lists;
mod gdscript_names;
mod golden;
mod refused;
mod typescript;
