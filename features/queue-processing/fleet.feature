@profile-image-resizer @waits
Feature: Tasks come when there is work, and go when it is done
  All of it together: images are uploaded, the queue is told of them, the scaler starts tasks for them, the tasks resize
  them and end. Then nothing runs and nothing costs, until the next upload.

  @QP-03 @QP-04 @QP-07 @QP-10 @QP-12 @QP-13
  Scenario: Two hundred images, from the first upload to the last task
    Given a pipeline of image resizers
    When 200 images are uploaded while the scaler looks every 300 milliseconds
    Then each image comes to have its own thumbnail in the destination bucket, and nothing else is there
    And no task is left, and the queue is empty
    And the dead-letter queue is empty
    And never more than 10 tasks have run
    And each RunTask split its tasks over the capacity providers as it should
    And every task has ended with exit code 0
    And the tasks' calls are within what their role allows
