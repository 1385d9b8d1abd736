@profile-job-consumer
Feature: The queue consumer protects its task while it works
  A worker that takes a job while ECS is about to stop its task may lose it. So it asks for protection before it
  polls, and gives it back when the job is done: whenever it is stopped, it has nothing in hand.

  @TP-01
  Scenario: Protection comes before the first poll
    Given a deployed job consumer
    Then the task logs these lines in this order
      | Acquiring task protection |
      | Long polling for messages |
    And no poll has begun while the task was not protected

  @TP-02 @TP-11
  Scenario: A job is told line by line
    Given a deployed job consumer with
      | MaintainProtectionPercentage | 0 |
    When a job of 300 milliseconds is sent
    Then the task logs these lines in this order
      | Acquiring task protection            |
      | Long polling for messages            |
      | <id> - Received                      |
      | <id> - Working for 300 milliseconds  |
      | <id> - Done                          |
      | Releasing task protection            |
      | Task protection released             |
    And the job is done
    And no poll has begun while the task was not protected

  @TP-03
  Scenario Outline: <what> takes <takes> milliseconds
    Given a deployed job consumer
    When a job whose message says "<body>" is sent
    Then the task logs that it works for <takes> milliseconds
    And the job is done
    And it took <takes> milliseconds or a little longer

    Examples:
      | what                     | body  | takes |
      | A job of 1500            | 1500  | 1500  |
      | A job of 0               | 0     | 0     |
      | A message without number | soon  | 1000  |
      | What is called no number | NaN   | 1000  |
      | A blank message          | (3 spaces) | 1000 |
      | A negative number        | -250  | 1000  |
      | Binary rubbish           | (binary) | 1000 |

  @TP-04 @waits
  Scenario: A message is hidden for as long as its job may take, and deleted when it is done
    Given a deployed job consumer with
      | VisibilityTimeout | 12 |
    When a job of 18000 milliseconds is sent
    And the task works on the job
    Then nobody else can receive it for 15 seconds
    And the job is done
    And it took 18000 milliseconds or a little longer

  @TP-05 @TP-06
  Scenario: At a desired count of 0 a job in hand is finished first
    Given a deployed job consumer with
      | MaintainProtectionPercentage | 0 |
    When a job of 10000 milliseconds is sent
    And the task works on the job
    And the service's desired count is set to 0
    Then the service's events say "(service *, taskSet ecs-svc/*) was unable to scale in due to (reason 1 tasks under protection)"
    And the job is done
    And the service reaches 0 running tasks

  @TP-16
  Scenario: On SIGTERM the job in hand is finished
    Given a deployed job consumer with
      | StopTimeout | 60 |
    When a job of 12000 milliseconds is sent
    And the task works on the job
    And the task is stopped by hand
    Then the task logs these lines in this order
      | <id> - Received                                             |
      | Received SIGTERM signal, will quit when all work is done    |
      | <id> - Done                                                 |
    And the job is done
    And the task has ended with exit code 0
    And the task has begun no poll after it was stopped

  @TP-16
  Scenario: On SIGTERM a task without a job is gone at once
    Given a deployed job consumer with
      | WaitTimeSeconds | 1 |
    When the task polls
    And the task is stopped by hand
    Then the task logs these lines in this order
      | Received SIGTERM signal, will quit when all work is done |
    And the task has ended with exit code 0

  @TP-01 @BY-13
  Scenario: Jobs that are worked on at once share one protection
    Given a deployed job consumer with
      | Concurrency                     | 4  |
      | DesiredProtectionDurationInMins | 60 |
    When 4 jobs of 10000 milliseconds are sent
    Then the task works on 4 jobs at once
    And all jobs are done, each once
    And the task has asked for protection once
