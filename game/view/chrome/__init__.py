"""What stands around the world: head line, line of keys, time bar, captions and hints."""
