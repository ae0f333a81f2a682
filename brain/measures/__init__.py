"""What is measured in networks, each figure with its control."""
