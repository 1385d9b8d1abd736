@profile-paced-consumer @waits
Feature: A message that does not say how long it takes is set aside
  Whoever sends can be wrong. A message that cannot be worked on is told of, tried again, and in the end laid aside where
  somebody can look at it; the others are worked on meanwhile, and no measurement is made up.

  @TT-15
  Scenario: What has no usable duration is dead-lettered, and the others are worked on
    Given the queue of a tracked service
    And a paced consumer that retries after 0 seconds
    When these messages are sent to the FIFO queue
      | group   | message                          |
      | before  | {"id": 1, "duration": 0.3}       |
      | missing | {"id": 2}                        |
      | minus   | {"id": 3, "duration": -1}        |
      | text    | {"id": 4, "duration": "soon"}    |
      | quoted  | {"id": 5, "duration": "0.3"}     |
      | nan     | {"id": 6, "duration": "NaN"}     |
      | bare    | {"id": 7, "duration": NaN}       |
      | huge    | {"id": 8, "duration": 1e300}     |
      | beyond  | {"id": 9, "duration": 1e400}     |
      | month   | {"id": 10, "duration": 2592000}  |
      | null    | {"id": 11, "duration": null}     |
      | list    | {"id": 12, "duration": [0.3]}    |
      | none    | 0.3                              |
      | words   | Hello!                           |
      | after   | {"id": 13, "duration": 0.2}      |
    Then 13 messages come to be dead-lettered
    And 2 messages come to be deleted
    And each of the 13 others was received 3 times, and told as an error
    And CloudWatch comes to have the duration of each message that was deleted, once
    And the worker is still running
    And the queue is empty
