//! The plate, the imprint, the signature, the SMTP session and the run.

pub mod ledger;
pub mod session;
