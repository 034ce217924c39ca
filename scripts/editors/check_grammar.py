"""Colours of the TextMate grammar, by a TextMate engine (PyPI: textmate-grammar-python), for words of sample.arr.

usage: check_grammar.py GRAMMAR SAMPLE [FILE …]; each FILE must come out without a string or bracket that stays open."""
import json
import logging
import sys

from textmate_grammar.parsers.base import LanguageParser

logging.disable(logging.CRITICAL)

# Line, word, which of its occurrences in the line, and a scope that it must have (or, with a "-", must not have).
EXPECTED = [
    (1, "#!/usr/bin/env arr", 0, "comment.line.shebang.arr"),
    (2, "%%", 0, "keyword.other.cell.arr"),
    (2, " A cell's title", 0, "markup.heading.arr"),
    (3, "prose", 0, "comment.line.number-sign.arr"),
    (3, '"x"', 0, "-string.quoted.double.arr"),
    (4, "HookedAutoConfig", 0, "support.function.builtin.arr"),
    (4, "llama", 0, "string.quoted.double.arr"),
    (4, "hidden_size", 0, "variable.parameter.keyword.arr"),
    (4, "64", 0, "constant.numeric.integer.arr"),
    (4, "fields", 0, "comment.line.number-sign.arr"),
    (5, "exp.use_tools", 0, "entity.name.function.decorator.arr"),
    (6, "def", 0, "storage.type.function.arr"),
    (6, "logit_diff", 0, "entity.name.function.arr"),
    (6, "run", 0, "variable.parameter.arr"),
    (6, "int", 0, "support.type.arr"),
    (6, "none", 0, "constant.language.arr"),
    (7, "Two lines", 0, "string.quoted.triple.arr"),
    (8, "no comment", 0, "string.quoted.triple.arr"),
    (8, "no comment", 0, "-comment.line.number-sign.arr"),
    (9, "logits", 0, "variable.other.member.arr"),
    (9, "0xff", 0, "constant.numeric.integer.arr"),
    (9, "1_000", 0, "constant.numeric.integer.arr"),
    (9, "2.5e-3", 0, "constant.numeric.float.arr"),
    (9, ".5", 1, "constant.numeric.float.arr"),
    (9, "@", 0, "keyword.operator.arithmetic.arr"),
    (10, "return", 0, "keyword.control.arr"),
    (10, "token", 0, "entity.name.function.member.arr"),
    (10, "|>", 0, "keyword.operator.pipe.arr"),
    (10, "softmax", 0, "support.function.builtin.arr"),
    (10, "axis", 0, "variable.parameter.keyword.arr"),
    (12, "for", 0, "keyword.control.arr"),
    (12, "in", 0, "keyword.operator.word.arr"),
    (12, "range", 0, "support.function.builtin.arr"),
    (12, "n_layers", 0, "variable.other.member.arr"),
    (13, "not", 0, "keyword.operator.word.arr"),
    (13, "true", 0, "constant.language.arr"),
    (13, "in", 1, "variable.other.member.arr"),
    (13, "layer", 1, "meta.interpolation.arr"),
    (13, "2", 1, "constant.other.format.arr"),
    (13, " Mary", 0, "string.quoted.single.arr"),
    (13, "!r", 0, "storage.modifier.conversion.arr"),
    (13, "w", 0, "meta.interpolation.arr"),
    (13, "{{", 0, "constant.character.escape.brace.arr"),
    (13, "\\n", 0, "constant.character.escape.arr"),
    (13, ";", 0, "punctuation.terminator.quiet.arr"),
    (15, "\\d", 0, "string.quoted.double.raw.arr"),
    (15, "\\'", 0, "constant.character.escape.arr"),
    (15, "# no comment", 0, "-comment.line.number-sign.arr"),
    (15, 't = ', 0, "variable.other.arr"),
    (16, "b", 0, "string.quoted.triple.arr"),
    (17, "=>", 0, "keyword.operator.arrow.arr"),
    (17, "if", 0, "keyword.control.arr"),
    (17, "_3", 0, "variable.language.last.arr"),
    (17, "x", 0, "variable.parameter.arr"),
    (18, "try", 0, "keyword.control.arr"),
    (18, "catch", 0, "keyword.control.arr"),
    (18, "run", 0, "entity.name.function.member.arr"),
]


def scopes_by_place(parser, text):
    """For every character (line from 0, column) the scopes it has."""
    places = {}
    for (line, column), content, scopes in parser.parse_string(text).flatten():
        for character in content:
            places[line, column] = scopes
            column += 1
            if character == "\n":
                line, column = line + 1, 0
    return places


def place(lines, line, word, occurrence):
    start = -1
    for _ in range(occurrence + 1):
        start = lines[line - 1].index(word, start + 1)
    return line - 1, start


def main():
    grammar, sample, *files = sys.argv[1:]
    with open(grammar) as file:
        parser = LanguageParser(json.load(file))
    with open(sample) as file:
        text = file.read()
    places = scopes_by_place(parser, text)
    wrong = 0
    for line, word, occurrence, scope in EXPECTED:
        found = places.get(place(text.split("\n"), line, word, occurrence), [])
        has = any(scope.lstrip("-") in entry.split() for entry in found)
        if has == scope.startswith("-"):
            wrong += 1
            print(f"{sample}:{line}: {word!r} should have {scope}, has {found}")
    # A region that runs away would swallow what is put behind the file.
    for name in files:
        with open(name) as file:
            text = file.read().rstrip("\n") + "\nsentinel = 1\n"
        at = (text.count("\n") - 1, 0)
        found = scopes_by_place(parser, text).get(at, [])
        if found != ["source.arr", "variable.other.arr"]:
            wrong += 1
            print(f"{name}: what follows it has {found}")
    print(f"TextMate: {len(EXPECTED)} places and {len(files)} files, {wrong} wrong")
    return 1 if wrong else 0


sys.exit(main())
