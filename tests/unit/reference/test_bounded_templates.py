"""Templates within bounds: what they print, what they cannot reach, and what ends them."""

import pytest

from oamc.reference.bounded_templates import TemplateProblemError, render

DATA = {
    "applications": [
        {"name": "shop", "description": "*bold* | a\nline", "values": [{"path": "b", "n": 2}, {"path": "a", "n": 1}], "pop": 3},
        {"name": "tea", "description": "", "values": [], "pop": 4},
    ]
}


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ("a | *b*\n", "a | *b*\n"),
        ("{{ applications[0].description }}", "&#42;bold&#42; &#124; a line"),
        ("{{ applications[0].description | raw }}", "*bold* | a\nline"),
        ("{{ applications[0].description | code }}", "<code>&#42;bold&#42; &#124; a line</code>"),
        ("{{ '*' }}{{ '*' | markdown }}{{ '*' | raw }}", "&#42;&#42;*"),
        ("{{ 'a' ~ '|' }} {{ 'x' | code ~ ' | ' }}{{ '' | code ~ '  ' }}.", "a&#124; <code>x</code> &#124;   ."),
        ("{{ true }} {{ none }} {{ 1.5 }} {{ 0 + 6 // 4 * 2 % 3 - 1 }}", "true  1.5 1"),
        ("{% macro row(x) %}| {{ x }} |{% endmacro %}{{ row('a|b') }}", "| a&#124;b |"),
        ("{% set x %}**{{ 'y*' }}**{% endset %}{{ x }}{{ x ~ '*' }}", "**y&#42;****y&#42;**&#42;"),
        ("{% for a in applications %}{{ loop.index }}/{{ loop.length }} {{ a.name }}{{ ', ' if not loop.last }}{% endfor %}",
         "1/2 shop, 2/2 tea"),
        ("{% for n in range(2) %}{{ loop.cycle('x', 'y') }}{% endfor %}", "xy"),
        ("{{ applications[0].pop }} {{ applications[0]['pop'] }}", "3 3"),
        ("{{ applications | map(attribute='name') | join(', ') }}", "shop, tea"),
        ("{{ applications | join('+', attribute='name') }}", "shop&#43;tea"),
        ("{% for v in applications[0]['values'] | sort(attribute='path') %}{{ v.path }}{% endfor %}", "ab"),
        ("{% for v in applications[0]['values'] | selectattr('n', 'gt', 1) %}{{ v.path }}{% endfor %}", "b"),
        ("{% for n, found in applications | groupby('name') %}{{ n }}{{ found | length }}{% endfor %}", "shop1tea1"),
        ("{% for k, v in {'a': 1, 'b': 'x'} | items %}{{ k }}{{ v }}{% endfor %}{{ (['x'] + ['y']) | join }}", "a1bxxy"),
        ("{{ ['x', 1] | tojson | raw }} {{ applications[1] | tojson | raw }}",
         '["x", 1] {"description": "", "name": "tea", "pop": 4, "values": []}'),
        ("{{ ('x', 'y') | join }}{{ 'aba' | replace('a', 'c') }}{{ 'x' | upper }}{{ nobody | default('z') }}", "xycbcXz"),
        ("{{ 'x' + 'y' }}{{ (['x'] + ['y']) | length }}{% set a, b = 1, 2 %}{{ b }}", "xy22"),
        ("{{ 1000 * 1000 }} {{ range(3) | list | last }}{{ 'abc' | first }}", "1000000 2a"),
        ("{% for v in applications[0]['values'] | rejectattr('n', 'gt', 1) | reverse %}{{ v.path | title }}{% endfor %}", "A"),
        ("{% raw %}{{ x }}{% endraw %}{# nothing #}{% if 'b' in 'abc' %}1{% endif %}", "{{ x }}1"),
        ("{% autoescape false %}{{ '*' ~ '*' }}{% endautoescape %}", "&#42;&#42;"),
    ],
)  # fmt: skip
def test_a_template_prints(template, page):
    assert render(template, DATA) == page


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ ''.__class__ }}", "access to attribute '__class__' of 'str' object is unsafe"),
        ("{{ applications.__class__.__mro__ }}", "access to attribute '__class__' of 'list' object is unsafe"),
        ("{{ applications[0]['__class__'] }}", "access to attribute '__class__' of 'dict' object is unsafe"),
        ("{{ applications.append(1) }}", "access to attribute 'append' of 'list' object is unsafe"),
        ("{{ applications[1].update({}) }}", "has no attribute 'update'"),
        ("{{ 'a'.format() }}{{ 'a'.upper() }}", "unsafe|not safely callable"),
        ("{{ range.__func__ }}", "access to attribute '__func__' of 'method' object is unsafe"),
        ("{{ self.__class__ }}", "is unsafe"),
        ("{% for a in applications %}{{ loop.__init__ }}{% endfor %}", "is unsafe"),
        ("{{ 'x' | attr('y') }}", "No filter named 'attr'"),
        ("{{ applications | map('attr', 'x') | list | length }}", "No filter named 'attr'"),
        ("{{ 'x' | center(10) }}", "No filter named 'center'"),
        ("{{ lipsum() }}", "'lipsum' is undefined"),
        ("{{ cycler(1) }}", "'cycler' is undefined"),
        ("{% set n = namespace(a=1) %}", "'namespace' is undefined"),
        ("{{ applications[0].name() }}", "is not safely callable"),
        ("{% include 'x' %}", "it asks for another template"),
        ("{% import 'x' as y %}", "it asks for another template"),
        ("{% from 'x' import y %}", "it asks for another template"),
        ("{% extends 'x' %}", "it asks for another template"),
        ("{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}", "a loop calls itself"),
        ("{{ applications }}", "a list or a mapping is no text"),
        ("{{ 'x' ~ applications }}", "a list or a mapping is no text"),
        ("{{ range | tojson }}", "this is no value"),
        ("{{ nobody }}", "'nobody' is undefined"),
        ("{{ 'x' ~ nobody }}", "'nobody' is undefined"),
        ("{{ applications[0].nothing }}", "has no attribute 'nothing'"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ -applications }}", "bad operand type"),
        ("{{ [1, [2]] }}", "an item of a list is a text, a number or a truth value"),
        ("{{ (1, applications) | length }}", "an item of a list is a text, a number or a truth value"),
        ("{{ {'a': [2]} }}", "an item of a list is a text, a number or a truth value"),
        ("{% if %}", "Expected an expression"),
        ("{{ '", "unexpected char|unexpected end"),
    ],
)
def test_a_template_reaches_nothing_but_its_data_and_mistakes_have_their_line(template, reason):
    with pytest.raises(TemplateProblemError, match=reason) as found:
        render(f"first\n{{# #}}\n{template}\nlast", DATA)
    assert found.value.line == 3


