Feature: The agent of a task takes protection as the ECS agent does
  A task needs no AWS client to protect itself: it asks its agent, at an address of its own. Whether it was protected
  is in the answer's body; the status alone does not tell.

  @TP-22
  Scenario: A task protects itself, looks, and releases itself
    Given a service whose task makes these calls to its agent
      | method | body                                           |
      | GET    |                                                |
      | PUT    | {"ProtectionEnabled":true}                     |
      | GET    |                                                |
      | PUT    | {"ProtectionEnabled":true,"ExpiresInMinutes":5} |
      | PUT    | {"ProtectionEnabled":false}                    |
    Then its agent answers
      | status | body                                                                                                |
      | 200    | {"protection":{"ExpirationDate":null,"ProtectionEnabled":false,"TaskArn":"<the task>"}}            |
      | 200    | {"protection":{"ExpirationDate":"<in 120 minutes>","ProtectionEnabled":true,"TaskArn":"<the task>"}} |
      | 200    | {"protection":{"ExpirationDate":"<in 120 minutes>","ProtectionEnabled":true,"TaskArn":"<the task>"}} |
      | 200    | {"protection":{"ExpirationDate":"<in 5 minutes>","ProtectionEnabled":true,"TaskArn":"<the task>"}} |
      | 200    | {"protection":{"ExpirationDate":null,"ProtectionEnabled":false,"TaskArn":"<the task>"}}            |

  @TP-22
  Scenario Outline: <what> is refused
    Given a service whose task makes these calls to its agent
      | method | body   |
      | PUT    | <body> |
    Then its agent answers with status 400 and the error InvalidParameterException
    And the task is not protected

    Examples:
      | what                     | body                                              |
      | what is no JSON          | {"ProtectionEnabled":                             |
      | an unknown field         | {"ProtectionEnabled":true,"Forever":true}         |
      | no ProtectionEnabled     | {"ExpiresInMinutes":5}                            |
      | a value of a wrong type  | {"ProtectionEnabled":"yes"}                       |

  @TP-22
  Scenario: A task that belongs to no service is refused, with status 200
    Given a task of no service that makes these calls to its agent
      | method | body                       |
      | PUT    | {"ProtectionEnabled":true} |
    Then its agent answers with status 200 and the failure TASK_NOT_VALID

  @TP-22
  Scenario: A task whose role does not allow it is refused
    Given a service whose task has a role that allows nothing, and makes these calls to its agent
      | method | body                       |
      | PUT    | {"ProtectionEnabled":true} |
    Then its agent answers with status 400 and the error AccessDeniedException
    And the task is not protected

  @TP-22
  Scenario: A task without a role is refused
    Given a service whose task has no role, and makes these calls to its agent
      | method | body                       |
      | PUT    | {"ProtectionEnabled":true} |
    Then its agent answers with status 403 and the error AccessDeniedException

  @TP-22
  Scenario: What ECS throttles is told as throttled
    Given ECS throttles every UpdateTaskProtection
    And a service whose task makes these calls to its agent
      | method | body                       |
      | PUT    | {"ProtectionEnabled":true} |
    Then its agent answers with status 400 and the error ThrottlingException
    And the task is not protected

  @TP-22
  Scenario: When ECS does not answer the agent gives up after 4 seconds
    Given ECS does not answer UpdateTaskProtection
    And a service whose task makes these calls to its agent
      | method | body                       |
      | PUT    | {"ProtectionEnabled":true} |
    Then its agent answers with status 504 and the error RequestCanceled

  @TP-22
  Scenario: One task cannot speak for another
    Given a service whose task makes these calls to its agent
      | method | body                       |
      | PUT    | {"ProtectionEnabled":true} |
    And a task that calls an agent's address that is nobody's
    Then that call is answered with status 404 and the error ResourceNotFoundException
