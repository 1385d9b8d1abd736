@profile-job-consumer
Feature: Protection is asked for when it is needed, and no oftener
  ECS limits how often protection may be set. So a release soon after it was set waits a while, in case the next job
  follows at once; what lasts is renewed before it is over; and nothing is sent while wish and state agree.

  @TP-11 @BY-13 @waits
  Scenario: Many short jobs share one protection, which is kept for a fifth of its duration
    Given a deployed job consumer with
      | DesiredProtectionDurationInMins | 1  |
      | MaintainProtectionPercentage    | 20 |
      | WaitTimeSeconds                 | 1  |
      | Concurrency                     | 3  |
    When 60 jobs of 0 milliseconds are sent
    Then all jobs are done, each once
    # 12 seconds by the task's clock; what its agent takes to pass the first call on, a second or two, comes off.
    And the protection is released no earlier than 9 seconds after it was set
    And the task has not asked for protection oftener than every 9 seconds

  @TP-12 @waits
  Scenario: While a job goes on its protection is renewed at a share of its duration
    Given a deployed job consumer with
      | DesiredProtectionDurationInMins | 1 |
      | RefreshProtectionPercentage     | 2 |
    When a job of 8000 milliseconds is sent
    And the task works on the job
    Then the job is done
    # Every 1.2 seconds, or a little later where the agent has other work.
    And while it worked, it asked for protection 3 to 7 times

  @TP-13 @waits
  Scenario: Wish and state are compared at each interval, not before
    Given a deployed job consumer with
      | DesiredProtectionDurationInMins | 1  |
      | RefreshProtectionPercentage     | 1  |
      | ProtectionAdjustInterval        | 2s |
    When a job of 6000 milliseconds is sent
    And the task works on the job
    Then the job is done
    And while it worked, it asked for protection 2 to 4 times

  @TP-13 @BY-13
  Scenario: As long as they agree, nothing is sent
    Given a deployed job consumer
    When a job of 2500 milliseconds is sent
    And the task works on the job
    Then the job is done
    And while it worked, it asked for nothing
