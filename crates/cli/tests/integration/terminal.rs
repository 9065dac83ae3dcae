//! The command in a real terminal: a pseudo-terminal, with a screen that understands what is
//! written to it.

use std::{
    io::{Read as _, Write},
    num::NonZero,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

const ROWS: u16 = 40;
const COLUMNS: u16 = 100;

fn size(number: u16) -> NonZero<u16> {
    NonZero::new(number).unwrap()
}

/// A terminal with the command in it.
struct Terminal {
    screen: Arc<Mutex<vt100::Parser>>,
    /// Everything that was written, with what no screen shows.
    written: Arc<Mutex<Vec<u8>>>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
}

impl Terminal {
    fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let pty = native_pty_system().openpty(PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_switchboard"));
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("XDG_CONFIG_HOME", "/nonexistent");
        for name in ["NO_COLOR", "SWITCHBOARD_KEYS"] {
            command.env_remove(name);
        }
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let keyboard = pty.master.take_writer().unwrap();
        let mut reader = pty.master.try_clone_reader().unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(size(ROWS), size(COLUMNS), 0)));
        let written = Arc::new(Mutex::new(Vec::new()));
        let (shown, kept) = (Arc::clone(&screen), Arc::clone(&written));
        thread::spawn(move || {
            // The terminal lives as long as somebody looks at it.
            let _master = pty.master;
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                shown.lock().unwrap().process(&buffer[..count]);
                kept.lock().unwrap().extend_from_slice(&buffer[..count]);
            }
        });
        Self { screen, written, keyboard, child }
    }

    fn contents(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the screen looks like this.
    #[track_caller]
    fn wait(&self, what: &str, looks: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        while !looks(&self.contents()) {
            assert!(begun.elapsed() < Duration::from_secs(60), "{what} does not come:\n{}", self.contents());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn press(&mut self, keys: &str) {
        self.press_bytes(keys.as_bytes());
    }

    fn press_bytes(&mut self, keys: &[u8]) {
        self.keyboard.write_all(keys).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits for the prompt on the last line, with this typed after it.
    #[track_caller]
    fn wait_for_prompt(&self, typed: &str) {
        let line = format!("> {typed}");
        self.wait(&line, |screen| screen.trim_end().lines().last().is_some_and(|last| last.trim_end() == line.trim_end()));
    }

    #[track_caller]
    fn exit_code(&mut self) -> u32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "the program does not end:\n{}", self.contents());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

const CTRL_C: &str = "\u{3}";
const CTRL_D: &str = "\u{4}";
const UP: &str = "\u{1b}[A";

#[test]
fn a_conversation_has_turns_history_and_answers_that_ctrl_c_stops() {
    let mut terminal = Terminal::run(&["chat", "fifth-element/support-agent", "--sandbox", "--fault", "slow;ms=400"], &[]);
    terminal.wait_for_prompt("");
    // Two turns of one conversation.
    terminal.press("What is six times seven?\r");
    terminal.wait("the first answer", |screen| screen.contains("You said: What is six times seven?. This is turn 1."));
    terminal.wait_for_prompt("");
    terminal.press("And plus one?\r");
    terminal.wait("the second answer", |screen| screen.contains("You said: And plus one?. This is turn 2"));
    terminal.wait("its end", |screen| screen.contains("six times seven?.\n"));
    terminal.wait_for_prompt("");
    // Ctrl-C while typing throws the line away, and not the program.
    terminal.press("never mind");
    terminal.wait_for_prompt("never mind");
    terminal.press(CTRL_C);
    terminal.wait("the hint", |screen| screen.contains("Ctrl-D ends the conversation."));
    terminal.wait_for_prompt("");
    // Arrow up recalls what was said, and it can be edited.
    terminal.press(UP);
    terminal.wait_for_prompt("And plus one?");
    terminal.press(UP);
    terminal.wait_for_prompt("What is six times seven?");
    terminal.press("\u{7f}, stop\r");
    // Ctrl-C in a stream stops the answer, and not the program.
    terminal.wait("the beginning of the third answer", |screen| screen.matches("You said:").count() == 3);
    terminal.press(CTRL_C);
    terminal.wait("the end of the third answer", |screen| screen.contains("Stopped."));
    assert!(!terminal.contents().contains("turn 3"), "{}", terminal.contents());
    terminal.wait_for_prompt("");
    terminal.press("Go on\r");
    terminal.wait("the fourth answer", |screen| screen.contains("You said: Go on."));
    terminal.wait_for_prompt("");
    // Ctrl-D ends.
    terminal.press(CTRL_D);
    terminal.wait("how to go on", |screen| screen.contains("Go on with: switchboard chat fifth-element/support-agent --thread conv_"));
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_failed_turn_is_told_and_the_conversation_goes_on() {
    let mut terminal = Terminal::run(&["chat", "invicta/7", "--sandbox", "--fault", "server-error;times=1"], &[]);
    terminal.wait_for_prompt("");
    terminal.press("Hello\r");
    terminal.wait("the error", |screen| screen.contains("error: invicta sendPrompt: 500 Internal Server Error"));
    terminal.wait_for_prompt("");
    terminal.press("Hello again\r");
    terminal.wait("the answer", |screen| screen.contains("You said: Hello again."));
    terminal.press(CTRL_D);
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn what_is_no_text_is_not_sent_and_the_conversation_goes_on() {
    let mut terminal = Terminal::run(&["chat", "invicta/7", "--sandbox"], &[]);
    terminal.wait_for_prompt("");
    terminal.press_bytes(b"\xff\xfe\r");
    terminal.wait("the note", |screen| screen.contains("no text in UTF-8, and was not sent"));
    terminal.press("Gr\u{fc}\u{df}e\r");
    terminal.wait("the answer", |screen| screen.contains("You said: Gr\u{fc}\u{df}e. This is turn 1."));
    terminal.wait_for_prompt("");
    terminal.press(CTRL_D);
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn ctrl_c_ends_a_question_with_130() {
    for arguments in [
        ["ask", "lucidsense/guide", "Hi", "--sandbox", "--fault", "latency;ms=60000"].as_slice(),
        &["call", "fifth-element", "jobs.get", "--id", "j", "--sandbox", "--fault", "latency;ms=60000"],
    ] {
        let mut terminal = Terminal::run(arguments, &[]);
        thread::sleep(Duration::from_secs(2));
        terminal.press(CTRL_C);
        assert_eq!(terminal.exit_code(), 130, "{}", terminal.contents());
    }
}

#[test]
fn a_terminal_gets_words_and_indented_json_in_colours_unless_no_color_is_set() {
    let mut terminal = Terminal::run(&["vendors"], &[]);
    assert_eq!(terminal.exit_code(), 0);
    terminal.wait("the vendors", |screen| screen.contains("fifth-element (Fifth Element AI)\n    key         FIFTH_ELEMENT_API_KEY\n"));
    let call =
        ["call", "invicta", "agents.send_prompt", "--ai-agent-id", "7", "--field", "userInput=Hi", "--field", "variables=[]", "--sandbox"];
    for (variables, is_coloured) in [([].as_slice(), true), (&[("NO_COLOR", "1")], false), (&[("TERM", "dumb")], false)] {
        let mut terminal = Terminal::run(&call, variables);
        assert_eq!(terminal.exit_code(), 0, "{}", terminal.contents());
        terminal.wait("the answer", |screen| screen.contains("{\n  \"") && screen.contains("\n}"));
        let written = String::from_utf8_lossy(&terminal.written.lock().unwrap()).into_owned();
        assert_eq!(written.contains("\u{1b}[34m"), is_coloured, "{variables:?}: {written:?}");
    }
}
