//! Ways of ending badly, asked for by the environment, so that the way of handling them is tested.
//! Each variable names the operation (by its id in the vendor's document or in the lowered one) on which it happens.

use std::{env, hint::black_box, thread, time::Duration};

use serde_json::Value;

use crate::operation::operations;

const PANIC: &str = "SWITCHBOARD_SIMULATE_PANIC";
const HANG: &str = "SWITCHBOARD_SIMULATE_HANG";
const OVERFLOW: &str = "SWITCHBOARD_SIMULATE_OVERFLOW";
const BLOW_UP: &str = "SWITCHBOARD_SIMULATE_BLOW_UP";

/// Whoever asks for a blow-up sets a limit below this.
const MUCH: usize = 1024 * 1024 * 1024;

/// Ends badly if that was asked for one of the document's operations.
pub(crate) fn as_asked(lowered: &Value) {
    let is_asked = |variable: &str| {
        env::var_os(variable).is_some_and(|wanted| {
            operations(lowered).iter().any(|operation| [&operation.id, &operation.vendor_id].iter().any(|id| id.as_str() == wanted))
        })
    };
    if is_asked(PANIC) {
        panic();
    }
    if is_asked(HANG) {
        thread::sleep(Duration::from_secs(3600));
    }
    if is_asked(OVERFLOW) {
        black_box(descend(black_box(1)));
    }
    if is_asked(BLOW_UP) {
        let much = black_box(vec![1_u8; MUCH]);
        thread::sleep(Duration::from_secs(60));
        drop(black_box(much));
    }
}

#[expect(clippy::panic, reason = "the driver must cope with a panic of the generator")]
fn panic() {
    panic!("simulated by {PANIC}");
}

#[expect(unconditional_recursion, reason = "the driver must cope with an overflowing stack")]
fn descend(depth: u64) -> u64 {
    // The frame is large, so that the end of a large stack is not far.
    let frame = black_box([depth; 4096]);
    descend(depth + 1) + black_box(frame[7])
}
