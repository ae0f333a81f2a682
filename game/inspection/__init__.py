"""What can be seen of a brain and done to it, without any network."""
