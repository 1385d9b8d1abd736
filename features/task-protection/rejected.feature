@profile-job-consumer @waits
Feature: A task that is not protected takes no job
  Protection can be refused, fail, or not be answered. Whatever it was: the task is not protected, and whoever believes
  that it is loses work. It finishes what it has in hand, takes nothing more, and quits; ECS starts another.

  @TP-15 @BY-13
  Scenario Outline: When ECS <answers> renewals, the job is finished and the task quits
    Given a deployed job consumer with
      | DesiredProtectionDurationInMins | 1 |
      | RefreshProtectionPercentage     | 2 |
      | WaitTimeSeconds                 | 1 |
    When a job of 12000 milliseconds is sent
    And the task works on the job
    And ECS <answers> calls for protection from now on
    Then the job is done
    And the task has ended with exit code 0
    And the task has begun no poll after its protection was rejected
    And its log names the reason "<reason>"

    Examples:
      # The agent gives up after 4 seconds, or later where it has other work; whoever does not wait for that says so itself.
      | answers          | reason                              |
      | throttles        | ThrottlingException or not answered |
      | answers 500 to   | ServerException or not answered     |
      | does not answer  | RequestCanceled or not answered     |

  @TP-15 @BY-13
  Scenario Outline: When ECS <answers> the first call, the task polls nothing
    Given a deployed job consumer with
      | DesiredCount | 0 |
    And ECS <answers> calls for protection from now on
    When a job of 100 milliseconds is sent
    And the service's desired count is set to 1
    Then a task starts, begins no poll, and quits with exit code 0
    And its log names the reason "<reason>"
    When ECS takes calls for protection again
    Then the job is done

    Examples:
      | answers         | reason                              |
      | throttles       | ThrottlingException or not answered |
      | does not answer | RequestCanceled or not answered     |

  @TP-15
  Scenario: A refusal with HTTP 200 is a refusal
    # Once protected, the old task stays so for minutes.
    Given a deployed job consumer with
      | DesiredProtectionDurationInMins | 60 |
    When a job of 10000 milliseconds is sent
    And the task works on the job
    And the service is deployed anew
    Then a new task starts, begins no poll, and quits with exit code 0
    And its log names the reason "DEPLOYMENT_BLOCKED or not answered"
    And the job is done

  @TP-15
  Scenario: A task whose role may not protect it says so, and takes no job
    Given a deployed job consumer with
      | DesiredCount | 0 |
    And the task role may not protect tasks
    When the service's desired count is set to 1
    Then a task starts, begins no poll, and quits with exit code 0
    And its log names the reason "AccessDeniedException or not answered"
