"""The programs that together serve an installation on one machine, under one supervisor."""
