//! What goes in one call, and how long it waits for that.

use super::*;

#[tokio::test(start_paused = true)]
async fn where_nobody_is_at_work_nothing_is_waited_for() {
    let publishing = Publishing::start(&FakeCloudWatch::new(), 10 * SECOND);
    let begin = Instant::now();
    publishing.add(&[1.0, 2.0]);
    publishing.until_published(2).await;
    assert_eq!(publishing.cloudwatch.batches(), [[1.0, 2.0]]);
    assert!(begin.elapsed() < 50 * MILLI, "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn while_others_are_at_work_it_waits_for_them_and_not_longer_than_it_may() {
    let publishing = Publishing::start(&FakeCloudWatch::new(), SECOND);
    let _working = publishing.measurements.at_work.begin();
    let begin = Instant::now();
    for seconds in [1.0, 2.0, 3.0, 4.0] {
        publishing.add(&[seconds]);
        tokio::time::sleep(300 * MILLI).await;
    }
    publishing.until_published(4).await;
    publishing.add(&[5.0]);
    publishing.until_published(5).await;
    let taken = publishing.cloudwatch.taken();
    let waited: Vec<_> = taken.iter().map(|(at, _)| at.duration_since(begin)).collect();
    assert_eq!(taken[0].1, [1.0, 2.0, 3.0, 4.0]);
    assert!((SECOND..SECOND + 20 * MILLI).contains(&waited[0]), "{waited:?}");
    assert_eq!(taken[1].1, [5.0]);
}

#[tokio::test(start_paused = true)]
async fn when_the_last_is_done_what_was_gathered_goes_at_once() {
    let publishing = Publishing::start(&FakeCloudWatch::new(), 60 * SECOND);
    let working = publishing.measurements.at_work.begin();
    let other = publishing.measurements.at_work.begin();
    publishing.add(&[1.0]);
    tokio::time::sleep(5 * SECOND).await;
    drop(working);
    publishing.add(&[2.0]);
    tokio::time::sleep(5 * SECOND).await;
    assert!(publishing.cloudwatch.calls().is_empty(), "one is still at work");
    let begin = Instant::now();
    drop(other);
    publishing.until_published(2).await;
    assert!(begin.elapsed() < 50 * MILLI, "{:?}", begin.elapsed());
    assert_eq!(publishing.cloudwatch.batches(), [[1.0, 2.0]]);
}

#[tokio::test(start_paused = true)]
async fn a_call_takes_no_more_than_cloudwatch_does_and_a_full_one_is_not_waited_for() {
    let cloudwatch = FakeCloudWatch {
        most: 3,
        ..FakeCloudWatch::new()
    };
    let publishing = Publishing::start(&cloudwatch, 60 * SECOND);
    let _working = publishing.measurements.at_work.begin();
    let begin = Instant::now();
    publishing.add(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    publishing.until_published(6).await;
    assert!(begin.elapsed() < 50 * MILLI, "{:?}", begin.elapsed());
    publishing.until_published(7).await;
    assert!(begin.elapsed() >= 60 * SECOND, "{:?}", begin.elapsed());
    let batches: Vec<_> = cloudwatch.batches().iter().map(Vec::len).collect();
    assert_eq!(batches, [3, 3, 1]);
}

#[tokio::test(start_paused = true)]
async fn without_a_delay_each_goes_by_itself() {
    let publishing = Publishing::start(&FakeCloudWatch::new(), Duration::ZERO);
    let _working = publishing.measurements.at_work.begin();
    for seconds in [1.0, 2.0] {
        let begin = Instant::now();
        publishing.add(&[seconds]);
        tokio::time::sleep(10 * MILLI).await;
        assert!(
            publishing.cloudwatch.all().contains(&seconds),
            "{:?}",
            begin.elapsed()
        );
    }
    assert_eq!(publishing.cloudwatch.batches(), [[1.0], [2.0]]);
}

#[tokio::test(start_paused = true)]
async fn once_a_stop_is_asked_for_nothing_is_waited_for() {
    let publishing = Publishing::start(&FakeCloudWatch::new(), 60 * SECOND);
    let _working = publishing.measurements.at_work.begin();
    publishing.add(&[1.0]);
    tokio::time::sleep(SECOND).await;
    assert!(publishing.cloudwatch.calls().is_empty());
    publishing.shutdown.request();
    tokio::time::sleep(10 * MILLI).await;
    assert_eq!(publishing.cloudwatch.batches(), [[1.0]]);
    publishing.add(&[2.0]);
    tokio::time::sleep(10 * MILLI).await;
    assert_eq!(publishing.cloudwatch.batches(), [[1.0], [2.0]]);
}

#[tokio::test(start_paused = true)]
async fn the_end_waits_for_what_was_handed_over_and_for_nothing_else() {
    for handed_over in [&[][..], &[1.0, 2.0]] {
        let publishing = Publishing::start(&FakeCloudWatch::new(), 60 * SECOND);
        // One that is given back at a stop is never measured.
        let _working = publishing.measurements.at_work.begin();
        publishing.add(handed_over);
        let begin = Instant::now();
        assert_eq!(publishing.publisher.close().await, 0);
        assert!(begin.elapsed() < 50 * MILLI, "{:?}", begin.elapsed());
        assert_eq!(publishing.cloudwatch.all(), handed_over);
    }
}
