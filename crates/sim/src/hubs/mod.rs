//! The hubs of one node, from one seed: thousands of conns that chat, join, leave, stall and vanish, and a plain
//! model that says what each of them must hear.
//!
//! A run is a function of the seed. [`Luck`] draws one [`Step`] after the other, [`World`] lets it happen to the hubs and
//! to the model beside each of them, and the first difference ends the run. [`run()`] is a whole run, [`shrink`] finds the
//! shortest script that still fails. Read `step`, `world`, `model` and `rules`, in this order.

mod hearing;
mod model;
mod node;
mod plan;
mod planted;
mod rules;
mod run;
mod shell;
mod step;
mod world;

pub use plan::{Luck, Plan};
pub use planted::{Fault, Planted};
pub use run::{Failure, Options, Outcome, run, shrink, transcript};
pub use step::{Step, Words};
pub use world::World;
