# The documented worker as it is documented: one message at a time, received, printed, deleted.
import os

import boto3

queue = os.environ["QUEUE_URI"]
sqs = boto3.client("sqs", region_name=os.environ["QUEUE_REGION"])
while True:
    received = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5, MaxNumberOfMessages=1)
    for message in received.get("Messages", []):
        print("INFO: The message body: " + message["Body"])
        print("INFO: Deleting message from the queue...")
        deleted = sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        print("INFO: Received and deleted message(s) from", queue, "with message", deleted)
