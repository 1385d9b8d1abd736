@profile-websocket-server
Feature: The WebSocket server keeps its task for as long as anyone is connected
  A connection lives longer than a request, and whoever stops its task breaks it off. So the server protects the task
  while it has a client, and no longer. Where protection cannot be had, it says so to those whom it concerns.

  @TP-17
  Scenario: A client is greeted with the number of connections, and its ping is answered
    Given a deployed WebSocket server
    When Ada connects
    Then Ada is told "Welcome! There are 1 connections"
    When Ada says "ping"
    Then Ada is told "pong"
    When Ben connects
    Then Ben is told "Welcome! There are 2 connections"
    When Ada leaves
    And Eve connects
    Then Eve is told "Welcome! There are 2 connections"
    When Ben says "ping"
    Then Ben is told "pong"

  @TP-17 @TP-13
  Scenario: Many come at once, and their task is protected once
    Given a deployed WebSocket server
    When 40 clients connect at the same time
    Then they are greeted as the first to the 40th, each number once
    And ECS protects the task
    And for 2 seconds nothing more is asked
    And ECS was asked to protect the task 1 time, and to release it 0 times

  @TP-18 @TP-14
  Scenario: The task is protected from the first client to the last, and the log tells of it
    Given a deployed WebSocket server with
      | MaintainProtectionPercentage | 0 |
    When Ada connects
    Then ECS protects the task
    And the task logs "Task protection acquired"
    When Ada says "ping"
    Then Ada is told "pong"
    When Ada leaves
    Then ECS does not protect the task any more
    And the task logs these lines in this order
      | New client connection opened. There are 1 connections |
      | Task protection acquired                              |
      | received: ping                                        |
      | Client connection closed. There are 0 connections     |
      | Task protection released                              |
    And ECS was asked to protect the task 1 time, and to release it 1 time

  @TP-18
  Scenario: As long as one stays the task stays protected, and one that vanishes counts as gone
    Given a deployed WebSocket server with
      | MaintainProtectionPercentage | 0 |
    And Ada is connected and the task is protected
    When Ben connects
    Then Ben is told "Welcome! There are 2 connections"
    When Ada vanishes without a farewell
    Then the task logs "Client connection closed. There are 1 connections"
    And for 1 seconds nothing more is asked
    And ECS protects the task
    When Ben vanishes without a farewell
    Then ECS does not protect the task any more
    And ECS was asked to protect the task 1 time, and to release it 1 time

  @TP-12
  Scenario: While a client stays, protection is renewed before it ends
    Given a deployed WebSocket server with
      | DesiredProtectionDurationInMins | 1 |
      | RefreshProtectionPercentage     | 2 |
      | MaintainProtectionPercentage    | 0 |
    When Ada connects
    Then protection is renewed 4 times, for 1 minute each and 1.2 seconds apart or more
    And the task logs these lines in this order
      | Task protection acquired |
      | Task protection acquired |
      | Task protection acquired |

  @TP-19
  Scenario: At a desired count of 0 a connected client stays connected, and the task stops when it has left
    Given a deployed WebSocket server with
      | MaintainProtectionPercentage | 0 |
    And Ada is connected and the task is protected
    When the service's desired count is set to 0
    Then the service's events say "(service <name>, taskSet ecs-svc/*) was unable to scale in due to (reason 1 tasks under protection)"
    And Ada is still connected
    When Ada leaves
    Then the service reaches 0 running tasks
    And the task was stopped by the service's scheduler, with exit code 0
    And the service's events say "(service <name>) has reached a steady state."

  @TP-20 @TP-14
  Scenario Outline: Where ECS <does> calls for protection, all clients are told
    Given a deployed WebSocket server
    And ECS <does> calls for protection from now on
    When Ada connects
    Then Ada is told "server shutting down soon"
    When Ben connects
    Then Ben is told "server shutting down soon"
    And Ada is still connected
    And ECS does not protect the task any more

    Examples:
      | does            |
      | throttles       |
      | answers 500 to  |
      | denies          |
      | does not answer |

  @TP-20 @TP-14
  Scenario: When protection that stood cannot be renewed, all clients are told
    Given a deployed WebSocket server with
      | DesiredProtectionDurationInMins | 1 |
      | RefreshProtectionPercentage     | 5 |
    And Ada is connected and the task is protected
    When Ben connects
    And ECS throttles calls for protection from now on
    Then Ada is told "server shutting down soon"
    And Ben is told "server shutting down soon"
    And Ada is still connected

  @TP-20
  Scenario: A refusal that the agent passes on with status 200 is a rejection, too
    Given a deployed WebSocket server
    And Ada is connected and the task is protected
    When a new revision of the server is deployed and its task runs
    And Ben connects
    Then Ben is told "Welcome! There are 1 connections"
    And Ben is told "server shutting down soon"
    But Ada has not been told "server shutting down soon"
    And Ada is still connected

  @BY-13
  Scenario: Rejected protection is asked for again each interval, and acquired as soon as it can be had
    Given a deployed WebSocket server with
      | ProtectionAdjustInterval | 1s |
    And ECS throttles calls for protection from now on
    When Ada connects
    Then Ada is told "server shutting down soon"
    # The agent asks three times for each time that it is asked.
    And for 4 seconds it is asked again and again, with at most 15 calls
    When ECS takes calls for protection again
    Then ECS protects the task
    And the task logs "Task protection acquired"
    And for 3 seconds nothing more is asked

  @TP-16 @BY-09
  Scenario: SIGTERM tells the clients, closes their connections and ends the server in time
    Given a deployed WebSocket server with
      | StopTimeout | 20 |
    And Ada is connected and the task is protected
    When Ben connects
    And the task is stopped by hand
    Then Ada is told "server shutting down soon"
    And Ben is told "server shutting down soon"
    And Ada's connection is closed with 1001
    And Ben's connection is closed with 1001
    And the task was stopped by the user, with exit code 0
    And the task logs these lines in this order
      | Task protection acquired                                         |
      | Received SIGTERM signal, will quit when all work is done         |
      | Client connection closed. There are 0 connections                |

  @TP-21
  Scenario: The server's health check is answered
    Given a deployed WebSocket server
    Then the server answers GET / with 200
