"""oamc: compile Open Application Model documents to Helm charts with live, typed values, or to plain Kubernetes manifests.

The package is a command (`oamc`, or `python -m oamc`) and a library. The library's surface is what `oamc.api` documents;
it can be imported from here. It is loaded when it is first asked for, because `oamc --version` must not wait for a compiler.
"""

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.api import Diagnostic as Diagnostic
    from oamc.api import Options as Options
    from oamc.api import Output as Output
    from oamc.api import Result as Result
    from oamc.api import check as check
    from oamc.api import compile_documents as compile_documents

_SURFACE = ("Diagnostic", "Options", "Output", "Result", "check", "compile_documents")


def __getattr__(name: str) -> object:
    """Load the library when one of its names is first used."""
    if name not in _SURFACE:
        raise AttributeError(f"module 'oamc' has no attribute {name!r}")
    from oamc import api

    return getattr(api, name)


def __dir__() -> list[str]:
    """List the names of the library's surface."""
    return ["__version__", *_SURFACE]
