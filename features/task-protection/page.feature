Feature: The WebSocket server's page shows what happens
  Whoever opens it in a browser is a client, and sees what one sees. Where this machine has no browser these scenarios
  are skipped.

  @TP-21 @browser @profile-websocket-server
  Scenario: The page connects by itself, and shows what it says and hears
    Given a browser
    And a deployed WebSocket server with
      | MaintainProtectionPercentage | 0 |
    When the browser opens the server's page
    Then the page shows in this order
      | Attempting to connect...                        |
      | Connected!                                      |
      | Server says: "Welcome! There are 1 connections" |
      | Client sent: "ping"                             |
      | Server says: "pong"                             |
      | Client sent: "ping"                             |
      | Server says: "pong"                             |
    And a picture of the page is kept in the report
    And ECS protects the task
    When the browser leaves the page
    Then ECS does not protect the task any more
    And the task logs these lines in this order
      | New client connection opened. There are 1 connections |
      | Task protection acquired                              |
      | received: ping                                        |
      | Client connection closed. There are 0 connections     |
      | Task protection released                              |

  @TP-20 @browser @profile-websocket-server
  Scenario: The page shows the notice that comes upon a rejection
    Given a browser
    And a deployed WebSocket server
    And ECS throttles calls for protection from now on
    When the browser opens the server's page
    Then the page shows in this order
      | Connected!                                 |
      | Server says: "server shutting down soon"   |

  # Of the reference server alone: the documents' own page does not go so far.
  @TP-21 @browser
  Scenario: The reference server's page shows whether the task is protected
    Given a browser
    And a deployed WebSocket server with
      | DesiredProtectionDurationInMins | 1 |
      | RefreshProtectionPercentage     | 5 |
    When the browser opens the server's page
    Then the page shows in this order
      | Task protection |
      | Protected       |
      | Connected!      |
    When ECS throttles calls for protection from now on
    Then the page shows in this order
      | Task protection                          |
      | Rejected                                 |
      | Server says: "server shutting down soon" |
    And a picture of the page is kept in the report
    When ECS takes calls for protection again
    Then the page shows in this order
      | Task protection |
      | Protected       |
      | Connected!      |

  @TP-21
  Scenario: The reference server has an address for health checks alone
    Given a deployed WebSocket server
    Then the server answers GET /health with 200
