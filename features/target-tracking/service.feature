Feature: A tracked service begins small
  Deploying the template is all: the service comes with one task, which works, and with the bounds between which it may
  grow and shrink.

  @TT-12 @TT-03 @profile-paced-consumer
  Scenario: One task runs at first, between one and ten, and does its work
    Given the tracked service's template
    When it is deployed
    Then the service's desired count is 1, and 1 task is running
    And Application Auto Scaling keeps the service between 1 and 10 tasks
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 0.3} |
    Then 1 message comes to be deleted
    And CloudWatch comes to have the duration of each message that was deleted, once
    And the calls of the worker's task are within what its role allows

  @TT-12
  Scenario: The first count and its bounds are settings
    Given a tracked service of tasks that wait, with
      | DesiredCount | 2 |
      | MinCapacity  | 2 |
      | MaxCapacity  | 4 |
    Then the service's desired count is 2, and 2 tasks are running
    And Application Auto Scaling keeps the service between 2 and 4 tasks
