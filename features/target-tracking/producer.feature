Feature: Test messages come when they are asked for
  Whether a service keeps up with its load can be seen only under one. The producer makes it: messages that say how long
  the work on them takes, a run of them every minute, and none at all before somebody wants them.

  @TT-01
  Scenario: A run sends 50 messages of five seconds each
    Given the queue of a tracked service
    When the producer runs once
    Then the queue has 50 messages, numbered from 1, of 5 seconds each

  @TT-01
  Scenario: Number and duration are settings
    Given the queue of a tracked service
    When the producer runs once, for 12 messages of 0.5 seconds
    Then the queue has 12 messages, numbered from 1, of 0.5 seconds each

  @TT-01
  Scenario: A second run is no duplicate of the first
    Given the queue of a tracked service
    When the producer runs once
    And the producer runs once
    Then the queue has 100 messages

  @TT-01
  Scenario: The template's settings reach it, and its role is enough
    Given a tracked service of tasks that wait, with
      | MessagesPerRun  | 7 |
      | DefaultDuration | 2 |
    When the stack's own producer runs
    Then the calls of the producer's task are within what its role allows
    And the queue has 7 messages, numbered from 1, of 2 seconds each

  @TT-02
  Scenario: The schedule is there, and off until it is enabled
    Given a tracked service of tasks that wait
    Then the rule "SQSTestMessageProducer" is disabled, and would run the producer's task every minute
    When the rule "SQSTestMessageProducer" is enabled
    Then the rule "SQSTestMessageProducer" is enabled, and would run the producer's task every minute
    And what EventBridge may do is to run the producer's task and the target setter's

  @TT-02
  Scenario: Its own schedule is off until it is enabled, too
    Given the queue of a tracked service
    When the producer is started to run every 500 milliseconds
    Then the scaler ends with exit code 0 within 30 seconds
    And the queue is empty
    When the producer is started to run every 500 milliseconds, and enabled
    Then the queue comes to have 15 messages or more
