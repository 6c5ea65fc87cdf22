"""Making rows: who asks for what, how a teacher is told, what becomes of its answers."""
