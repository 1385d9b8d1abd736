Feature: A protected task outlives scale-in
  Scale-in takes tasks away, and ECS does not know which of them is busy. A task that has said so is left alone until
  it says otherwise or its protection lapses. Whoever stops a task by hand means it, and is obeyed.

  @TP-05
  Scenario: At a desired count of 0 a protected task goes on, and the events say why
    Given a service of 1 task that has protected itself
    When the service's desired count is set to 0
    Then the service's events say "(service jobs, taskSet ecs-svc/*) was unable to scale in due to (reason 1 tasks under protection)"
    And the protected task is still running

  @TP-06
  Scenario: When protection is released the task stops, and the service reaches 0
    Given a service of 1 task that has protected itself
    And the service's desired count was set to 0 and it waits for the protected task
    When the protection of the task is released
    Then the service reaches 0 running tasks
    And the task was stopped by the service's scheduler, with exit code 0
    And the service's events say "(service jobs) has stopped 1 running tasks: (task *)."
    And the service's events say "(service jobs) has reached a steady state."

  @TP-07
  Scenario: Of three tasks with one protected, scaling to 1 stops the other two
    Given a service of 3 tasks
    And one of the tasks is protected
    When the service's desired count is set to 1
    Then the service reaches 1 running task
    And the protected task is still running
    And the service's events say "(service jobs) has stopped 2 running tasks: (task *) (task *)."

  @TP-07
  Scenario: As many protected tasks stay as there are, whatever is desired
    Given a service of 3 tasks
    And 2 of the tasks are protected
    When the service's desired count is set to 1
    Then the service reaches 2 running tasks
    And the service's events say "(service jobs, taskSet ecs-svc/*) was unable to scale in due to (reason 1 tasks under protection)"
    And the protected tasks are still running

  @TP-08
  Scenario: StopTask stops a protected task at once
    Given a service of 1 task that has protected itself
    When the protected task is stopped by hand
    Then the task was stopped by the user, with exit code 0
    And the service replaces it

  @TP-08
  Scenario: Deleting the service by force asks nobody
    Given a service of 1 task that has protected itself
    When the service is deleted by force
    Then the task stops
    And the service is inactive

  @TP-10
  Scenario Outline: Protection lasts for <asked>, and then scale-in proceeds
    Given a service of 1 task
    And the task is protected for <asked>
    And the service's desired count was set to 0 and it waits for the protected task
    When the clock is moved to a minute before <minutes> minutes have passed
    Then the protected task is still running
    When the clock is moved to <minutes> minutes after the protection was set
    Then the service reaches 0 running tasks

    Examples:
      | asked                           | minutes |
      | as long as nobody says how long | 120     |
      | 2 minutes                       | 2       |
      | 2880 minutes                    | 2880    |

  @TP-10
  Scenario: Setting protection again sets its end anew
    Given a service of 1 task
    And the task is protected for 10 minutes
    When the clock is moved to a minute before 10 minutes have passed
    And the task is protected for 10 minutes again
    Then its protection ends 10 minutes from then

  @TP-10
  Scenario Outline: Protection cannot be asked for <minutes> minutes
    Given a service of 1 task
    When protection is asked for <minutes> minutes
    Then ECS refuses with InvalidParameterException

    Examples:
      | minutes |
      | 0       |
      | 2881    |
