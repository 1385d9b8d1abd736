@profile-job-consumer @waits
Feature: Protection is asked for when it is needed, and no oftener
  ECS limits how often protection may be set. So a release soon after it was set waits a while, in case the next job
  follows at once; what lasts is renewed before it is over; and nothing is sent while wish and state agree.

  @TP-11 @BY-13
  Scenario: Many short jobs share one protection, which is kept for a share of its duration
    Given a deployed job consumer with
      | DesiredProtectionDurationInMins | 1  |
      | MaintainProtectionPercentage    | 40 |
      | WaitTimeSeconds                 | 1  |
      | Concurrency                     | 3  |
    When 60 jobs of 0 milliseconds are sent
    Then all jobs are done, each once
    # 24 seconds by the task's clock; what its agent takes to pass the first call on, some seconds at worst, comes off.
    And the protection is released no earlier than 12 seconds after it was set
    And the task has not asked for protection oftener than every 12 seconds

  @TP-12
  Scenario: While a job goes on its protection is renewed at a share of its duration
    Given a deployed job consumer with
      | DesiredProtectionDurationInMins | 1 |
      | RefreshProtectionPercentage     | 2 |
    When a job of 12000 milliseconds is sent
    Then the job is done
    # Two hundredths of a minute; less often where the agent has other work.
    And while it worked, it asked for protection at least 4 times, and no oftener than every 1.2 seconds

  @TP-13
  Scenario: Wish and state are compared at each interval, not before
    Given a deployed job consumer with
      | DesiredProtectionDurationInMins | 1  |
      | RefreshProtectionPercentage     | 1  |
      | ProtectionAdjustInterval        | 2s |
    When a job of 12000 milliseconds is sent
    Then the job is done
    And while it worked, it asked for protection at least 3 times, and no oftener than every 2.0 seconds

  @TP-13 @BY-13
  Scenario: As long as they agree, nothing is sent
    Given a deployed job consumer
    When a job of 2500 milliseconds is sent
    Then the job is done
    And while it worked, it asked for nothing
