# Arr only: the words of the error
import numpy
