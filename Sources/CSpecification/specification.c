// The articles of the specification inside the program: the compiler puts the files' bytes into the read-only data, so that
// nothing is read or parsed before somebody asks, and a single binary has them wherever it is.
#include "CSpecification.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char textArrLanguage[] = {
#embed "../ArrLanguage/ArrLanguage.docc/ArrLanguage.md"
};
static const unsigned char textAtAGlance[] = {
#embed "../ArrLanguage/ArrLanguage.docc/AtAGlance.md"
};
static const unsigned char textDifferencesFromPython[] = {
#embed "../ArrLanguage/ArrLanguage.docc/DifferencesFromPython.md"
};
static const unsigned char textLexicalStructure[] = {
#embed "../ArrLanguage/ArrLanguage.docc/LexicalStructure.md"
};
static const unsigned char textValuesAndTypes[] = {
#embed "../ArrLanguage/ArrLanguage.docc/ValuesAndTypes.md"
};
static const unsigned char textNamesAndScope[] = {
#embed "../ArrLanguage/ArrLanguage.docc/NamesAndScope.md"
};
static const unsigned char textExpressions[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Expressions.md"
};
static const unsigned char textOperators[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Operators.md"
};
static const unsigned char textIndexing[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Indexing.md"
};
static const unsigned char textAssignment[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Assignment.md"
};
static const unsigned char textControlFlow[] = {
#embed "../ArrLanguage/ArrLanguage.docc/ControlFlow.md"
};
static const unsigned char textFunctions[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Functions.md"
};
static const unsigned char textDecorators[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Decorators.md"
};
static const unsigned char textWithAndTry[] = {
#embed "../ArrLanguage/ArrLanguage.docc/WithAndTry.md"
};
static const unsigned char textImports[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Imports.md"
};
static const unsigned char textStrings[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Strings.md"
};
static const unsigned char textPipelines[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Pipelines.md"
};
static const unsigned char textTensorsAndAxes[] = {
#embed "../ArrLanguage/ArrLanguage.docc/TensorsAndAxes.md"
};
static const unsigned char textDisplay[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Display.md"
};
static const unsigned char textErrors[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Errors.md"
};
static const unsigned char textShellLines[] = {
#embed "../ArrLanguage/ArrLanguage.docc/ShellLines.md"
};
static const unsigned char textGrammar[] = {
#embed "../ArrLanguage/ArrLanguage.docc/Grammar.md"
};

static const arr_article articles[] = {
  {"ArrLanguage", textArrLanguage, sizeof textArrLanguage},
  {"AtAGlance", textAtAGlance, sizeof textAtAGlance},
  {"DifferencesFromPython", textDifferencesFromPython, sizeof textDifferencesFromPython},
  {"LexicalStructure", textLexicalStructure, sizeof textLexicalStructure},
  {"ValuesAndTypes", textValuesAndTypes, sizeof textValuesAndTypes},
  {"NamesAndScope", textNamesAndScope, sizeof textNamesAndScope},
  {"Expressions", textExpressions, sizeof textExpressions},
  {"Operators", textOperators, sizeof textOperators},
  {"Indexing", textIndexing, sizeof textIndexing},
  {"Assignment", textAssignment, sizeof textAssignment},
  {"ControlFlow", textControlFlow, sizeof textControlFlow},
  {"Functions", textFunctions, sizeof textFunctions},
  {"Decorators", textDecorators, sizeof textDecorators},
  {"WithAndTry", textWithAndTry, sizeof textWithAndTry},
  {"Imports", textImports, sizeof textImports},
  {"Strings", textStrings, sizeof textStrings},
  {"Pipelines", textPipelines, sizeof textPipelines},
  {"TensorsAndAxes", textTensorsAndAxes, sizeof textTensorsAndAxes},
  {"Display", textDisplay, sizeof textDisplay},
  {"Errors", textErrors, sizeof textErrors},
  {"ShellLines", textShellLines, sizeof textShellLines},
  {"Grammar", textGrammar, sizeof textGrammar},
};

const arr_article *arr_articles(void) { return articles; }

long arr_article_count(void) { return sizeof articles / sizeof articles[0]; }
