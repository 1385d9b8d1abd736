@profile-paced-consumer @waits
Feature: On a FIFO queue a message counts once, and a group keeps its order
  Content-based deduplication takes a message that is sent again for the same message. A message group is worked on one
  message after the other, however many tasks there are; different groups do not wait for one another.

  Background:
    Given the queue of a tracked service

  @TT-16
  Scenario: What is sent twice is worked on once
    Given these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 0.4} |
      | a     | {"id": 1, "duration": 0.4} |
    And a paced consumer
    Then 1 message comes to be deleted
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 0.4} |
      | a     | {"id": 2, "duration": 0.2} |
    Then 2 messages come to be deleted
    And the queue is empty
    And no message was received more than once
    And CloudWatch comes to have the duration of each message that was deleted, once

  @TT-16
  Scenario: Two workers share the groups, and each group stays in order
    Given two paced consumers
    And both poll the queue
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 8}   |
      | b     | {"id": 2, "duration": 0.3} |
      | a     | {"id": 3, "duration": 0.2} |
      | b     | {"id": 4, "duration": 0.5} |
      | a     | {"id": 5, "duration": 0.4} |
      | b     | {"id": 6, "duration": 0.1} |
    Then 6 messages come to be deleted
    And each group was worked on in its order, one message at a time
    And the groups were worked on side by side
    And no message was received more than once

  @TT-16
  Scenario: One worker that works on several messages at once keeps each group in order
    Given these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 8}   |
      | a     | {"id": 2, "duration": 0.1} |
      | b     | {"id": 3, "duration": 0.3} |
      | b     | {"id": 4, "duration": 0.4} |
      | a     | {"id": 5, "duration": 0.2} |
    And a paced consumer that works on 3 messages at once
    Then 5 messages come to be deleted
    And each group was worked on in its order, one message at a time
    And the groups were worked on side by side
    And no message was received more than once

  @TT-16 @TT-15
  Scenario: A message that fails holds up its own group until it is given up, and no other
    Given these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1}                  |
      | a     | {"id": 2, "duration": 0.2} |
      | b     | {"id": 3, "duration": 0.3} |
      | a     | {"id": 4, "duration": 0.1} |
      | b     | {"id": 5, "duration": 0.2} |
    And a paced consumer that works on 3 messages at once, and retries after 5 seconds
    Then 4 messages come to be deleted
    And the dead-letter queue comes to hold 1 message
    And the group "a" waited until its first message was given up, after 3 receives
    And the group "b" did not wait for the group "a"
