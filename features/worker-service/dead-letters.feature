@profile-log-consumer
Feature: Messages that cannot be dealt with are set aside, and come back when asked
  A message that fails is received again, and after the third time SQS moves it to the dead-letter queue, where it
  waits up to 14 days for somebody to look at it, mend the worker and redrive it.

  Background:
    Given a worker service

  @WS-07
  Scenario: After three receives a message that fails is in the dead-letter queue, unaltered
    Given a worker that fails on messages that contain "poison"
    When the message "poison: ünïcode, [1, 2]" with the attribute "origin" = "unit 7" is sent to the queue
    Then the dead-letter queue comes to hold 1 message
    And it has the body and the attribute that were sent
    And the worker has logged the body 3 times
    And the queue is empty

  @WS-07
  Scenario: The dead-letter queue keeps its messages for 14 days
    Then the dead-letter queue keeps messages for 14 days
    And the queue sends messages there after 3 receives

  @WS-08
  Scenario: Redriven messages are consumed by a healthy worker
    Given 12 messages that a failing worker has left in the dead-letter queue
    And a worker
    When the dead-letter queue is redriven
    Then the worker logs each of the 12 messages once
    And the queue becomes empty
    And the dead-letter queue is empty
