@profile-image-resizer
Feature: Every key arrives under its own name
  An event carries the key of an object encoded as in a form, and not everybody encodes a space in the same way. A key that
  is read wrongly is an object that is not found, or a thumbnail that nobody finds.

  Background:
    Given a pipeline

  @QP-11
  Scenario: Keys with characters of every kind
    When these images are uploaded
      | ecsproc/a red flower.jpg        |
      | ecsproc/1+1=2.jpg               |
      | ecsproc/50% off.jpg             |
      | ecsproc/%20 is no space.jpg     |
      | ecsproc/a&b;c,d@e$f:g?h.jpg     |
      | ecsproc/~(it's)!*_-.jpg         |
      | ecsproc/grüße aus köln.jpg      |
      | ecsproc/你好/שלום/🌷.jpg        |
    And the worker works until the queue is empty
    Then each image has its own thumbnail in the destination bucket, and nothing else is there

  # As S3 writes it, whatever an emulator does.
  @QP-11
  Scenario: A space is a plus or percent 20, and a plus is percent 2B
    Given these images are stored without an event
      | ecsproc/red flower.jpg   |
      | ecsproc/blue flower.jpg  |
      | ecsproc/red+flower.jpg   |
      | ecsproc/100% flower.jpg  |
      | ecsproc/flör.jpg         |
    When events with these keys are sent to the queue
      | ecsproc/red+flower.jpg        |
      | ecsproc/blue%20flower.jpg     |
      | ecsproc/red%2Bflower.jpg      |
      | ecsproc/100%25+flower.jpg     |
      | ecsproc/fl%C3%B6r.jpg         |
    And the worker works until the queue is empty
    Then each image has its own thumbnail in the destination bucket, and nothing else is there
