@waits
Feature: The loop is closed
  Workers tell how long they take, the target is made of that, the count follows the backlog, and what is worked off is
  backlog no more. Each part may be right, and the whole still swing. So here all of it runs: real tasks, a real queue, the
  scaler; and what it does is what the simulation of the same rules predicts.

  # It runs alone: LocalStack tells the depth of a queue late when it has much else to do. The service is made for messages
  # of 4 seconds, and the work on each takes 2: what passes between two of them is part of how long each takes, and no
  # machine says beforehand how long that is, nor how soon a task is there. Both are measured, and what happens is held
  # against the simulation of a machine that is so.
  @TT-08 @TT-09 @TT-13 @BY-12 @serial
  Scenario: Load rises and tasks come, it stays and so do they, it falls and they go, as the simulation predicts
    Given a service of 1 paced consumer, for an acceptable delay of 12 seconds and messages of up to 4 seconds
    When the scaler tracks the service
    And 2 messages of 2 seconds arrive each second for 70 seconds, and then one of 30 seconds
    Then in the last 30 of these seconds the desired count did not go both up and down
    And none of the messages of the last 20 seconds waited longer than 12 seconds
    And the service's desired count becomes 1
    And at each step it was within one task of what the simulation predicts
    And the service reaches 1 running task
    And no message was worked on twice

  @TT-14
  Scenario: When MPD changes the target follows, and the count with it
    Given a service with 2 tasks that wait, and a target of 12 messages for each
    And 20 messages are in its queue
    When the scaler tracks the service
    And processing durations of "10" seconds are measured
    And the target is set once
    Then the policy's target comes to be 6.0
    And the service's desired count becomes 4
