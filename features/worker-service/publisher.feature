@profile-ping
Feature: The scheduled publisher
  So that there is always something to see, a scheduled task publishes a greeting to the topic "ping" every five
  minutes.

  @WS-15
  Scenario: Each greeting says when it was sent, and its id is logged
    Given a worker service subscribed to the topic "ping"
    And the publisher, publishing every second to the topic "ping"
    Then the queue comes to hold 3 notifications from the topic "ping"
    And the message of each is of the form "Hello! Message <5 lowercase letters> sent at time <Weekday, Month DD YYYY, HH:MM:SS>"
    And the publisher has logged "Published message: <id>." for the id of each
    And the publications were 1 second apart

  @WS-15
  Scenario: Unless it is told otherwise it publishes at once, and then every five minutes
    Given a worker service subscribed to the topic "ping"
    And the publisher, publishing to the topic "ping"
    Then the queue comes to hold 1 notification from the topic "ping"
    And the publisher says that it publishes every 5 minutes
    When the publisher gets SIGTERM
    Then the publisher ends with exit code 0 within 20 seconds

  @WS-15
  Scenario: Under an external schedule it publishes once and ends
    Given a worker service subscribed to the topic "ping"
    When the publisher is run once for the topic "ping"
    Then the publisher ends with exit code 0 within 30 seconds
    And the queue comes to hold 1 notification from the topic "ping"
