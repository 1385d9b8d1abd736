@profile-image-resizer @waits
Feature: What cannot be resized is set aside, and stops nothing else
  Among a million files there is one of everything. A worker that deletes what it could not do loses an image; one that
  tries for ever, or falls over, loses all that come after it.

  Background:
    Given a pipeline whose messages are dead-lettered after 3 receives

  @QP-14
  Scenario: What is no image, or is broken, is dead-lettered, and the others are resized
    When these images are uploaded
      | ecsproc/before.jpg    | a JPEG of 320 x 240                         |
      | ecsproc/empty.jpg     | an empty file                               |
      | ecsproc/text.jpg      | a text                                      |
      | ecsproc/truncated.jpg | a truncated JPEG                            |
      | ecsproc/enormous.jpg  | a JPEG that says it is 60000 x 60000        |
      | ecsproc/after.jpg     | a JPEG of 240 x 320                         |
    And a worker is started that retries at once
    Then the dead-letter queue comes to hold the events of exactly these
      | ecsproc/empty.jpg     |
      | ecsproc/text.jpg      |
      | ecsproc/truncated.jpg |
      | ecsproc/enormous.jpg  |
    And each other image has its own thumbnail in the destination bucket, and nothing else is there
    And the queue becomes empty
    And each of those was received 3 times
    And the worker has reported each of them
    And the worker is still running

  @QP-14
  Scenario: What is unusual is resized, or dead-lettered
    When these images are uploaded
      | ecsproc/png.jpg       | a PNG of 400 x 300          |
      | ecsproc/deep.jpg      | a 16-bit PNG of 300 x 300   |
      | ecsproc/cmyk.jpg      | a CMYK JPEG of 320 x 240    |
      | ecsproc/moves.jpg     | an animated GIF of 320 x 200 |
      | ecsproc/bomb.jpg      | a decompression bomb        |
      | ecsproc/plain.jpg     | a JPEG of 320 x 240         |
    And a worker is started that retries at once
    Then each image comes to have its own thumbnail, or its event is in the dead-letter queue
    And "ecsproc/plain.jpg" has its thumbnail
    And the queue becomes empty
    And the worker is still running

  @QP-14
  Scenario: An object that is gone is retried, dead-lettered, and delays no other
    When these images are uploaded
      | ecsproc/gone.jpg  |
      | ecsproc/here.jpg  |
    And "ecsproc/gone.jpg" is removed from the source bucket
    And a worker is started that retries at once
    Then the dead-letter queue comes to hold the events of exactly these
      | ecsproc/gone.jpg  |
    And each other image has its own thumbnail in the destination bucket, and nothing else is there
    And each of those was received 3 times
    And the worker has reported each of them

  @QP-14
  Scenario Outline: <trouble>: nothing is deleted as if it were done
    Given S3 answers <status> <code> to <operation> from now on
    When these images are uploaded
      | ecsproc/one.jpg |
      | ecsproc/two.jpg |
    And a worker is started that retries at once
    Then the worker has met the trouble with each image, and reported it
    And no message is deleted that has no thumbnail
    And the worker is still running

    Examples:
      | trouble                            | status | code                | operation |
      | No access to the source            | 403    | AccessDenied        | GetObject |
      | A destination that does not exist  | 404    | NoSuchBucket        | PutObject |
      | A full disk                        | 507    | InsufficientStorage | PutObject |

  @QP-14
  Scenario: When the trouble is over the images are resized
    Given S3 answers 503 SlowDown to PutObject the first 2 times
    When these images are uploaded
      | ecsproc/one.jpg |
      | ecsproc/two.jpg |
    And the worker works until the queue is empty
    Then each image has its own thumbnail in the destination bucket, and nothing else is there
    And the dead-letter queue is empty

  @QP-14
  Scenario: A body that is no event is reported and dead-lettered
    When these messages are sent to the pipeline's queue
      | Hello!                                           |
      | {"Records": "none"}                              |
      | {"Records": [{"s3": {"object": {"key": "a"}}}]}  |
      | [1, 2, 3]                                        |
    And these images are uploaded
      | ecsproc/fine.jpg |
    And a worker is started that retries at once
    Then the dead-letter queue comes to hold 4 messages
    And each image has its own thumbnail in the destination bucket, and nothing else is there
    And the worker is still running
