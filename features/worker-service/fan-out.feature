@profile-log-consumer
Feature: Published messages reach the queues of the worker services
  A service publishes to a shared SNS topic and need not know who listens. Every worker service has an SQS queue of
  its own, subscribed to the topic, so that each gets every message and none waits for another.

  @WS-01
  Scenario: A published message arrives in the queue as an SNS notification
    Given a worker service subscribed to the topic "ping"
    When "Hello! Is anyone there?" is published to the topic "ping"
    Then the queue holds one message, an SNS notification with these fields
      | field            | value                             |
      | Type             | Notification                      |
      | MessageId        | (the id that publishing returned) |
      | TopicArn         | (the ARN of the topic "ping")     |
      | Message          | Hello! Is anyone there?           |
      | Timestamp        | (a time in UTC, to the millisecond) |
      | SignatureVersion | 1                                 |
      | Signature        | (Base64)                          |
      | SigningCertURL   | (the URL of a .pem file)          |
      | UnsubscribeURL   | (a URL with the subscription's ARN) |

  @WS-06
  Scenario: One worker consumes several queues, fed by several topics
    Given a worker service "orders" subscribed to the topics "ping" and "audit"
    And a worker service "returns" subscribed to the topic "ping"
    And a worker that polls the queues of "orders" and "returns"
    When "to both services" is published to the topic "ping"
    And "to one service" is published to the topic "audit"
    Then the worker logs 2 notifications of "to both services"
    And the worker logs 1 notification of "to one service"
    And the queues of "orders" and "returns" become empty
