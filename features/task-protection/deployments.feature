Feature: A deployment waits for protected tasks
  A rolling deployment starts tasks of the new revision and stops those of the old one. An old task that is protected
  stays until it is released or its protection lapses; the deployment is not complete before.

  @TP-09
  Scenario: A rolling deployment replaces what is idle and waits for what is protected
    Given a service of 2 tasks
    And one of the tasks is protected
    When a new revision of the service is deployed
    Then 2 tasks of the new revision are running
    And the unprotected task of the old revision was stopped
    But the protected task is still running
    And the deployment is in progress
    When the protection of the task is released
    Then the deployment is completed
    And the service reaches 2 running tasks

  @TP-09
  Scenario: When protection lapses the deployment goes on
    Given a service of 1 task
    And the task is protected for 30 minutes
    When a new revision of the service is deployed
    Then 1 task of the new revision is running
    And the protected task is still running
    When the clock is moved to 30 minutes after the protection was set
    Then the deployment is completed
