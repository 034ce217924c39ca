"""Typing and erasing, line by line."""
from suite import screens, test
from terminal import *


@test
def typing_and_leaving(start):
    t = start()
    t.run('print("hello")\r', "hello").leave()


@test
def editing_inside_a_line(start):
    t = start()
    t.run('print("ac")' + LEFT * 3 + "b\r", "abc")
    t.run('int("x")' + HOME + "pr" + END + "\r", "x")
    t.run('print("one")\x17\x19\r', "one")               # cut a word, yank it
    t.run('rubbish\x15print("two")\r', "two").leave()


@test
def wide_and_combining_characters(start):
    t = start()
    t.run('print("日本héllo")' + LEFT * 2 + "\x7fó" + "\r", "日本hélló")
    t.run('print("e\u0301x")' + LEFT * 3 + "日\r", "e\u0301日x").leave()


@test
def bytes_that_are_no_characters(start):
    t = start()
    t.prompt().type(b"\xff\xfe\xc3\xe2\x82")
    t.run('print("fine")\r', "fine").leave()


@test
def non_ascii_in_the_c_locale(start):
    start(LC_ALL="C").run('print("é")\r', "é").leave()


@test
def continuation(start):
    t = start()
    t.prompt().type("if true {\r")
    t.settle().type('print("inside")\r')
    t.settle().mark().type("}\r")
    t.wait(r"(?m)^inside\r?$").leave()


@test
def editing_an_earlier_line(start):
    t = start()
    t.prompt().type("if true {\r")
    t.settle().type('print("a")\r')
    t.settle().type("}" + UP)
    t.settle().type(END + LEFT * 2 + "b" + DOWN + END)
    t.settle().mark().type("\r")
    t.wait(r"(?m)^ab\r?$").leave()


@test
def entry_taller_than_the_screen(start):
    t = start(rows=6)
    t.prompt().type("\x1b[200~if true {\n" + "\n" * 20 + 'print("nd")\n}\x1b[201~')
    t.settle().type(UP + HOME + "\x1b[C" * 7 + "e" + DOWN + END)
    t.settle().mark().type("\r")
    t.wait(r"(?m)^end\r?$")
    t.run(UP + UP * 15 + DOWN * 15 + "\r", "end").leave()


@test
def wrapped_line(start):
    t = start(columns=40)
    t.run('nt("' + "a" * 60 + '")' + HOME + "pri\r", "a{40}\\r?\\n?a{20}").leave()


@test
def ctrl_d_deletes_and_leaves(start):
    t = start()
    t.run('print("xa")' + LEFT * 4 + "\x04\r", "a").leave()
    assert t.is_cooked()


@test
def output_to_a_file(start):
    t = start(shell=True)
    t.wait(r"\$ $").send(f"'{t.binary}' > out.txt\r").wait(PROMPT)
    t.mark().send('prnt("filed")' + HOME + "\x1b[C\x1b[Ci\r").wait("print.*\r\n(.|\n)*" + PROMPT.pattern).send("\x04")
    t.wait(r"\$ $").send("cat out.txt; exit\r").wait(r"(?m)^\r?filed\r?$")
    assert t.exit_code() == 0
