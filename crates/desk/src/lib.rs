//! The desk's judgement: events, background, and the draft with its reasons. Pure.
