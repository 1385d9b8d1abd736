Feature: The target follows from how long messages take
  A task works off as many messages in an acceptable delay as their duration goes into it: so many may wait for each. How
  long they take is measured, and changes; so the target is made anew every hour, and everything else about the scaling
  policy is left to those who made it.

  @TT-06
  Scenario: Acceptable delay through mean duration is the target, and through the default while nothing was measured
    Given a tracked service of tasks that wait
    When the target is set once, for an acceptable delay of 30 seconds
    Then the target was set
    And the policy's target is 6, and nothing else of any policy has changed
    And ecsTargetBPI was published 1 time, last as 6
    When processing durations of "2, 3, 4, 3" seconds are measured
    And the target is set once, for an acceptable delay of 30 seconds
    Then the policy's target is 10, and nothing else of any policy has changed
    And ecsTargetBPI was published 2 times, last as 10
    When the target is set once, for an acceptable delay of 1 second
    Then the policy's target is 0.333333333, and nothing else of any policy has changed
    And ecsTargetBPI was published 3 times, last as 0.333333333

  @TT-06
  Scenario: The documents' own example: 10 seconds and a tenth of one make 100
    Given a tracked service of tasks that wait
    And processing durations of "0.1, 0.1" seconds were measured
    When the target is set once, for an acceptable delay of 10 seconds
    Then the policy's target is 100, and nothing else of any policy has changed

  @TT-06 @TT-03 @profile-paced-consumer
  Scenario: What the worker has measured makes the target
    Given a tracked service of tasks that wait
    And a paced consumer
    When these messages are sent to the FIFO queue
      | group | message                    |
      | a     | {"id": 1, "duration": 0.2} |
      | b     | {"id": 2, "duration": 0.4} |
    Then 2 messages come to be deleted
    And CloudWatch comes to have the duration of each message that was deleted, once
    When the target is set once, for an acceptable delay of 60 seconds
    Then the policy's target is 200, and nothing else of any policy has changed

  @TT-07
  Scenario: EventBridge sets it every hour, as the template has it, within what the role allows
    Given a tracked service of tasks that wait, with
      | AcceptableDelay | 90 |
      | DefaultDuration | 3  |
    Then EventBridge runs the target setter's task every hour
    And what EventBridge may do is to run the producer's task and the target setter's
    When the stack's own target setter runs
    Then the calls of the target setter's task are within what its role allows
    And the policy's target is 30, and nothing else of any policy has changed
    And ecsTargetBPI was published 1 time, last as 30

  @TT-07
  Scenario: Each time that it looks it sees what was measured by then
    Given a tracked service of tasks that wait
    And processing durations of "2" seconds were measured
    When the target is set every 300 milliseconds
    Then the policy's target comes to be 30
    When processing durations of "4" seconds are measured
    Then the policy's target comes to be 20
    And the policy's target is 20, and nothing else of any policy has changed

  @TT-06
  Scenario: Work that takes no time makes no target: the old one stays
    Given a tracked service of tasks that wait
    And processing durations of "0, 0" seconds were measured
    When the target is set once
    Then the target was not set, and the error says "a processing duration of 0 s"
    And no policy has changed
    And ecsTargetBPI was not published

  @TT-07
  Scenario: A policy that is not there is named
    Given a tracked service of tasks that wait
    When the target is set once, of a policy "nobody's"
    Then the target was not set, and the error says "there is no scaling policy nobody's"
    And no policy has changed
    And ecsTargetBPI was not published

  @TT-07
  Scenario: Of two services with a policy of that name the one that is meant must be told
    Given a tracked service of tasks that wait
    And another service has a policy of the same name
    When the target is set once, of whichever service has the policy
    Then the target was not set, and the error says "service/fleet/jobs"
    And no policy has changed
    When processing durations of "10" seconds are measured
    And the target is set once
    Then the policy's target is 6, and nothing else of any policy has changed

  @TT-07
  Scenario: A policy that is deleted meanwhile is told of, and set again when it is back
    Given a tracked service of tasks that wait
    And processing durations of "3" seconds were measured
    When the target is set every 300 milliseconds
    Then the policy's target comes to be 20
    When the policy is deleted, and again if it comes back, until the scaler says "there is no scaling policy"
    When processing durations of "9" seconds are measured
    And the policy is there again
    Then the policy's target comes to be 10
