Feature: The worker may do what it has to, and nothing else
  The task role is all that a worker has. Who holds it can poll the service's queue; the queue in turn takes messages
  from the topic alone.

  @WS-14
  Scenario: The task role allows polling its queue
    Given a deployed worker service
    Then its task role allows on its queue
      | sqs:ReceiveMessage          |
      | sqs:DeleteMessage           |
      | sqs:ChangeMessageVisibility |
      | sqs:GetQueueUrl             |
      | sqs:GetQueueAttributes      |
    And its task role allows nothing else on its queue
    And its task role allows nothing on another queue
    And its task role allows nothing of another service

  @WS-14
  Scenario: The queue lets only the topic send
    Given a deployed worker service
    Then its queue lets its topic send
    But its queue lets no other topic send
    And its queue lets nobody else send

  @WS-14 @profile-log-consumer
  Scenario: The worker's credentials are its task role's
    Given the worker service's template
    When it is deployed
    And the message "Hello!" is published to its topic
    Then the task logs "INFO: Received and deleted message(s)"
    And the task's calls were made with credentials of its task role
