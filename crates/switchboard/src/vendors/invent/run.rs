//! How far the assistant is, read from the messages of a chat.
//!
//! A message of the assistant carries the state of its run: `RUNNING`, `COMPLETED`, `FAILED` or
//! `CANCELED`. Neither the order of the list nor which of these members are always there is
//! documented, so nothing here relies on either.

use switchboard_invent::types::{ChatMessage, ChatMessageRole, MessageContent, MessagePart, RunStatus};

/// How far the assistant is with its answer.
pub(super) enum Progress {
    Running,
    Answered(Box<ChatMessage>),
    /// With what the vendor says of it.
    Failed(Option<String>),
    Canceled,
}

/// How far the answer to this message is, which may be the answer itself.
pub(super) fn after(messages: &[ChatMessage], question: &str) -> Progress {
    let Some(at) = messages.iter().position(|message| message.id == question) else {
        return Progress::Running;
    };
    let (before, rest) = messages.split_at(at);
    match rest {
        [own, ..] if is_assistants(own) => of_message(own),
        [_, ..] if is_newest_first(messages) => of_run(before.iter().rev()),
        [_, later @ ..] => of_run(later.iter()),
        [] => Progress::Running,
    }
}

/// How far the answer is that is made of what follows the question, up to the next one.
fn of_run<'a>(messages: impl Iterator<Item = &'a ChatMessage>) -> Progress {
    let run: Vec<&ChatMessage> = messages.take_while(|message| message.role != Some(ChatMessageRole::User)).collect();
    let mut answer = Progress::Running;
    for message in run.into_iter().filter(|message| is_assistants(message)) {
        match of_message(message) {
            // Another step of the same run.
            Progress::Running => return Progress::Running,
            progress => answer = progress,
        }
    }
    answer
}

/// How far this answer is.
pub(super) fn of_message(message: &ChatMessage) -> Progress {
    match &message.status {
        Some(RunStatus::Completed) => Progress::Answered(Box::new(message.clone())),
        Some(RunStatus::Failed) => Progress::Failed(message.error.clone()),
        Some(RunStatus::Canceled) => Progress::Canceled,
        None if message.error.is_some() => Progress::Failed(message.error.clone()),
        None if !text(message).is_empty() => Progress::Answered(Box::new(message.clone())),
        // Among them the states that the vendor adds one day: they are not the end that is known.
        _ => Progress::Running,
    }
}

/// A state that no document knows, in which something beside the question is.
pub(super) fn unknown_state<'a>(messages: &'a [ChatMessage], question: &str) -> Option<&'a str> {
    messages.iter().filter(|message| message.id != question).find_map(|message| match &message.status {
        Some(RunStatus::Unknown(state)) => Some(state.as_str()),
        _ => None,
    })
}

/// Whether the assistant wrote it.
pub(super) fn is_assistants(message: &ChatMessage) -> bool {
    match &message.role {
        Some(role) => *role == ChatMessageRole::Assistant,
        None => contents(message).any(|content| matches!(content, MessageContent::AssistantMessage(_))),
    }
}

/// What the assistant wrote, without the steps in between.
pub(super) fn text(message: &ChatMessage) -> String {
    let parts = contents(message).filter_map(|content| match content {
        MessageContent::AssistantMessage(content) => content.parts.as_ref(),
        _ => None,
    });
    let texts = parts.flatten().filter_map(|part| match part {
        MessagePart::Text(part) => Some(part.text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// Whether the list begins with the newest message, as far as the times tell.
pub(super) fn is_newest_first(messages: &[ChatMessage]) -> bool {
    let mut times = messages.iter().filter_map(|message| message.created_at.as_ref()?.to_utc());
    match (times.next(), times.next_back()) {
        (Some(first), Some(last)) => first > last,
        _ => false,
    }
}

fn contents(message: &ChatMessage) -> impl Iterator<Item = &MessageContent> {
    message.messages.iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message from its id, author, state and time.
    fn message(id: &str, role: &str, status: &str, second: u32) -> ChatMessage {
        serde_json::from_value(serde_json::json!({
            "id": id,
            "role": role,
            "status": status,
            "created_at": format!("2026-01-01T00:00:{second:02}Z"),
            "messages": [{"role": role, "parts": [{"type": "text", "text": format!("text of {id}")}]}],
            "error": (status == "FAILED").then_some("no credit"),
        }))
        .unwrap()
    }

    fn name(progress: &Progress) -> String {
        match progress {
            Progress::Running => "running".to_owned(),
            Progress::Answered(answer) => text(answer),
            Progress::Failed(words) => format!("failed: {}", words.as_deref().unwrap_or("?")),
            Progress::Canceled => "canceled".to_owned(),
        }
    }

    fn both_ways(mut messages: Vec<ChatMessage>, question: &str) -> String {
        let oldest_first = name(&after(&messages, question));
        messages.reverse();
        assert_eq!(name(&after(&messages, question)), oldest_first);
        oldest_first
    }

    fn earlier_turn() -> Vec<ChatMessage> {
        vec![message("q1", "user", "COMPLETED", 1), message("a1", "assistant", "COMPLETED", 2), message("q2", "user", "COMPLETED", 3)]
    }

    #[test]
    fn the_answer_to_an_earlier_message_is_not_taken_for_the_answer() {
        assert_eq!(both_ways(earlier_turn(), "q2"), "running");
        assert_eq!(both_ways(earlier_turn(), "q1"), "text of a1");
    }

    #[test]
    fn the_answer_is_found_whichever_way_the_list_is_sorted() {
        let mut messages = earlier_turn();
        messages.push(message("a2", "assistant", "COMPLETED", 4));
        assert_eq!(both_ways(messages, "q2"), "text of a2");
    }

    #[test]
    fn a_run_is_over_when_its_last_step_is() {
        let mut messages = earlier_turn();
        messages.push(message("a2", "assistant", "COMPLETED", 4));
        messages.push(message("t", "tool", "COMPLETED", 5));
        messages.push(message("a3", "assistant", "RUNNING", 6));
        assert_eq!(both_ways(messages.clone(), "q2"), "running");
        messages[5] = message("a3", "assistant", "COMPLETED", 6);
        assert_eq!(both_ways(messages, "q2"), "text of a3");
    }

    #[test]
    fn ends_without_an_answer_are_told_apart() {
        for (status, expected) in [("FAILED", "failed: no credit"), ("CANCELED", "canceled"), ("QUEUED", "running"), ("RUNNING", "running")]
        {
            let mut messages = earlier_turn();
            messages.push(message("a2", "assistant", status, 4));
            assert_eq!(both_ways(messages, "q2"), expected);
        }
    }

    #[test]
    fn the_message_that_came_back_may_be_the_answer_itself() {
        assert_eq!(both_ways(vec![message("q", "user", "COMPLETED", 1), message("a", "assistant", "RUNNING", 2)], "a"), "running");
        assert_eq!(both_ways(vec![message("q", "user", "COMPLETED", 1), message("a", "assistant", "COMPLETED", 2)], "a"), "text of a");
    }

    #[test]
    fn a_message_without_role_and_state_speaks_for_itself() {
        let answer: ChatMessage = serde_json::from_value(serde_json::json!({
            "id": "a", "messages": [{"role": "tool"}, {"role": "assistant", "parts": [{"type": "text", "text": "720"}]}]
        }))
        .unwrap();
        let question: ChatMessage = serde_json::from_value(serde_json::json!({"id": "q", "role": "user"})).unwrap();
        assert_eq!(name(&after(&[question, answer], "q")), "720");
    }
}
