@profile-log-consumer @waits
Feature: A message in hand stays in hand
  SQS hides a received message for its visibility timeout, and then hands it to somebody else, done or not. So a
  worker extends the visibility of what it is working on, for as long as it works and not a moment longer.

  Background:
    Given a worker service
    # Three times a heartbeat: one may come seconds late, and the message is still in hand.
    And messages stay hidden for 12 seconds

  @BY-04
  Scenario: While a worker holds a message, no second worker gets it
    Given every deletion is held up
    And a worker
    When the message "Mine" is sent to the queue
    Then the worker logs the line "INFO: The message body: Mine"
    When a second worker is started
    Then for 15 seconds the second worker logs nothing of "Mine"
    And the worker has extended the message's visibility
    When deletions go through again
    Then the queue becomes empty
    And "Mine" was received once

  @BY-04
  Scenario: A worker that stops early gives its message back at once
    Given messages stay hidden for 60 seconds
    And every deletion is held up
    And a worker that must stop within 20 seconds
    When the message "Take it back" is sent to the queue
    Then the worker logs the line "INFO: The message body: Take it back"
    And a deletion is on its way
    When the worker gets SIGTERM
    Then the worker ends with exit code 0 within its stop timeout
    When deletions go through again
    And a second worker is started
    Then the second worker logs the line "INFO: The message body: Take it back"
    And the queue becomes empty

  @BY-11
  Scenario: A heartbeat does not overwrite the backoff of a retry
    Given a worker that fails on messages that contain "poison", and retries after 10 seconds
    When the message "poison" is sent to the queue
    Then the worker logs the line "INFO: The message body: poison"
    And the last that the worker asked for the message's visibility is 10 seconds
    And the message comes back 10 seconds later, not before

  @BY-11
  Scenario: Visibility is not extended beyond the ceiling
    Given every deletion is held up
    And a worker that keeps a message at most 18 seconds
    When the message "Too long" is sent to the queue
    Then the message is received a second time
    And it was hidden for no more than 18 seconds after the first receive
