Feature: What a worker prints is in CloudWatch Logs
  Nobody sees the output of a container that is gone. The awslogs driver keeps it: in the task definition's log group,
  in a stream that names the container and the task.

  @WS-05 @profile-log-consumer
  Scenario: The worker's lines are in the stream of its task
    Given the worker service's template
    When it is deployed
    And the message "Hello!" is published to its topic
    Then the log group of the service has the stream "worker/worker/<task id>"
    And that stream has these lines in this order
      | INFO: The message body: {*                                                  |
      | INFO: Deleting message from the queue...                                    |
      | INFO: Received and deleted message(s) from <the queue's URL> with message * |

  @WS-05
  Scenario: A task that dies at once leaves all of its lines, in order
    Given a task that prints 2000 lines and exits with code 3
    Then the task stops with exit code 3 and the reason "Essential container in task exited"
    And its log stream has exactly those 2000 lines in order

  @WS-05
  Scenario: A log group that is not there keeps the task from starting
    Given a task whose log group does not exist
    Then the task never starts, and the reason names the log group
