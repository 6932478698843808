"""Command lines are read as argparse reads them, which most programs in Python use."""

import argparse

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oamc.cli.argument_reading import WrongArgument, flags_of, read_arguments
from oamc.cli.option import NEVER, Option, switch

OPTIONS = (
    Option(name="output", short="o", metavar="PATH", help="", weakens=NEVER),
    Option(name="set", metavar="TEXT", repeated=True, help="", weakens=NEVER),
    Option(name="form", short="f", metavar="FORM", choices=("helm", "plain"), help="", weakens=NEVER),
    Option(name="inputs", metavar="PATH", in_arguments=False, help="", weakens=NEVER),
    switch("quiet", "", short="q"),
    switch("verbose", "", short="v", in_file=False),
    Option(name="color", help="", weakens=NEVER, in_file=False, negated=True),
)


def read(*arguments, most=None):
    found = read_arguments(arguments, OPTIONS, most)
    return found.given, found.positional, found.rest


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (["--output", "a"], {"output": "a"}),
        (["--output=a=b"], {"output": "a=b"}),
        (["--output="], {"output": ""}),
        (["-o", "a"], {"output": "a"}),
        (["-oa"], {"output": "a"}),
        (["-o=a"], {"output": "a"}),
        (["-o", "-"], {"output": "-"}),
        (["-o", "-5"], {"output": "-5"}),
        (["-o", "-a b"], {"output": "-a b"}),
        (["-o", "a", "-ob"], {"output": "b"}),
        (["--set", "a", "--set=b"], {"set": ["a", "b"]}),
        (["-qv"], {"quiet": True, "verbose": True}),
        (["-qvoa"], {"quiet": True, "verbose": True, "output": "a"}),
        (["-qo", "a"], {"quiet": True, "output": "a"}),
        (["-q", "--no-quiet"], {"quiet": False}),
        (["--no-color"], {"color": False}),
        (["-fhelm"], {"form": "helm"}),
    ],
)
def test_options_are_given_in_each_way(arguments, given):
    assert read(*arguments) == (given, [], [])
    assert read("x", *arguments, "y") == (given, ["x", "y"], [])


@pytest.mark.parametrize("argument", ["app.yaml", "-", "", "-5", "-.5", "-1.25", "-a b", "a=b"])
def test_what_is_no_option_stands_for_itself(argument):
    assert read(argument) == ({}, [argument], [])
    assert read(argument, most=0) == ({}, [], [argument])
    assert read("x", argument, most=1) == ({}, ["x"], [argument])


@pytest.mark.parametrize("argument", ["--bogus", "--bogus=1", "-x", "--out", "--inputs", "--no-verbose", "--no-output", "-5."])
def test_what_nobody_knows_is_the_rest(argument):
    assert read(argument, "a") == ({}, ["a"], [argument])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output"], "argument -o/--output: expected one argument"),
        (["-o", "-q"], "argument -o/--output: expected one argument"),
        (["--set", "--bogus"], "argument --set: expected one argument"),
        (["--quiet=1"], 'argument -q/--quiet: ignored explicit argument "1"'),
        (["-qx"], 'argument -q/--quiet: ignored explicit argument "x"'),
        (["--form", "helmm"], 'argument -f/--form: invalid choice: "helmm" (choose from "helm", "plain"); did you mean helm?'),
        (["--form="], 'argument -f/--form: invalid choice: "" (choose from "helm", "plain")'),
    ],
)
def test_wrong_uses_are_told(arguments, message):
    with pytest.raises(WrongArgument) as caught:
        read(*arguments)
    assert str(caught.value) == message


def as_argparse_reads(arguments):
    """Return what argparse makes of the arguments; nothing where it refuses them."""
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False, exit_on_error=False)
    parser.add_argument("positional", nargs="*")
    for option in {id(option): option for option, _ in flags_of(OPTIONS).values()}.values():
        names = [f"-{option.short}"] if option.short else []
        names.append(f"--{option.name}")
        if option.metavar:
            action = "append" if option.repeated else "store"
            parser.add_argument(*names, action=action, choices=option.choices or None, dest=option.name)
        else:
            parser.add_argument(*names, action="store_const", const=True, dest=option.name)
            if f"--no-{option.name}" in flags_of(OPTIONS):
                parser.add_argument(f"--no-{option.name}", action="store_const", const=False, dest=option.name)
    try:
        found, rest = parser.parse_known_intermixed_args(arguments)
    except (argparse.ArgumentError, SystemExit):
        return None
    values = {name: value for name, value in vars(found).items() if value is not None}
    return values, values.pop("positional", []), rest


WORDS = st.sampled_from(
    [
        *flags_of(OPTIONS),
        *("--output=a", "-oa", "-o=a", "-qv", "-vq", "-qoa", "-fhelm", "--form=plain", "helm", "a", "b=c"),
        *("-", "-5", "-.5", "-a b", "", "--bogus", "-x", "--quiet=1", "-qx", "--form=no"),
    ]
)


@given(st.lists(WORDS, max_size=6))
@example(["helm", "--bogus", "helm"])
def test_lines_are_read_as_argparse_reads_them(arguments):
    try:
        ours = read(*arguments)
    except WrongArgument:
        ours = None
    theirs = as_argparse_reads(arguments)
    if ours is None and "-qx" in arguments and theirs is not None and "-x" in theirs[2]:
        return  # the argparse of newer Pythons hands back a letter that it does not know, and that is refused, too
    if ours is None or theirs is None or not ours[2]:
        assert ours == theirs
        return
    # Behind an option that nobody knows, argparse takes no further argument; a line with one is refused.
    assert (ours[0], ours[2][0]) == (theirs[0], theirs[2][0])
