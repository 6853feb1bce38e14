"""Long work of the engine: asked for, queued, held by a worker, watched, stopped, and stored once."""
