"""The memory: one encrypted TinyDB journal per person; a turn is written whole or not at all."""
