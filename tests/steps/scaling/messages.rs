//! What is in the service's queue.

use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use conformance::trouble::{OrBroken, Outcome, Trouble};
use cucumber::{given, when};
use futures::future::try_join_all;

use crate::steps::patience::LOOK;
use crate::steps::queues::purge;
use crate::steps::tasks::look::IN_TIME;
use crate::world::{Scenario, World};

const VISIBLE: &str = "ApproximateNumberOfMessagesVisible";
const IN_FLIGHT: &str = "ApproximateNumberOfMessagesNotVisible";

/// SendMessageBatch and ReceiveMessage take so many.
const BATCH: u8 = 10;

#[given(regex = r"^(\d+) messages are in its queue$")]
#[when(regex = r"^(\d+) messages are in its queue$")]
async fn are_in_its_queue(world: &mut World, count: u32) -> Outcome {
    world.fill_queue(count).await?;
    world.wait_for_counted_messages(VISIBLE, count.into()).await
}

#[given(expr = "its {int} messages and {int} tasks have just been counted")]
async fn just_counted(world: &mut World, messages: u32, tasks: u32) -> Outcome {
    world
        .wait_for_datapoint(VISIBLE, messages.into(), tasks.into())
        .await
}

#[when(expr = "{int} messages more are in its queue")]
async fn more(world: &mut World, count: u32) -> Outcome {
    world.fill_queue(count).await
}

#[when("the queue is emptied")]
async fn emptied(world: &mut World) -> Outcome {
    purge(&world.account, world.service()?.queue()).await
}

#[given(expr = "{int} messages of its queue are in flight, and none waits")]
async fn in_flight(world: &mut World, count: u32) -> Outcome {
    world.fill_queue(count).await?;
    let queue = world.service()?.queue().to_owned();
    let wanted = usize::try_from(count).or_broken("counting messages")?;
    let mut handles = Vec::new();
    world
        .wait(IN_TIME, LOOK, async || {
            let receive = world.account.sqs.receive_message().queue_url(&queue);
            let answer = receive
                .max_number_of_messages(BATCH.into())
                .visibility_timeout(3600)
                .send()
                .await
                .map_err(|error| command_line::one_line(&error))?;
            let messages = answer.messages.unwrap_or_default().into_iter();
            handles.extend(messages.filter_map(|message| message.receipt_handle));
            if handles.len() == wanted {
                Ok(())
            } else {
                Err(format!("{} of them are in flight", handles.len()))
            }
        })
        .await?;
    world.fleet.in_hand = handles;
    world.wait_for_counted_messages(VISIBLE, 0.0).await?;
    // That none waits may have been counted before they were sent. That they are in flight was not, and both numbers
    // are counted together.
    world.wait_for_counted_messages(IN_FLIGHT, count.into()).await
}

#[when("the messages in flight are deleted")]
async fn deleted(world: &mut World) -> Outcome {
    let queue = world.service()?.queue().to_owned();
    let handles = std::mem::take(&mut world.fleet.in_hand);
    for handle in handles {
        let delete = world.account.sqs.delete_message().queue_url(&queue);
        delete
            .receipt_handle(handle)
            .send()
            .await
            .or_broken("deleting a message")?;
    }
    Ok(())
}

impl Scenario {
    /// Puts messages into the service's queue, all as good as at once: the queue is counted each second.
    async fn fill_queue(&mut self, count: u32) -> Outcome {
        let queue = self.service()?.queue().to_owned();
        // SQS tells FIFO queues by their names, and it tells cases apart.
        let fifo = queue.strip_suffix(".fifo").is_some();
        let entries: Vec<SendMessageBatchRequestEntry> = (0..count)
            .map(|number| {
                let id = format!("{}-{number}", fastrand::u64(..));
                SendMessageBatchRequestEntry::builder()
                    .id(number.to_string())
                    .message_body(&id)
                    .set_message_group_id(fifo.then(|| id.clone()))
                    .set_message_deduplication_id(fifo.then_some(id))
                    .build()
                    .or_broken("making a message")
            })
            .collect::<Outcome<_>>()?;
        let calls = entries.chunks(BATCH.into()).map(async |batch| {
            let send = self.account.sqs.send_message_batch().queue_url(&queue);
            let answer = send
                .set_entries(Some(batch.to_vec()))
                .send()
                .await
                .or_broken("sending messages")?;
            match answer.failed() {
                [] => Ok(()),
                failed => Err(Trouble::broken(format!("SQS has not taken {failed:?}"))),
            }
        });
        try_join_all(calls).await?;
        Ok(())
    }
}
