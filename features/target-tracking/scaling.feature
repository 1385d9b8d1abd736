@waits
Feature: The service follows its backlog per task
  A message waits too long where too many messages wait for each task. So the service has as many tasks as keep the
  backlog per task at its target: more as soon as it is above, fewer only when it has stayed below, and never fewer than
  the backlog needs. Where there is no Application Auto Scaling the scaler decides, by the same rules.

  @TT-05 @TT-08
  Scenario: Above the target the service scales out in proportion
    Given a service with 2 tasks that wait, and a target of 12 messages for each
    And 50 messages are in its queue
    When the scaler tracks the service
    Then the service's desired count becomes 5, by 25 messages for each of 2 tasks
    And the scaling activity says "Setting desired count to 5."
    And the service reaches 5 running tasks

  @TT-08
  Scenario: Never above the maximum
    Given a service with 2 tasks that wait, and a target of 12 messages for each
    And 150 messages are in its queue
    When the scaler tracks the service
    Then the service's desired count becomes 10
    And it is told that nothing was scaled, for "AlreadyAtMaxCapacity"

  @TT-09
  Scenario: Below the target the service scales in, but not below what the backlog needs
    Given a service with 8 tasks that wait, and a target of 12 messages for each
    And 30 messages are in its queue
    When the scaler tracks the service
    Then the service's desired count becomes 3, by 3.75 messages for each of 8 tasks
    And it was 8 before

  @TT-09
  Scenario: Never below the minimum
    Given a service with 3 tasks that wait, and a target of 12 messages for each
    When the scaler tracks the service
    Then the service's desired count becomes 1
    And it is told that nothing was scaled, for "AlreadyAtMinCapacity"

  @TT-10
  Scenario: The template's cooldowns are 240 seconds each
    Given a service with 1 task that waits, a target of 12 messages for each, and the template's cooldowns
    Then its policies cool down for 240 seconds after a scale-out and for 240 seconds after a scale-in

  @TT-10
  Scenario: In a cooldown the service does not scale in again
    Given a service with 8 tasks that wait, a target of 12 messages for each, and cooldowns of 30 seconds
    And 30 messages are in its queue
    When the scaler tracks the service
    Then the service's desired count becomes 3
    When the queue is emptied
    Then the service's desired count becomes 1, and no sooner than 30 seconds after

  @TT-10
  Scenario: In a cooldown the service scales out only further than it has
    Given a service with 1 task that waits, a target of 12 messages for each, and the template's cooldowns
    And 30 messages are in its queue
    When the scaler tracks the service
    Then the service's desired count becomes 3
    When 48 messages more are in its queue
    Then the service's desired count becomes 7
    And each scale-out went further than the one before

  @TT-11
  Scenario: Without data nothing is scaled in
    Given a service with 4 tasks that wait, and a target of 12 messages for each
    And CloudWatch answers no GetMetricData
    When the scaler tracks the service
    Then the scaler reports 5 times that the metrics could not be read
    And the service's desired count is still 4

  @TT-11
  Scenario: Without a running task nothing is divided by zero
    Given a service with 0 tasks, and a target of 12 messages for each
    And 30 messages are in its queue
    When the scaler tracks the service
    Then the scaler says 5 times that "has 0 of" its datapoints
    And the service's desired count is still 0

  @BY-14
  Scenario: A service that went to zero comes back when work arrives
    Given a service that may scale to zero, with 1 task that waits
    When the scaler tracks the service
    Then the service's desired count becomes 0
    And the service reaches 0 running tasks
    When 3 messages are in its queue
    Then the service's desired count becomes 1
    And the service reaches 1 running task

  @BY-14
  Scenario: During a deployment nothing is scaled in
    Given a service with 3 tasks that wait, and a target of 12 messages for each
    And one of the tasks is protected
    When a new revision of the service is deployed
    And the scaler tracks the service
    Then the scaler says 3 times that "nothing is scaled in during a deployment"
    And the service's desired count is still 3
    When the protection of the task is released
    Then the service's desired count becomes 1

  @BY-12
  Scenario: An empty queue with messages in flight keeps its tasks
    Given a service with 5 tasks that wait, and a target of 12 messages for each
    And 3 messages of its queue are in flight, and none waits
    When the scaler tracks the service
    Then the service's desired count becomes 3, by 0.6 messages for each of 5 tasks
    And it stays 3 for as long as they are in flight
    When the messages in flight are deleted
    Then the service's desired count becomes 1

  @BY-12
  Scenario: A scale-in leaves the tasks that protect themselves
    Given a service with 3 tasks that wait, and a target of 12 messages for each
    And one of the tasks is protected
    When the scaler tracks the service
    Then the service's desired count becomes 1
    And the service reaches 1 running task
    And the protected task is still running

  @TT-11
  Scenario: What is wrong with one service keeps no other from being served
    Given a service with 2 tasks that wait, and a target of 12 messages for each
    And 50 messages are in its queue
    And a service that is gone is registered, and one with a policy whose expression makes no sense
    And its 50 messages and 2 tasks have just been counted
    When the scaler looks at all services once
    Then it has ended with exit code 1, and names both
    And the service's desired count is 5
