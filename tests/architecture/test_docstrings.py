"""The engine explains itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, python_files

WANTED = 0.95

Documented = ast.Module | ast.ClassDef | ast.FunctionDef


def test_public_names_of_the_engine_have_docstrings() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in python_files("engine")}
    promised = {name for tree in trees.values() for name in _promised(tree)}

    names = [
        (name, ast.get_docstring(node) is not None)
        for path, tree in trees.items()
        for name, node in _public(path, tree, promised)
    ]

    missing = [name for name, documented in names if not documented]
    share = 1 - len(missing) / len(names)
    assert share >= WANTED, f"{share:.1%} have a docstring; these have none: {', '.join(missing)}"


def _public(path: Path, tree: ast.Module, promised: set[str]) -> Iterator[tuple[str, Documented]]:
    """Modules, classes, functions and methods; not methods whose protocol has said what they do."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    yield module, tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield f"{module}.{node.name}", node
            for method in _methods(node):
                if method.name not in promised or _is_protocol(node):
                    yield f"{module}.{node.name}.{method.name}", method


def _promised(tree: ast.Module) -> Iterator[str]:
    """Methods that a protocol documents for all who implement it."""
    protocols = filter(_is_protocol, tree.body)
    return (method.name for node in protocols for method in _methods(node) if ast.get_docstring(method))


def _methods(node: ast.stmt) -> list[ast.FunctionDef]:
    members = node.body if isinstance(node, ast.ClassDef) else []
    return [item for item in members if isinstance(item, ast.FunctionDef) and not item.name.startswith("_")]


def _is_protocol(node: ast.stmt) -> bool:
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in bases)
