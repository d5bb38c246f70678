//! An SMTP server that logs every acceptance and misbehaves on request.
