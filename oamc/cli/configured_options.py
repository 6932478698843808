# ruff: noqa: PTH114, PTH117, PTH118 - pathlib costs more than all of `oamc --version`
"""The options in one table of a configuration file, checked: as the command line would give them, or reported at their lines.

The file may be a stranger's, so its paths stay below its directory, lead through no link and no hidden name, and end as their
content does.
"""

from __future__ import annotations

import os

from oamc.cli.cache_size import bytes_of
from oamc.cli.exclusion import problem_of
from oamc.cli.setting import Setting
from oamc.cli.settings import is_number
from oamc.cli.toml_places import CHART
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import listing, nearest
from oamc.spans import PlacedText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from oamc.cli.option import Option
    from oamc.cli.toml_places import TomlPlaces
    from oamc.diagnostics.reports import Code, Reports
    from oamc.spans import Span

QOS, PACKAGES = "qos", "capabilities"
CACHE, CACHE_SIZE = "cache", "cache-size"
QUALITY = frozenset(("cpu-limit", "require-class", "qos-rule", "qos-node"))
MOST_TEXTS = 50
MOST_UNKNOWN = 20
LONGEST_TEXT = 1000
NUMBERS = frozenset(("samples", "seed"))
SUFFIXES = {
    "json": (".json",),
    "sarif": (".sarif", ".json"),
    "junit": (".xml",),
    "gitlab": (".json",),
    "text": (".log",),
    "github": (".log",),
}
"""How a report may end that a configuration file chooses. Text is never .txt, as a requirements.txt or a CMakeLists.txt is."""


