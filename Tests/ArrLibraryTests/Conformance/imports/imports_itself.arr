# Arr only: circles are refused
import "imports_itself.arr"
