//! All SQL: migrations, engines, and the contracts they fulfil.