class OptionTable:
    """One table of a file while it is checked. Paths in it are relative to the directory of the file.

    The table stands at `path` in what belongs to oamc, which is empty for the top.
    """

    def __init__(
        self,
        places: TomlPlaces,
        directory: str,
        origin: str,
        reports: Reports,
        path: tuple[str, ...] = (),
    ) -> None:
        self.places = places
        self.directory = directory
        self.origin = origin
        self.reports = reports
        self.path = path

    def settings(
        self, table: Mapping[str, object], known: Mapping[str, Option], others: Collection[str] = ()
    ) -> dict[str, Setting]:
        """Check each entry against the option of its name. Both `kube-version` and `kube_version` are understood.

        The keys in `others` are read by somebody else.
        """
        settings: dict[str, Setting] = {}
        unknown: list[str] = []
        for key, value in table.items():
            name = key.replace("_", "-")
            option = known.get(name)
            if name == CACHE and CACHE_SIZE in known and isinstance(value, dict):
                settings |= self.below(key).of_cache(value, known[CACHE_SIZE], settings)
                continue
            if name in others and option is None:
                continue
            if option is None:
                unknown.append(key)
            elif name in settings:
                self.refuse(usage.CONFIGURATION_WRONG_VALUE, key, rule="given once")
            elif name == QOS and isinstance(value, dict):
                from oamc.cli.quality_tables import read_table

                for one, found in read_table(value, self).items():
                    if one in settings:
                        self.refuse(usage.CONFIGURATION_WRONG_VALUE, key, rule=f"without {one}, which stands beside it")
                    settings[one] = Setting(value=found, origin=self.origin, in_file=True)
            elif name == CHART:
                from oamc.cli.chart_table import chart_metadata

                chart = chart_metadata(value, self.places.source, self.reports)
                settings[name] = Setting(value=chart, origin=self.origin, in_file=True)
            else:
                setting = self.checked(option, value, key)
                if setting is not None:
                    settings[name] = Setting(value=setting, origin=self.origin, in_file=True)
        self.refuse_unknown(unknown, [*known, *others])
        return settings

    def of_cache(self, table: Mapping[str, object], option: Option, others: Mapping[str, Setting]) -> dict[str, Setting]:
        """Check the table of the cache: its size. Its place is the operator's business."""
        for key, value in table.items():
            if key == "dir":
                self.refuse(usage.CONFIGURATION_NOT_ALLOWED, key, hint="give --cache on the command line, or set OAMC_CACHE")
            elif key != "size":
                self.refuse(usage.CONFIGURATION_UNKNOWN_OPTION, key, name=self.named(key), hint="it has size")
            elif CACHE_SIZE in others:
                self.refuse(usage.CONFIGURATION_WRONG_VALUE, key, rule=f"without {CACHE_SIZE}, which stands beside it")
            else:
                setting = self.checked(option, value, key)
                if setting is not None:
                    return {CACHE_SIZE: Setting(value=setting, origin=self.origin, in_file=True)}
        return {}

    def below(self, key: str) -> OptionTable:
        """Return the check of a table below this one."""
        return OptionTable(self.places, self.directory, self.origin, self.reports, (*self.path, key))

    def refuse_unknown(self, keys: list[str], known: Collection[str]) -> None:
        """Report the first keys that are no option of the table; the last of them says how many more there are."""
        from oamc.cli.command_table import COMMANDS

        elsewhere = {option.name: option for command in COMMANDS for option in command.options if option.name not in known}
        if self.path and (self.path[0] != "env" or "cluster" in self.path[2:]):
            elsewhere = {}  # options have no place in such a table
        for number, key in enumerate(keys[:MOST_UNKNOWN], 1):
            name = key.replace("_", "-")
            left = len(keys) - number
            # First, because a long hint is cut at its end.
            more = f"{left:,} more are not options of this file; " if number == MOST_UNKNOWN and left else ""
            if name in elsewhere and not (self.path and elsewhere[name].in_file):
                option = elsewhere[name]
                # What reads no environment says so: `--limit`, and the options of commands that are not configured.
                variable = f", or set OAMC_{name.upper().replace('-', '_')}" if name not in {"file", "after", "limit"} else ""
                hint = f"{more}give {option.flag} on the command line{variable}"
                self.refuse(usage.CONFIGURATION_NOT_ALLOWED, key, hint=hint)
            else:
                close = nearest(name, known)
                hint = f"did you mean {close}?" if close else f"options are {listing(sorted(known))}"
                if name in elsewhere:
                    hint = "it holds for all environments: set it at the top of the file"
                self.refuse(usage.CONFIGURATION_UNKNOWN_OPTION, key, name=self.named(key), hint=more + hint)

    def named(self, key: str) -> str:
        """Return what messages call an entry."""
        return ".".join((*self.path, key))

    def at(self, key: str, item: str = "") -> Span:
        """Return the place of an entry, or of a text in it."""
        return self.places.at((*self.path, key), item)

    def refuse(self, code: Code, key: str, *, name: str = "", hint: str = "", rule: str = "", reason: str = "") -> None:
        """Report what is wrong with an entry, at the line where it stands: `tomllib` tells no places."""
        name = name or self.named(key.replace("_", "-"))
        self.reports.add(code, at=self.at(key), hint=hint, name=name, rule=rule, reason=reason)

    def checked(self, option: Option, value: object, key: str) -> bool | str | tuple[str, ...] | None:
        """Return the value of an option as the command line would give it, or report what is wrong with it."""
        rule, hint = "", ""
        if not option.metavar:
            if isinstance(value, bool):
                return value
            rule = "true or false"
        else:
            texts = _texts(value, option)
            if option.name in NUMBERS and (texts is None or not is_number(texts[0], option.most_in_file)):
                rule = "a whole number" + (f", at most {option.most_in_file:,} here" if option.most_in_file else "")
            elif texts is None:
                rule = f"a text or a list of at most {MOST_TEXTS} texts" if option.repeated else "a text"
            elif any(len(text) > LONGEST_TEXT for text in texts):
                rule = f"at most {LONGEST_TEXT:,} characters long"
            elif option.choices and not all(text in option.choices for text in texts):
                rule = listing(option.choices, "or")
                close = nearest(next(text for text in texts if text not in option.choices), option.choices)
                hint = f"did you mean {close}?" if close else ""
            elif wrong := _problem_of_texts(option.name, texts):
                rule = wrong
            elif self.has_good_paths(option, texts, key):
                if option.name == PACKAGES:
                    return tuple(PlacedText.at(text, self.at(key, text)) for text in texts)
                placed = [self.placed(option, text) for text in texts]
                return tuple(placed) if option.repeated else placed[0]
        if rule:
            self.refuse(usage.CONFIGURATION_WRONG_VALUE, key, rule=rule, hint=hint)
        return None

    def placed(self, option: Option, text: str) -> str:
        """Return the text of an option with the path in it, where it has one, as one from the working directory."""
        if option.name == "diagnostics":
            form, equals, path = text.partition("=")
            return f"{form}={self.from_here(path)}" if path else form + equals
        return self.from_here(text) if option.place and text else text

    def from_here(self, path: str) -> str:
        """Return a path that is relative to the directory of the file as one from the working directory."""
        return os.path.relpath(os.path.join(self.directory, path)) if self.directory else path

    def has_good_paths(self, option: Option, texts: list[str], key: str) -> bool:
        """Tell whether all paths in an option are such that a stranger may have written them; report the first that is not."""
        for text in texts:
            form, equals, path = text.partition("=") if option.name == "diagnostics" else ("", "=", text)
            if not (option.place or option.name == "diagnostics") or not equals or not path:
                continue
            if not _stays_below(path, self.directory):
                hint = f"a path outside can be given on the command line with --{option.name}"
                self.refuse(usage.CONFIGURATION_PATH_LEAVES, key, hint=hint)
                return False
            problem = _problem_of(path, self.directory) or _problem_of_suffix(form, path)
            if problem:
                hint = f"it can be given on the command line with --{option.name}"
                self.refuse(usage.CONFIGURATION_PATH_REFUSED, key, reason=problem, hint=hint)
                return False
        return True


