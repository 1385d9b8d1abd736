@profile-paced-consumer @waits
Feature: The worker takes its time with a message, deletes it, and tells how long it took
  The target is made of how long messages take. So each that is done is measured, once; and one that was not done has no
  part in it, whatever became of its worker.

  Background:
    Given the queue of a tracked service

  @TT-03
  Scenario: A message is worked on, deleted, and measured, in this order
    Given a paced consumer
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 0.8} |
    Then 1 message comes to be deleted
    And each was deleted no sooner than its duration after it was received
    And CloudWatch comes to have the duration of each message that was deleted, once
    And no duration was published before the deletion of its message was confirmed
    And each was published to the second, with its queue and type as dimensions and no others
    And the queue is empty

  @TT-03
  Scenario: Each of several messages is measured, and none twice
    Given a paced consumer
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 0.2} |
      | b     | {"id": 2, "duration": 0.6} |
      | c     | {"id": 3, "duration": 0}   |
      | d     | {"duration": 0.4, "id": 4} |
      | e     | {"id": 5, "duration": 1}   |
      | f     | {"id": 6, "duration": 0.2} |
    Then 6 messages come to be deleted
    And each was deleted no sooner than its duration after it was received
    And CloudWatch comes to have the duration of each message that was deleted, once
    And no duration was published before the deletion of its message was confirmed
    And no message was received more than once

  @TT-03
  Scenario: Name, type and namespace of the metric are settings
    Given a paced consumer that publishes "TimeTaken" of the type "One of two" in "Other/Space"
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 0.3} |
    Then 1 message comes to be deleted
    And CloudWatch comes to have the duration of each message that was deleted, once
    And each was published to the second, with its queue and type as dimensions and no others

  @TT-03
  Scenario: While CloudWatch fails work goes on, and what was measured is published later
    Given CloudWatch answers 503 ServiceUnavailable to PutMetricData the first 3 times
    And a paced consumer
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 0.2} |
      | b     | {"id": 2, "duration": 0.3} |
      | c     | {"id": 3, "duration": 0.4} |
    Then 3 messages come to be deleted
    And CloudWatch comes to have the duration of each message that was deleted, once
    And no duration was published before the deletion of its message was confirmed

  @TT-04
  Scenario: As long as a deletion is not confirmed nothing is published
    Given every deletion is held up
    And a paced consumer
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 0.3} |
    Then a deletion is on its way
    And for 2 seconds no duration is published
    When deletions go through again
    Then CloudWatch comes to have the duration of each message that was deleted, once
    And no duration was published before the deletion of its message was confirmed

  @TT-04
  Scenario: A deletion that SQS refuses is tried again, and measured once
    Given SQS refuses the first 2 deletions of messages that contain "stubborn"
    And a paced consumer
    When these messages are sent to the FIFO queue
      | group | message                             |
      | a     | {"id": "stubborn", "duration": 0.3} |
      | b     | {"id": "other", "duration": 0.5}    |
    Then 2 messages come to be deleted
    And CloudWatch comes to have the duration of each message that was deleted, once
    And no duration was published before the deletion of its message was confirmed

  @TT-04
  Scenario: A worker that is killed at work has deleted and measured nothing, and the next one does the work
    Given messages stay hidden for 5 seconds
    And a paced consumer
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 10}  |
    Then the worker has received it
    When the worker is killed
    Then nothing was deleted
    And CloudWatch has no duration
    When a second paced consumer is started
    Then 1 message comes to be deleted
    And each was deleted no sooner than its duration after it was received
    And CloudWatch comes to have the duration of each message that was deleted, once

  @TT-04
  Scenario: A worker that is stopped before its work is done gives the message back, undone
    Given messages stay hidden for 60 seconds
    And a paced consumer that must stop within 25 seconds
    When these messages are sent to the FIFO queue
      | group | message                   |
      | a     | {"id": 1, "duration": 60} |
    Then the worker has received it
    When the worker gets SIGTERM
    Then the worker ends with exit code 0 within its stop timeout
    And nothing was deleted
    And CloudWatch has no duration
    And it can be received at once

  @TT-04 @BY-09
  Scenario: What is in hand when it is told to stop is done, deleted and measured before it ends
    Given CloudWatch answers 503 ServiceUnavailable to PutMetricData the first 1 time
    And a paced consumer that must stop within 25 seconds
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 1.5} |
    Then the worker has received it
    When the worker gets SIGTERM
    Then the worker ends with exit code 0 within its stop timeout
    And 1 message comes to be deleted
    And each was deleted no sooner than its duration after it was received
    And CloudWatch comes to have the duration of each message that was deleted, once

  @TT-04 @BY-04
  Scenario: Work that takes longer than a message is hidden is done once
    Given messages stay hidden for 12 seconds
    And two paced consumers
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 14}  |
    Then 1 message comes to be deleted
    And each was deleted no sooner than its duration after it was received
    And no message was received more than once
    And CloudWatch comes to have the duration of each message that was deleted, once
