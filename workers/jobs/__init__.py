"""Jobs, one a file: each calls one service."""