STEPS, OUTPUT = "it takes more than 2,000,000 steps", "it prints more than 33,554,432 characters"
LONG_TEXT, LONG_LIST = "a text has more than 1,048,576 characters", "a list has more than 100,000 items"
DOUBLED = "".join("{% set a = a ~ a %}" for _ in range(40))


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", STEPS),
        ("{% for a in range(100000) %}{% set x = range(100000) | list %}{% endfor %}", STEPS),
        (
            "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}",
            STEPS,
        ),
        ("{% set a = 'aaaaaaaaaa' %}" + DOUBLED, LONG_TEXT),
        ("{% set a = 'aaaaaaaaaa' %}" + DOUBLED.replace("~", "+"), LONG_TEXT),
        ("{% set a = [1] %}" + DOUBLED.replace("~", "+"), LONG_LIST),
        ("{% set a = 'aa' %}" + "{% set a = a | replace('a', a) %}" * 9, "replace needs a text to look for"),
        ("{{ 'a' | replace('', 'b') }}", "replace needs a text to look for"),
        (
            "{% set a = 'aaaaaaaaaa' %}" + "{% set a = [a, a, a, a] | join(a) %}" * 40,
            LONG_TEXT,
        ),
        ("{% set a %}aaaaaaaaaa{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40, OUTPUT),
        ("{% for i in range(100000) %}" + "y" * 10_000 + "{% endfor %}", OUTPUT),
        (
            "{% macro f() %}" + "y" * 10_000 + "{% endmacro %}{% for i in range(9999) %}{{ f() }}{% endfor %}",
            OUTPUT,
        ),
        (
            "{% set a = 'aaaaaaaaaa' %}{% set b = a | list %}" + "{% set b = b + b %}" * 13 + "{{ range(100001) }}",
            LONG_LIST,
        ),
        ("{{ range(100000) | map('string') | join }}", "No filter named 'string'"),
        (
            "{% set a = range(90000) | list %}{{ (a + range(9000) | list) | tojson | length }}{{ [a] }}",
            "is not for these|an item",
        ),
        ("{% set a = 'a' | list %}" + "{% set a = a + a %}" * 16 + "{{ a | join('a' * 2) }}", r"\* is not for these values"),
        ("{{ 9007199254740992 * 2 }}", "a number is too large"),
        ("{{ ['x'] + 1 }}", r"\+ is not for these values"),
        ("{{ 2 ** 9 }}", r"\*\* is not for these values"),
        ("{{ 'a' * 9 }}", r"\* is not for these values"),
        ("{{ '%9d' % 1 }}", "% is not for these values"),
        ("{{ true * 9 }}", r"\* is not for these values"),
        ("{{ " + "9" * 5_000 + " }}", "integer string conversion"),
        ("{{ " + "(" * 500 + "1" + ")" * 500 + " }}", "its parts stand too deep in one another"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "its parts stand too deep in one another"),
        ("{% for a in [1] %}" * 30 + "{% endfor %}" * 30, "its loops stand too deep in one another"),
    ],
    ids=range(26),
)
def test_a_template_is_ended_where_it_takes_too_much(template, reason):
    with pytest.raises(TemplateProblemError, match=reason):
        render(template, DATA)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ values | tojson }}", "a value has more than 100,000 values in it"),
        ("{{ values | list | length }}", LONG_LIST),
        ("{{ (values + values) | length }}", LONG_LIST),
        ("{{ values | map('abs') | join(' ') }}", LONG_LIST),
        ("{{ text | upper }}", LONG_TEXT),
    ],
)
def test_large_values_are_counted(template, reason):
    with pytest.raises(TemplateProblemError, match=reason):
        render(template, {"values": list(range(100_002)), "text": "a" * ((1 << 20) + 1)})


def test_too_little_memory_is_told(monkeypatch):
    def fail(*_):
        raise MemoryError

    monkeypatch.setattr("oamc.reference.bounded_templates.markdown", fail)
    with pytest.raises(TemplateProblemError, match="it takes more memory than there is"):
        render("{{ 1 }}", DATA)
