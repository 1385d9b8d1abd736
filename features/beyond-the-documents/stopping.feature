@profile-log-consumer
Feature: A worker that is stopped leaves nothing in the air
  ECS stops a task with SIGTERM and, after the stop timeout, SIGKILL. Between the two the worker has to take nothing
  more, bring to an end what it has begun, and give back what it cannot finish.

  Background:
    Given a worker service

  @BY-09
  Scenario Outline: After <signal> nothing more is received
    Given messages stay hidden for 60 seconds
    And every receive is held up
    And a worker that is polling and must stop within 30 seconds
    When the worker gets <signal>
    And the worker has had time to notice it
    And the message "Too late" is sent to the queue
    And receives go through again
    Then the worker ends with exit code 0 within its stop timeout
    And the worker has begun no receive after the signal
    And "Too late" was logged and deleted, or can be received at once

    Examples:
      | signal  |
      | SIGTERM |
      | SIGINT  |

  @BY-09
  Scenario: What a poll that is in flight brings is worked on or given back
    Given messages stay hidden for 60 seconds
    And every receive is held up
    And a worker that is polling and must stop within 30 seconds
    When the message "In flight" is sent to the queue
    And the worker gets SIGTERM
    And receives go through again
    Then the worker ends with exit code 0 within its stop timeout
    And "In flight" was logged and deleted, or can be received at once

  @BY-09
  Scenario: A worker stopped in the middle of a backlog loses none of it
    Given messages stay hidden for 60 seconds
    And 60 messages in the queue
    And a worker
    When the worker has logged 15 messages
    And the worker gets SIGTERM
    Then the worker ends with exit code 0 within its stop timeout
    And each of the 60 messages was either logged and deleted, or can be received at once
