"""Work that outlives a request: solves, notices, figures."""
