Feature: A protected worker without its agent, queue or port says so
  A worker that began without its agent would work unprotected, and nobody would notice before work is lost.

  @WS-18 @profile-job-consumer
  Scenario Outline: The queue consumer names <setting> when it is <value>
    When a job consumer is started with <setting> <value>
    Then the worker ends with an exit code other than 0 within 30 seconds
    And the worker has printed one line on stderr, which names <setting>
    And it has called nothing

    Examples:
      | setting           | value       |
      | ECS_AGENT_URI     | missing     |
      | ECS_AGENT_URI     | "not a URL" |
      | COPILOT_QUEUE_URI | missing     |
      | COPILOT_QUEUE_URI | "not a URL" |

  @WS-18 @profile-websocket-server
  Scenario Outline: The WebSocket server names <setting> when it is <value>
    When a WebSocket server is started with <setting> <value>
    Then the worker ends with an exit code other than 0 within 30 seconds
    And the worker has printed one line on stderr, which names <setting>
    And it has called nothing

    Examples:
      | setting       | value   |
      | ECS_AGENT_URI | missing |
      | PORT          | "http"  |
      | PORT          | "70000" |
