Feature: A pipeline's settings are in one place
  SSM parameters say what the scaler starts, where and how much of it. They are changed without a deployment, so one that is
  missing must be told by its name.

  @QP-06
  Scenario: The template fills them in, and they do
    Given a pipeline of tasks that wait
    Then the SSM parameters have the pipeline's values
    When 1 message is in the pipeline's queue
    And the scaler looks once
    Then it has started 1 task, and 1 runs
    And it has read its settings from SSM
    And the scaler's calls are within what its role allows

  @QP-06
  Scenario: Parameters of another name serve a second pipeline
    Given a pipeline of tasks that wait, with the parameters' prefix "/photos/"
    When 1 message is in the pipeline's queue
    And the scaler looks once
    Then it has started 1 task, and 1 runs
    And the scaler's calls are within what its role allows

  @QP-06
  Scenario: Without any, each is named
    When the scaler looks once where there is no pipeline
    Then the scaler ends with exit code 2 within 20 seconds
    And its error names each of these, and no others
      | PIPELINE_UNPROCESSED_SQS_URL    |
      | PIPELINE_ENABLED                |
      | PIPELINE_ECS_MAX_TASKS          |
      | PIPELINE_ECS_CLUSTER            |
      | PIPELINE_ECS_TASK_CONTAINER     |
      | PIPELINE_ECS_TASK_DEFINITION    |
      | PIPELINE_ECS_TASK_SUBNET        |
      | PIPELINE_ECS_TASK_SECURITYGROUP |
      | PIPELINE_S3_DEST_PREFIX         |

  @QP-06
  Scenario: Of several, those that are missing are named
    Given all the SSM parameters of a pipeline but these
      | PIPELINE_ECS_CLUSTER            |
      | PIPELINE_S3_DEST_PREFIX         |
    When the scaler looks once
    Then the scaler ends with exit code 2 within 20 seconds
    And its error names each of these, and no others
      | PIPELINE_ECS_CLUSTER            |
      | PIPELINE_S3_DEST_PREFIX         |
