Feature: Tasks come as they were ordered
  What the scaler starts has to know its job, to have no address on the internet, to be found on the bill, and to cost no
  more than needed: two tasks on which one can rely, and most of the others on Spot.

  @QP-07 @QP-08
  Scenario: Ten tasks, told what to do and where to run
    Given a pipeline of tasks that wait
    When 100 messages are in the pipeline's queue
    And the scaler looks once
    Then it has started 10 tasks, and 10 run
    And 2 of the tasks are on FARGATE, and of the others one in five, give or take one; the rest are on FARGATE_SPOT
    And each task was told by a container override
      | PIPELINE_ECS_JOB_MODE   | 1       |
      | PIPELINE_S3_DEST_PREFIX | resized |
    And each task is in the pipeline's subnet and security group, without a public IP
    And each task has the tags of its task definition

  @QP-07
  Scenario: The first two are on FARGATE
    Given a pipeline of tasks that wait
    When 20 messages are in the pipeline's queue
    And the scaler looks once
    Then it has started 2 tasks, and 2 run
    And 2 of the tasks are on FARGATE, and of the others one in five, give or take one; the rest are on FARGATE_SPOT

  @QP-09
  Scenario: More than ten tasks take several calls
    Given a pipeline of tasks that wait, of which at most 23 run
    When 230 messages are in the pipeline's queue
    And the scaler looks once
    Then it has started 23 tasks, and 23 run
    And it has called RunTask 3 times, for at most 10 tasks each

  @QP-09
  Scenario: Where only some tasks start, that is reported
    Given a pipeline of tasks that wait, of which at most 20 run
    And 200 messages are in the pipeline's queue
    And ECS answers 400 ClientException to RunTask the 2nd time
    When the scaler looks once
    Then the scaler ends with exit code 1 within 20 seconds
    And it has started 10 tasks, and 10 run
    And it has reported "ClientException"
