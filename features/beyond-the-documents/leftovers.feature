Feature: A run of the suite leaves nothing behind
  Whatever starts processes, containers and networks must end them, and most of all when something goes wrong.

  @BY-08
  Scenario Outline: Nothing is left of a run that <ends>
    When the suite runs the feature "<feature>"
    Then the run ends with exit code <code>
    And it tells of <told>
    And no process, container, network or folder of the run is left

    Examples:
      | ends                    | feature              | code | told                                 |
      | passes                  | passes.feature       | 0    | "1 passed, 0 failed, 0 broken"       |
      | fails                   | fails.feature        | 1    | "0 passed, 1 failed, 0 broken"       |
      | panics in a step        | panics.feature       | 1    | "0 passed, 1 failed, 0 broken"       |

  @BY-08
  Scenario: Nothing is left of a run that is interrupted
    When the suite runs the feature "waits.feature" with a LocalStack of its own
    And the run is interrupted with Ctrl-C as soon as a worker runs
    Then the run ends with exit code 130
    And no process, container, network or folder of the run is left

  @BY-08
  Scenario: A run whose LocalStack dies is broken, not failed, and ends
    When the suite runs the feature "loses-localstack.feature" with a LocalStack of its own
    Then the run ends with exit code 1
    And it tells of "0 passed, 0 failed, 2 broken"
    And it tells of "LocalStack has ended"
    And no process, container, network or folder of the run is left
