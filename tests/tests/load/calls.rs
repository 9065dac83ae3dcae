//! Five thousand calls, none of which is answered before all are there.

use switchboard_fifth_element::Client;
use tokio::task::JoinSet;

use crate::ground::{Ground, SLACK, assert_flat, forget_peak, memory, mib, peak, sockets_for};

const CALLS: usize = 5_000;

/// All at once; each must get its own answer.
async fn wave(client: &Client, calls: usize) {
    let mut tasks = JoinSet::new();
    for number in 0..calls {
        let call = client.jobs().get(&format!("job-{number}"));
        tasks.spawn(async move { (number, call.send().await) });
    }
    while let Some(outcome) = tasks.join_next().await {
        let (number, job) = outcome.unwrap();
        assert_eq!(job.unwrap().data.id, format!("job-{number}"));
    }
}

/// Three waves; gives how many connections they took.
fn waves(calls: usize, http2: bool) -> usize {
    let ground = Ground::new();
    ground.server.answer_only_once_there_are(calls);
    let before = memory();
    let client = ground.client(http2);
    let (mut peaks, mut rests) = (Vec::new(), Vec::new());
    for number in 0..3 {
        forget_peak();
        ground.run(wave(&client, calls));
        peaks.push(peak() - before);
        rests.push(memory() - before);
        println!("wave {number} of {calls} calls: at most {}, then {}", mib(peaks[number]), mib(rests[number]));
    }
    assert_eq!(ground.server.calls(), 3 * calls, "each call was sent once");
    assert_flat("the most that a wave holds", &peaks);
    assert_flat("what a wave leaves", &rests);
    let connections = ground.server.accepted();
    drop(client);
    ground.until_all_tasks_are_gone();
    let left = memory().saturating_sub(before);
    println!("without the client: {} on {connections} connections", mib(left));
    assert!(left < SLACK, "{} are left", mib(left));
    connections
}

#[test]
fn five_thousand_calls_are_in_flight_at_once_over_http2_on_a_few_connections() {
    // One is the rule. Calls that begin at the same moment may open another before the first is known to be shared.
    let connections = waves(CALLS, true);
    assert!(connections <= 4, "{connections} connections for {CALLS} calls");
}

#[test]
fn five_thousand_calls_or_as_many_as_may_have_a_socket_are_in_flight_at_once_each_on_its_own() {
    let calls = sockets_for(CALLS);
    // A connection that is made and not needed any more is kept for the next call.
    let connections = waves(calls, false);
    assert!(connections >= calls, "{connections} sockets for {calls} calls");
}
