"""Keys, gamepads and what they ask for."""
