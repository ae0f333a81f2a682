"""What a person sees and presses: pygame from here on; no network, no torch."""
