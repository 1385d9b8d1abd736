Feature: The queue is told of each upload once
  Whoever uploads an image to the source bucket has done enough: S3 tells the queue, and what is in the queue is the
  work that is left. What is uploaded beside the prefix or with another suffix is none of the pipeline's work.

  Background:
    Given a pipeline

  @QP-01
  Scenario: Uploads under the prefix with the suffix are told of, and no others
    When these images are uploaded
      | other/cat.jpg         |
      | cat.jpg               |
      | my/ecsproc/cat.jpg    |
      | ecsproc/cat.png       |
      | ecsproc/cat.JPG       |
      | ecsproc/cat.jpg.txt   |
      | ecsproc/cat.jpg       |
      | ecsproc/2026/11/a.jpg |
    Then the queue tells of these uploads, once each, and of no others
      | ecsproc/cat.jpg       |
      | ecsproc/2026/11/a.jpg |
    And each event names the source bucket, the size of the image and "ObjectCreated:Put"

  @QP-01
  Scenario: Only the source bucket may send
    Then the pipeline's queue lets the source bucket send
    But the pipeline's queue lets no other bucket send
    And the pipeline's queue lets a bucket of that name in another account not send
    And the pipeline's queue lets nobody else send

  @QP-01
  Scenario: The buckets are private, encrypted, and reached by TLS alone
    Then both buckets block public access
    And both buckets encrypt what is stored in them
    And both buckets refuse what does not come by TLS

  @QP-14
  Scenario: What cannot be processed is kept for 14 days
    Then the dead-letter queue keeps messages for 14 days
    And the queue sends messages there after 5 receives
