# Arr only: circles are refused
import "modules/circle.arr"
