"""The rules of the world: numpy only, pure and batched; nothing here draws or learns."""
