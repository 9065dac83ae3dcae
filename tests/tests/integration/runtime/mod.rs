//! The run time as the five vendors' own clients have it: their facts, their error shapes, their
//! headers. What does not depend on a vendor is tested in the run time's own crate.

mod faults;
mod leaks;
mod script;
mod subjects;
mod variables;
