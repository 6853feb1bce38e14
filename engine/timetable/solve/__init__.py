"""The solve: a pipeline of stages that share one incumbent and one bound."""
