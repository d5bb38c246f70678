//! The public output of `nightdesk read`: one JSON object a story
//! (`docs/story.schema.json`). An editor's note is never in it.

use serde_json::{Value, json};
use story::Received;

/// The story's fields with its keys, its signal, and version, embargo and
/// urgency where the source gave them.
pub fn json_line(received: &Received) -> Value {
    let mut out = serde_json::to_value(&received.story).unwrap_or_else(|_| json!({}));
    if let Value::Object(o) = &mut out {
        o.insert("keys".into(), json!(received.keys));
        o.insert("signal".into(), json!(received.signal));
        if let Some(v) = received.version {
            o.insert("version".into(), json!(v));
        }
        if let Some(e) = received.embargo {
            o.insert("embargo".into(), json!(e));
        }
        if let Some(u) = received.urgency {
            o.insert("urgency".into(), json!(u));
        }
    }
    out
}
