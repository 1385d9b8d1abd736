@profile-image-resizer @waits
Feature: No image is lost with a task
  Spot capacity is cheap because it can be taken away: SIGTERM, and two minutes later nothing is left. And any task may die
  without a word. What it had in hand must be finished, or go back to the queue.

  @QP-15
  Scenario: An interrupted task gives back what it has not finished
    Given a pipeline of image resizers
    And every thumbnail is held up
    When 40 images are uploaded
    And the scaler looks once
    And tasks on FARGATE_SPOT have images in hand
    And each task on FARGATE_SPOT is interrupted
    And thumbnails go through again
    Then each interrupted task has stopped with exit code 0, told of its interruption
    When the scaler looks every 300 milliseconds
    Then each image comes to have its own thumbnail in the destination bucket, and nothing else is there
    And no task is left, and the queue is empty
    And the dead-letter queue is empty

  @QP-15 @QP-12
  Scenario: A hundred images and interruptions in the middle
    Given a pipeline of image resizers
    And every thumbnail is held up
    When 100 images are uploaded
    And the scaler looks every 300 milliseconds
    And a task on FARGATE_SPOT is interrupted 3 times in the middle of it
    And thumbnails go through again
    Then each image comes to have its own thumbnail in the destination bucket, and nothing else is there
    And no task is left, and the queue is empty
    And the dead-letter queue is empty

  @BY-01
  Scenario: Two hundred images and tasks killed without warning in the middle
    Given a pipeline of image resizers
    And every thumbnail is held up
    When 200 images are uploaded while the scaler looks every 300 milliseconds
    And a task that has images in hand is killed without warning 4 times in the middle of it
    And thumbnails go through again
    Then each of those tasks died, with exit code 137
    And each image comes to have its own thumbnail in the destination bucket, and nothing else is there
    And no task is left, and the queue is empty
    And the dead-letter queue is empty
