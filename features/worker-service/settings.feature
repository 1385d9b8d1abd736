Feature: A setting that is missing or unusable is named
  What is wrong must be seen in the first line of the log, not found out by reading a stack trace.

  @WS-18 @profile-log-consumer
  Scenario Outline: The worker names <setting> when it is <value>
    When a worker is started with <setting> <value>
    Then the worker ends with an exit code other than 0 within 30 seconds
    And the worker has printed one line on stderr, which names <setting>
    And it has called nothing

    Examples:
      | setting           | value             |
      | QUEUE_URI         | missing           |
      | QUEUE_URI         | "not a URL"       |
      | QUEUE_URI         | "http://host/one" |
      | QUEUE_REGION      | missing           |
      | QUEUE_REGION      | "over there"      |
      | AWS_ACCESS_KEY_ID | missing           |

  @WS-18 @profile-ping
  Scenario Outline: The publisher names <setting> when it is <value>
    When the publisher is started with <setting> <value>
    Then the publisher ends with an exit code other than 0 within 30 seconds
    And the publisher has printed one line on stderr, which names <setting>
    And it has called nothing

    Examples:
      | setting        | value                   |
      | SNS_TOPIC_ARN  | missing                 |
      | SNS_TOPIC_ARN  | "ping"                  |
      | SNS_TOPIC_ARN  | "{"pong": "arn"}"       |
      | SNS_TOPIC_ARN  | "{"ping": "no ARN"}"    |

  @WS-18 @profile-log-consumer
  Scenario: A queue that does not exist is named, waited for and given up
    When a worker is started for a queue that does not exist, which it waits for at most 2 seconds
    Then the worker ends with an exit code other than 0 within 30 seconds
    And the worker has named the queue on stderr
    And the worker has tried more than once
