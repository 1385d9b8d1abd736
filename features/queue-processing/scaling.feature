Feature: Tasks are started for the messages in the queue
  A fleet that waits for work costs as much as one that works. So there is none, until the scaler finds messages: then it
  starts a task for every ten of them, and no more than the pipeline is allowed.

  @QP-03
  Scenario: EventBridge runs the scaler every two minutes
    Given a pipeline
    Then EventBridge runs the scaler's task every 2 minutes, in the pipeline's subnet and security group
    And what EventBridge may do is to run that task

  @QP-03
  Scenario: As often as it looks, it looks at the queue
    Given a pipeline of tasks that wait
    When the scaler looks every 1000 milliseconds
    Then it reads "ApproximateNumberOfMessages" at least 6 times, 1000 milliseconds apart
    And it has started no task
    When 1 message is in the pipeline's queue
    Then it starts 1 task with RunTask

  @QP-04
  Scenario: A task is started for every ten messages begun, and never more than ten run
    Given a pipeline of tasks that wait
    When 1 message is in the pipeline's queue
    And the scaler looks once
    Then it has started 1 task, and 1 runs
    When 11 messages are in the pipeline's queue
    And the scaler looks once
    Then it has started 2 tasks, and 3 run
    When 20 messages are in the pipeline's queue
    And the scaler looks once
    Then it has started 2 tasks, and 5 run
    When 61 messages are in the pipeline's queue
    And the scaler looks once
    Then it has started 5 tasks, and 10 run

  @QP-04
  Scenario: Batch size and maximum are settings
    Given a pipeline of tasks that wait, of which at most 3 run
    When 8 messages are in the pipeline's queue
    And the scaler looks once, for 4 messages a task
    Then it has started 2 tasks, and 2 run
    When the scaler looks once, for 4 messages a task
    Then it has started 1 task, and 3 run

  @QP-05
  Scenario: An empty queue, a full fleet and a disabled pipeline start nothing
    Given a pipeline of tasks that wait, of which at most 2 run
    When the scaler looks once
    Then it has started no task, and says that the queue is empty
    When 100 messages are in the pipeline's queue
    And the pipeline is disabled by "0"
    And the scaler looks once
    Then it has started no task, and says that the pipeline is disabled
    When the pipeline is disabled by "true"
    And the scaler looks once
    Then it has started no task, and says that the pipeline is disabled
    When the pipeline is enabled
    And the scaler looks once
    Then it has started 2 tasks, and 2 run
    When the scaler looks once
    Then it has started no task, and says that 2 run
