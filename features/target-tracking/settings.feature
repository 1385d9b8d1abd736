@profile-paced-consumer
Feature: A setting of the paced consumer that is missing or unusable is named
  What is wrong must be seen in the first line of the log. A metric that CloudWatch would not take is wrong before there is
  anything to publish.

  @WS-18
  Scenario Outline: The worker names <setting> when it is <value>
    When a paced consumer is started with <setting> <value>
    Then the worker ends with an exit code other than 0 within 30 seconds
    And the worker has printed one line on stderr, which names <setting>
    And it has called nothing

    Examples:
      | setting          | value         |
      | queue_name       | missing       |
      | queue_name       | "no/name"     |
      | metric_namespace | "AWS/SQS"     |
