@waits
Feature: The service scales on the depth of its queue
  The more messages wait, the more tasks work. Alarms watch the queue, and each sets off steps: a few tasks more while the
  backlog is small, many when it is large, and one less at a time when it is gone.

  @WS-20
  Scenario: One task more from 100 messages, five from 500, one less at none
    Given the worker service with 1 task that waits
    When 100 messages are in its queue
    And the scaler tracks the service
    Then the service's desired count becomes 2
    When 400 messages more are in its queue
    Then the service's desired count becomes 6
    When the queue is emptied
    Then the service's desired count becomes 5

  @WS-20
  Scenario: Never more than 10 tasks
    Given the worker service with 9 tasks that wait
    When 500 messages are in its queue
    And the scaler tracks the service
    Then the service's desired count becomes 10
    And it is told that nothing was scaled, for "AlreadyAtMaxCapacity"

  @WS-20
  Scenario: Never less than 1 task
    Given the worker service with 1 task that waits
    When the scaler tracks the service
    Then it is told that nothing was scaled, for "AlreadyAtMinCapacity"
    And the service's desired count is still 1

  @WS-20
  Scenario: Fewer than 100 messages change nothing
    Given the worker service with 1 task that waits
    When 99 messages are in its queue
    And the scaler tracks the service
    Then the scaler says 12 times that "stays at 99"
    And the service's desired count is still 1
