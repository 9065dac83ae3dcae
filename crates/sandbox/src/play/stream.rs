//! Answers that come event by event.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Player, shapes, template, template::Words};
use crate::{
    check::Checked,
    document::Operation,
    facts::Chat,
    generate::{self, Purpose},
    reply::{Event, Payload, Reply},
    settings::Framing,
};

impl Player {
    /// The stream, if one is asked for.
    pub(super) fn streamed(&self, operation: &Operation, chat: &Chat, request: &Checked, words: &Words, answer: &str) -> Option<Reply> {
        let facts = operation.facts.stream.as_ref()?;
        let (status, response, _) = shapes::success(operation)?;
        let content = response.content.iter().find(|content| content.is_stream())?;
        let is_asked = match &facts.flag {
            Some(flag) => request.body.as_ref().and_then(|body| body.get(flag)) == Some(&Value::Bool(true)),
            None => true,
        };
        let only = response.content.iter().all(crate::document::Content::is_stream);
        if !is_asked && !only {
            return None;
        }
        let data: Vec<Value> = if chat.event.is_empty() {
            let purpose =
                Purpose { label: "event".to_owned(), number: 1, now: "2025-01-01T00:00:00Z".to_owned(), seed: self.settings.seed };
            vec![generate::content(&self.document, content, &purpose)]
        } else {
            pieces(answer).into_iter().map(|piece| event(&chat.event, &words.clone().with("piece", piece), request)).collect()
        };
        let framing =
            self.settings.framing.unwrap_or(if facts.framing.as_deref() == Some("line") { Framing::Line } else { Framing::Standard });
        let write = |data: &str, is_end| {
            let end = if framing == Framing::Line { "\n" } else { "\n\n" };
            Event { text: format!("data: {data}{end}"), is_end }
        };
        let mut events: Vec<Event> = data.iter().map(|data| write(&data.to_string(), false)).collect();
        events.extend(facts.done.as_deref().map(|done| write(done, true)));
        let mut reply = Reply { status, content: Payload::Events(events), ..Reply::default() };
        reply.set_header("content-type", content.media_type.as_str());
        reply.set_header("cache-control", "no-cache");
        Some(reply)
    }
}

fn event(members: &BTreeMap<String, Value>, words: &Words, request: &Checked) -> Value {
    let mut event = Value::Object(Map::new());
    for (pointer, value) in members {
        if let Some(value) = words.render(value, request) {
            template::set(&mut event, pointer, value);
        }
    }
    event
}

/// The words of a text, each with the blank before it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.char_indices().skip(1).find(|(_, c)| *c == ' ').map(|(index, _)| index) {
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn the_pieces_of_a_text_make_it_again() {
        assert_eq!(pieces("You said: Hi"), ["You", " said:", " Hi"]);
        for text in ["", " ", "  a  é b ", "x"] {
            assert_eq!(pieces(text).concat(), text);
        }
    }
}
