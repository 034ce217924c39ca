#!/usr/bin/env python3
"""Compares random expressions with CPython 3.11 and NumPy: what both give must be the same value of the same kind and shape,
or an error of both.

    scripts/comparison/compare.py [--seed N] [--count N] [--arr PROGRAM] [SUBJECT …]

`--seed` is the time when it is left out, `--count` (300) a measure for each subject; without subjects all are compared.
The program is `.build/release/arr`. What differs is printed with both answers; the exit code is 1 if anything does. Where
the language differs on purpose, `answers.AGREED` says why. NumPy computes in double what the language computes in f32.
"""
import argparse
import pathlib
import random
import sys
import time
import warnings

import numpy

import answers
import tensors
import values

SUBJECTS = {**values.SUBJECTS, **tensors.SUBJECTS}


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--arr", default=str(root / ".build/release/arr"))
    parser.add_argument("subjects", nargs="*", choices=[*SUBJECTS, []], metavar="SUBJECT", help=", ".join(SUBJECTS))
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    numpy.seterr(all="ignore")
    compared = differing = 0
    for subject in given.subjects or SUBJECTS:
        cases = list(SUBJECTS[subject](random.Random(f"{given.seed} {subject}"), given.count))
        differences = answers.differences(cases, given.arr)
        print(f"{subject}: {len(cases)} compared, {len(differences)} differ (seed {given.seed})")
        for case, ours, theirs in differences[:20]:
            print(f"  {case}\n    arr     {ours}\n    Python  {theirs}")
        compared, differing = compared + len(cases), differing + len(differences)
    print(f"{compared} compared, {differing} differ")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
