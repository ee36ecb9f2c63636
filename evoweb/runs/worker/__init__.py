"""What the queue's workers and the keeper do."""
