//! A CloudWatch that fails.

use super::super::kept::ROOM;
use super::*;

#[tokio::test(start_paused = true)]
async fn what_is_not_taken_is_tried_again_with_growing_pauses_and_with_what_has_come_since() {
    let cloudwatch = FakeCloudWatch::answering([Answer::Unavailable; 4]);
    let publishing = Publishing::start(&cloudwatch, SECOND);
    publishing.add(&[1.0]);
    // Before the first pause can be over.
    tokio::time::sleep(60 * MILLI).await;
    assert_eq!(cloudwatch.calls().len(), 1);
    publishing.add(&[2.0]);
    publishing.until_published(2).await;
    assert_eq!(cloudwatch.batches(), [[1.0, 2.0]]);
    let calls = cloudwatch.calls();
    let pauses: Vec<_> = calls.windows(2).map(|pair| pair[1] - pair[0]).collect();
    for (pause, least) in pauses.iter().zip([50, 100, 200, 400]) {
        assert!(*pause >= least * MILLI, "{pauses:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cloudwatch_will_never_take_is_given_up_and_the_next_goes_on() {
    let cloudwatch = FakeCloudWatch::answering([Answer::Wrong]);
    let publishing = Publishing::start(&cloudwatch, SECOND);
    publishing.add(&[1.0]);
    tokio::time::sleep(SECOND).await;
    publishing.add(&[2.0]);
    publishing.until_published(1).await;
    assert_eq!(cloudwatch.all(), [2.0]);
    assert_eq!(cloudwatch.calls().len(), 2);
    assert_eq!(publishing.publisher.close().await, 0);
}

#[tokio::test(start_paused = true)]
async fn of_more_than_there_is_room_for_the_oldest_are_given_up() {
    let cloudwatch = FakeCloudWatch::answering([Answer::Unavailable; 12]);
    let publishing = Publishing::start(&cloudwatch, SECOND);
    let room = u32::try_from(ROOM).expect("not many");
    for number in 0..room + 50 {
        publishing.add(&[number.into()]);
        if number % 100 == 0 {
            tokio::time::sleep(MILLI).await;
        }
    }
    publishing.until_published(ROOM).await;
    tokio::time::sleep(60 * SECOND).await;
    let all = cloudwatch.all();
    assert_eq!(all.len(), ROOM);
    assert_eq!(all.first(), Some(&50.0));
    assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "out of order");
}

#[tokio::test(start_paused = true)]
async fn at_a_stop_it_is_tried_until_the_last_moment_and_what_is_left_is_counted() {
    for answers in [vec![Answer::Silence], vec![Answer::Unavailable; 100_000]] {
        let cloudwatch = FakeCloudWatch::answering(answers);
        let publishing = Publishing::start(&cloudwatch, SECOND);
        publishing.add(&[1.0, 2.0]);
        tokio::time::sleep(SECOND).await;
        publishing.add(&[3.0]);
        publishing.shutdown.request();
        let begin = Instant::now();
        assert_eq!(publishing.publisher.close().await, 3);
        let took = begin.elapsed();
        assert!((25 * SECOND..30 * SECOND).contains(&took), "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cloudwatch_that_comes_back_before_the_end_gets_everything() {
    let cloudwatch = FakeCloudWatch::answering([Answer::Unavailable; 20]);
    let publishing = Publishing::start(&cloudwatch, SECOND);
    publishing.add(&[1.0, 2.0]);
    // By then it pauses for many seconds.
    tokio::time::sleep(60 * SECOND).await;
    publishing.add(&[3.0]);
    publishing.shutdown.request();
    assert_eq!(publishing.publisher.close().await, 0);
    assert_eq!(cloudwatch.all(), [1.0, 2.0, 3.0]);
}
