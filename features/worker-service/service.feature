Feature: The worker runs as an ECS service
  Deploying the template is all: the service comes with its tasks, and follows when the stack is updated or deleted.

  @WS-09 @profile-log-consumer
  Scenario: One task runs unless told otherwise
    Given the worker service's template
    When it is deployed
    Then the service's desired count is 1, and 1 task is running
    When the message "Hello!" is published to its topic
    Then the task logs "INFO: Received and deleted message(s)"

  @WS-09
  Scenario: As many tasks run as are desired
    Given the worker service's template
    When it is deployed with
      | DesiredCount | 3 |
    Then the service's desired count is 3, and 3 tasks are running
    When the stack is updated with
      | DesiredCount | 2 |
    Then the service's desired count is 2, and 2 tasks are running
    When the stack is deleted
    Then no task is left, and no service

  @WS-10
  Scenario Outline: A task of size <size> has <cpu> CPU units and <memory> MiB
    Given the worker service's template
    When it is deployed with
      | TaskSize | <size> |
    Then each task has <cpu> CPU units and <memory> MiB

    Examples:
      | size    | cpu  | memory |
      | x-small | 256  | 512    |
      | small   | 512  | 1024   |
      | medium  | 1024 | 2048   |
      | large   | 2048 | 4096   |
      | x-large | 4096 | 8192   |

  @WS-11
  Scenario: The tasks run the image that was named, and an update replaces them
    Given the worker service's template
    When it is deployed with
      | Image   | the probe's         |
      | Command | print,Hello from the image,wait |
    Then each task runs the probe's image
    And the task logs "Hello from the image"
    When the stack is updated with
      | Command | print,Hello again,wait |
    Then the service runs a new revision, and the task logs "Hello again"

  @WS-12
  Scenario: On a self-managed cluster the tasks run on its hosts
    Given the worker service's template
    And a cluster of 2 hosts with 1024 CPU units and 2048 MiB each
    When it is deployed on EC2 with
      | DesiredCount | 4     |
      | TaskSize     | small |
    Then 4 tasks are running, 2 on each host
    And the hosts have no CPU units left

  @WS-12
  Scenario: What does not fit on the hosts is not placed, and the events say so
    Given a cluster of 1 host with 1024 CPU units and 2048 MiB each
    And a service of 3 tasks of 512 CPU units and 1024 MiB on EC2 was asked for
    Then the service reaches 2 running tasks
    And the service's events say "(service jobs) was unable to place a task because no container instance met all of its requirements.*"

  @WS-12
  Scenario: On Fargate it needs no hosts
    Given the worker service's template
    When it is deployed on Fargate with
      | DesiredCount | 1 |
    Then each task was launched on Fargate, on no host

  @WS-13
  Scenario Outline: With the subnet type <type> tasks are in the <type> subnets, <address>
    Given the worker service's template
    When it is deployed on Fargate with
      | SubnetType       | <type>          |
      | PublicSubnetIds  | subnet-0aaaaaaa |
      | PrivateSubnetIds | subnet-0bbbbbbb |
    Then each task is in the subnet <subnet>, <address>

    Examples:
      | type    | subnet          | address             |
      | public  | subnet-0aaaaaaa | with a public IP    |
      | private | subnet-0bbbbbbb | without a public IP |
