//! What the model promises, and what a chain finds.

mod chains;
mod limits;
mod logs;
mod owners;
mod rest;
mod samples;
