@profile-log-consumer @waits
Feature: The worker rides out trouble with SQS
  Throttling, errors of the service and lost connections pass. A worker that exits is started again and again; one
  that retries without a pause makes it worse.

  @WS-19
  Scenario Outline: <trouble> is retried with backoff
    Given a worker service
    And a worker that is polling
    When SQS begins to <answer> whatever the worker calls
    And the worker has met it
    And the message "Still there?" is sent to the queue
    Then for 2 seconds the worker goes on trying, with growing pauses and at most 12 calls
    And the worker is still running
    When SQS answers again
    Then the worker logs the line "INFO: The message body: Still there?"
    And the queue becomes empty

    Examples:
      | trouble             | answer                |
      | Throttling          | throttle              |
      | An internal error   | answer 500 to         |
      | Unavailability      | answer 503 to         |
      | A lost connection   | drop the connection of |
