@profile-log-consumer
Feature: The messages of a batch stand and fall alone
  Messages are received and deleted ten at a time. One that is bad is no reason to fail or to delete the others, and
  a batch delete that SQS answers with success may still have failed for some.

  Background:
    Given a worker service

  @BY-10
  Scenario: A bad message neither fails nor deletes the others of its batch
    Given 10 messages in the queue, of which one contains "poison"
    And a worker that fails on messages that contain "poison", and retries after 60 seconds
    Then the worker deletes the 9 others
    And each of the 9 others was received once
    And the one that contains "poison" is still in the queue

  @BY-10
  Scenario: A partial failure of a batch delete is noticed and mended
    Given 10 messages in the queue, of which one contains "stubborn"
    And SQS refuses the first 2 deletions of messages that contain "stubborn"
    And a worker
    Then the worker says on stderr that a deletion was refused, and of which message
    And the queue becomes empty
    And each of the 10 messages was received once
    And the worker says that it deleted each of the 10 messages once
