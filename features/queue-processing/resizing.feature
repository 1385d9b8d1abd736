@profile-image-resizer
Feature: Each image is fitted into a square
  Models for images take them in one size. The worker fetches what the queue tells of, fits it into 224x224 pixels in its
  own proportions, and puts it where the model looks for it.

  Background:
    Given a pipeline

  @QP-10
  Scenario: Images of every shape fit, and none is enlarged
    When these images are uploaded
      | ecsproc/wide.jpg      | a JPEG of 640 x 480  |
      | ecsproc/high.jpg      | a JPEG of 300 x 900  |
      | ecsproc/square.jpg    | a JPEG of 500 x 500  |
      | ecsproc/fits.jpg      | a JPEG of 224 x 224  |
      | ecsproc/small.jpg     | a JPEG of 100 x 60   |
      | ecsproc/narrow.jpg    | a JPEG of 1120 x 20  |
      | ecsproc/odd.jpg       | a JPEG of 333 x 227  |
    And the worker works until the queue is empty
    Then the thumbnails have these sizes
      | ecsproc/wide.jpg      | 224 x 168 |
      | ecsproc/high.jpg      | 75 x 224  |
      | ecsproc/square.jpg    | 224 x 224 |
      | ecsproc/fits.jpg      | 224 x 224 |
      | ecsproc/small.jpg     | 100 x 60  |
      | ecsproc/narrow.jpg    | 224 x 4   |
      | ecsproc/odd.jpg       | 224 x 153 |
    And each image has its own thumbnail in the destination bucket, and nothing else is there

  # The setting is the reference worker's.
  @QP-10
  Scenario: The square may be another
    Given the worker is set to 299 pixels
    When these images are uploaded
      | ecsproc/wide.jpg  | a JPEG of 640 x 480 |
      | ecsproc/small.jpg | a JPEG of 250 x 200 |
    And the worker works until the queue is empty
    Then the thumbnails have these sizes
      | ecsproc/wide.jpg  | 299 x 224 |
      | ecsproc/small.jpg | 250 x 200 |
    And each image has its own thumbnail in the destination bucket, and nothing else is there

  @QP-02 @QP-12
  Scenario: The event by which S3 tries the queue is deleted, and nothing is done for it
    Given the queue holds the test event that S3 sends when it is told of the queue
    When the worker works until the queue is empty
    Then the queue becomes empty
    And the dead-letter queue is empty
    And the worker has called nothing of S3

  @QP-12
  Scenario: With nothing to do, the worker ends
    Given the test event is taken from the queue
    When the worker works until the queue is empty
    Then it has received nothing

  @QP-17
  Scenario: Of an event with several records each is processed
    Given these images are stored without an event
      | ecsproc/one.jpg   |
      | ecsproc/two.jpg   |
      | ecsproc/three.jpg |
    When an event with a record of each is sent to the queue
    And the worker works until the queue is empty
    Then each image has its own thumbnail in the destination bucket, and nothing else is there

  @QP-16
  Scenario: Messages are received and deleted ten at a time
    When 30 images are uploaded
    And the worker works until the queue is empty
    Then each image has its own thumbnail in the destination bucket, and nothing else is there
    And the worker, with nothing in hand, has asked for 10 messages
    And the worker has received and deleted the 30 messages in fewer than 30 calls of each kind

  @QP-16
  Scenario: What could not be deleted is reported and comes back
    Given messages stay hidden for 2 seconds
    And SQS refuses the first 4 deletions of messages that contain "stubborn"
    When these images are uploaded
      | ecsproc/meek.jpg     |
      | ecsproc/stubborn.jpg |
    And a worker is started that retries at once
    Then the worker reports that the deletion of the event of "ecsproc/stubborn.jpg" was refused
    And the queue becomes empty
    And each image has its own thumbnail in the destination bucket, and nothing else is there

  @QP-12 @QP-13
  Scenario: Two workers share a queue and end when it is empty
    When 24 images are uploaded
    And two workers work until the queue is empty
    Then each image has its own thumbnail in the destination bucket, and nothing else is there
    And the dead-letter queue is empty

  @QP-13 @BY-03
  Scenario: Whatever is delivered twice, each image is in the destination once
    Given everything is delivered twice
    And storing a thumbnail takes 2000 milliseconds
    When 8 images are uploaded
    And two workers work until the queue is empty
    Then of the 8 messages at least 2 were received more than once
    And each image has its own thumbnail in the destination bucket, and nothing else is there
    And the queue becomes empty
    And the dead-letter queue is empty
