Feature: What a machine cannot do is said to be skipped
  A page is held to its promises by a real browser, and not every machine has one. A scenario that cannot run must not
  look as if it had passed, and it is no fault of the worker's either.

  @BY-08
  Scenario: Without a browser what needs one is skipped, told, and leaves nothing
    When the suite runs the feature "skips.feature" where there is no browser
    Then the run ends with exit code 0
    And it tells of "SKIPPED: It takes a browser"
    And it tells of "there is no chromedriver on the PATH"
    And it tells of "1 passed, 0 failed, 0 broken, 1 skipped"
    And its report "junit.xml" holds '<skipped message="there is no chromedriver'
    And its report "cucumber.json" holds '"status":"skipped"'
    But its report "cucumber.json" does not hold '"status":"failed"'
    And no process, container, network or folder of the run is left

  @BY-08 @browser
  Scenario: A run that is interrupted takes its browser with it
    Given this machine has a browser
    When the suite runs the feature "browses.feature"
    And the run is interrupted with Ctrl-C as soon as a browser runs
    Then the run ends with exit code 130
    And no process, container, network or folder of the run is left