def _problem_of_texts(name: str, texts: list[str]) -> str:
    """Say what the texts of an option should be that are more than texts; nothing where they are so, or may be any."""
    if name == CACHE_SIZE:
        return "" if bytes_of(texts[0]) else "an amount such as 256Mi or 1Gi"
    if name == "exclude":
        return next(filter(None, map(problem_of, texts)), "")
    if name in QUALITY:
        from oamc.cli.quality_tables import problem_of_texts

        return problem_of_texts(name, texts)
    return ""


def _texts(value: object, option: Option) -> list[str] | None:
    """Return the texts of a value, nothing where it is something else. Numbers stand without quotes where one is wanted."""
    if option.name in NUMBERS and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        value = str(value)
    given = value if option.repeated and isinstance(value, list) else [value]
    texts = [text for text in given if isinstance(text, str)]
    return texts if len(texts) == len(given) <= MOST_TEXTS else None


def _stays_below(path: str, directory: str) -> bool:
    """Tell whether a relative path stays below a directory."""
    if os.path.isabs(path) or ".." in path.replace("\\", "/").split("/"):
        return False
    if not path.isprintable():
        return True  # no such path is asked for, and the next question refuses it
    here, there = os.path.realpath(directory or "."), os.path.realpath(os.path.join(directory, path))
    return there == here or there.startswith(here.rstrip(os.sep) + os.sep)


def _problem_of(path: str, directory: str) -> str:
    """Say why a path that stays below is still not one for a file that may be a stranger's, or return the empty text."""
    if path == "-":
        return "it is a standard stream"
    if not path.isprintable():
        return "it has characters that cannot be printed"
    walked = directory
    for part in path.split("/"):
        if part.startswith(".") and part != ".":
            return "a name in it begins with a dot"
        walked = os.path.join(walked, part)
        if os.path.islink(walked):
            return "it leads through a symbolic link"
    return ""


def _problem_of_suffix(form: str, path: str) -> str:
    """Say why a report in this form must not have this name, or return the empty text."""
    suffixes = SUFFIXES.get(form, ("",))
    return "" if path.endswith(suffixes) else f"a report in the form {form} ends in {listing(suffixes, 'or')}"
