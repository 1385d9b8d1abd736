@profile-log-consumer
Feature: The worker logs each message and then deletes it
  The documents' sample worker does nothing with a message but log it. That is enough to see, line by line, that
  nothing is lost on the way and nothing is deleted before it is dealt with.

  Background:
    Given a worker service

  @WS-02
  Scenario Outline: The body is logged byte for byte: <body>
    Given a worker
    When a message with <body> is sent to the queue
    Then the worker logs "INFO: The message body: " followed by exactly that body
    And the queue becomes empty

    Examples:
      | body                                 |
      | a JSON document of several lines     |
      | Unicode from every plane             |
      | spaces and line breaks at both ends  |
      | as many bytes as the queue allows    |

  @WS-03
  Scenario: It says what it does, in this order
    Given a worker
    When the message "Hello!" is sent to the queue
    Then the worker logs these lines in this order
      | INFO: The message body: Hello!                                              |
      | INFO: Deleting message from the queue...                                    |
      | INFO: Received and deleted message(s) from <the queue's URL> with message * |
    And the queue becomes empty

  @WS-03
  Scenario: It says that a message is deleted only when it is
    Given every deletion is held up
    And a worker
    When the message "Hello!" is sent to the queue
    Then the worker logs the line "INFO: Deleting message from the queue..."
    And a deletion is on its way
    But the worker has not logged a line that begins with "INFO: Received and deleted message(s)"
    When deletions go through again
    Then the worker logs a line that begins with "INFO: Received and deleted message(s)"

  @WS-04
  Scenario: A worker that is killed between the two loses nothing
    Given messages stay hidden for 6 seconds
    And every deletion is held up
    And a worker
    When the message "Do not lose me" is sent to the queue
    Then the worker logs the line "INFO: The message body: Do not lose me"
    And a deletion is on its way
    When the worker is killed
    And deletions go through again
    And a second worker is started
    Then the second worker logs the line "INFO: The message body: Do not lose me"
    And the queue becomes empty
