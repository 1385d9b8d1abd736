# Alone: twenty tasks that come and go leave nothing of the machine to others.
@profile-job-consumer @serial
Feature: No job is cut off, however wildly the service is scaled
  Deployments, scalers and people change the desired count at any moment. Whatever they do, a task is stopped between
  two jobs and never within one.

  @TP-05 @TP-06 @TP-07 @BY-13
  Scenario: A storm of scale-ins over 20 tasks
    Given a deployed job consumer with
      | DesiredCount                 | 20 |
      | MaintainProtectionPercentage | 0  |
      | WaitTimeSeconds              | 1  |
    When jobs of random lengths up to 1000 milliseconds are sent while the desired count changes 50 times at random between 0 and 20
    And the service's desired count is set to 20
    Then all jobs are done, each once
    And no poll has begun while its task was not protected
    And no task was stopped with a job in hand
    When the service's desired count is set to 0
    Then the service reaches 0 running tasks
